"""A file whose schema computes with JSON functions is sound, and is read like any other."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.trust import trusted_schema
from tests.support.databases import make_database

if TYPE_CHECKING:
    from pathlib import Path

TABLE = (
    "CREATE TABLE note (id INTEGER PRIMARY KEY, doc TEXT, title AS (json_extract(doc, '$.title')))"
)
STORED = "CREATE TABLE kept (doc TEXT, size AS (doc ->> 'size') STORED)"
INDEX = "CREATE INDEX by_title ON note (json_extract(doc, '$.title'))"
PARTIAL = "CREATE INDEX sound ON note (id) WHERE json_valid(doc)"
VIEW = "CREATE VIEW titles AS SELECT json_array(title) AS title FROM note"
ROWS = (
    """INSERT INTO note (doc) VALUES ('{"title": "one"}'), ('{"title": "two"}')""",
    """INSERT INTO kept (doc) VALUES ('{"size": 3}')""",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_database(tmp_path / "json.db", TABLE, STORED, INDEX, PARTIAL, VIEW, *ROWS)


@pytest.mark.parametrize("access", [Access.READ_ONLY, Access.WRITABLE])
def test_columns_indexes_and_views_made_by_json_functions_are_read(
    path: Path, access: Access
) -> None:
    with open_database(DatabaseTarget(path, access)) as database:
        assert not database.opened.salvaging
        for _ in range(2):  # after a lease for writing, too
            with database.reading() as connection:
                assert connection.rows("SELECT title FROM note") == [("one",), ("two",)]
                assert connection.rows("SELECT size FROM kept") == [(3,)]
                assert connection.rows("SELECT * FROM titles") == [('["one"]',), ('["two"]',)]
                assert not [
                    table.problem for table in read_schema(connection).tables if table.problem
                ]
            if access is Access.WRITABLE:
                with database.writing() as connection:
                    connection.execute("UPDATE note SET id = id")


def test_a_schema_is_trusted_only_where_this_sqlite_could_not_read_such_a_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA trusted_schema = 0")
        try:
            raw.execute("SELECT * FROM note")
        except sqlite3.DatabaseError:
            assert trusted_schema() == 1
        else:
            assert trusted_schema() == 0
