"""Filters and sorts on the page: what is typed and clicked is what the grid shows, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from hive_inspector.core.browsing import scanning
from hive_inspector.core.browsing.sorting import SortTerm
from hive_inspector.gui.cells import SORT_MARK_ROLE
from hive_inspector.gui.pages.browse.choice_bar import ChipButton
from hive_inspector.gui.pages.browse.choices import Choices, meaning_of
from hive_inspector.gui.pages.browse.filter_help import EXAMPLES
from hive_inspector.gui.pages.browse.filtering import local_now
from hive_inspector.gui.tasks import Lane, TaskRunner
from tests.support.browse_page import change, plain
from tests.support.executors import HeldExecutor, InlineExecutor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.browse_page import Browsed


def field(browsed: Browsed, column: str) -> QLineEdit:
    """The field under a title, brought into sight."""
    browsed.view.rows.enter_filter(column)
    name = f"Filter {column}"
    fields = browsed.view.rows.grid.header.filters.findChildren(QLineEdit)
    return next(one for one in fields if one.accessibleName() == name and not one.isHidden())


def type_filter(browsed: Browsed, column: str, text: str) -> QLineEdit:
    """Type a filter and press Enter."""
    found = field(browsed, column)
    found.selectAll()
    QTest.keyClick(found, Qt.Key.Key_Delete)
    QTest.keyClicks(found, text)
    QTest.keyClick(found, Qt.Key.Key_Return)
    browsed.settle()
    return found


def first_column(browsed: Browsed) -> list[str]:
    """What the first column holds in all rows."""
    grid = browsed.view.rows.grid
    cells = []
    for top in range(0, browsed.model.rowCount(), 20):
        grid.verticalScrollBar().setValue(top)
        browsed.settle()
        last = min(top + 20, browsed.model.rowCount())
        cells += [browsed.cells(row)[0] for row in range(top, last)]
    return cells


def chips(browsed: Browsed) -> list[str]:
    """The chips in sight."""
    buttons = browsed.view.rows.choices.findChildren(ChipButton)
    return [one.text() for one in buttons if not one.isHidden()]


def count(browsed: Browsed) -> str:
    return browsed.view.rows._count.text()


def click_title(
    browsed: Browsed,
    column: str,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    header = browsed.view.rows.grid.header
    at = browsed.model.names.index(column)
    place = QPoint(header.sectionViewportPosition(at) + header.sectionSize(at) // 2, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    browsed.settle()


def test_a_filter_shows_the_rows_that_match_and_how_many_of_all(
    browsed: Browsed, path: Path
) -> None:
    type_filter(browsed, "content", "text 7")
    expected = plain(path, "SELECT id FROM messages WHERE content LIKE '%text 7%' ORDER BY id")
    assert first_column(browsed) == [str(row[0]) for row in expected]
    assert count(browsed) == f"{len(expected)} of 400"
    assert chips(browsed) == ["content contains “text 7”"]


def test_typing_filters_by_itself_after_a_pause(browsed: Browsed) -> None:
    QTest.keyClicks(field(browsed, "id"), "=17")
    browsed.qtbot.waitUntil(lambda: count(browsed) == "1 of 400")
    assert browsed.cells(0)[0] == "17"
    browsed.settle()


def test_filters_of_several_columns_have_to_match_together_or_one_of_them(
    browsed: Browsed, path: Path
) -> None:
    type_filter(browsed, "id", "<=20")
    type_filter(browsed, "cost", ">2")
    both = plain(path, "SELECT id FROM messages WHERE id <= 20 AND cost > 2 ORDER BY id")
    assert first_column(browsed) == [str(row[0]) for row in both]
    switch = next(b for b in browsed.view.findChildren(QToolButton) if b.text() == "OR")
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    browsed.settle()
    either = plain(path, "SELECT count(*) FROM messages WHERE id <= 20 OR cost > 2")
    assert count(browsed) == f"{either[0][0]} of 400"


def test_a_chip_takes_its_choice_back(browsed: Browsed) -> None:
    type_filter(browsed, "id", "<=20")
    type_filter(browsed, "content", "text 1")
    chip = next(
        one
        for one in browsed.view.rows.choices.findChildren(ChipButton)
        if one.text().startswith("id")
    )
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    browsed.settle()
    assert chips(browsed) == ["content contains “text 1”"]
    assert field(browsed, "id").text() == ""
    assert count(browsed) == "111 of 400"


def test_everything_can_be_cleared_at_once_and_the_order_stays(browsed: Browsed) -> None:
    type_filter(browsed, "id", "<=20")
    click_title(browsed, "cost")
    browsed.press("Clear all")
    assert count(browsed) == "400 rows"
    assert chips(browsed) == ["sorted by cost ↑"]


def test_the_row_where_the_user_is_stays_in_sight_when_the_filter_is_cleared(
    browsed: Browsed,
) -> None:
    type_filter(browsed, "id", "=333")
    browsed.go_to(0, 1)
    browsed.press("Clear all")
    place = browsed.view.rows.place()
    assert browsed.cells(place.current)[0] == "333"
    first, last = browsed.view.rows.grid.visible_rows()
    assert first <= place.current <= last


def test_an_unclear_filter_says_so_at_its_place_and_the_rows_stay(browsed: Browsed) -> None:
    type_filter(browsed, "id", "<=20")
    wrong = type_filter(browsed, "content", "/(/")
    assert count(browsed) == "20 of 400"
    assert wrong.property("tone") == "problem"
    assert "pattern is not complete" in wrong.accessibleDescription()
    assert "pattern is not complete" in wrong.toolTip()
    note = browsed.view.rows.grid.header.filters._note
    assert note.isVisible() == wrong.hasFocus()
    assert "content: /(/" in chips(browsed)
    type_filter(browsed, "content", "text 1")
    assert wrong.property("tone") == "active"
    assert count(browsed) == "11 of 400"


@pytest.fixture
def vault(path: Path) -> Path:
    """A file with a table whose one column is secret altogether."""
    change(path, "CREATE TABLE vault (id INTEGER PRIMARY KEY, api_key TEXT)")
    change(path, "INSERT INTO vault VALUES (1, 'sk-one'), (2, 'sk-two')")
    return path


def test_a_secret_cannot_be_searched_and_the_field_says_why(
    open_page: Callable[..., Browsed], vault: Path
) -> None:
    browsed = open_page(vault).show("vault")
    wrong = type_filter(browsed, "api_key", "two")
    assert wrong.property("tone") == "problem"
    assert "“api_key” is masked" in wrong.accessibleDescription()
    assert count(browsed) == "2 rows"
    assert chips(browsed) == ["api_key: two"]
    type_filter(browsed, "id", ">1")
    assert count(browsed) == "1 of 2"
    type_filter(browsed, "api_key", "!null")
    assert chips(browsed) == ["api_key is not NULL", "id is more than 1"]


def test_a_remembered_filter_that_cannot_be_used_any_more_is_told(
    open_page: Callable[..., Browsed], vault: Path
) -> None:
    kept = {"browse.table": "vault", "browse.choices.vault": {"filters": [["api_key", "two"]]}}
    browsed = open_page(vault, kept).show()
    assert count(browsed) == "2 rows"
    assert "“api_key” is masked" in field(browsed, "api_key").accessibleDescription()


def test_what_was_left_of_a_table_is_in_force_but_for_what_may_not_be_any_more(
    open_page: Callable[..., Browsed], vault: Path
) -> None:
    masked = ["api_key", "two"]
    downwards = {"filters": [["id", ">1"], masked], "sort": [["id", True]]}
    secretly = {"filters": [masked], "sort": [["api_key", True]]}
    for choices, sorts, ids in ((downwards, ["sorted by id ↓"], ["2"]), (secretly, [], ["1", "2"])):
        kept = {"browse.table": "vault", "browse.choices.vault": choices}
        browsed = open_page(vault, kept).show()
        assert first_column(browsed) == ids
        assert [one for one in chips(browsed) if "id is" not in one] == ["api_key: two", *sorts]
        assert "“api_key” is masked" in field(browsed, "api_key").accessibleDescription()
        assert browsed.view.rows._trouble.isHidden() is bool(sorts)


def test_one_half_of_a_settings_table_is_searched_without_its_secrets(browsed: Browsed) -> None:
    browsed.show("configurations")
    type_filter(browsed, "value", "do-not-show")
    assert browsed.model.rowCount() == 0
    type_filter(browsed, "value", "dark")
    assert browsed.cells(0)[0] == "theme"


def test_ctrl_f_leads_to_the_field_of_the_current_column(browsed: Browsed) -> None:
    browsed.view.activateWindow()
    browsed.go_to(3, 2)
    grid = browsed.view.rows.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    focused = browsed.view.window().focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.accessibleName() == "Filter cost"


def test_escape_clears_a_field_and_then_leads_to_the_rows(browsed: Browsed) -> None:
    found = type_filter(browsed, "id", "=3")
    QTest.keyClick(found, Qt.Key.Key_Escape)
    browsed.settle()
    assert (found.text(), count(browsed)) == ("", "400 rows")
    QTest.keyClick(found, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() in (None, browsed.view.rows.grid)


def test_nothing_found_says_so(browsed: Browsed) -> None:
    type_filter(browsed, "content", "no such words")
    assert browsed.view.rows.grid._empty_text == "No row matches."
    assert browsed.says("No row matches.")
    assert count(browsed) == "0 of 400"


def test_a_title_sorts_up_down_and_not_at_all(browsed: Browsed, path: Path) -> None:
    for order in ("cost, id", "cost DESC, id DESC"):
        click_title(browsed, "cost")
        expected = plain(path, f"SELECT id FROM messages ORDER BY {order} LIMIT 20")
        assert [browsed.cells(row)[0] for row in range(20)] == [str(row[0]) for row in expected]
    click_title(browsed, "cost")
    assert chips(browsed) == []
    assert first_column(browsed) == [str(n) for n in range(1, 401)]


def test_shift_adds_a_column_and_the_titles_say_their_places(browsed: Browsed) -> None:
    click_title(browsed, "timestamp")
    click_title(browsed, "id", Qt.KeyboardModifier.ShiftModifier)
    click_title(browsed, "id", Qt.KeyboardModifier.ShiftModifier)
    across = Qt.Orientation.Horizontal
    model = browsed.model
    marks = [model.headerData(at, across, SORT_MARK_ROLE) for at in range(model.columnCount())]
    assert marks == ["↓2", None, None, "↑1", None]
    spoken = model.headerData(0, across, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "id, sorted descending, 2 of 2"
    assert browsed.cells(0)[0] == "400"


def test_an_order_without_an_index_is_told_as_one(browsed: Browsed) -> None:
    click_title(browsed, "cost")
    (chip,) = [
        one for one in browsed.view.rows.choices.findChildren(ChipButton) if not one.isHidden()
    ]
    assert "No index" in chip.toolTip()
    click_title(browsed, "id")
    assert "No index" not in chip.toolTip()


def test_the_keyboard_sorts_by_the_current_column(browsed: Browsed) -> None:
    grid = browsed.view.rows.grid
    browsed.go_to(0, 0)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    browsed.settle()
    assert browsed.cells(0)[0] == "400"
    QTest.keyClick(grid, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    browsed.settle()
    assert browsed.cells(browsed.view.rows.place().current)[0] == "400"
    assert browsed.view.rows.place().current == 399


def test_choices_are_kept_for_each_table(
    browsed: Browsed, open_page: Callable[..., Browsed], path: Path
) -> None:
    type_filter(browsed, "id", "<=20")
    click_title(browsed, "cost")
    click_title(browsed, "cost")
    browsed.show("keyed")
    assert chips(browsed) == []
    browsed.show("messages")
    assert browsed.cells(0)[0] == "20"
    again = open_page(path, dict(browsed.workspace.state.values)).show()
    assert count(again) == "20 of 400"
    assert again.cells(0)[0] == "20"
    assert field(again, "id").text() == "<=20"


def test_a_place_far_down_in_what_is_found_is_come_back_to(
    open_page: Callable[..., Browsed], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_FIRST_STRETCH", 16)
    values = {
        "browse.table": "messages",
        "browse.choices.messages": {"filters": [["id", ">10"]]},
        "browse.top": 200,
        "browse.current": [205, 1],
    }
    browsed = open_page(path, values).show()
    place = browsed.view.rows.place()
    assert (place.top, place.current) == (200, 205)
    assert browsed.cells(205)[0] == "216"


def test_tables_without_rowids_and_views_are_filtered_and_sorted_too(browsed: Browsed) -> None:
    browsed.show("keyed")
    click_title(browsed, "n")
    click_title(browsed, "n")
    assert [browsed.cells(0)[0], browsed.cells(1)[0]] == ["b", "a"]
    type_filter(browsed, "name", "=a")
    assert [browsed.cells(0)[0], browsed.model.rowCount()] == ["a", 1]
    browsed.show("recent")
    type_filter(browsed, "id", ">40")
    assert browsed.model.rowCount() == 9


def test_the_help_names_only_filters_that_can_be_read(browsed: Browsed) -> None:
    table = browsed.page.presenter._rows.table
    assert table is not None
    for text, _ in EXAMPLES:
        for example in text.split("    "):
            tried = [
                meaning_of(Choices(((column, example),)), table, local_now())
                for column in ("content", "cost", "timestamp")
            ]
            assert any(meaning.words for meaning in tried), example


class Held:
    """Browse whose readers wait until the test lets them go."""

    def __init__(self, open_page: Callable[..., Browsed], path: Path) -> None:
        self.executor = HeldExecutor()
        runner = TaskRunner(
            lambda lane: self.executor if lane is Lane.READERS else InlineExecutor()
        )
        self.browsed = open_page(path, runner=runner)
        self.browsed.page.show_table("messages")
        self.browsed.page.activate()
        self.run_all()

    def run_all(self) -> None:
        for _ in range(30):
            while self.executor.waiting:
                self.executor.run_next()
            QApplication.processEvents()

    def start_filter(self, text: str) -> None:
        self.browsed.page.presenter.filters.edit("content", text)


@pytest.fixture
def held(open_page: Callable[..., Browsed], path: Path) -> Iterator[Held]:
    made = Held(open_page, path)
    yield made
    made.run_all()


def test_the_former_rows_stay_dimmed_until_the_first_others_are_there(held: Held) -> None:
    browsed = held.browsed
    held.start_filter("text 7")
    assert browsed.model.rowCount() == 400
    browsed.qtbot.waitUntil(lambda: browsed.view.rows.grid._is_former)
    assert browsed.view.rows._work.isVisible()
    held.run_all()
    assert not browsed.view.rows.grid._is_former
    assert not browsed.view.rows._work.isVisible()
    assert count(browsed) == "11 of 400"


def test_stopping_before_anything_was_found_leaves_the_former_choices(held: Held) -> None:
    browsed = held.browsed
    held.start_filter("text 7")
    assert chips(browsed) == ["content contains “text 7”"]
    browsed.view.rows.stop_asked.emit()
    held.run_all()
    assert chips(browsed) == []
    assert count(browsed) == "400 rows"
    assert browsed.cells(0)[0] == "1"


def test_a_newer_filter_takes_the_place_of_an_older_one(held: Held) -> None:
    browsed = held.browsed
    held.start_filter("text 7")
    held.start_filter("text 39")
    held.run_all()
    assert count(browsed) == "11 of 400"
    assert chips(browsed) == ["content contains “text 39”"]


def test_escape_stops_what_is_under_way(held: Held) -> None:
    browsed = held.browsed
    held.start_filter("text 7")
    assert browsed.view.rows._stop_key.isEnabled()
    browsed.view.rows._stop_key.activated.emit()
    held.run_all()
    assert not browsed.view.rows._stop_key.isEnabled()
    assert not browsed.page.presenter._rows.is_selecting


def test_a_sort_can_be_chosen_from_elsewhere(browsed: Browsed) -> None:
    choices = Choices((("id", ">390"),), sort=(SortTerm("id", descending=True),))
    browsed.page.presenter.show_table("messages", choices)
    browsed.settle()
    assert first_column(browsed) == [str(n) for n in range(400, 390, -1)]


def test_a_sort_that_was_left_and_may_not_be_any_more_says_so_over_all_rows(
    browsed: Browsed, path: Path
) -> None:
    change(path, "CREATE TABLE accounts (name, api_key)")
    change(path, "INSERT INTO accounts VALUES ('a', 'sk-1'), ('b', 'sk-2')")
    browsed.page.reload()
    browsed.settle()
    presenter = browsed.page.presenter
    left = Choices(sort=(SortTerm("api_key", descending=True),))
    presenter._remembered.put_choices("accounts", left)
    presenter.show_table("accounts")
    browsed.settle()
    assert [browsed.cells(row)[0] for row in range(2)] == ["a", "b"]
    assert not browsed.view.rows._trouble.isHidden()
    assert "masked" in browsed.view.rows._trouble.text
    assert chips(browsed) == []
