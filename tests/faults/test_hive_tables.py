"""Every table of every Hive lineage declared anew: as it is, and with a column in front."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.hive.blueprints import blueprint_names
from hive_inspector.core.migrations.migrator import Migrator
from hive_inspector.core.migrations.performing.one_step import new_guard
from tests.faults.counting import part
from tests.faults.judging import broken_references, in_order, problems, state
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.faults.counting import Tally
    from tests.faults.judging import State

FILLED = ("core", "hybrid", "desktop", "desktop-memory", "knowledge", "enhanced")
NEW = "added_in_front TEXT NOT NULL DEFAULT 'x, (y)'"
NEW_VALUE = ("text", repr(b"x, (y)"))
BOOKS = frozenset({"schema_migrations", "migration_history", "schema_version"})
"""No script may touch what records the migrations."""
OPENING = re.compile(r"\(\s*")
"""No Hive table has a bracket in its name: the first one begins the columns."""


def declared_anew(path: Path, wanted: Mapping[str, str]) -> None:
    """Declare all these tables anew in one transaction."""
    target = DatabaseTarget(path, Access.WRITABLE)
    with (
        open_database(target) as database,
        database.altering() as connection,
        connection.transaction(),
        connection.guarded(new_guard()),
    ):
        migrator = Migrator(connection, "2025-09-05 12:00:00")
        for table, sql in wanted.items():
            migrator.redeclare(table, sql)


def declarations(seen: State) -> dict[str, str]:
    """The CREATE TABLE of every table that stores rows of its own, search indexes' own tables apart."""
    virtual = {
        n
        for kind, n, _, sql in seen.objects
        if kind == "table" and sql.startswith("CREATE VIRTUAL")
    }
    return {
        name: sql
        for kind, name, _, sql in seen.objects
        if kind == "table"
        and name not in virtual | BOOKS
        and not name.startswith(("sqlite_", *(f"{table}_" for table in virtual)))
    }


def with_column_in_front(sql: str) -> str:
    return OPENING.sub(f"(\n  {NEW},\n  ", sql, count=1)


def require_rebuilt(path: Path) -> int:
    """Each table declared anew twice; how many there are."""
    other = path.with_name("other.db")
    shutil.copy(path, other)
    before = state(path)
    wanted = declarations(before)
    declared_anew(path, wanted)
    assert state(path) == before
    changed = {name: with_column_in_front(sql) for name, sql in wanted.items()}
    declared_anew(other, changed)
    after = state(other)
    assert declarations(after) == changed
    assert _others(after) == _others(before)
    for name, rows in before.tables.items():
        added = {"added_in_front": NEW_VALUE} if name in wanted else {}
        assert after.tables[name] == in_order(row | added for row in rows)
    for file in (path, other):
        assert not problems(file)
        assert broken_references(file) == broken_references(path)
    return len(wanted)


def _others(seen: State) -> list[tuple[object, ...]]:
    return [one for one in seen.objects if one[0] != "table"]


@pytest.mark.parametrize("name", part(blueprint_names(), 4))
def test_every_table_of_a_lineage_is_rebuilt_exactly(
    tmp_path: Path, name: str, tally: Callable[[str], Tally]
) -> None:
    tables = require_rebuilt(make_lineage_file(tmp_path / "hive.db", name))
    tally("rebuild: every Hive table").add("exact, without rows", 2 * tables)


@pytest.mark.parametrize("lineage", part(FILLED, 2))
def test_every_table_of_a_used_file_is_rebuilt_exactly(
    tmp_path: Path, lineage: str, tally: Callable[[str], Tally]
) -> None:
    path = tmp_path / "hive.db"
    make_demo(path, size=DemoSize.SMALL, lineage=lineage, with_defects=True)
    tally("rebuild: every Hive table").add("exact, with rows", 2 * require_rebuilt(path))
