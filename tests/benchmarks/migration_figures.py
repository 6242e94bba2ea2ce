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
from hive_inspector.core.migrations.performing.runner import undo_step, utc_now
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction, Step
from tests.benchmarks.measuring import Figure

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 3
_STEP = 10
"""Seven columns and four indexes on a table with a row for each conversation."""


def proving(medium: Path, folder: Path) -> list[Figure]:
    """A step beside the bare SQL in one transaction, and the rehearsal of rolling the newest version back."""
    return [_step_beside_bare(medium, folder / "step.db"), *_rehearsing(medium)]


def _step_beside_bare(medium: Path, path: Path) -> Figure:
    scripts = load_scripts()
    shutil.copyfile(medium, path)
    target = DatabaseTarget(path, Access.WRITABLE)
    statements: list[str] = []
    ours, bare = [], []
    with open_database(target) as database:
        for script in reversed(scripts[_STEP - 1 :]):
            with database.altering() as connection:
                undo_step(connection, script, utc_now())
        for _ in range(ROUNDS):
            with database.altering() as connection:
                statements.clear()
                step, guard = Step(scripts[_STEP - 1], Direction.UP), new_guard()
                started = time.perf_counter()
                with connection.transaction():
                    perform(connection, step, utc_now(), guard, log=statements.append)
                ours.append(time.perf_counter() - started)
                undo_step(connection, scripts[_STEP - 1], utc_now())
    own = [sql for sql in statements if sql.startswith(("ALTER", "CREATE INDEX", "CREATE UNIQUE"))]
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for _ in range(ROUNDS):
            started = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            for sql in own:
                raw.execute(sql)
            raw.execute("COMMIT")
            bare.append(time.perf_counter() - started)
            raw.execute("BEGIN")
            for sql in reversed(own):
                raw.execute(_undone(sql))
            raw.execute("COMMIT")
    path.unlink()
    return Figure("a step beside its bare SQL", min(ours) / min(bare), 1.3, "×")


def _undone(sql: str) -> str:
    words = sql.split()
    if words[0] == "ALTER":
        return f"ALTER TABLE {words[2]} DROP COLUMN {words[5]}"
    return f"DROP INDEX {words[words.index('INDEX') + 1]}"


def _rehearsing(medium: Path) -> list[Figure]:
    last = gap = 0.0

    def hear(_done: int, _total: int | None, _step: str) -> None:
        nonlocal last, gap
        now = time.perf_counter()
        gap, last = max(gap, now - last), now

    hive = open_hive(DatabaseTarget(medium))
    try:
        scripts = load_scripts()
        plan = make_plan(hive, scripts, scripts[-2].version)
        with scratch_point(hive.database) as point:
            last = started = time.perf_counter()
            rehearsal = rehearse(point, plan, progress=hear)
            took = time.perf_counter() - started
    finally:
        hive.database.close()
    if not rehearsal.passed:
        raise RuntimeError(rehearsal.reason)
    return [
        Figure("rehearsal of the medium demo", took, 3, "s"),
        Figure("longest silence in it", gap * 1000, 250, "ms", beside="reports every 80 ms"),
    ]
