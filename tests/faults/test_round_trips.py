"""Up, down and up again by every script, from every version, on files of every kind: identical, or the declared loss.

Rows are compared table by table by an independent reader. Where a table differs after the way back, a loss that the
step declares for it must be felt: its own query counts rows in the file, and names the table.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.hive.blueprints import blueprint, create_statements
from hive_inspector.core.migrations.performing.runner import MigrationStopped
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.faults.counting import IS_FULL, part
from tests.faults.judging import COUNTERS, broken_references, problems, state
from tests.support.migrated import NEWEST, migrated, move
from tests.support.users_rows import AT_5

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.migrations.scripts.script import Loss
    from tests.faults.counting import Tally
    from tests.faults.judging import State

SCRIPTS = load_scripts()
BOOKS = "schema_migrations"
WORD = re.compile(r"\w+")


def empty(folder: Path, version: int) -> Path:
    return migrated(folder / "hive.db", version)


def users(folder: Path, version: int) -> Path:
    """Profiles by name from version 5, and what refers to them."""
    path = migrated(folder / "hive.db", 5, AT_5)
    move(path, 5, version)
    return path


def demo(folder: Path, version: int) -> Path:
    path = folder / "hive.db"
    make_demo(path, size=DemoSize.SMALL, lineage=f"core-{version:03}")
    return path


def defects(folder: Path, version: int) -> Path:
    path = folder / "hive.db"
    make_demo(path, size=DemoSize.SMALL, lineage=f"core-{version:03}", with_defects=True)
    return path


def touched_by_the_desktop_app(folder: Path, version: int) -> Path:
    """Opened by the desktop app since: its tables and columns, but for the table that two steps replace."""
    path = demo(folder, version)
    touch(path, spared={"consensus_profiles"})
    return path


def touch(path: Path, spared: set[str]) -> None:
    """Add what the desktop app adds, where it is missing."""
    newest = blueprint(f"core-{NEWEST:03}")
    with closing(sqlite3.connect(path)) as raw:
        there = {
            name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        for statement in create_statements("hybrid"):
            kind, name = statement.split()[1:3]
            if (
                kind == "TABLE"
                and name.strip('"') not in there
                and newest.table(name.strip('"')) is None
            ):
                raw.execute(statement)
        for table in blueprint("hybrid").tables:
            known = newest.table(table.name)
            if known is None or table.name not in there - spared:
                continue
            for column in table.columns[len(known.columns) :]:
                raw.execute(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {column.type}")
        raw.execute("UPDATE messages SET tokens_used = 7")
        raw.commit()


KINDS: tuple[Callable[[Path, int], Path], ...] = (
    empty,
    users,
    demo,
    defects,
    touched_by_the_desktop_app,
)


def felt_losses(path: Path, losses: tuple[Loss, ...]) -> set[str]:
    """Words of the queries that count something, among them the tables concerned."""
    found: set[str] = set()
    with closing(sqlite3.connect(path)) as raw:
        for loss in losses:
            if raw.execute(loss.count_sql).fetchone()[0]:
                found |= {*WORD.findall(loss.count_sql), *loss.also}
    return found


def different_tables(one: State, other: State) -> set[str]:
    names = {*one.tables, *other.tables} - {BOOKS, COUNTERS}
    return {name for name in names if one.tables.get(name) != other.tables.get(name)}


def require_same(before: State, after: State, declared: set[str]) -> bool:
    """Same objects, letter by letter; same rows but for declared losses; whether there was none."""
    aside = (BOOKS, COUNTERS)  # SQLite never drops the table of counters once it is there
    assert after.without(*aside).objects == before.without(*aside).objects
    different = different_tables(before, after)
    assert different <= declared, different - declared
    if not different:
        assert after.tables.get(COUNTERS, []) == before.tables.get(COUNTERS, [])
    return not different


def round_trip(path: Path, low: int, high: int) -> bool:
    """From the low version to the high one, back, and up again; whether nothing at all was lost."""
    start, script = state(path), SCRIPTS[high - 1]
    broken = broken_references(path)
    declared = felt_losses(path, script.loses_up)
    move(path, low, high)
    above = state(path)
    declared |= felt_losses(path, script.loses_down)
    move(path, high, low)
    was_exact = require_same(start, state(path), declared)
    move(path, low, high)
    again = require_same(above, state(path), declared)
    assert not problems(path)
    assert len(broken_references(path)) <= len(broken)
    return was_exact and again


@pytest.mark.parametrize("version", part(range(1, NEWEST + 1), 5))
@pytest.mark.parametrize("kind", KINDS if IS_FULL else KINDS[:2], ids=lambda kind: kind.__name__)
def test_a_step_up_down_and_up(
    tmp_path: Path, kind: Callable[[Path, int], Path], version: int, tally: Callable[[str], Tally]
) -> None:
    if version == 1 and kind is not empty:
        pytest.skip("there is nothing before version 1")
    path = kind(tmp_path, version - 1)
    exact = round_trip(path, version - 1, version)
    tally("round trips: one step").add("identical" if exact else "the declared loss")


@pytest.mark.parametrize("base", part(range(1, NEWEST), 3))
@pytest.mark.parametrize("kind", KINDS if IS_FULL else KINDS[3:4], ids=lambda kind: kind.__name__)
def test_all_the_way_up_down_and_up_from_every_version(
    tmp_path: Path, kind: Callable[[Path, int], Path], base: int, tally: Callable[[str], Tally]
) -> None:
    path = kind(tmp_path, base)
    before = tmp_path / "before.db"
    shutil.copy(path, before)
    declared = set()
    for script in SCRIPTS[base:]:
        declared |= felt_losses(path, script.loses_up)
        move(path, script.version - 1, script.version)
    above = state(path)
    for script in reversed(SCRIPTS[base:]):
        declared |= felt_losses(path, script.loses_down)
        move(path, script.version, script.version - 1)
    exact = require_same(state(before), state(path), declared)
    move(path, base, NEWEST)
    again = require_same(above, state(path), declared)
    assert not problems(path)
    tally("round trips: to the newest and back").add(
        "identical" if exact and again else "the declared loss"
    )


@pytest.mark.parametrize(("start", "end"), [(5, 6), (6, 5), (8, 9), (9, 8)])
def test_a_column_of_the_desktop_app_is_never_dropped_in_passing(
    tmp_path: Path, start: int, end: int, tally: Callable[[str], Tally]
) -> None:
    path = demo(tmp_path, start)
    touch(path, spared=set())
    before = state(path)
    with pytest.raises(
        MigrationStopped, match=r"has columns that would be lost: max_consensus_rounds\."
    ):
        move(path, start, end)
    assert state(path) == before
    tally("round trips: one step").add("refused, unchanged")
