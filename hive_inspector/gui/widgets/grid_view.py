"""The table grid: Qt's table view with its own painting.

Headers, selection, keyboard and accessibility are Qt's; only the cells are drawn here (see `grid_painter`). Rows have
one fixed height and no memory of their own, so that the number of rows costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView, QWidget

from hive_inspector.gui.theme.tokens import ROW_HEIGHT, mix
from hive_inspector.gui.widgets.grid_header import GridHeader
from hive_inspector.gui.widgets.grid_painter import (
    ColumnBand,
    Frame,
    GridColours,
    GridPainter,
    RowBand,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from hive_inspector.gui.cells import ShownRow
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.theme.tokens import Tokens

_VIEWPORT_SETTLES_MS = 15
"""Shorter than a frame: fast scrolling asks for the pages it stops at, not for all that it passes."""


class PaintedRows(Protocol):
    """What a grid's model offers besides Qt's roles."""

    def shown_row(self, row: int) -> ShownRow | None:
        """The row's cells, or None while they are not there."""

    def problem_at(self, row: int) -> str:
        """Why the row cannot be read, or nothing."""


def grid_colours(tokens: Tokens) -> GridColours:
    """The colours of a grid in a theme."""
    return GridColours(
        ground=QColor(tokens.panel),
        stripe=QColor(mix(tokens.raised, tokens.panel, 0.6)),
        line=QColor(mix(tokens.line, tokens.panel, 0.6)),
        text=QColor(tokens.text),
        dim=QColor(tokens.dim),
        selection=QColor(tokens.selection),
        ring=QColor(tokens.accent),
        problem=QColor(tokens.problem),
        waiting=QColor(tokens.raised),
    )


class GridView(QTableView):
    """Shows a model that is both a Qt table model and `PaintedRows`."""

    viewport_settled = Signal(int, int)
    """First and last visible row, shortly after scrolling or resizing."""
    copy_asked = Signal(bool)
    """The selection is to be copied; with headers or without."""
    retry_asked = Signal()
    """The rows that could not be read are to be read again."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: PaintedRows | None = None
        self._header = GridHeader(theme, self)
        self.setHorizontalHeader(self._header)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_VIEWPORT_SETTLES_MS)
        self._settling.timeout.connect(self._report_viewport)
        self._retry = QPushButton("Try again", self.viewport())
        self._retry.hide()
        self._retry.clicked.connect(self.retry_asked)
        self._set_up_view()
        self._add_copy_actions()
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        self._painter = GridPainter(
            grid_colours(self._theme.tokens), self._theme.mono_font(12)
        )
        self._header.restyle()
        self.viewport().update()

    def show_model(self, model: QAbstractItemModel) -> None:
        """Show another table; the model must also be `PaintedRows`."""
        self._rows = model  # type: ignore[assignment]  # Qt's bases take no Protocol
        self.setModel(model)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._viewport_moved)
        model.dataChanged.connect(self._place_retry)
        self._viewport_moved()

    def visible_rows(self) -> tuple[int, int]:
        """First and last row on the viewport; the last is -1 where there is none."""
        count = self.model().rowCount() if self.model() else 0
        if not count:
            return 0, -1
        first = max(self.rowAt(0), 0)
        return first, min(first + self.viewport().height() // ROW_HEIGHT, count - 1)

    def text_width(self, text: str) -> float:
        """How many pixels a value takes."""
        return self._painter.metrics.width(text)

    def title_width(self, title: str) -> int:
        """How many pixels a column's title takes, with the space around it."""
        return self._header.width_of(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._painter.draw(painter, self._frame(event.rect()))
        finally:
            painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._retry.isVisible() or dx:
            self.viewport().update()  # what is not drawn at a row's own place does not move with it
        self._viewport_moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._viewport_moved()

    def focusInEvent(self, event: QEvent) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def _set_up_view(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()

    def _add_copy_actions(self) -> None:
        for text, keys, wanted in (
            ("Copy", QKeySequence(QKeySequence.StandardKey.Copy), self._copy_plain),
            ("Copy with headers", QKeySequence("Ctrl+Shift+C"), self._copy_with_headers),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(wanted)
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _frame(self, area: QRect) -> Frame:
        columns, rows = tuple(self._column_bands(area)), tuple(self._row_bands(area))
        current = self.currentIndex()
        return Frame(
            area=area,
            columns=columns,
            rows=rows,
            row_height=ROW_HEIGHT,
            selected=tuple(self._selected(columns, rows)),
            current=self.visualRect(current) if current.isValid() else None,
            focused=self.hasFocus(),
        )

    def _column_bands(self, area: QRect) -> Iterator[ColumnBand]:
        header = self.horizontalHeader()
        visual = max(header.visualIndexAt(area.left()), 0)
        while visual < header.count():
            index = header.logicalIndex(visual)
            left = header.sectionViewportPosition(index)
            if left > area.right():
                return
            if not header.isSectionHidden(index):
                yield ColumnBand(index, left, header.sectionSize(index))
            visual += 1

    def _row_bands(self, area: QRect) -> Iterator[RowBand]:
        rows, first_visible = self._rows, self.rowAt(0)
        row, end = self.rowAt(area.top()), self.model().rowCount() if self.model() else 0
        if rows is None or row < 0:
            return
        for top in range(self.rowViewportPosition(row), area.bottom() + 1, ROW_HEIGHT):
            if row >= end:
                return
            content = rows.shown_row(row)
            problem = "" if content else rows.problem_at(row)
            is_told_above = row > first_visible and rows.problem_at(row - 1) == problem
            yield RowBand(row, top, content, bool(problem), "" if is_told_above else problem)
            row += 1

    def _selected(self, columns: tuple[ColumnBand, ...], rows: tuple[RowBand, ...]) -> Iterator[QRect]:
        if not rows or not self.selectionModel():
            return
        first, last, origin = rows[0].number, rows[-1].number, rows[0].top
        for chosen in self.selectionModel().selection():
            top, bottom = max(chosen.top(), first), min(chosen.bottom(), last)
            for column in columns:
                if top <= bottom and chosen.left() <= column.index <= chosen.right():
                    y = origin + (top - first) * ROW_HEIGHT
                    yield QRect(column.left, y, column.width, (bottom - top + 1) * ROW_HEIGHT)

    @Slot()
    def _viewport_moved(self) -> None:
        self._place_retry()
        if not self._settling.isActive():
            self._settling.start()

    @Slot()
    def _report_viewport(self) -> None:
        first, last = self.visible_rows()
        if last >= first:
            self.viewport_settled.emit(first, last)

    @Slot()
    def _place_retry(self) -> None:
        row = self._first_unreadable()
        if row is None:
            self._retry.hide()
            return
        size = self._retry.sizeHint()
        top = self.rowViewportPosition(row)
        left = self.viewport().width() - size.width() - 12
        self._retry.setGeometry(left, top + 1, size.width(), ROW_HEIGHT - 2)
        self._retry.show()

    def _first_unreadable(self) -> int | None:
        first, last = self.visible_rows()
        if self._rows is None:
            return None
        return next((row for row in range(first, last + 1) if self._rows.problem_at(row)), None)

    @Slot()
    def _copy_plain(self) -> None:
        self.copy_asked.emit(False)  # noqa: FBT003

    @Slot()
    def _copy_with_headers(self) -> None:
        self.copy_asked.emit(True)  # noqa: FBT003
