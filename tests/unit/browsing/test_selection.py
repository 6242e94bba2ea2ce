"""Filtered rows: found while the table is read, growing, exact at the end, and never a wrong row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing import kept, positions, scanning
from hive_inspector.core.browsing.filters import FilterProblem, RowFilter
from hive_inspector.core.browsing.found import FoundKeys, FoundOrder
from hive_inspector.core.browsing.kept import KeptOrder
from hive_inspector.core.browsing.keys import PrimaryKey, Rowid
from hive_inspector.core.browsing.pages import GONE_CELL, UNREADABLE_CELL, PageRequest, read_values
from hive_inspector.core.browsing.rowid_list import RowidList
from hive_inspector.core.browsing.rowids import RowidOrder
from hive_inspector.core.browsing.rows import read_row
from hive_inspector.core.browsing.selection import Selection, SortTerm, select_rows
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.errors import UsageProblem
from tests.support.browsed import BrowsedFile
from tests.support.chosen import (
    as_shown,
    column_filter,
    orders_of,
    row_filter,
    rowids_in,
    shown,
    sort,
)

if TYPE_CHECKING:
    from hive_inspector.core.browsing.spans import RowOrder


pytestmark = pytest.mark.usefixtures("few_rows_are_many")


def test_without_filter_and_sort_it_is_the_natural_order(thousand: BrowsedFile) -> None:
    table = thousand.table("t")
    (order,) = orders_of(thousand, table, Selection())
    assert isinstance(order, RowidOrder)
    assert (order.count, order.exact) == (1000, True)


def test_a_filter_grows_and_each_state_of_it_stays_as_it_was(
    thousand: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_FIRST_STRETCH", 16)
    monkeypatch.setattr(scanning, "_LONGEST", 16)
    table = thousand.table("t")
    orders = orders_of(thousand, table, Selection(row_filter(table, ("word", "WORD 3"))))
    counts = [order.count for order in orders]
    assert len(orders) > 10
    assert counts == sorted(counts)
    assert [order.exact for order in orders] == [False] * (len(orders) - 1) + [True]
    expected = [i for (i,) in thousand.plain("SELECT id FROM t WHERE id % 10 = 3 ORDER BY id")]
    for order in orders:
        assert rowids_in(thousand, table, order) == expected[: order.count]


def test_found_rows_take_eight_bytes_each_and_states_share_them(thousand: BrowsedFile) -> None:
    table = thousand.table("t")
    first, *_, last = orders_of(thousand, table, Selection(row_filter(table, ("word", "word"))))
    assert isinstance(first, FoundOrder)
    assert isinstance(last, FoundOrder)
    assert first.found is last.found
    assert isinstance(last.found, RowidList)
    assert last.found.bytes_taken() <= 10 * last.count


def test_a_filter_that_finds_nothing_ends_with_an_exact_order_of_no_rows(
    thousand: BrowsedFile,
) -> None:
    table = thousand.table("t")
    (order,) = orders_of(thousand, table, Selection(row_filter(table, ("word", "nowhere"))))
    assert (order.count, order.exact) == (0, True)
    assert thousand.page_of(table, order, 0, 10).rows == ()


def test_rowids_that_lie_far_apart_are_searched_as_quickly(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
    ids = [-(2**63), *(i * 2**40 for i in range(-300, 300)), 2**63 - 1]
    browsed.insert("t", [(i, "x" if i % 3 else "y") for i in ids])
    table = browsed.table("t")
    orders = orders_of(browsed, table, Selection(row_filter(table, ("a", "y"))))
    assert rowids_in(browsed, table, orders[-1]) == [i for i in ids if i % 3 == 0]


def test_an_index_that_answers_a_filter_is_used(thousand: BrowsedFile) -> None:
    thousand.raw.execute("CREATE INDEX i ON t (n)")
    table = thousand.table("t")
    seen: list[str] = []
    with thousand.reading() as connection:
        *_, order = select_rows(
            connection,
            table,
            Selection(row_filter(table, ("n", "=3"))),
            lambda done, total, step: seen.append(step),
        )
    assert "Looking through rows" not in seen
    expected = thousand.plain("SELECT id FROM t WHERE n = 3 ORDER BY id")
    assert rowids_in(thousand, table, order) == [i for (i,) in expected]


def test_of_very_many_rows_of_an_index_the_first_is_seen_without_sorting_them(
    thousand: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_FEW", 10)
    thousand.raw.execute("CREATE INDEX i ON t (n)")
    table = thousand.table("t")
    seen: list[str] = []
    with thousand.reading() as connection:
        chosen = Selection(row_filter(table, ("n", ">3")))
        *_, order = select_rows(connection, table, chosen, lambda *report: seen.append(report[2]))
    assert "Looking through rows" in seen
    expected = thousand.plain("SELECT id FROM t WHERE n > 3 ORDER BY id")
    assert rowids_in(thousand, table, order) == [i for (i,) in expected]


def test_a_deleted_row_keeps_its_place_and_is_marked(thousand: BrowsedFile) -> None:
    table = thousand.table("t")
    for selection in (
        Selection(row_filter(table, ("word", "word 3"))),
        Selection(sort=sort("word")),
    ):
        order = orders_of(thousand, table, selection)[-1]
        before = thousand.page_of(table, order, 10, 12)
        gone = before.rows[4].key
        assert isinstance(gone, Rowid)
        row = thousand.plain("SELECT * FROM t WHERE id = ?", gone.value)[0]
        thousand.raw.execute("DELETE FROM t WHERE id = ?", (gone.value,))
        after = thousand.page_of(table, order, 10, 12)
        assert [row.key for row in after.rows] == [row.key for row in before.rows]
        assert [row.gone for row in after.rows] == [place == 4 for place in range(12)]
        assert after.rows[4].cells == (GONE_CELL,) * 3
        assert after.rows[5] == before.rows[5]
        with thousand.reading() as connection:
            request = PageRequest(table, ("id",), 10, 12)
            left = [value.position for value in read_values(connection, request, order)]
        assert left == [position for position in range(10, 22) if position != 14]
        thousand.insert("t", [row])


def test_a_row_of_a_found_order_tells_its_position(thousand: BrowsedFile) -> None:
    table = thousand.table("t")
    for selection in (
        Selection(row_filter(table, ("word", "word 3"))),
        Selection(sort=sort("-word")),
    ):
        order = orders_of(thousand, table, selection)[-1]
        assert isinstance(order, FoundOrder)
        key = thousand.page_of(table, order, 17, 1).rows[0].key
        assert isinstance(key, Rowid)
        assert order.position_of(key.value) == 17
        assert order.position_of(10**9) is None


def test_tables_without_rowid_are_selected_by_their_keys(browsed: BrowsedFile) -> None:
    browsed.raw.execute(
        "CREATE TABLE t (a TEXT COLLATE NOCASE, b, v, PRIMARY KEY (b, a)) WITHOUT ROWID"
    )
    browsed.insert("t", [(f"x{i}", i % 4, i % 5) for i in range(40)])
    browsed.raw.execute("INSERT INTO t VALUES (CAST(x'ff' AS TEXT), 2, 3)")
    table = browsed.table("t")
    for selection, plain in (
        (Selection(row_filter(table, ("v", "=3"))), "WHERE v = 3 ORDER BY b, a"),
        (Selection(sort=sort("-v")), "ORDER BY v DESC, b DESC, a DESC"),
    ):
        order = orders_of(browsed, table, selection)[-1]
        assert isinstance(order, FoundKeys)
        rows = browsed.plain(f"SELECT * FROM t {plain}")
        assert shown(browsed, table, order) == as_shown(rows)
        page = browsed.page_of(table, order, 3, 1)
        key = page.rows[0].key
        assert isinstance(key, PrimaryKey)
        browsed.raw.execute("DELETE FROM t WHERE b = ? AND a = ?", key.values)
        assert browsed.page_of(table, order, 3, 2).rows[0].gone
        assert not browsed.page_of(table, order, 3, 2).rows[1].gone


def test_of_a_table_without_rowid_so_many_keys_are_kept_and_no_more(
    browsed: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "KEYS_LIMIT", 10)
    browsed.raw.execute("CREATE TABLE t (k PRIMARY KEY) WITHOUT ROWID")
    browsed.insert("t", [(i,) for i in range(11)])
    table = browsed.table("t")
    order = orders_of(browsed, table, Selection(row_filter(table, ("k", "!null"))))[-1]
    assert (order.count, order.exact, order.limited) == (10, True, True)
    order = orders_of(browsed, table, Selection(row_filter(table, ("k", "<>5"))))[-1]
    assert (order.count, order.exact, order.limited) == (10, True, False)


VIEW = "CREATE VIEW v AS SELECT word, n, id * 2 AS twice FROM t ORDER BY n, id"


def test_views_are_filtered_and_sorted_and_their_rows_found_again(thousand: BrowsedFile) -> None:
    thousand.raw.execute(VIEW)
    table = thousand.table("v")
    for selection, plain in (
        (
            Selection(row_filter(table, ("word", "/[3-5]$/"))),
            "WHERE word > 'word 2' AND word < 'word 6'",
        ),
        (Selection(sort=sort("-word")), "ORDER BY word DESC, n DESC, twice DESC"),
        (
            Selection(row_filter(table, ("n", ">2")), sort("twice")),
            "WHERE n > 2 ORDER BY twice",
        ),
    ):
        order = orders_of(thousand, table, selection)[-1]
        assert isinstance(order, KeptOrder)
        rows = thousand.plain(f"SELECT * FROM v {plain}")
        if "ORDER" in plain:
            assert shown(thousand, table, order, 100) == as_shown(rows)
        assert sorted(shown(thousand, table, order, 100)) == sorted(as_shown(rows))
        page = thousand.page_of(table, order, 5, 3)
        for row in page.rows:
            with thousand.reading() as connection:
                detail = read_row(connection, table, row.key)
            assert detail is not None
            assert [field.text for field in detail.fields] == [cell.text for cell in row.cells]


def test_of_a_view_only_the_first_rows_of_a_result_are_reached(
    thousand: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEPT_ROWS", 50)
    monkeypatch.setattr(positions, "POSITION_LIMIT", 50)
    thousand.raw.execute(VIEW)
    table = thousand.table("v")
    order = orders_of(thousand, table, Selection(sort=sort("word")))[-1]
    assert (order.count, order.exact, order.limited) == (50, True, True)
    few = orders_of(thousand, table, Selection(row_filter(table, ("twice", "=4"))))
    assert (few[-1].count, few[-1].exact, few[-1].limited) == (1, True, False)


def test_odd_names_are_only_names(browsed: BrowsedFile) -> None:
    names = ['se"lect', "a b", "💾", "rowid", "w.column1", "t"]
    columns = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    browsed.raw.execute(f'CREATE TABLE "or""der" ({columns})')
    browsed.insert('or""der', [tuple(i * 10 + n for n in range(6)) for i in range(20)])
    table = browsed.table('or"der')
    for place, name in enumerate(names):
        chosen = Selection(row_filter(table, (name, f"<{50 + place}")), sort("-" + name))
        order = orders_of(browsed, table, chosen)[-1]
        found = [cells[place].text for cells in shown(browsed, table, order)]
        assert found == [str(i * 10 + place) for i in (4, 3, 2, 1, 0)]


def test_a_column_that_is_gone_is_told(thousand: BrowsedFile) -> None:
    table = thousand.table("t")
    wanted = row_filter(table, ("word", "x"))
    thousand.raw.execute("ALTER TABLE t RENAME COLUMN word TO other")
    with pytest.raises(FilterProblem, match="no column “word”"):
        orders_of(thousand, thousand.table("t"), Selection(wanted))
    with pytest.raises(StatementProblem):
        orders_of(thousand, table, Selection(wanted))
    with pytest.raises(UsageProblem, match="no column “word”"):
        orders_of(thousand, thousand.table("t"), Selection(sort=sort("word")))


def test_what_cannot_be_read_at_all_is_told(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE VIEW v AS SELECT x FROM nowhere")
    with pytest.raises(StatementProblem):
        orders_of(browsed, browsed.table("v"), Selection(sort=(SortTerm("x"),)))


def test_what_was_found_before_a_damage_stays_usable(
    browsed: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_FIRST_STRETCH", 16)
    monkeypatch.setattr(scanning, "_LONGEST", 16)
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [("x" * 500,) for _ in range(300)])
    with browsed.path.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xee" * 4096)
    table = browsed.table("t")
    orders: list[RowOrder] = []
    with pytest.raises(DatabaseDamaged), browsed.database.reading() as connection:
        orders.extend(select_rows(connection, table, Selection(row_filter(table, ("a", "x")))))
    assert orders[-1].count > 20
    page = browsed.page_of(table, orders[-1], 0, 5)
    assert [row.cells[0].kind.value for row in page.rows] == ["text"] * 5


def test_a_damage_among_found_rows_hides_only_what_lies_there(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(f"{i} " + "x" * 1_500,) for i in range(100)])
    table = browsed.table("t")
    order = orders_of(browsed, table, Selection(row_filter(table, ("a", "x"))))[-1]
    browsed.close()
    with browsed.path.open("r+b") as file:
        file.seek(4096 * 12)
        file.write(b"\xee" * 4096)
    with BrowsedFile(browsed.path) as damaged:
        page = damaged.page_of(table, order, 0, 60)
    cells = [row.cells[0] for row in page.rows]
    hidden = [place for place, cell in enumerate(cells) if cell == UNREADABLE_CELL]
    assert 1 <= len(hidden) <= 4
    assert hidden == list(range(hidden[0], hidden[-1] + 1))
    assert page.damage.startswith(("Row ", "Rows "))
    for place, cell in enumerate(cells):
        assert place in hidden or cell.text.startswith(f"{place} x")


def test_a_text_that_is_no_utf8_is_found_by_its_bytes(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a TEXT)")
    browsed.raw.execute("INSERT INTO t VALUES (CAST(x'61ff62' AS TEXT)), ('a')")
    table = browsed.table("t")
    for typed in ("=a\udcffb", "a\udcff*"):
        wanted = RowFilter((column_filter(table, "a", typed),))
        order = orders_of(browsed, table, Selection(wanted))[-1]
        assert rowids_in(browsed, table, order) == [1], typed
