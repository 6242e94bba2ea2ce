"""What it costs to compare two files and to bring an older install over."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.progress import silent
from hive_inspector.core.support.comparing.comparison import compare
from hive_inspector.core.supporting.older_installs import import_into
from tests.benchmarks.core_figures import peak_memory
from tests.benchmarks.measuring import Figure, number
from tests.benchmarks.support_import import make_knowledge

if TYPE_CHECKING:
    from pathlib import Path

CONVERSATIONS = 100_000
_DIFFERENCES = (
    "UPDATE messages SET content = content || '!' WHERE rowid % 1000 = 7",
    "DELETE FROM messages WHERE rowid % 777 = 3",
    """INSERT INTO messages (id, conversation_id, role, content)
    SELECT 'x' || id, conversation_id, role, content FROM messages WHERE rowid % 5000 = 1""",
)


def comparing(medium: Path, folder: Path) -> list[Figure]:
    """The medium demo beside a copy in which a few hundred rows are not the same."""
    other = folder / "other.db"
    shutil.copy(medium, other)
    with closing(sqlite3.connect(other)) as raw:
        for statement in _DIFFERENCES:
            raw.execute(statement)
        raw.commit()
    taken, used = _compared(medium, other)
    memory = peak_memory(["-m", "hive_inspector", "compare", str(medium), str(other)], (1,))
    other.unlink()
    return [
        Figure(
            "compare of two files of 160,000 messages, every table",
            taken,
            5,
            "s",
            beside=f"{number(used)} s of the processor",
        ),
        Figure("memory of that command", memory, 150, "MB"),
    ]


def _compared(left: Path, right: Path) -> tuple[float, float]:
    here, there = open_hive(DatabaseTarget(left)), open_hive(DatabaseTarget(right))
    with here.database, there.database:
        started, used = time.perf_counter(), time.process_time()
        compare(here, there, token=CancelToken(), progress=silent)
        return time.perf_counter() - started, time.process_time() - used


def importing(folder: Path) -> list[Figure]:
    """A hundred thousand conversations of the knowledge lineage, each with its outputs, topics and keywords."""
    source, target = folder / "hive-ai-knowledge.db", folder / "imported.db"
    rows = make_knowledge(source, CONVERSATIONS)
    started, used = time.perf_counter(), time.process_time()
    report = import_into(source, target, token=CancelToken(), progress=silent)
    taken, used = time.perf_counter() - started, time.process_time() - used
    if report.moved != rows:
        raise RuntimeError(f"{report.moved} of {rows} rows were moved")
    target.unlink()
    memory = peak_memory(["-m", "hive_inspector", "import", str(source), str(target)])
    for path in (source, target):
        with suppress(FileNotFoundError):
            path.unlink()
    return [
        Figure(
            "import of 100,000 conversations, rows each second",
            rows / taken,
            50_000,
            "",
            at_least=True,
            beside=f"{rows:,} rows in {number(taken)} s, of the processor {number(used)} s",
        ),
        Figure("memory of that command", memory, 200, "MB"),
    ]
