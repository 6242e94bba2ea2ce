"""What one repaint of a grid shows: which columns and rows are in the area, what they hold, what is selected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRect

from hive_inspector.gui.widgets.grid_painter import Frame, RowBand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from PySide6.QtCore import QItemSelectionRange
    from PySide6.QtWidgets import QTableView

    from hive_inspector.gui.cells import ShownRow
    from hive_inspector.gui.widgets.column_places import ColumnPlaces
    from hive_inspector.gui.widgets.grid_painter import ColumnBand


class PaintedRows(Protocol):
    """What a grid's model offers besides Qt's roles."""

    def shown_row(self, row: int) -> ShownRow | None:
        """The row's cells, or None while they are not there."""

    def problem_at(self, row: int) -> str:
        """Why the row cannot be read, or nothing."""


def frames_of(
    view: QTableView, places: ColumnPlaces, rows: PaintedRows | None, area: QRect
) -> tuple[Frame, ...]:
    """The part of a view that lies in an area of its viewport: what moves along, and what is frozen at its left.

    Args:
        view: The table view, with rows of one height.
        places: Where its columns are.
        rows: The contents of its model, or None where it has no model.
        area: In coordinates of the viewport.
    """
    height = view.verticalHeader().defaultSectionSize()
    if rows is None:
        return (Frame(area, (), (), height, (), None, focused=False),)
    edge = places.frozen_width
    moving = area.adjusted(max(edge - area.left(), 0), 0, 0, 0)
    frozen = area.adjusted(0, 0, min(edge - 1 - area.right(), 0), 0)
    bands = tuple(_rows(view, rows, area))
    columns = tuple(places.moving_bands(area.left(), area.right()))
    frames = [_frame(view, moving, columns, bands)]
    if not frozen.isEmpty():
        silent = tuple(replace(band, problem="") for band in bands)
        frames.append(_frame(view, frozen, tuple(places.frozen_bands()), silent))
    return tuple(replace(frame, origin=edge) for frame in frames)


def _frame(
    view: QTableView, area: QRect, columns: tuple[ColumnBand, ...], rows: tuple[RowBand, ...]
) -> Frame:
    current = view.currentIndex()
    chosen = view.selectionModel().selection().toList()
    height = view.verticalHeader().defaultSectionSize()
    return Frame(
        area=area,
        columns=columns,
        rows=rows,
        row_height=height,
        selected=tuple(_selected(chosen, columns, rows, height)),
        current=view.visualRect(current) if current.isValid() else None,
        focused=view.hasFocus(),
    )


def _rows(view: QTableView, rows: PaintedRows, area: QRect) -> Iterator[RowBand]:
    first_visible, end = view.rowAt(0), view.model().rowCount()
    height = view.verticalHeader().defaultSectionSize()
    row = view.rowAt(area.top())
    if row < 0:
        return
    for top in range(view.rowViewportPosition(row), area.bottom() + 1, height):
        if row >= end:
            return
        content = rows.shown_row(row)
        problem = "" if content else rows.problem_at(row)
        is_told_above = row > first_visible and rows.problem_at(row - 1) == problem
        yield RowBand(row, top, content, bool(problem), "" if is_told_above else problem)
        row += 1


def _selected(
    chosen: Iterable[QItemSelectionRange],
    columns: Sequence[ColumnBand],
    rows: Sequence[RowBand],
    height: int,
) -> Iterator[QRect]:
    if not rows:
        return
    first, last, origin = rows[0].number, rows[-1].number, rows[0].top
    for part in chosen:
        top, bottom = max(part.top(), first), min(part.bottom(), last)
        for column in columns:
            if top <= bottom and part.left() <= column.index <= part.right():
                y = origin + (top - first) * height
                yield QRect(column.left, y, column.width, (bottom - top + 1) * height)
