"""Columns are hidden, moved and frozen from the list, from the menu of a title and by keys, and stay so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from hive_inspector.gui.pages.browse.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.gui.pages.browse.columns_panel import ColumnsPanel
    from tests.support.browse_page import Browsed

ALT = Qt.KeyboardModifier.AltModifier
NAMES = ("id", "content", "cost", "timestamp", "data")


def shown(browsed: Browsed) -> list[str]:
    """The columns in sight, from left to right."""
    header = browsed.view.rows.grid.header
    columns = [header.logicalIndex(visual) for visual in range(header.count())]
    return [browsed.model.names[one] for one in columns if not header.isSectionHidden(one)]


def choose(browsed: Browsed, column: str, action: str) -> None:
    """Choose from the menu of a title."""
    menu = browsed.view.rows.actions_of_column.menu_of(column)
    next(one for one in menu.actions() if one.text() == action).trigger()
    menu.deleteLater()
    browsed.settle()


@pytest.fixture
def listed(browsed: Browsed) -> Iterator[ColumnsPanel]:
    """The list of columns, open."""
    browsed.view.rows.columns_button.click()
    panel = browsed.view.rows._columns
    assert panel.isVisible()
    yield panel
    panel.close()


def press(panel: ColumnsPanel, text: str) -> None:
    next(one for one in panel.findChildren(QPushButton) if one.text() == text).click()


def test_a_column_is_hidden_and_shown_from_the_list(browsed: Browsed, listed: ColumnsPanel) -> None:
    item = listed._items.findItems("cost")[0]
    item.setCheckState(Qt.CheckState.Unchecked)
    assert shown(browsed) == ["id", "content", "timestamp", "data"]
    assert browsed.view.rows.columns_button.accessibleName() == "Arrange columns (1 hidden)"
    press(listed, "Show all")
    assert shown(browsed) == list(NAMES)


def test_the_last_column_cannot_be_hidden(browsed: Browsed, listed: ColumnsPanel) -> None:
    for name in NAMES:
        listed._items.findItems(name)[0].setCheckState(Qt.CheckState.Unchecked)
    assert shown(browsed) == ["data"]


def test_the_list_is_worked_with_the_keyboard_alone(browsed: Browsed, listed: ColumnsPanel) -> None:
    QTest.keyClicks(listed._find, "time")
    assert listed._items.rowCount() == 1
    QTest.keyClick(listed._find, Qt.Key.Key_Down)
    QTest.keyClick(listed.list, Qt.Key.Key_Space)
    assert "timestamp" not in shown(browsed)
    QTest.keyClick(listed.list, Qt.Key.Key_Space)
    QTest.keyClick(listed.list, Qt.Key.Key_Up, ALT)
    assert shown(browsed) == ["id", "content", "timestamp", "cost", "data"]
    QTest.keyClick(listed.list, Qt.Key.Key_Escape)
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    listed.keyPressEvent(event)
    assert not listed.isVisible()


def test_the_first_columns_are_frozen_from_the_list(browsed: Browsed, listed: ColumnsPanel) -> None:
    listed.frozen.setValue(2)
    assert browsed.view.rows.grid.places.wanted == 2
    press(listed, "Reset")
    assert browsed.view.rows.grid.places.wanted == 0


def test_the_menu_of_a_title_arranges_its_column(browsed: Browsed) -> None:
    choose(browsed, "cost", "Move left")
    assert shown(browsed)[:3] == ["id", "cost", "content"]
    choose(browsed, "cost", "Freeze the first 2 columns")
    assert browsed.view.rows.grid.places.wanted == 2
    choose(browsed, "data", "Hide this column")
    assert shown(browsed) == ["id", "cost", "content", "timestamp"]
    choose(browsed, "cost", "Unfreeze the columns")
    assert browsed.view.rows.grid.places.wanted == 0


def test_the_menu_of_a_title_sorts_and_filters(browsed: Browsed) -> None:
    choose(browsed, "id", "Sort descending")
    assert browsed.cells(0)[0] == "400"
    choose(browsed, "id", "Natural order")
    assert browsed.page.presenter.filters.choices.is_empty
    choose(browsed, "cost", "Filter by this column")
    assert browsed.view.rows.grid.header.filters._entered == NAMES.index("cost")


def test_keys_move_and_hide_the_current_column(browsed: Browsed) -> None:
    grid = browsed.view.rows.grid
    browsed.go_to(0, 1)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Right, ALT | Qt.KeyboardModifier.ShiftModifier)
    assert shown(browsed)[:3] == ["id", "cost", "content"]
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(grid, Qt.Key.Key_H, both)
    assert shown(browsed) == ["id", "cost", "timestamp", "data"]


def test_the_arrangement_is_kept_for_each_table(
    browsed: Browsed, open_page: Callable[..., Browsed], path: Path
) -> None:
    choose(browsed, "cost", "Move left")
    choose(browsed, "data", "Hide this column")
    choose(browsed, "id", "Freeze this column")
    browsed.show("conversations")
    assert shown(browsed) == ["id", "title", "created_at"]
    assert browsed.view.rows.grid.places.wanted == 0
    again = open_page(path, dict(browsed.workspace.state.values)).show()
    assert shown(again) == ["id", "cost", "content", "timestamp"]
    assert again.view.rows.grid.places.wanted == 1
    again.show("conversations").show("messages")
    assert shown(again) == ["id", "cost", "content", "timestamp"]


def test_a_dragged_column_is_remembered(browsed: Browsed) -> None:
    browsed.view.rows.grid.header.moveSection(2, 0)
    assert shown(browsed)[0] == "cost"
    kept = browsed.page._remembered.layout("messages")
    assert kept == Layout(("cost", "id", "content", "timestamp", "data"))
