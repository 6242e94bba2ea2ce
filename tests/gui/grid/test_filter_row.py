"""The fields under the titles: as many as are in sight, one stop for the keyboard, told after a pause."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hive_inspector.gui.models.rows_model import GridColumn, RowsModel
from hive_inspector.gui.widgets.grid_view import GridView
from tests.support.listed_rows import HeldSource, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.filter_row import FilterRow


class Wide:
    """A grid with many columns between two buttons."""

    def __init__(self, theme: Theme, qtbot: QtBot, columns: int) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.before = QPushButton("before", self.window)
        self.view = GridView(theme, self.window)
        self.after = QPushButton("after", self.window)
        column = QVBoxLayout(self.window)
        for part in (self.before, self.view, self.after):
            column.addWidget(part)
        QWidget.setTabOrder(self.before, self.row)
        QWidget.setTabOrder(self.row, self.view)
        QWidget.setTabOrder(self.view, self.after)
        self.window.resize(700, 400)
        names = tuple(GridColumn(f"c{n}") for n in range(columns))
        self.model = RowsModel(names, listed(range(1)), HeldSource(), self.view)
        self.view.show_model(self.model)
        for at in range(columns):
            self.view.setColumnWidth(at, 100)
        self.window.show()
        qtbot.waitExposed(self.window)

    @property
    def row(self) -> FilterRow:
        return self.view.header.filters

    def fields(self) -> dict[str, QLineEdit]:
        """The fields in sight, by column."""
        return {
            one.accessibleName().removeprefix("Filter "): one
            for one in self.row.findChildren(QLineEdit)
            if one.isVisible()
        }


@pytest.fixture
def wide(theme: Theme, qtbot: QtBot) -> Iterator[Wide]:
    made = Wide(theme, qtbot, 30)
    yield made
    made.view.stop()


def test_every_column_in_sight_has_a_field_of_its_width_under_its_title(wide: Wide) -> None:
    header = wide.view.header
    for name, field in wide.fields().items():
        column = int(name[1:])
        left = field.mapTo(header, field.rect().topLeft()).x()
        assert abs(left - header.sectionViewportPosition(column)) <= 4
        assert field.width() == header.sectionSize(column) - 8
    assert list(wide.fields())[:3] == ["c0", "c1", "c2"]
    assert len(wide.fields()) <= 8


def test_fields_follow_the_columns_when_one_scrolls(wide: Wide) -> None:
    bar = wide.view.horizontalScrollBar()
    for value in (0, 55, 700, 1234, bar.maximum(), 300):
        bar.setValue(value)
        first = wide.view.header.logicalIndexAt(0)
        assert f"c{first}" in wide.fields()
        assert len(wide.row.findChildren(QLineEdit)) <= 12


def test_two_thousand_columns_cost_no_more_than_a_window_has_room_for(
    theme: Theme, qtbot: QtBot
) -> None:
    wide = Wide(theme, qtbot, 2000)
    bar = wide.view.horizontalScrollBar()
    began = time.process_time()
    for step in range(100):
        bar.setValue(step * 1900)
    assert (time.process_time() - began) / 100 < 0.05
    assert len(wide.row.findChildren(QLineEdit)) <= 16
    wide.view.stop()


def test_what_is_typed_is_told_once_after_a_pause(wide: Wide, qtbot: QtBot) -> None:
    spy = QSignalSpy(wide.row.edited)
    QTest.keyClicks(wide.fields()["c1"], "abc")
    assert spy.count() == 0
    qtbot.waitUntil(lambda: spy.count() == 1)
    assert spy.at(0) == [1, "abc"]


def test_enter_tells_at_once_and_escape_clears(wide: Wide) -> None:
    spy = QSignalSpy(wide.row.edited)
    field = wide.fields()["c2"]
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert [spy.at(n) for n in range(spy.count())] == [[2, "x"], [2, ""]]


def test_a_text_comes_back_with_its_column(wide: Wide) -> None:
    wide.row.set_texts({0: "first", 20: "far"}, {})
    assert wide.fields()["c0"].text() == "first"
    wide.view.horizontalScrollBar().setValue(2000)
    assert wide.fields()["c20"].text() == "far"
    wide.view.horizontalScrollBar().setValue(0)
    assert wide.fields()["c0"].text() == "first"


def test_going_to_a_field_brings_its_column_into_sight(wide: Wide) -> None:
    wide.row.enter(25)
    field = wide.fields()["c25"]
    left = field.mapTo(wide.view, field.rect().topLeft()).x()
    assert 0 <= left <= wide.view.width() - field.width()


def test_tab_leads_from_field_to_field_and_on_to_the_rows(wide: Wide, qtbot: QtBot) -> None:
    wide.window.activateWindow()
    wide.before.setFocus()
    qtbot.waitUntil(wide.before.hasFocus)
    QTest.keyClick(wide.before, Qt.Key.Key_Tab)
    seen = []
    for _ in range(30):
        focused = QApplication.focusWidget()
        assert isinstance(focused, QLineEdit)
        seen.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [f"Filter c{n}" for n in range(30)]
    assert QApplication.focusWidget() is wide.view


def test_backtab_leads_out_in_front(wide: Wide, qtbot: QtBot) -> None:
    wide.window.activateWindow()
    wide.row.enter(1)
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is wide.before


def test_an_unclear_filter_says_why_under_its_field(wide: Wide) -> None:
    wide.window.activateWindow()
    wide.row.set_texts({1: "/("}, {1: "The pattern ends too soon."})
    field = wide.fields()["c1"]
    assert (field.property("tone"), field.toolTip()) == ("problem", "The pattern ends too soon.")
    wide.row.enter(1)
    note = wide.row._note
    assert note.isVisible()
    assert note.text() == "The pattern ends too soon."
    assert note.geometry().top() >= field.mapTo(wide.view, field.rect().bottomLeft()).y()
    wide.row.set_problems({})
    assert not note.isVisible()
    assert field.property("tone") == "active"


def test_a_hidden_column_has_no_field(wide: Wide) -> None:
    wide.view.arrange_columns(range(30), {1}, 0)
    assert "c1" not in wide.fields()
    wide.row.enter(1)
    assert "c1" not in wide.fields()


def test_f1_asks_for_help(wide: Wide) -> None:
    spy = QSignalSpy(wide.row.help_asked)
    QTest.keyClick(wide.fields()["c0"], Qt.Key.Key_F1)
    assert spy.count() == 1
