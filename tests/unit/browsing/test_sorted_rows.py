"""Sorted orders: SQLite's own order, from an index where one has it, and every page in its place."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing import indexed
from hive_inspector.core.browsing.filters import RowFilter
from hive_inspector.core.browsing.found import FoundOrder
from hive_inspector.core.browsing.indexed import IndexOrder, TurnedOrder
from hive_inspector.core.browsing.pages import PageRequest, read_values
from hive_inspector.core.browsing.rowids import RowidOrder
from hive_inspector.core.browsing.selection import Selection, SortTerm
from hive_inspector.core.database.values import utf8
from hive_inspector.core.errors import UsageProblem
from tests.faults.counting import examples
from tests.support.browsed import BrowsedFile, texts
from tests.support.chosen import (
    as_shown,
    orders_of,
    row_filter,
    rowids_in,
    shown,
    sort,
)

if TYPE_CHECKING:
    from hive_inspector.core.browsing.spans import RowOrder


pytestmark = pytest.mark.usefixtures("few_rows_are_many")
QUICK = "PRAGMA synchronous = OFF"


VALUES = st.one_of(
    st.none(),
    st.integers(-3, 3),
    st.sampled_from(["a", "A", "b", "é", "\udcff", "5", "", 0.5, float("inf"), b"", b"a"]),
)


TABLES = [
    "CREATE TABLE t (a, b TEXT)",
    "CREATE TABLE t (a INTEGER, b COLLATE NOCASE)",
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)",
    "CREATE TABLE t (a, b, k INTEGER, PRIMARY KEY (k DESC)) WITHOUT ROWID",
]


INDEXES = [
    (),
    ("CREATE INDEX i ON t (a)",),
    ("CREATE INDEX i ON t (a, b)", "CREATE INDEX j ON t (b DESC)"),
    ("CREATE INDEX i ON t (b COLLATE RTRIM)", "CREATE INDEX p ON t (a) WHERE b IS NOT NULL"),
]


def fill(file: BrowsedFile, rows: list[tuple[Any, Any]], key: str) -> None:
    for number, row in enumerate(rows):
        marks = ["CAST(? AS TEXT)" if isinstance(value, str) else "?" for value in row]
        values = [utf8(value) if isinstance(value, str) else value for value in row]
        columns = ("a, b", f"{key}, a, b")[bool(key)]
        marks = [*(["?"] if key else []), *marks]
        file.raw.execute(
            f"INSERT INTO t ({columns}) VALUES ({', '.join(marks)})",
            (*([number * 7 % 50] if key else []), *values),
        )


@settings(max_examples=examples(150, 60), deadline=None, database=None)
@given(
    st.lists(st.tuples(VALUES, VALUES), max_size=30),
    st.sampled_from(TABLES),
    st.sampled_from(INDEXES),
    st.lists(st.sampled_from(["a", "-a", "b", "-b"]), min_size=1, max_size=3),
    st.booleans(),
)
def test_sorted_rows_stand_in_the_order_of_sqlite(
    rows: list[tuple[Any, Any]],
    declaration: str,
    indexes: tuple[str, ...],
    terms: list[str],
    filtered: bool,
) -> None:
    key = "id" if "id" in declaration else "k" if "k INTEGER" in declaration else ""
    has_rowid = "WITHOUT" not in declaration
    with (
        tempfile.TemporaryDirectory() as folder,
        BrowsedFile(Path(folder) / "x.db", QUICK, declaration, *indexes) as file,
    ):
        fill(file, rows[:50], key)
        table = file.table("t")
        named = dict.fromkeys(t.removeprefix("-") for t in terms)
        last = next(t for t in terms if t.removeprefix("-") == list(named)[-1]).startswith("-")
        tie = "rowid" if has_rowid else "k"
        descends = last if has_rowid else not last
        plain_terms = [f"{t.removeprefix('-')}{' DESC' * t.startswith('-')}" for t in terms]
        where = " WHERE a IS NOT NULL" if filtered else ""
        expected = file.plain(
            f"SELECT * FROM t{where} ORDER BY {', '.join(plain_terms)}, {tie}{' DESC' * descends}"
        )
        chosen = row_filter(table, ("a", "!null")) if filtered else RowFilter()
        orders = orders_of(file, table, Selection(chosen, sort(*terms)))
        assert orders[-1].exact
        assert orders[-1].count == len(expected)
        assert shown(file, table, orders[-1]) == as_shown(expected)
        for order in orders[:-1]:
            page = file.page_of(table, order, 0, 4)
            assert [row.cells for row in page.rows] == as_shown(expected[:4])[: len(page.rows)]
        with file.reading() as connection:
            names = tuple(column.name for column in table.columns)
            request = PageRequest(table, names, 1, len(expected))
            values = list(read_values(connection, request, orders[-1]))
        assert [row.values for row in values] == expected[1:]
        assert [row.position for row in values] == list(range(1, len(expected)))


def test_the_primary_key_and_an_index_are_orders_that_cost_nothing(thousand: BrowsedFile) -> None:
    thousand.raw.execute("CREATE INDEX i ON t (n)")
    table = thousand.table("t")
    kinds: list[tuple[tuple[SortTerm, ...], type[RowOrder]]] = [
        (sort("id"), RowidOrder),
        (sort("id", "word"), RowidOrder),
        (sort("-id"), TurnedOrder),
        (sort("n"), IndexOrder),
        (sort("-n"), IndexOrder),
        (sort("n", "-n"), IndexOrder),
        (sort("n", "word"), FoundOrder),
        (sort("word"), FoundOrder),
    ]
    for terms, kind in kinds:
        order = orders_of(thousand, table, Selection(sort=terms))[-1]
        assert isinstance(order, kind), terms


def test_no_page_of_an_index_passes_over_more_than_lies_between_anchors(
    thousand: BrowsedFile,
) -> None:
    thousand.raw.execute("UPDATE t SET n = 1 WHERE n IS NULL")
    thousand.raw.execute("CREATE INDEX i ON t (n)")
    table = thousand.table("t")
    for terms in (sort("n"), sort("-n")):
        order = orders_of(thousand, table, Selection(sort=terms))[-1]
        skips = [order.span(first, 10).skip for first in range(order.count)]
        assert max(skips) < indexed.ANCHOR_STEP


def test_rows_of_an_index_that_begin_with_null_are_all_reached(thousand: BrowsedFile) -> None:
    thousand.raw.execute("UPDATE t SET n = NULL WHERE id < 1200")
    thousand.raw.execute("CREATE INDEX i ON t (n, word)")
    thousand.raw.execute("UPDATE t SET word = NULL WHERE id % 2")
    table = thousand.table("t")
    for terms, plain in ((sort("n", "word"), "n, word, id"), (sort("-n"), "n DESC, id DESC")):
        order = orders_of(thousand, table, Selection(sort=terms))[-1]
        expected = thousand.plain(f"SELECT * FROM t ORDER BY {plain}")
        assert shown(thousand, table, order, 40) == as_shown(expected)


def test_the_first_rows_of_a_sort_come_before_all_are_sorted(thousand: BrowsedFile) -> None:
    table = thousand.table("t")
    first, *_, last = orders_of(thousand, table, Selection(sort=sort("word")))
    assert (first.count, first.exact) == (4, False)
    assert (last.count, last.exact) == (1000, True)
    assert rowids_in(thousand, table, first) == rowids_in(thousand, table, last)[:4]


def test_the_end_of_a_table_turned_round_is_seen_at_once(
    browsed: BrowsedFile, small_steps: None
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.insert("t", [(i * i,) for i in range(40)])
    table = browsed.table("t")
    estimated, surveyed = orders_of(browsed, table, Selection(sort=sort("-id")))
    expected = [(str(i * i),) for i in range(39, -1, -1)]
    assert texts(browsed.page_of(table, estimated, 0, 5)) == expected[:5]
    assert texts(browsed.page_of(table, surveyed, 0, 40)) == expected
    assert texts(browsed.page_of(table, surveyed, 33, 99)) == expected[33:]


def test_far_too_many_columns_to_sort_by_are_refused(browsed: BrowsedFile) -> None:
    browsed.raw.execute(f"CREATE TABLE t ({', '.join(f'c{n}' for n in range(70))})")
    with pytest.raises(UsageProblem, match="at most 64"):
        orders_of(browsed, browsed.table("t"), Selection(sort=sort(*(f"c{n}" for n in range(70)))))
