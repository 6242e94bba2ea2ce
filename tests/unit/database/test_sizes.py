"""Bytes of tables and indexes, against counts of pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import sizes
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.database.target import DatabaseTarget
from tests.support.databases import item_statements, make_database, plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def modules() -> list[tuple[str]]:
    with closing(sqlite3.connect(":memory:")) as raw:
        return raw.execute("SELECT name FROM pragma_module_list").fetchall()


needs_dbstat = pytest.mark.skipif(("dbstat",) not in modules(), reason="SQLite without dbstat")


def sizes_of(path: Path, token: CancelToken | None = None) -> Mapping[str, int] | None:
    with open_database(DatabaseTarget(path)) as database, database.reading(token) as connection:
        return object_sizes(connection)


@needs_dbstat
def test_all_pages_belong_to_something(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "one.db",
        *item_statements(),
        "CREATE INDEX by_name ON item (name)",
        "INSERT INTO item VALUES (9999, 'overflowing', zeroblob(100000))",
    )
    found = sizes_of(path)
    assert found is not None
    pages = dict(plain(path, "SELECT name, count(*) FROM dbstat GROUP BY name"))
    assert found == {name: count * 4096 for name, count in pages.items()}
    assert sum(found.values()) == path.stat().st_size
    assert found["item"] > 200_000


@needs_dbstat
def test_what_a_damaged_schema_gives_no_name_is_left_out(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "one.db",
        "CREATE TABLE item (id)",
        "CREATE TABLE other (id)",
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET name = NULL WHERE name = 'item'",
    )
    assert sizes_of(path) == {"other": 4096, "sqlite_schema": 4096}


def cancelling(token: CancelToken) -> int:
    token.cancel()
    return sqlite3.SQLITE_OK


@needs_dbstat
def test_the_sizes_can_be_cancelled(tmp_path: Path) -> None:
    path = make_database(tmp_path / "one.db", *item_statements(20_000))
    token = CancelToken()
    with open_database(DatabaseTarget(path)) as database, database.reading(token) as connection:
        connection._raw.set_authorizer(lambda *_: cancelling(token))
        with pytest.raises(Cancelled):
            object_sizes(connection)


def test_a_library_without_dbstat_knows_no_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "_HAS_DBSTAT", sizes._HAS_DBSTAT.replace("'dbstat')", "'other')"))
    assert sizes_of(make_database(tmp_path / "one.db")) is None


def test_a_table_of_that_name_is_not_taken_for_it(tmp_path: Path) -> None:
    assert (
        sizes_of(make_database(tmp_path / "one.db", "CREATE TABLE DbStat (name, pgsize)")) is None
    )
