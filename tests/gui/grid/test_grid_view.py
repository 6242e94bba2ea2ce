from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QPushButton, QToolTip

from hive_inspector.gui.models.rows_model import MOST_ROWS, GridColumn, RowsModel
from hive_inspector.gui.theme.tokens import ROW_HEIGHT
from hive_inspector.gui.widgets.grid_frame import frames_of
from hive_inspector.gui.widgets.grid_view import GridView
from tests.support.listed_rows import HeldSource, ListedOrder, content, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.grid_painter import Frame

COLUMNS = (GridColumn("number", is_number=True), GridColumn("text"))


class Grid:
    """A grid over listed rows that arrive when told."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.view = GridView(theme, None)  # type: ignore[arg-type]  # a window of its own here
        qtbot.addWidget(self.view)
        self.source = HeldSource()
        self.view.resize(500, 32 + 20 * ROW_HEIGHT)
        self.view.show()

    def show_rows(self, order: ListedOrder) -> RowsModel:
        self.model = RowsModel(COLUMNS, order, self.source, self.view)
        self.view.show_model(self.model)
        self.settle()
        return self.model

    def settle(self) -> None:
        self.view.stop()
        self.model.set_viewport(*self.view.visible_rows())
        self.source.deliver_all()

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self.view, key, modifier)
        self.settle()

    def frame(self) -> Frame:
        [frame] = frames_of(self.view, self.view.places, self.model, self.view.viewport().rect())
        return frame

    @property
    def current(self) -> tuple[int, int]:
        return self.view.currentIndex().row(), self.view.currentIndex().column()


@pytest.fixture
def grid(theme: Theme, qtbot: QtBot) -> Iterator[Grid]:
    made = Grid(theme, qtbot)
    yield made
    made.view.stop()


def test_a_frame_holds_the_rows_in_sight_and_what_they_hold(grid: Grid) -> None:
    grid.show_rows(listed(range(0, 50_000, 5)))
    grid.view.verticalScrollBar().setValue(4_000)
    grid.settle()
    frame = grid.frame()
    assert [band.number for band in frame.rows][:3] == [4_000, 4_001, 4_002]
    assert len(frame.rows) >= 19
    for band in frame.rows:
        assert band.content == content(band.number * 5)
        assert band.top == grid.view.rowViewportPosition(band.number)
    assert [band.index for band in frame.columns] == [0, 1]


def test_the_last_row_of_the_largest_table_can_be_reached(grid: Grid) -> None:
    grid.show_rows(listed(range(MOST_ROWS)))
    grid.view.go_to(0, 0, 0)
    grid.key(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert grid.view.visible_rows()[1] == MOST_ROWS - 1
    frame = grid.frame()
    assert frame.rows[-1].content == content(MOST_ROWS - 1)


def test_the_picture_changes_when_the_rows_arrive(grid: Grid) -> None:
    model = RowsModel(COLUMNS, listed(range(100)), grid.source, grid.view)
    grid.model = model
    grid.view.show_model(model)
    waiting = grid.view.viewport().grab().toImage()
    grid.settle()
    arrived = grid.view.viewport().grab().toImage()
    assert waiting != arrived
    assert isinstance(arrived, QImage)


def test_the_keyboard_moves_through_the_table(grid: Grid) -> None:
    grid.show_rows(listed(range(1000)))
    grid.view.go_to(0, 0, 0)
    none, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    for key, modifier, place in (
        (Qt.Key.Key_Down, none, (1, 0)),
        (Qt.Key.Key_Right, none, (1, 1)),
        (Qt.Key.Key_Home, none, (1, 0)),
        (Qt.Key.Key_End, none, (1, 1)),
        (Qt.Key.Key_End, control, (999, 1)),
        (Qt.Key.Key_Home, control, (0, 0)),
    ):
        grid.key(key, modifier)
        assert grid.current == place
    grid.key(Qt.Key.Key_PageDown)
    assert 15 <= grid.current[0] <= 21
    grid.key(Qt.Key.Key_PageUp)
    assert grid.current == (0, 0)


def test_moving_tells_where(grid: Grid) -> None:
    grid.show_rows(listed(range(1000)))
    spy = QSignalSpy(grid.view.current_moved)
    grid.view.go_to(500, 510, 1)
    assert [spy.at(n) for n in range(spy.count())] == [[510, 1]]
    assert grid.view.visible_rows()[0] == 500


def test_a_place_behind_the_end_becomes_the_end(grid: Grid) -> None:
    grid.show_rows(listed(range(10)))
    grid.view.go_to(500, 510, 9)
    assert grid.current == (9, 1)


def test_an_empty_table_has_no_place(grid: Grid) -> None:
    grid.show_rows(listed(range(0)))
    grid.view.go_to(0, 0, 0)
    assert grid.view.visible_rows() == (0, -1)
    assert not grid.view.currentIndex().isValid()


def test_the_copy_keys_ask_for_a_copy(grid: Grid) -> None:
    grid.show_rows(listed(range(10)))
    spy = QSignalSpy(grid.view.copy_asked)
    grid.view.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    grid.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    grid.key(Qt.Key.Key_C, both)
    assert [spy.at(0), spy.at(1)] == [[False], [True]]


def test_selecting_everything_costs_no_look_at_the_rows(grid: Grid) -> None:
    grid.show_rows(listed(range(5_000_000)))
    grid.view.selectAll()
    [chosen] = grid.view.chosen_ranges()
    assert (chosen.top(), chosen.bottom()) == (0, 4_999_999)
    grid.view.grab()
    frame = grid.frame()
    assert len(frame.selected) == 2


def test_the_selection_is_drawn_where_it_is_in_sight(grid: Grid) -> None:
    grid.show_rows(listed(range(1000)))
    grid.view.go_to(100, 103, 1)
    frame = grid.frame()
    assert frame.selected == (grid.view.visualRect(grid.model.index(103, 1)),)


def test_rows_that_cannot_be_read_offer_to_try_again_at_their_place(grid: Grid) -> None:
    model = RowsModel(COLUMNS, listed(range(1000)), grid.source, grid.view)
    grid.model = model
    grid.view.show_model(model)
    model.set_viewport(0, 20)
    grid.source.asks.pop(0).fail()
    button = grid.view.viewport().findChild(QPushButton)
    assert button is not None
    assert button.isVisible()
    assert button.geometry().top() < ROW_HEIGHT
    spy = QSignalSpy(grid.view.retry_asked)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert spy.count() == 1
    model.retry()
    grid.settle()
    assert not button.isVisible()


def test_a_width_that_the_user_chose_is_told_and_one_that_was_measured_is_not(grid: Grid) -> None:
    grid.show_rows(listed(range(100)))
    spy = QSignalSpy(grid.view.widths_chosen)
    grid.view.fit_columns({1: 333})
    assert spy.count() == 0
    assert grid.view.columnWidth(1) == 333
    grid.view.horizontalHeader().resizeSection(0, 150)
    assert spy.at(0) == [{0: 150}]


def test_a_double_click_between_titles_fits_the_column(grid: Grid) -> None:
    grid.show_rows(listed(range(100)))
    grid.view.setColumnWidth(1, 40)
    grid.view.horizontalHeader().sectionHandleDoubleClicked.emit(1)
    assert grid.view.columnWidth(1) > 80


def test_a_cut_cell_tells_its_whole_text_when_pointed_at(grid: Grid, qtbot: QtBot) -> None:
    grid.show_rows(listed(range(100)))
    grid.view.setColumnWidth(1, 50)
    place = grid.view.visualRect(grid.model.index(0, 1)).center()
    point_at(grid, place)
    assert QToolTip.text() == "text of 0"
    grid.view.setColumnWidth(1, 300)
    point_at(grid, place)
    qtbot.waitUntil(lambda: QToolTip.text() == "")


def point_at(grid: Grid, place: QPoint) -> None:
    everywhere = grid.view.viewport().mapToGlobal(place)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, everywhere)
    grid.view.viewportEvent(event)


def test_scrolling_reports_at_once_and_once_more_after_it_went_on(grid: Grid, qtbot: QtBot) -> None:
    grid.show_rows(listed(range(1000)))
    spy = QSignalSpy(grid.view.viewport_moved)
    grid.view.verticalScrollBar().setValue(100)
    assert spy.at(0)[0] == 100
    grid.view.verticalScrollBar().setValue(200)
    grid.view.verticalScrollBar().setValue(300)
    qtbot.waitUntil(lambda: spy.count() == 2)
    assert spy.at(1)[0] == 300


def test_the_grid_follows_the_theme(grid: Grid, theme: Theme) -> None:
    from hive_inspector.core.settings import ThemeMode

    grid.show_rows(listed(range(100)))
    before = grid.view.viewport().grab().toImage().pixelColor(2, 2)
    theme.set_mode(ThemeMode.LIGHT)
    assert grid.view.viewport().grab().toImage().pixelColor(2, 2) != before


def test_assistive_programs_find_cells_and_titles(grid: Grid) -> None:
    grid.show_rows(listed(range(100)))
    assert grid.model.index(3, 1).data() == "text of 3"
    assert grid.view.horizontalHeader().accessibleName() == "Columns"
    assert isinstance(grid.view.visualRect(grid.model.index(0, 0)), QRect)
