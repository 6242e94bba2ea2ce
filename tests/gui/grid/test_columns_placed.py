"""Columns that are moved, hidden and frozen are drawn, pointed at and reached where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest

from hive_inspector.gui.models.rows_model import GridColumn, RowsModel
from hive_inspector.gui.widgets.column_places import LEAST_MOVING
from hive_inspector.gui.widgets.grid_frame import frames_of
from hive_inspector.gui.widgets.grid_view import GridView
from tests.support.listed_rows import HeldSource, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

COUNT, WIDTH = 12, 100
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[GridView]:
    made = GridView(theme, None)  # type: ignore[arg-type]  # a window of its own here
    qtbot.addWidget(made)
    made.resize(600, 400)
    columns = tuple(GridColumn(f"c{n}") for n in range(COUNT))
    made.show_model(RowsModel(columns, listed(range(100)), HeldSource(), made))
    for at in range(COUNT):
        made.setColumnWidth(at, WIDTH)
    made.show()
    yield made
    made.stop()


def drawn(view: GridView) -> list[list[tuple[int, int]]]:
    """Columns and their left edges, of what moves and of what is frozen."""
    model = view.model()
    assert isinstance(model, RowsModel)
    frames = frames_of(view, view.places, model, view.viewport().rect())
    return [[(band.index, band.left) for band in frame.columns] for frame in frames]


def test_frozen_columns_stay_at_the_left_while_the_others_move(view: GridView) -> None:
    view.arrange_columns(range(COUNT), (), 2)
    view.horizontalScrollBar().setValue(350)
    moving, frozen = drawn(view)
    assert frozen == [(0, 0), (1, 100)]
    assert moving[0] == (5, 150)
    assert moving[1] == (6, 250)


def test_what_is_pointed_at_is_what_is_drawn_there(view: GridView) -> None:
    view.arrange_columns([3, 0, 1, 2, *range(4, COUNT)], {1}, 2)
    for offset in (0, 120, 300):
        view.horizontalScrollBar().setValue(offset)
        moving, frozen = drawn(view)
        edge = view.places.frozen_width
        places = [*frozen, *((column, max(left, edge)) for column, left in moving)]
        for column, left in places:
            if left + 4 < view.viewport().width():
                assert view.indexAt(QPoint(left + 4, 30)).column() == column
                assert view.header.places.column_at(left + 4) == column


def test_the_current_cell_is_brought_out_from_under_the_frozen_ones(view: GridView) -> None:
    view.arrange_columns(range(COUNT), (), 2)
    view.horizontalScrollBar().setValue(500)
    view.setCurrentIndex(view.model().index(3, 4))
    rect = view.visualRect(view.model().index(3, 4))
    assert rect.left() >= view.places.frozen_width
    assert rect.right() < view.viewport().width()
    offset = view.horizontalScrollBar().value()
    view.setCurrentIndex(view.model().index(3, 0))
    assert view.horizontalScrollBar().value() == offset
    assert view.visualRect(view.model().index(3, 0)).left() == 0


def test_the_last_column_is_reached_with_frozen_ones(view: GridView) -> None:
    view.arrange_columns(range(COUNT), (), 3)
    view.setCurrentIndex(view.model().index(0, COUNT - 1))
    assert view.visualRect(view.model().index(0, COUNT - 1)).right() == view.viewport().width() - 1


def test_a_narrow_window_leaves_room_to_what_moves(view: GridView) -> None:
    view.arrange_columns(range(COUNT), (), COUNT)
    assert view.viewport().width() - view.places.frozen_width >= LEAST_MOVING
    assert view.places.frozen < COUNT


def test_a_click_on_a_title_asks_for_sorting_also_where_columns_are_frozen(view: GridView) -> None:
    view.arrange_columns(range(COUNT), (), 2)
    view.horizontalScrollBar().setValue(350)
    spy = QSignalSpy(view.header.sort_asked)
    titles = view.header.viewport()
    for x in (50, 150, 300):
        QTest.mouseClick(titles, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(x, 10))
    QTest.mouseClick(titles, LEFT, Qt.KeyboardModifier.ShiftModifier, QPoint(50, 10))
    assert [spy.at(n) for n in range(spy.count())] == [
        [0, False],
        [1, False],
        [6, False],
        [0, True],
    ]


def test_a_drag_moves_a_column_and_sorts_by_none(view: GridView) -> None:
    sorts, moves = QSignalSpy(view.header.sort_asked), QSignalSpy(view.columns_moved)
    titles = view.header.viewport()
    QTest.mousePress(titles, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(50, 10))
    for x in (80, 140, 260):
        QTest.mouseMove(titles, QPoint(x, 10))
    QTest.mouseRelease(titles, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(260, 10))
    assert sorts.count() == 0
    if moves.count():  # not every platform lets a test drag
        assert view.header.visualIndex(0) > 0


def test_a_click_on_a_border_sorts_by_none(view: GridView) -> None:
    spy = QSignalSpy(view.header.sort_asked)
    for x in (99, 101):
        QTest.mouseClick(
            view.header.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(x, 10)
        )
    assert spy.count() == 0


def test_arranging_by_program_is_no_choice_of_the_user(view: GridView) -> None:
    moves, widths = QSignalSpy(view.columns_moved), QSignalSpy(view.widths_chosen)
    view.arrange_columns([*reversed(range(COUNT))], {0, 4}, 1)
    assert [view.header.logicalIndex(at) for at in range(COUNT)] == [*reversed(range(COUNT))]
    assert [view.isColumnHidden(at) for at in (0, 4, 5)] == [True, True, False]
    assert (moves.count(), widths.count()) == (0, 0)
    view.arrange_columns(range(COUNT), (), 0)
    assert not view.isColumnHidden(4)
    assert view.columnWidth(4) == WIDTH


def test_former_rows_are_drawn_dim(view: GridView) -> None:
    source = HeldSource()
    model = RowsModel((GridColumn("a"), GridColumn("b")), listed(range(100)), source, view)
    view.show_model(model)
    model.set_viewport(0, 10)
    source.deliver_all()
    before = view.viewport().grab().toImage()
    view.set_former(True)
    assert view.viewport().grab().toImage() != before
    view.set_former(False)
    assert view.viewport().grab().toImage() == before


def test_two_quick_clicks_count_as_two(view: GridView) -> None:
    spy = QSignalSpy(view.header.sort_asked)
    titles = view.header.viewport()
    for act in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):
        act(titles, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(50, 10))
    assert [spy.at(n) for n in range(spy.count())] == [[0, False], [0, False]]
