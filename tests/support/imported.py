"""Older installs made by plain SQL, and what the program makes of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.hive.blueprints import create_statements
from hive_inspector.core.progress import silent
from hive_inspector.core.supporting.older_installs import import_into

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.support.importing.report import ImportReport, SourceTable

SECRET = "sk-or-v1-0123456789abcdef0123456789abcdef"


def make_old(path: Path, *statements: str, lineage: str = "knowledge") -> Path:
    """A file of an old lineage, filled by statements; references are not enforced, as in real installs."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for statement in (*create_statements(lineage), "BEGIN", *statements, "COMMIT"):
            raw.execute(statement)
    return path


def conversation(name: str, question: str = "Why?") -> tuple[str, ...]:
    """A conversation of the knowledge lineage, with what the stages made of it."""
    made = "2025-01-01 10:00:00"
    return (
        f"""INSERT INTO conversations (id, question, final_answer, source_of_truth, created_at, last_updated)
        VALUES ('{name}', '{question}', 'Because.', 'Truth', '{made}', '2025-01-01 10:05:00')""",
        f"""INSERT INTO stage_outputs (id, conversation_id, stage_name, stage_number, provider, model, full_output,
            character_count, word_count, created_at)
        VALUES ('{name}-1', '{name}', 'generator', 1, 'openai', 'openai/gpt-4', 'Draft of {name}', 1, 1,
            '2025-01-01 10:01:00')""",
        f"""INSERT INTO conversation_topics (conversation_id, topic, weight, created_at)
        VALUES ('{name}', 'topic', 0.5, '{made}')""",
    )


def imported(place: Path, target: Path) -> ImportReport:
    """What comes of an import."""
    return import_into(place, target, token=CancelToken(), progress=silent)


def table_of(report: ImportReport, name: str, file: str = "") -> SourceTable:
    """A source table of the report."""
    return next(one for one in report.tables if one.name == name and (not file or one.file == file))


def left_of(report: ImportReport, name: str, file: str = "") -> dict[str, int]:
    """How many rows of a source table were left, by reason."""
    return {left.reason: left.rows for left in table_of(report, name, file).left}


def beside(target: Path, sources: Sequence[Path], sql: str) -> list[tuple[Any, ...]]:
    """What plain SQL says of the new file with the sources attached as s0, s1 …"""
    with closing(sqlite3.connect(target)) as raw:
        for number, source in enumerate(sources):
            raw.execute(f"ATTACH ? AS s{number}", (str(source),))
        return raw.execute(sql).fetchall()
