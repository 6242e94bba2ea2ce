"""A process that is killed in the middle of a step leaves a file at a clean version."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.migrations.performing.runner import apply_step
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.migrated import NEWEST, NOON, migrated, move
from tests.support.schema_facts import rows_of, statements_of

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")

PROJECT = Path(__file__).parents[3]


def killed(path: Path, start: int, end: int, fatal: int) -> None:
    arguments = [str(path), str(start), str(end), str(fatal)]
    process = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_migration", *arguments],
        cwd=PROJECT,
        check=False,
        capture_output=True,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr.decode()


def statements_up(tmp_path: Path) -> list[str]:
    """What goes through SQLite from an empty file to the newest version."""
    seen: list[str] = []
    target = DatabaseTarget(migrated(tmp_path / "counted.db", 0), Access.WRITABLE)
    with open_database(target) as database, database.altering() as connection:
        connection._raw.set_trace_callback(seen.append)
        for script in load_scripts():
            apply_step(connection, script, NOON)
        connection._raw.set_trace_callback(None)
    return seen


def require_clean(path: Path, versions: Sequence[int], tmp_path: Path) -> int:
    """The file is whole and in every byte of text and every row what a file of its version is."""
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        recorded = raw.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'"
        ).fetchone()[0]
        version = (
            raw.execute("SELECT ifnull(max(version), 0) FROM schema_migrations").fetchone()[0]
            if recorded
            else 0
        )
    assert version in versions
    expected = migrated(tmp_path / "expected.db", version)
    assert statements_of(path) == statements_of(expected)
    assert rows_of(path) == rows_of(expected)
    assert isinstance(version, int)
    return version


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.9])
def test_killed_on_the_way_up(tmp_path: Path, share: float) -> None:
    fatal = 1 + int(share * len(statements_up(tmp_path)))
    path = migrated(tmp_path / "hive.db", 0)
    killed(path, 0, NEWEST, fatal)
    reached = require_clean(path, range(NEWEST), tmp_path)
    move(path, reached, NEWEST)
    finished = migrated(tmp_path / "finished.db", NEWEST)
    assert statements_of(path) == statements_of(finished)
    assert rows_of(path) == rows_of(finished)


@pytest.mark.parametrize(
    "words",
    ['ALTER TABLE "consensus_profiles" RENAME', 'DROP TABLE "consensus_profiles__old"', "COMMIT"],
)
def test_killed_inside_006(tmp_path: Path, words: str) -> None:
    seen = statements_up(tmp_path)
    before = [i for i, statement in enumerate(seen) if statement == "COMMIT"][4] + 1
    fatal = next(i for i, statement in enumerate(seen[before:], 1) if statement.startswith(words))
    path = migrated(tmp_path / "hive.db", 5)
    killed(path, 5, 6, fatal)
    assert require_clean(path, [5], tmp_path) == 5


@pytest.mark.parametrize("fatal", [2, 75])
def test_killed_on_the_way_down(tmp_path: Path, fatal: int) -> None:
    path = migrated(tmp_path / "hive.db", NEWEST)
    killed(path, NEWEST, 4, fatal)
    require_clean(path, range(4, NEWEST + 1), tmp_path)
