"""Hive files whose times come in every form, and what their numbers are by another way than the program's."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 4, 10, 15, 20, tzinfo=UTC)
OLDEST = datetime(2024, 9, 20, 8, tzinfo=UTC)
"""A change to summer time and one from it lie between."""
BOOKKEEPING = """CREATE TABLE schema_migrations (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"""
LINEAGES = (
    "core-001",
    "core-005",
    "core-013",
    "desktop",
    "desktop-memory",
    "hybrid",
    "knowledge",
    "enhanced",
)
FORMS: tuple[Callable[[datetime], object], ...] = (
    lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
    lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
    lambda at: f"{at:%Y-%m-%d %H:%M}",
    lambda at: f"{at:%Y-%m-%dT%H:%M}Z",
    lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
    lambda at: f"{at:%Y-%m-%dT%H:%M:%S.%f}123+00:00",
    lambda at: f"{at:%Y-%m-%d %H:%M:%S} UTC",
    lambda at: f"{at.astimezone(ZoneInfo('Asia/Kolkata')):%Y-%m-%dT%H:%M:%S}+05:30",
    lambda at: f"{at.astimezone(ZoneInfo('America/St_Johns')):%Y-%m-%d %H:%M:%S%z}",
    lambda at: f"{at.astimezone(BERLIN).isoformat(timespec='milliseconds')}",
    lambda at: int(at.timestamp()),
    lambda at: int(at.timestamp() * 1000),
    lambda at: str(int(at.timestamp())),
    lambda at: str(int(at.timestamp() * 1000)),
    lambda at: at.replace(microsecond=0).timestamp() + 0.25,
)
"""Ways to write a moment that Hive's files mix in one column."""
NO_TIMES: tuple[object, ...] = (
    None,
    "",
    "soon",
    "2025-13-45 10:00:00",
    "2025-03-01 10:61:00",
    "2025-03-01",
    "12:30",
    "now",
    0,
    123,
    -1,
    b"2025-03-01 10:00:00",
)
"""What is no time."""
FAR_TIMES = (
    "1970-01-01 00:00:00",
    "3000-01-01 00:00:00",
    "1999-12-31T23:59:59Z",
    "2025-06-01 00:00:00",
)
"""Times that are none of a Hive's at `NOW`."""


def moment_of(cell: object) -> datetime | None:
    """When a cell says, by Python's own reading of ISO times; None where it says no time of a Hive."""
    moment = _number(cell) if isinstance(cell, int | float) else _text(cell)
    if moment is None or not datetime(2000, 1, 1, tzinfo=UTC) <= moment < NOW + timedelta(days=1):
        return None
    return moment


def _number(value: float) -> datetime | None:
    for unit in (1, 1000):
        if 946684800 * unit <= value < 4102444800 * unit:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value / unit)
    return None


def _text(cell: object) -> datetime | None:
    if not isinstance(cell, str):
        return None
    if re.fullmatch(r"\d{9,13}(\.\d{1,9})?", cell):
        return _number(float(cell))
    if len(cell) < len("2025-03-01 10:00"):
        return None
    try:
        moment = datetime.fromisoformat(
            re.sub(r" ?UTC$", "Z", re.sub(r"(\.\d{6})\d+", r"\1", cell))
        )
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def make_filled(folder: Path, lineage: str, *, seed: int = 1, rows: int = 160) -> Path:
    """A file of a lineage with rows in every table that statistics read."""
    path = folder / f"{lineage}.db"
    path.write_bytes(_filled(lineage, seed, rows))
    return path


@cache
def _filled(lineage: str, seed: int, rows: int) -> bytes:
    """The content of such a file; made once, because it takes as long as many a test."""
    with TemporaryDirectory() as folder:
        return _make_filled(Path(folder) / "hive.db", lineage, seed, rows).read_bytes()


def _make_filled(path: Path, lineage: str, seed: int, rows: int) -> Path:
    extra: list[str] = []
    if lineage.startswith("core") or lineage == "hybrid":
        version = 13 if lineage == "hybrid" else int(lineage[-3:])
        extra = [BOOKKEEPING, f"INSERT INTO schema_migrations VALUES ({version}, 'x', 'y')"]
    make_lineage_file(path, lineage, extra)
    chance = random.Random(seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN")
        named = raw.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        )
        for (table,) in named.fetchall():
            if not table.startswith("sqlite_") and table not in {
                "schema_migrations",
                "schema_version",
                "migration_history",
            }:
                _fill(raw, table, chance, rows)
        raw.execute("COMMIT")
    return path


def _fill(raw: sqlite3.Connection, table: str, chance: random.Random, rows: int) -> None:
    triggers = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    )
    for (name,) in triggers.fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    columns = raw.execute(f'PRAGMA table_info("{table}")').fetchall()
    chosen = [column for column in columns if not (column[5] and "INT" in column[2].upper())]
    for row in range(rows):
        cells = [
            _cell(table, name, kind.upper(), row, bool(not_null), chance)
            for _, name, kind, not_null, _, _ in chosen
        ]
        names = ", ".join(f'"{column[1]}"' for column in chosen)
        marks = ", ".join("?" * len(cells))
        raw.execute(f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', cells)


MAKERS: dict[str, Callable[[random.Random], object]] = {
    "stage": lambda chance: chance.choice(("generator", "refiner", 'a "b" stage', None)),
    "stage_name": lambda chance: chance.choice(("generator", "refiner", 'a "b" stage')),
    "model": lambda chance: f"provider/model-{min(int(chance.expovariate(0.4)), 8)}",
    "cost_per_stage": lambda chance: chance.choice(
        (json.dumps({"generator": chance.randint(0, 9), "curator": 0.5}), "{broken", "[]")
    ),
    "features_used": lambda chance: chance.choice(('["voice", "memory"]', '["memory"]', "no JSON")),
    "event_type": lambda chance: chance.choice(("query_error", "rate_limit")),
    "error_message": lambda chance: chance.choice((None, "it failed")),
    "synced_at": lambda chance: chance.choice((None, "2025-01-01 00:00:00")),
    "consensus_id": lambda chance: f"c{chance.randint(0, 30)}",
    "round_number": lambda chance: chance.randint(1, 4),
    "flag": lambda chance: chance.randint(0, 1),
}
ALIKE = {
    "model_used": "model",
    "model_name": "model",
    "tokens_per_stage": "cost_per_stage",
    "success": "flag",
    "is_active": "flag",
}


def _cell(
    table: str, name: str, kind: str, row: int, not_null: bool, chance: random.Random
) -> object:
    if name in {"created_at", "timestamp", "datetime", "started_at"}:
        return _time(not_null, chance)
    maker = MAKERS.get(ALIKE.get(name, name))
    if maker is not None:
        return maker(chance)
    if "INT" in kind or "BOOL" in kind:
        return chance.randint(0, 1 if "BOOL" in kind else 50_000)
    if "REAL" in kind:
        return chance.choice((0.0, round(chance.random(), 6)))
    return f"{table}-{name}-{row}"


def _time(not_null: bool, chance: random.Random) -> object:
    if chance.random() < 0.06:
        return chance.choice(NO_TIMES[1:] if not_null else NO_TIMES)
    if chance.random() < 0.04:
        return chance.choice(FAR_TIMES)
    length = (NOW - OLDEST).total_seconds()
    recent = chance.random() < 0.3
    seconds = length - chance.random() * 9 * 86400 if recent else chance.random() * length
    at = OLDEST + timedelta(seconds=seconds)
    return chance.choice(FORMS)(at)


def rows_of(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What plain sqlite3 answers."""
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


SOURCES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "conversation_count": (("conversations", "1", "created_at"),),
    "message_count": (("messages", "1", "timestamp"), ("conversation_messages", "1", "created_at")),
    "total_cost": (
        ("stage_outputs", "cost", "created_at"),
        ("conversation_messages", "cost", "created_at"),
        ("usage_records", "cost", "timestamp"),
        ("conversations", "total_cost", "created_at"),
    ),
    "input_tokens": (
        ("conversations", "input_tokens", "created_at"),
        ("conversations", "total_tokens_input", "created_at"),
    ),
    "output_tokens": (
        ("conversations", "output_tokens", "created_at"),
        ("conversations", "total_tokens_output", "created_at"),
    ),
    "knowledge_count": (
        ("knowledge_base", "1", "created_at"),
        ("knowledge_conversations", "1", "created_at"),
    ),
    "fact_count": (("consensus_facts", "1", "created_at"),),
    "average_response_ms": (
        ("performance_metrics", "total_duration", "timestamp"),
        ("performance_metrics", "operation_duration_ms", "timestamp"),
        ("conversation_messages", "latency_ms", "created_at"),
    ),
    "success_rate": (("conversations", "success", "created_at"),),
    "average_quality": (
        ("conversations", "quality_score", "created_at"),
        ("consensus_metrics", "content_quality", "created_at"),
        ("conversation_messages", "quality_score", "created_at"),
    ),
    "average_confidence": (
        ("consensus_metrics", "final_confidence", "created_at"),
        ("curator_truths", "confidence_score", "created_at"),
    ),
    "agreement_rate": (
        ("consensus_iterations", "flag", "datetime"),
        ("consensus_metrics", "stage_agreement", "created_at"),
    ),
    "sync_runs": (("sync_metadata", "1", "started_at"),),
    "fallback_count": (("feature_usage", "fallback_events", "created_at"),),
    "error_count": (("activity_log WHERE error_message IS NOT NULL", "1", "created_at"),),
}
"""Where each number with a time is, by the facts of the lineages: table, column, time."""


def plainly(
    path: Path, sources: tuple[tuple[str, str, str], ...]
) -> list[tuple[datetime | None, Any]] | None:
    """When and how much, row by row, of the first source that a file has; None where it has none."""
    for table, column, time in sources:
        try:
            return [
                (moment_of(at), value)
                for at, value in rows_of(
                    path,
                    f"SELECT [{time}], {column if column == '1' else f'[{column}]'} FROM {table}",
                )
            ]
        except sqlite3.OperationalError as error:
            if "no such" not in str(error):
                raise
    return None


def change(path: Path, *statements: str) -> None:
    """Run statements on a file, as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN")
        for statement in statements:
            raw.execute(statement)
        raw.execute("COMMIT")
