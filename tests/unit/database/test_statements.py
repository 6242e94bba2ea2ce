"""Statements on a lease: typed answers, bound parameters, and no driver error that escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from tests.support.databases import ROWS, make_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.statements import ReadConnection


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    path = make_database(tmp_path / "hive-ai.db")
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        yield database


@pytest.fixture
def connection(database: Database) -> Iterator[ReadConnection]:
    with database.reading() as connection:
        yield connection


def test_answers_come_in_the_shape_asked_for(connection: ReadConnection) -> None:
    two = "SELECT id, name FROM item WHERE id <= :last ORDER BY id"
    assert connection.one(two, {"last": 2}) == (1, "name 1")
    assert connection.one(two, {"last": 0}) is None
    assert connection.value(two, {"last": 2}) == 1
    assert connection.value(two, {"last": 0}) is None
    assert connection.rows(two, {"last": 2}) == [(1, "name 1"), (2, "name 2")]
    assert connection.integer("SELECT count(*) FROM item") == ROWS
    assert connection.columns_of("SELECT id, id, 1 AS one FROM item") == ("id", "id", "one")
    with pytest.raises(TypeError):
        connection.integer("SELECT 'many'")


@pytest.mark.parametrize("batch", [1, 7, ROWS, ROWS + 1])
def test_a_stream_yields_every_row_in_order(connection: ReadConnection, batch: int) -> None:
    rows = connection.stream("SELECT id FROM item ORDER BY id", batch=batch)
    assert [row[0] for row in rows] == list(range(1, ROWS + 1))


def test_a_cancelled_stream_ends(database: Database) -> None:
    token = CancelToken()
    with database.reading(token) as connection:
        rows = connection.stream("SELECT id FROM item", batch=2)
        assert [next(rows), next(rows)] == [(1,), (2,)]
        token.cancel()
        with pytest.raises(Cancelled):
            next(rows)


def test_parameters_are_bound_and_never_text(connection: ReadConnection) -> None:
    assert connection.value("SELECT ?", ("'; DROP TABLE item; --",)) == "'; DROP TABLE item; --"


@pytest.mark.parametrize(
    ("sql", "parameters", "part"),
    [
        ("SELECT gone FROM item", (), "no such column: gone"),
        ("SELEC 1", (), "syntax error"),
        ("SELECT ?", (), "Incorrect number of bindings"),
        ("SELECT ?", (2**63,), "too large"),
        ("SELECT ?", ("\udcff",), "no valid text"),
        ("SELECT 1; SELECT 2", (), "one statement at a time"),
    ],
)
def test_what_sqlite_refuses_is_a_value_with_a_sentence(
    connection: ReadConnection, sql: str, parameters: tuple[int | str, ...], part: str
) -> None:
    for ask in (connection.one, connection.rows, connection.columns_of):
        with pytest.raises(StatementProblem, match=part):
            ask(sql, parameters)
    with pytest.raises(StatementProblem, match=part):
        next(connection.stream(sql, parameters))


def test_a_cell_is_read_in_pieces(database: Database) -> None:
    with database.writing() as writing:
        writing.execute("INSERT INTO item VALUES (1001, 'pieces', zeroblob(1000))")
    with database.reading() as connection:
        with connection.blob("item", "name", 1001) as cell:
            assert (len(cell), cell.read(3)) == (6, b"pie")
        with (
            pytest.raises(StatementProblem, match="no such rowid"),
            connection.blob("item", "name", 7777),
        ):
            pass
        with pytest.raises(UnicodeDecodeError), connection.blob("item", "name", 1001):
            b"\xff".decode()


@pytest.mark.parametrize("how", ["one", "rows", "stream"])
def test_a_text_that_is_no_text_is_read_as_it_is(database: Database, how: str) -> None:
    bad = "SELECT id, name FROM item WHERE id >= 1001"
    with database.writing() as writing:
        writing.execute("INSERT INTO item (id, name) VALUES (1001, CAST(x'61FF62' AS TEXT))")
        assert writing.one(bad) == (1001, "a\udcffb")
    with database.reading() as connection:
        if how == "one":
            assert connection.one(bad) == (1001, "a\udcffb")
        else:
            assert list(getattr(connection, how)(bad)) == [(1001, "a\udcffb")]
        assert connection.one("SELECT 'é'") == ("é",)


def test_a_change_that_answers_with_bad_text_happens_once(database: Database) -> None:
    insert = "INSERT INTO item (name) VALUES (CAST(x'FF' AS TEXT)) RETURNING name"
    with database.writing() as writing:
        assert writing.rows(insert) == [("\udcff",)]
        assert writing.one(insert) == ("\udcff",)
    with database.reading() as connection:
        assert connection.integer("SELECT count(*) FROM item") == ROWS + 2


def test_many_rows_are_written_at_once(database: Database) -> None:
    with database.writing() as writing:
        rows = [(1000 + number, f"new {number}") for number in range(50)]
        assert writing.insert("item", ["id", "name"], rows) == 50
        assert writing.execute_many("UPDATE item SET name = ? WHERE id = ?", [("x", 1000)]) == 1
        with pytest.raises(StatementProblem, match="A rule of the table"):
            writing.insert("item", ["id", "name"], [(1001, "again")])
    with database.reading() as connection:
        assert connection.value("SELECT name FROM item WHERE id = 1000") == "x"
