from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from hive_inspector.core.browsing import order as orders
from hive_inspector.core.hive.privacy import MASK_TEXT
from tests.support.browse_page import (
    SECRET,
    Browsed,
    change,
    clipboard,
    everywhere,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def test_a_file_opens_with_its_messages(open_page: Callable[..., Browsed], path: Path) -> None:
    browsed = open_page(path).show()
    assert browsed.says("messages")
    assert browsed.says("400 rows")
    assert browsed.cells(0)[:2] == ("1", "text 1↵second line")


def test_every_row_that_is_scrolled_to_is_the_databases(browsed: Browsed, path: Path) -> None:
    expected = plain(path, "SELECT id, cost FROM messages ORDER BY rowid")
    for top in (0, 200, 377, 100, 399):
        browsed.view.rows.grid.verticalScrollBar().setValue(top)
        browsed.settle()
        first, last = browsed.view.rows.grid.visible_rows()
        for row in range(first, last + 1):
            number, cost = expected[row]
            assert (browsed.cells(row)[0], browsed.cells(row)[2]) == (str(number), repr(cost))


def test_the_tables_are_listed_with_their_rows(browsed: Browsed) -> None:
    model = browsed.view._tables
    listed = {model.index(line).data(): model.line_at(line) for line in range(model.rowCount())}
    counts = {name: getattr(line, "count", None) for name, line in listed.items()}
    assert counts["messages"] == "400"
    assert counts["configurations"] == "2"
    assert counts["empty_one"] == "0"
    assert counts["recent"] == ""
    assert getattr(listed["recent"], "mark", "") == "view"
    assert "sqlite_autoindex_conversations_1" not in listed


def test_choosing_a_table_shows_it(browsed: Browsed) -> None:
    listed = browsed.view.tables.list
    listed.setCurrentIndex(browsed.view._tables.index_of("keyed"))
    browsed.settle()
    assert [browsed.cells(0), browsed.cells(1)] == [("a", "1"), ("b", "2")]
    assert browsed.says("2 rows")


def test_a_name_that_needs_quotes_is_shown(browsed: Browsed) -> None:
    browsed.show('we ird "name')
    assert browsed.cells(0) == ("1",)


def test_a_view_is_shown(browsed: Browsed) -> None:
    browsed.show("recent")
    assert browsed.cells(48)[0] == "49"
    assert browsed.says("49 rows")


def test_an_empty_table_shows_its_columns_and_says_so(browsed: Browsed) -> None:
    browsed.show("empty_one")
    assert browsed.model.columnCount() == 2
    assert browsed.view.rows.grid._empty_text == "No rows."
    assert browsed.says("This table has no rows.")


def test_a_view_that_fails_says_why_and_can_be_tried_again(browsed: Browsed, path: Path) -> None:
    browsed.show("broken")
    assert browsed.says("nowhere")
    assert browsed.page.presenter._rows.model is None
    change(path, "CREATE TABLE nowhere (missing); INSERT INTO nowhere VALUES (5)")
    browsed.page.reload()
    browsed.settle()
    browsed.show("broken")
    assert browsed.cells(0) == ("5",)


def test_a_table_that_was_dropped_meanwhile_is_told(browsed: Browsed, path: Path) -> None:
    change(path, "DROP TABLE keyed")
    browsed.show("keyed")
    assert browsed.says("no such table") or browsed.says("keyed")
    assert browsed.page.presenter._rows.model is None
    browsed.page.reload()
    browsed.settle()
    assert browsed.says("There is no table “keyed” in this file any more.")


def test_a_file_without_tables_says_so(open_page: Callable[..., Browsed], tmp_path: Path) -> None:
    empty = tmp_path / "none.db"
    change(empty, "CREATE TABLE t (x); DROP TABLE t; VACUUM;")
    browsed = open_page(empty).show()
    assert browsed.says("This file has no tables.")


def test_the_panel_shows_the_current_row(browsed: Browsed) -> None:
    browsed.go_to(6, 1)
    assert browsed.says("Row 7")
    assert browsed.value == "text 7\nsecond line"
    browsed.go_to(6, 2)
    assert browsed.value == "0.875"
    assert browsed.says("REAL")


def test_no_value_is_told_from_a_text(browsed: Browsed) -> None:
    browsed.go_to(2, 1)
    assert browsed.value == ""
    assert browsed.view.row.viewer.text_viewer.text.placeholderText() == "NULL"


def test_a_time_is_shown_on_this_clock_and_raw_where_pointed_at(browsed: Browsed) -> None:
    browsed.go_to(0, 3)
    assert browsed.value == "2025-09-05T14:03:11Z"
    assert browsed.says("local time")
    fields = browsed.view.row._fields
    assert "2025-09-05T14:03:11Z" in fields.index(3).data(Qt.ItemDataRole.ToolTipRole)
    assert "2025-09-05T14:03:11Z" not in fields.index(3).data()


def test_a_long_value_says_that_it_goes_on(browsed: Browsed, path: Path) -> None:
    change(path, "UPDATE messages SET content = printf('%.200000c', 'x') WHERE id = 1")
    browsed.page.reload()
    browsed.settle()
    browsed.go_to(0, 1)
    assert len(browsed.value) == 64 * 1024
    assert browsed.says("The first 64.0 KB of 195.3 KB are shown.")


def test_a_field_of_the_list_leads_to_its_cell(browsed: Browsed) -> None:
    browsed.go_to(4, 0)
    browsed.view.row.list.setCurrentIndex(browsed.view.row._fields.index(2))
    browsed.settle()
    assert browsed.view.rows.grid.currentIndex().column() == 2
    assert browsed.value == "0.625"


def test_a_row_that_is_gone_says_so(browsed: Browsed, path: Path) -> None:
    change(path, "DELETE FROM messages WHERE id = 12")
    browsed.go_to(11, 1)
    assert browsed.says("This row is gone.")


def test_a_secret_is_nowhere_on_the_page_until_it_is_revealed(
    browsed: Browsed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browsed.show("configurations")
    browsed.go_to(0, 1)
    assert browsed.cells(0) == ("openrouter_api_key", MASK_TEXT, "0")
    assert browsed.value == MASK_TEXT
    assert not everywhere(browsed, SECRET)
    browsed.press("Reveal")
    assert browsed.value == SECRET
    assert browsed.cells(0)[1] == MASK_TEXT
    assert "Revealed a secret in configurations.value" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("place", [(1, 1), (0, 0)])
def test_a_revealed_secret_is_hidden_again_elsewhere(
    browsed: Browsed, place: tuple[int, int]
) -> None:
    browsed.show("configurations")
    browsed.go_to(0, 1)
    browsed.press("Reveal")
    browsed.go_to(*place)
    assert not everywhere(browsed, SECRET)
    browsed.go_to(0, 1)
    assert browsed.value == MASK_TEXT


def test_a_revealed_secret_is_hidden_with_the_table(browsed: Browsed) -> None:
    browsed.show("configurations")
    browsed.go_to(0, 1)
    browsed.press("Reveal")
    browsed.show("messages")
    assert not everywhere(browsed, SECRET)


def test_copying_hands_whole_values_to_other_programs(browsed: Browsed) -> None:
    grid = browsed.view.rows.grid
    browsed.go_to(0, 0)
    grid.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(grid, Qt.Key.Key_Right, shift)
    QTest.keyClick(grid, Qt.Key.Key_Down, shift)
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    browsed.settle()
    assert clipboard() == '1\t"text 1\nsecond line"\n2\t"text 2\nsecond line"'
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | shift)
    browsed.settle()
    assert clipboard().startswith("id\tcontent\n1\t")


def test_copying_a_secret_copies_the_mask(browsed: Browsed) -> None:
    browsed.show("configurations")
    browsed.go_to(0, 1)
    QTest.keyClick(browsed.view.rows.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    browsed.settle()
    assert clipboard() == MASK_TEXT


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [(4, 1, "text 5\nsecond line"), (4, 2, "0.625"), (2, 1, ""), (0, 4, "X'89504E47'")],
)
def test_the_value_of_a_cell_is_copied_whole(
    browsed: Browsed, row: int, column: int, expected: str
) -> None:
    browsed.go_to(row, column)
    browsed.view.row.viewer.copy.click()
    browsed.settle()
    assert clipboard() == expected


def test_a_value_longer_than_the_panel_shows_is_copied_whole(browsed: Browsed, path: Path) -> None:
    change(path, "UPDATE messages SET content = printf('%.200000c', 'x') WHERE id = 1")
    browsed.page.reload()
    browsed.settle()
    browsed.go_to(0, 1)
    browsed.view.row.viewer.copy.click()
    browsed.settle()
    assert clipboard() == "x" * 200_000


def test_bytes_that_are_no_text_are_copied_as_question_marks(browsed: Browsed) -> None:
    browsed.view.rows.put_on_clipboard("a\udcff\ud800b")
    assert clipboard() == "a??b"


def test_reloading_shows_what_is_there_now_at_the_same_place(browsed: Browsed, path: Path) -> None:
    browsed.view.rows.grid.verticalScrollBar().setValue(200)
    browsed.settle()
    browsed.go_to(205, 1)
    change(path, "UPDATE messages SET content = 'changed' WHERE id = 206")
    browsed.page.reload()
    browsed.settle()
    assert browsed.view.rows.place().top == 200
    assert browsed.view.rows.grid.currentIndex().row() == 205
    assert browsed.cells(205)[1] == "changed"
    assert browsed.value == "changed"


def test_a_table_that_shrank_is_read_again_by_itself(browsed: Browsed, path: Path) -> None:
    change(path, "DELETE FROM messages WHERE id > 100")
    browsed.view.rows.grid.verticalScrollBar().setValue(300)
    browsed.settle()
    browsed.qtbot.waitUntil(lambda: browsed.model.rowCount() == 100)
    browsed.settle()
    assert browsed.says("100 rows")


def test_the_place_and_the_widths_are_remembered(
    open_page: Callable[..., Browsed], path: Path
) -> None:
    first = open_page(path).show("messages")
    first.view.rows.grid.verticalScrollBar().setValue(150)
    first.settle()
    first.go_to(155, 2)
    first.view.rows.grid.horizontalHeader().resizeSection(1, 234)
    first.view.rows.panel_button.click()
    values = dict(first.workspace.state.values)

    second = open_page(path, values).show()
    assert second.view.rows.place().top == 150
    current = second.view.rows.grid.currentIndex()
    assert (current.row(), current.column()) == (155, 2)
    assert second.view.rows.grid.columnWidth(1) == 234
    assert not second.view.row.isVisible()


@pytest.mark.parametrize(
    "values",
    [
        {"browse.table": "gone", "browse.top": 7},
        {"browse.table": 5, "browse.top": "x", "browse.current": "y", "browse.split": [1]},
        {"browse.table": "messages", "browse.top": 10**15, "browse.current": [10**15, 99]},
        {"browse.table": "messages", "browse.top": -3, "browse.current": [-1, -1]},
        {"browse.table": "messages", "browse.widths.messages": {"id": "wide", "content": -5}},
    ],
)
def test_nonsense_that_was_remembered_does_no_harm(
    open_page: Callable[..., Browsed], path: Path, values: dict[str, object]
) -> None:
    browsed = open_page(path, values).show()
    assert browsed.says("400 rows")


def test_the_panel_gives_way_in_a_narrow_window(browsed: Browsed) -> None:
    browsed.view.resize(780, 560)
    assert not browsed.view.row.isVisible()
    browsed.view.resize(960, 560)
    assert browsed.view.row.isVisible()
    assert browsed.view.rows.width() >= 400


def test_an_estimate_is_shown_as_one_until_the_rows_are_counted(
    open_page: Callable[..., Browsed],
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(orders, "SMALL_TABLE", 10)
    change(path, "DELETE FROM messages WHERE id % 4 = 0")
    browsed = open_page(path)
    seen: list[str] = []
    show_count = browsed.view.rows.show_count

    def note(text: str) -> None:
        seen.append(text)
        show_count(text)

    monkeypatch.setattr(browsed.view.rows, "show_count", note)
    browsed.show("messages")
    assert seen[-1] == "300 rows"
    assert seen[1].startswith("~")


def test_the_place_is_kept_when_the_rows_are_counted(
    open_page: Callable[..., Browsed], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "SMALL_TABLE", 10)
    change(path, "DELETE FROM messages WHERE id BETWEEN 20 AND 119")
    values: dict[str, object] = {
        "browse.table": "messages",
        "browse.top": 200,
        "browse.current": [203, 1],
    }
    browsed = open_page(path, values)
    keys: list[object] = []
    surveying = browsed.page.presenter._rows._surveying
    take = surveying.take

    def note_and_settle(order: object) -> None:
        keys.append(browsed.model.key_at(browsed.view.rows.place().top))
        keys.append(browsed.model.key_at(browsed.view.rows.place().current))
        take(order)  # type: ignore[arg-type]

    monkeypatch.setattr(surveying, "take", note_and_settle)
    browsed.show()
    place = browsed.view.rows.place()
    assert browsed.says("300 rows")
    assert [browsed.model.key_at(place.top), browsed.model.key_at(place.current)] == keys
    expected = plain(path, "SELECT id FROM messages ORDER BY rowid")
    for row in range(place.top, place.top + 20):
        assert browsed.cells(row)[0] == str(expected[row][0])


def test_the_keyboard_finds_a_table_and_goes_on_to_its_rows(browsed: Browsed) -> None:
    tables = browsed.view.tables
    tables.list.setFocus()
    QTest.keyClick(tables.list, Qt.Key.Key_C)
    assert tables.field.text() == "c"
    QTest.keyClicks(tables.field, "onf")
    QTest.keyClick(tables.field, Qt.Key.Key_Return)
    browsed.settle()
    assert browsed.cells(0)[0] == "openrouter_api_key"
    QTest.keyClick(tables.field, Qt.Key.Key_Escape)
    assert tables.field.text() == ""
    assert tables.list.currentIndex().data() == "configurations"


def test_arrows_move_through_the_tables_past_the_headings(browsed: Browsed) -> None:
    listed = browsed.view.tables.list
    names = []
    listed.setCurrentIndex(browsed.view._tables.first_table())
    for _ in range(7):
        names.append(listed.currentIndex().data())
        QTest.keyClick(listed, Qt.Key.Key_Down)
        browsed.settle()
    model = browsed.view._tables
    entries = [model.entry_at(line) for line in range(model.rowCount())]
    assert set(names) <= {entry.name for entry in entries if entry is not None}
    assert len(set(names)) == 7


def test_down_leads_from_the_find_field_into_the_list(browsed: Browsed) -> None:
    tables = browsed.view.tables
    tables.field.setText("e")
    QTest.keyClick(tables.field, Qt.Key.Key_Down)
    assert isinstance(tables.list.currentIndex(), QModelIndex)
    assert tables.list.currentIndex().isValid()


def test_a_name_that_no_table_has_is_told(browsed: Browsed) -> None:
    browsed.view.tables.field.setText("zebra")
    assert browsed.says("No table is called “zebra”.")


def test_a_page_that_could_not_be_read_can_be_tried_again(
    browsed: Browsed, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(path, "DROP VIEW broken; ALTER TABLE messages RENAME COLUMN cost TO price")
    browsed.view.rows.grid.verticalScrollBar().setValue(380)
    browsed.settle()
    assert "could not be read" in browsed.model.problem_at(390)
    change(path, "ALTER TABLE messages RENAME COLUMN price TO cost")
    browsed.press("Try again")
    assert browsed.model.problem_at(390) == ""
    assert browsed.cells(390)[0] == "391"


def test_the_thread_that_draws_runs_no_sql(browsed: Browsed) -> None:
    """The workspace forbids it a lease: the whole of this file would fail; here is the proof that it does."""
    from hive_inspector.core.database.connections import LeaseOnForbiddenThreadError

    with (
        pytest.raises(LeaseOnForbiddenThreadError),
        browsed.workspace.opened.database.reading(),
    ):
        pass


def test_opening_and_closing_again_and_again_leaves_nothing(
    open_page: Callable[..., Browsed], path: Path, qtbot: QtBot
) -> None:
    browsed = open_page(path).show("messages")
    for table in ("keyed", "messages", "recent", "configurations") * 3:
        browsed.show(table)
    models = browsed.view.findChildren(type(browsed.model))
    assert len(models) <= 1
