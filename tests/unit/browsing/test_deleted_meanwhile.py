"""Pages of an order that others have deleted rows from: no row stands at two places, and none is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
