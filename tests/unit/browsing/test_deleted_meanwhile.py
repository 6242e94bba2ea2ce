"""Pages of an order that others have deleted rows from: no row stands at two places, and none is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing import indexed, rowids
from hive_inspector.core.browsing.selection import Selection, select_rows
from hive_inspector.core.browsing.sorting import SortTerm

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile

ROWS = 5_000
PAGE = 64


@pytest.mark.parametrize(
    ("declared", "step"),
    [
        ("t (id INTEGER PRIMARY KEY, v)", 1),
        ("t (id INTEGER PRIMARY KEY, v)", 3),
        ("t (id INTEGER PRIMARY KEY, v) WITHOUT ROWID", 3),
        ("t (id INTEGER, v, PRIMARY KEY (id DESC)) WITHOUT ROWID", 3),
    ],
)
def test_all_pages_together_show_every_row_once(
    browsed: BrowsedFile, declared: str, step: int
) -> None:
    browsed.raw.execute(f"CREATE TABLE {declared}")
    browsed.insert("t", [(step * number, number) for number in range(ROWS)])
    order = browsed.surveyed("t")
    assert order.exact
    browsed.raw.execute("DELETE FROM t WHERE v BETWEEN 100 AND 130 OR v % 1000 = 7 OR v > 4990")
    shown: list[str] = []
    for first in range(0, order.count, PAGE):
        rows = browsed.page("t", order, first, PAGE, ("id",)).rows
        assert len(rows) <= PAGE
        shown += [row.cells[0].text for row in rows]
    direction = "DESC" if "DESC" in declared else ""
    assert shown == [str(i) for (i,) in browsed.plain(f"SELECT id FROM t ORDER BY id {direction}")]


@pytest.mark.parametrize("nulls", [0, 70])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("columns", [("n",), ("n", "m"), ("id",)])
def test_all_pages_of_an_order_that_is_there_show_every_row_once(
    browsed: BrowsedFile,
    monkeypatch: pytest.MonkeyPatch,
    columns: tuple[str, ...],
    descending: bool,
    nulls: int,
) -> None:
    monkeypatch.setattr(indexed, "ANCHOR_STEP", 100)
    monkeypatch.setattr(rowids, "ANCHOR_STEP", 100)
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n, m)")
    browsed.raw.execute("CREATE INDEX i ON t (n)")
    browsed.raw.execute("CREATE INDEX j ON t (n, m)")
    rows = ((3 * i, i // 9 if i >= nulls else None, i % 3 or None) for i in range(1_500))
    browsed.insert("t", list(rows))
    table = browsed.table("t")
    terms = tuple(SortTerm(column, descending) for column in columns)
    with browsed.reading() as connection:
        *_, order = select_rows(connection, table, Selection(sort=terms))
    assert isinstance(order, indexed.IndexOrder | indexed.TurnedOrder | rowids.RowidOrder)
    browsed.raw.execute("DELETE FROM t WHERE id BETWEEN 300 AND 390 OR id % 70 = 0 OR id > 4470")
    shown: list[str] = []
    for first in range(0, order.count, PAGE):
        shown += [row.cells[0].text for row in browsed.page("t", order, first, PAGE, ("id",)).rows]
    direction = " DESC" if descending else ""
    plain = ", ".join(f"{column}{direction}" for column in (*columns, "id"))
    expected = [str(i) for (i,) in browsed.plain(f"SELECT id FROM t ORDER BY {plain}")]
    if "id" not in columns and nulls:  # among those that begin with NULL there are no anchors
        keyed = {str(i) for (i,) in browsed.plain("SELECT id FROM t WHERE n IS NOT NULL")}
        shown, expected = ([one for one in ids if one in keyed] for ids in (shown, expected))
    assert shown == expected
