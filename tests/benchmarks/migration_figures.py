"""What proving a change costs: a step beside the bare SQL, and the rehearsal of a whole file."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.performing.one_step import new_guard, perform
from hive_inspector.core.migrations.performing.runner import make_database, undo_step, utc_now
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction, Step
from hive_inspector.core.resources import migrations_folder
from tests.benchmarks.measuring import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.migrations.scripts.script import Script

ROUNDS = 7
_STEP = 10
"""Seven columns and four indexes on a table with a row for each conversation."""
MANY = 1_000_000
_TEXT = 170
_REBUILDING = '''"""Check what roles there are."""


def migrate(migrator, database, *, fake=False):
    migrator.add_constraint("messages", "CONSTRAINT has_role CHECK (role <> '')")


def rollback(migrator, database, *, fake=False):
    migrator.drop_constraint("messages", "has_role")
'''


def proving(medium: Path, folder: Path) -> list[Figure]:
    """A step beside the bare SQL in one transaction; rehearsals of the newest version's way back and of a rebuild."""
    return [_step_beside_bare(medium, folder / "step.db"), *_rehearsals(medium, folder)]


def _step_beside_bare(medium: Path, path: Path) -> Figure:
    script = load_scripts()[_STEP - 1]
    shutil.copyfile(medium, path)
    target = DatabaseTarget(path, Access.WRITABLE)
    ours, bare = [], []
    with open_database(target) as database:
        with database.altering() as connection:
            for later in reversed(load_scripts()[_STEP - 1 :]):
                undo_step(connection, later, utc_now())
        for _ in range(ROUNDS):
            with database.altering() as connection:
                took, statements = _step(connection, script)
                ours.append(took)
                undo_step(connection, script, utc_now())
            bare.append(_bare(path, statements))
    path.unlink()
    return Figure("a step beside its bare SQL", min(ours) / min(bare), 1.3, "×")


def _step(connection: AlteringConnection, script: Script) -> tuple[float, list[str]]:
    """Seconds that a step takes, and its statements."""
    statements: list[str] = []
    step, guard = Step(script, Direction.UP), new_guard()
    started = time.perf_counter()
    with connection.transaction():
        perform(connection, step, utc_now(), guard, log=statements.append)
    took = time.perf_counter() - started
    return took, [sql for sql in statements if sql.startswith(("ALTER", "CREATE"))]


def _bare(path: Path, statements: Sequence[str]) -> float:
    """Seconds that the same statements take in one transaction of plain `sqlite3`; they are undone afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        started = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        for sql in statements:
            raw.execute(sql)
        raw.execute("COMMIT")
        took = time.perf_counter() - started
        raw.execute("BEGIN")
        for sql in reversed(statements):
            raw.execute(_undone(sql))
        raw.execute("COMMIT")
    return took


def _undone(sql: str) -> str:
    words = sql.split()
    if words[0] == "ALTER":
        return f"ALTER TABLE {words[2]} DROP COLUMN {words[5]}"
    return f"DROP INDEX {words[words.index('INDEX') + 1]}"


def _rehearsing(path: Path, folder: Path | None = None) -> tuple[float, float]:
    """Seconds that a rehearsal takes with its copy, and the longest silence; of going back if no folder is given."""
    scripts = load_scripts(folder)
    back_to = None if folder else scripts[-2].version
    last = gap = 0.0

    def hear(_done: int, _total: int | None, _step: str) -> None:
        nonlocal last, gap
        now = time.perf_counter()
        gap, last = max(gap, now - last), now

    hive = open_hive(DatabaseTarget(path))
    try:
        plan = make_plan(hive, scripts, back_to)
        last = started = time.perf_counter()
        with scratch_point(hive.database, progress=hear) as point:
            rehearsal = rehearse(point, plan, progress=hear)
            took = time.perf_counter() - started
    finally:
        hive.database.close()
    if not rehearsal.passed:
        raise RuntimeError(rehearsal.reason)
    return took, gap


def _rehearsals(medium: Path, folder: Path) -> list[Figure]:
    took, gap = _rehearsing(medium)
    large = _with_a_million_rows(folder / "million.db")
    all_rows, all_gap = _rehearsing(large, _scripts_that_rebuild(folder / "scripts"))
    size = large.stat().st_size / 1_000_000
    large.unlink()
    return [
        Figure("rehearsal of the medium demo, with its copy", took, 3, "s"),
        Figure(
            "rehearsal of a rebuild of 1,000,000 rows, with its copy",
            all_rows,
            20,
            "s",
            beside=f"{size:,.0f} MB; there, back and there again",
        ),
        Figure("longest silence in both", max(gap, all_gap) * 1000, 100, "ms"),
    ]


def _with_a_million_rows(path: Path) -> Path:
    """A file of the newest version with as many messages, 262 MB."""
    make_database(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN")
        raw.execute("INSERT INTO conversations (id) VALUES ('c')")
        raw.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO messages (id, conversation_id, role, content, timestamp)"
            " SELECT printf('m%08d', i), 'c', 'user', printf('%0*d', ?, i), '2025-09-05T14:03:11Z' FROM n",
            (MANY, _TEXT),
        )
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _scripts_that_rebuild(folder: Path) -> Path:
    shutil.copytree(migrations_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "014_rebuild.py").write_text(_REBUILDING, encoding="utf-8")
    return folder
