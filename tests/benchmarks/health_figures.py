"""How long checks take, beside SQLite's own pragmas in the same run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.checks.catalogue import CHECKS, QUICK
from tests.benchmarks.measuring import Figure, milliseconds, number, percentile

if TYPE_CHECKING:
    from pathlib import Path

PRAGMAS = ("integrity_check", "foreign_key_check", "quick_check")
_ROUNDS = 5


def checking(medium: Path) -> list[Figure]:
    """All quick checks, and all checks beside the pragmas, in turn so that a busy machine slows both."""
    quick: list[float] = []
    everything: list[float] = []
    bare: list[float] = []
    with open_database(DatabaseTarget(medium)) as database:
        for _ in range(_ROUNDS):
            bare += milliseconds(lambda: _ask_sqlite(medium), 1, warm_up=0)
            everything += milliseconds(lambda: list(check_file(database, CHECKS)), 1, warm_up=0)
            quick += milliseconds(lambda: list(check_file(database, QUICK)), 1, warm_up=0)
    all_ms, bare_ms = percentile(everything, 0.5), percentile(bare, 0.5)
    beside = f"all checks {number(all_ms / 1000)} s, pragmas {number(bare_ms / 1000)} s"
    return [
        Figure("All quick checks", percentile(quick, 0.5) / 1000, 1, "s"),
        Figure(
            "All checks beside the sum of SQLite's own pragmas",
            all_ms / bare_ms,
            1.5,
            "×",
            beside=beside,
        ),
    ]


def _ask_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw:
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}").fetchall()
