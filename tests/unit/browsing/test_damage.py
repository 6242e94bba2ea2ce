"""A damaged page in the middle of a table: rows before and after it are shown, and the hole is named."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.changes import end_of
from hive_inspector.core.browsing.counts import count_tables
from hive_inspector.core.browsing.order import natural_order, survey
from hive_inspector.core.browsing.pages import UNREADABLE_CELL, PageRequest, read_page, read_values
from hive_inspector.core.browsing.rows import read_row
from hive_inspector.core.database.failures import DatabaseDamaged
from tests.support.browsed import BrowsedFile, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.browsing.spans import RowOrder

ROWS = 6_000


class Damaged:
    """A healthy file, and a copy of it in which one leaf page of table `t` is overwritten."""

    def __init__(self, folder: Path, step: int, leaf: float = 0.5) -> None:
        self.healthy = BrowsedFile(
            folder / "healthy.db",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(500), flag INTEGER)",
            "CREATE INDEX i ON t (flag)",
        )
        self.healthy.insert("t", [(n * step, f"value {n:060}", n % 5) for n in range(1, ROWS + 1)])
        self.order: RowOrder = self.healthy.surveyed("t")
        leaves = self.healthy.plain(
            "SELECT pageno, ncell FROM dbstat WHERE name = 't' AND pagetype = 'leaf' ORDER BY path"
        )
        middle = round((len(leaves) - 1) * leaf)
        self.first_hidden = sum(cells for _, cells in leaves[:middle])
        self.hidden = leaves[middle][1]
        self.expected = [
            tuple(map(str, row)) for row in self.healthy.plain("SELECT * FROM t ORDER BY id")
        ]
        path = folder / "damaged.db"
        shutil.copyfile(self.healthy.path, path)
        with path.open("r+b") as file:
            file.seek((leaves[middle][0] - 1) * 4096)
            file.write(b"\xee" * 4096)
        self.file = BrowsedFile(path)

    def close(self) -> None:
        self.healthy.close()
        self.file.close()


@pytest.fixture(params=[1, 3], ids=["dense", "gappy"])
def damaged(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Damaged]:
    built = Damaged(tmp_path, request.param)
    yield built
    built.close()


def test_rows_on_both_sides_of_the_hole_stand_at_their_positions(damaged: Damaged) -> None:
    first, hidden = damaged.first_hidden - 40, damaged.hidden
    page = damaged.file.page("t", damaged.order, first, hidden + 90)
    shown = texts(page)
    unreadable = [(UNREADABLE_CELL.text,) * 3] * hidden
    after = damaged.expected[first + 40 + hidden : first + hidden + 90]
    assert shown == damaged.expected[first : first + 40] + unreadable + after
    assert page.damage == (
        f"Rows {damaged.first_hidden + 1:,} to {damaged.first_hidden + hidden:,}"
        " cannot be read: the file is damaged there."
    )
    assert not page.approximate


def test_pages_beside_the_hole_are_whole(damaged: Damaged) -> None:
    end = damaged.first_hidden + damaged.hidden
    for first in (0, damaged.first_hidden - 50, end, ROWS - 50):
        page = damaged.file.page("t", damaged.order, first, 50)
        assert texts(page) == damaged.expected[first : first + 50]
        assert page.damage == ""


def test_a_page_of_nothing_but_damage_fails(damaged: Damaged) -> None:
    table = damaged.file.table("t")
    request = PageRequest(table, ("id", "v", "flag"), damaged.first_hidden + 1, damaged.hidden - 2)
    with damaged.file.reading() as connection, pytest.raises(DatabaseDamaged):
        read_page(connection, request, damaged.order)


def test_whole_values_stop_at_the_damage(damaged: Damaged) -> None:
    request = PageRequest(damaged.file.table("t"), ("id",), damaged.first_hidden - 5, 20)
    with damaged.file.reading() as connection, pytest.raises(DatabaseDamaged):
        list(read_values(connection, request, damaged.order))


def test_a_single_hidden_row_is_named_alone(damaged: Damaged) -> None:
    page = damaged.file.page("t", damaged.order, damaged.first_hidden - 1, 2)
    assert texts(page)[0] == damaged.expected[damaged.first_hidden - 1]
    assert page.damage.startswith(f"Row {damaged.first_hidden + 1:,} cannot")


def test_the_panel_of_a_hidden_row_says_why_it_is_empty(damaged: Damaged) -> None:
    page = damaged.file.page("t", damaged.order, damaged.first_hidden - 1, 2)
    table = damaged.file.table("t")
    with (
        damaged.file.reading() as connection,
        pytest.raises(DatabaseDamaged, match="This row cannot be read"),
    ):
        read_row(connection, table, page.rows[1].key)


def test_a_table_that_cannot_be_surveyed_is_still_shown_by_estimate(tmp_path: Path) -> None:
    damaged = Damaged(tmp_path, 3)
    table = damaged.file.table("t")
    with damaged.file.reading() as connection:
        order = natural_order(connection, table)
        with pytest.raises(DatabaseDamaged):
            survey(connection, table, order)
        start = read_page(connection, PageRequest(table, ("id", "v", "flag"), 0, 50), order)
        end = read_page(
            connection, PageRequest(table, ("id", "v", "flag"), order.count - 50, 50), order
        )
    assert texts(start) == damaged.expected[:50]
    assert texts(end) == damaged.expected[-50:]
    damaged.close()


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("leaf", [0.0, 1.0])
def test_a_table_that_is_damaged_at_one_end_is_shown_from_the_other(
    tmp_path: Path, step: int, leaf: float
) -> None:
    damaged = Damaged(tmp_path, step, leaf)
    readable = (
        damaged.expected[damaged.hidden :] if leaf == 0 else damaged.expected[: -damaged.hidden]
    )
    order = damaged.file.natural("t")
    assert not order.exact
    assert texts(damaged.file.page("t", order, 0, 20)) == readable[:20]
    assert texts(damaged.file.page("t", order, order.count - 20, 20)) == readable[-20:]
    middle = texts(damaged.file.page("t", order, order.count // 2, 20))
    assert middle[0] in readable
    damaged.close()


def test_a_file_that_was_cut_off_is_shown_up_to_there(tmp_path: Path) -> None:
    with BrowsedFile(tmp_path / "x.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, v)") as whole:
        whole.insert("t", [(n, f"value {n:060}") for n in range(1, ROWS + 1)])
    path = tmp_path / "x.db"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with BrowsedFile(path) as cut:
        order = cut.natural("t")
        assert 2_000 < order.count < 4_000
        last = texts(cut.page("t", order, order.count - 1, 1))
        assert last == [(str(order.count), f"value {order.count:060}")]


def test_a_table_of_which_neither_end_can_be_read_is_damaged(tmp_path: Path) -> None:
    with BrowsedFile(tmp_path / "x.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, v)") as whole:
        whole.insert("t", [(n, f"value {n:060}") for n in range(1, ROWS + 1)])
        (root,) = whole.plain("SELECT rootpage FROM sqlite_master")[0]
    with (tmp_path / "x.db").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xee" * 4096)
    with BrowsedFile(tmp_path / "x.db") as damaged, pytest.raises(DatabaseDamaged):
        damaged.natural("t")


def test_an_index_counts_a_table_that_is_damaged(damaged: Damaged) -> None:
    counts = list(count_tables(damaged.file.database, [damaged.file.table("t")]))
    assert (counts[-1].rows, counts[-1].exact) == (ROWS, True)


def test_a_damaged_table_that_only_itself_could_count_is_told_as_such(tmp_path: Path) -> None:
    damaged = Damaged(tmp_path, 1)
    damaged.file.raw.execute("DROP INDEX i")
    counts = list(count_tables(damaged.file.database, [damaged.file.table("t")]))
    assert (counts[-1].rows, counts[-1].exact) == (None, False)
    assert "damaged" in counts[-1].problem
    damaged.close()


def test_a_damaged_end_is_no_end_and_the_rows_before_it_are_shown(tmp_path: Path) -> None:
    damaged = Damaged(tmp_path, 1, leaf=1.0)
    table = damaged.file.table("t")
    with damaged.file.reading() as connection:
        assert end_of(connection, table) is None
        order = natural_order(connection, table)
        page = read_page(connection, PageRequest(table, ("id", "v", "flag"), 0, 50), order)
    assert texts(page) == damaged.expected[:50]
    damaged.close()
