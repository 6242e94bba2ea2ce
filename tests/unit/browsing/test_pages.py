"""Pages of rows: every name and value that a file can hold, and what happens when it changes or is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.browsing.pages import PageRequest, read_page, read_values
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.values import CellKind, CellText
from tests.support.browsed import texts

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile

NAMES = (
    "select",
    "a b",
    'quo"te',
    "single'quote",
    "🐝",
    "[br]",
    "`tick`",
    "",
    "Ünï",
    "x;--",
    "%s?1:a",
)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_table_and_a_column_is_read(browsed: BrowsedFile, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    table = name or "t"
    browsed.raw.execute(
        f'CREATE TABLE "{table.replace(chr(34), chr(34) * 2)}" ({quoted} TEXT, plain)'
    )
    browsed.insert(table.replace('"', '""'), [("value", 7)])
    page = browsed.page(table, browsed.natural(table), 0, 5)
    assert texts(page) == [("value", "7")]


def test_each_storage_class_is_shown_as_what_it_is(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, b, c, d, e)")
    browsed.insert("t", [(None, 2**63 - 1, 1.5, "text", b"\x00\xff")])
    (row,) = browsed.page("t", browsed.natural("t"), 0, 1).rows
    assert row.key == Rowid(1)
    assert [cell.kind for cell in row.cells] == [
        CellKind.NULL,
        CellKind.INTEGER,
        CellKind.REAL,
        CellKind.TEXT,
        CellKind.BLOB,
    ]
    assert [cell.text for cell in row.cells][:4] == ["NULL", "9223372036854775807", "1.5", "text"]


def test_an_empty_text_and_an_empty_blob_are_not_null(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, b)")
    browsed.insert("t", [("", b"")])
    (row,) = browsed.page("t", browsed.natural("t"), 0, 1).rows
    assert [(cell.text, cell.kind) for cell in row.cells] == [
        ("", CellKind.TEXT),
        ("BLOB 0 bytes", CellKind.BLOB),
    ]


def test_text_with_nul_bytes_and_text_that_is_no_utf8_are_shown(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.raw.execute("INSERT INTO t VALUES (CAST(x'610062' AS TEXT)), (CAST(x'61FF' AS TEXT))")
    page = browsed.page("t", browsed.natural("t"), 0, 5)
    assert texts(page) == [("a␀b",), (r"a\xff",)]


def test_a_long_text_is_cut_to_the_limit_asked_for(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [("é" * 100_000,)])
    table = browsed.table("t")
    with browsed.reading() as connection:
        request = PageRequest(table, ("a",), 0, 1, limit=10)
        page = read_page(connection, request, natural_order(connection, table))
    assert page.rows[0].cells == (CellText("é" * 9 + "…", CellKind.TEXT, cut=True),)


def test_two_thousand_columns_are_shown(browsed: BrowsedFile) -> None:
    browsed.raw.execute(f"CREATE TABLE t ({', '.join(f'c{i}' for i in range(2_000))})")
    browsed.insert("t", [tuple(range(2_000)), tuple(range(2_000, 4_000))])
    page = browsed.page("t", browsed.natural("t"), 0, 5)
    assert texts(page) == [tuple(map(str, range(2_000))), tuple(map(str, range(2_000, 4_000)))]
    assert [row.key for row in page.rows] == [Rowid(1), Rowid(2)]


def test_columns_of_a_view_that_share_a_name_keep_their_values(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(1,)])
    browsed.raw.execute("CREATE VIEW v AS SELECT a, a + 1 AS a, 'x' AS A FROM t")
    assert texts(browsed.page("v", browsed.natural("v"), 0, 5)) == [("1", "2", "x")]


def test_generated_columns_are_shown(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, double AS (a * 2) VIRTUAL, triple AS (a * 3) STORED)")
    browsed.raw.execute("INSERT INTO t (a) VALUES (5)")
    assert texts(browsed.page("t", browsed.natural("t"), 0, 5)) == [("5", "10", "15")]


def test_a_hidden_column_is_read_when_it_is_asked_for(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE VIRTUAL TABLE f USING fts5 (body)")
    browsed.insert("f", [("words",)])
    page = browsed.page("f", browsed.natural("f"), 0, 1, ("body", "rank"))
    assert texts(page) == [("words", "NULL")]


def test_the_same_column_twice_and_columns_in_any_order(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, b)")
    browsed.insert("t", [(1, 2)])
    page = browsed.page("t", browsed.natural("t"), 0, 1, ("b", "a", "b"))
    assert texts(page) == [("2", "1", "2")]


def test_a_page_without_columns_still_names_its_rows(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(1,), (2,)])
    table = browsed.table("t")
    with browsed.reading() as connection:
        order = natural_order(connection, table)
        page = read_page(connection, PageRequest(table, (), 0, 5), order)
    assert [row.key for row in page.rows] == [Rowid(1), Rowid(2)]


def test_a_column_that_is_gone_is_an_error_and_never_its_own_name_as_text(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE TABLE t (a, b)")
    browsed.insert("t", [(1, 2)])
    order, table = browsed.natural("t"), browsed.table("t")
    browsed.raw.execute("ALTER TABLE t DROP COLUMN b")
    request = PageRequest(table, ("a", "b"), 0, 5)
    with (
        browsed.reading() as connection,
        pytest.raises(StatementProblem, match=r"no such column: t\.b"),
    ):
        read_page(connection, request, order)
    with (
        browsed.reading() as connection,
        pytest.raises(StatementProblem, match=r"no such column: t\.b"),
    ):
        list(read_values(connection, request, order))


def test_a_table_dropped_between_two_pages_is_told_in_a_sentence(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(1,)])
    order, table = browsed.natural("t"), browsed.table("t")
    browsed.raw.execute("DROP TABLE t")
    with browsed.reading() as connection, pytest.raises(StatementProblem) as caught:
        read_page(connection, PageRequest(table, ("a",), 0, 5), order)
    assert caught.value.message == "SQLite refused a statement: no such table: t."


def test_a_value_that_cannot_be_computed_is_told_in_a_sentence(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(-(2**63),)])
    browsed.raw.execute("CREATE VIEW v AS SELECT a, abs(a) AS b FROM t")
    order, table = browsed.natural("v"), browsed.table("v")
    with browsed.reading() as connection, pytest.raises(StatementProblem, match="integer overflow"):
        read_page(connection, PageRequest(table, ("a", "b"), 0, 5), order)


def test_a_page_behind_the_end_is_empty(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(1,)])
    assert browsed.page("t", browsed.natural("t"), 5, 5).rows == ()


def test_rows_that_came_since_the_survey_do_not_lengthen_the_last_page(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(1,), (2,)])
    order = browsed.natural("t")
    browsed.insert("t", [(3,)])
    assert texts(browsed.page("t", order, 0, 5)) == [("1",), ("2",)]


def test_rows_that_went_since_the_survey_leave_a_shorter_page(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(1,), (2,), (3,)])
    order = browsed.natural("t")
    browsed.raw.execute("DELETE FROM t WHERE rowid = 2")
    assert texts(browsed.page("t", order, 0, 5)) == [("1",), ("3",)]


def test_a_cancelled_page_raises(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    order, table, token = browsed.natural("t"), browsed.table("t"), CancelToken()
    with browsed.database.reading(token) as connection:
        token.cancel()
        with pytest.raises(Cancelled):
            read_page(connection, PageRequest(table, ("a",), 0, 5), order)


def test_whole_values_come_exactly_as_they_are_stored(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    stored: list[tuple[object]] = [(None,), (-(2**63),), (1e308,), ("x" * 100_000,), (b"\x00" * 9,)]
    browsed.insert("t", stored)
    order, table = browsed.natural("t"), browsed.table("t")
    with browsed.reading() as connection:
        rows = list(read_values(connection, PageRequest(table, ("a",), 1, 3), order))
    assert [row.values for row in rows] == stored[1:4]
    assert [row.key for row in rows] == [Rowid(2), Rowid(3), Rowid(4)]
