"""The table grid: Qt's table view with its own painting.

Headers, selection, keyboard and accessibility are Qt's; only the cells are drawn here (see `grid_painter`). Rows have
one fixed height and no memory of their own, so that the number of rows costs nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QColor, QHelpEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableView,
    QToolTip,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import ROW_HEIGHT, mix
from hive_inspector.gui.widgets.column_widths import Measures, fitted_widths, full_width
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.grid_frame import PaintedRows, frames_of
from hive_inspector.gui.widgets.grid_header import GridHeader
from hive_inspector.gui.widgets.grid_links import GridLinks
from hive_inspector.gui.widgets.grid_painter import (
    PADDING,
    GridColours,
    GridPainter,
)
from hive_inspector.gui.widgets.row_height import RowHeight

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent

    from hive_inspector.gui.cells import ShownRow
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.theme.tokens import Tokens

_MEASURED_ROWS = 100
_BY_TAB = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})
_Index = QModelIndex | QPersistentModelIndex
_VIEWPORT_SETTLES_MS = 15
"""Shorter than a frame: whatever moves the rows, their pages are asked for once a frame."""


def grid_colours(tokens: Tokens) -> GridColours:
    """The colours of a grid in a theme."""
    return GridColours(
        ground=QColor(tokens.panel),
        stripe=QColor(mix(tokens.raised, tokens.panel, 0.6)),
        line=QColor(mix(tokens.line, tokens.panel, 0.6)),
        edge=QColor(mix(tokens.dim, tokens.panel, 0.5)),
        text=QColor(tokens.text),
        dim=QColor(tokens.dim),
        selection=QColor(tokens.selection),
        current_row=QColor(mix(tokens.selection, tokens.panel, 0.55)),
        ring=QColor(tokens.accent),
        problem=QColor(tokens.problem),
        link=QColor(tokens.information),
        waiting=QColor(tokens.raised),
    )


class GridView(QTableView):
    """Shows a model that is both a Qt table model and `PaintedRows`."""

    viewport_moved = Signal(int, int)
    """First and last visible row, while and after scrolling or resizing."""
    copy_asked = Signal(bool)
    """The selection is to be copied; with headers or without."""
    retry_asked = Signal()
    """The rows that could not be read are to be read again."""
    current_moved = Signal(int, int)
    """Row and column of the current cell."""
    rows_arrived = Signal()
    """Rows that were on their way are here, or could not be read."""
    widths_chosen = Signal(object)
    """Widths by column, for columns that the user resized."""
    columns_moved = Signal()
    """The user dragged a column to another place."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: PaintedRows | None = None
        self._empty_text = ""
        self._header = GridHeader(theme, self)
        self.setHorizontalHeader(self._header)
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._header.setMinimumSectionSize(40)
        self._header.sectionResized.connect(self._section_resized)
        self._header.sectionHandleDoubleClicked.connect(self._fit_column)
        self._header.sectionMoved.connect(self._section_moved)
        self._header.filters.column_wanted.connect(self._bring_column)
        self._header.filters.left.connect(self.enter_rows)
        self.places = self._header.places
        self._is_fitting = False
        self._is_former = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_VIEWPORT_SETTLES_MS)
        self._settling.timeout.connect(self._on_settled)
        self._has_moved_on = False
        self._retry = QPushButton(tr("Try again"), self.viewport())
        self._retry.hide()
        self._retry.clicked.connect(self.retry_asked)
        self.links = GridLinks(theme, self)
        self.addAction(self.links.action)
        self._set_up_view()
        self._add_copy_actions()
        FocusRing(theme, self, self._is_bare)
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        self._painter = GridPainter(grid_colours(self._theme.tokens), self._theme.mono_font(12))
        self._header.restyle()
        self.viewport().update()

    def show_model(self, model: QAbstractItemModel) -> None:
        """Show another table; the model must also be `PaintedRows`."""
        self._rows = model  # type: ignore[assignment]  # Qt's bases take no Protocol
        self.setModel(model)
        self.links.watch(self._rows)  # type: ignore[arg-type]
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._viewport_moved)
        model.dataChanged.connect(self._on_data_changed)
        self._viewport_moved()

    def stop(self) -> None:
        """Report nothing any more."""
        self._has_moved_on = False
        self._settling.stop()
        self._header.filters.stop()

    @property
    def header(self) -> GridHeader:
        """The titles, and the filters under them."""
        return self._header

    def set_former(self, is_former: bool) -> None:  # noqa: FBT001 - the value itself
        """Whether other rows are on their way into the place of those in sight, which are dimmed for so long."""
        if is_former != self._is_former:
            self._is_former = is_former
            self.viewport().update()

    def arrange_columns(self, order: Sequence[int], hidden: Collection[int], frozen: int) -> None:
        """Put the columns in an order, hide some, and freeze the first few.

        Args:
            order: All columns.
            hidden: Those that are not shown.
            frozen: How many, hidden ones included, stay at the left.
        """
        self._is_fitting = True
        for visual, column in enumerate(order):
            if self._header.visualIndex(column) != visual:
                self._header.moveSection(self._header.visualIndex(column), visual)
        for column in order:
            if self._header.isSectionHidden(column) != (column in hidden):
                self._header.setSectionHidden(column, column in hidden)
        self.places.wanted = frozen
        self._is_fitting = False
        self._columns_changed()

    @Slot()
    def enter_rows(self) -> None:
        """Go on to the rows."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit_columns(self, chosen: Mapping[int, int]) -> None:
        """Make the columns as wide as the user chose, or as their first rows ask for."""
        model, rows = self.model(), self._first_rows()
        titles = [self._title(column) for column in range(model.columnCount())]
        widths = fitted_widths(titles, rows, self._measures(), self.viewport().width())
        self._is_fitting = True
        for column, width in enumerate(widths):
            self.setColumnWidth(column, chosen.get(column, width))
        self._is_fitting = False
        self._columns_changed()

    def go_to(self, top: int, row: int, column: int) -> None:
        """Bring a row to the top, and make a cell the current one without moving it into sight."""
        model = self.model()
        if not self._row_count() or not model.columnCount():
            return
        self.executeDelayedItemsLayout()  # the bar does not reach new rows before
        self.verticalScrollBar().setValue(min(top, model.rowCount() - 1))
        row, column = min(row, model.rowCount() - 1), min(column, model.columnCount() - 1)
        index = model.index(row, column)
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        auto = self.hasAutoScroll()
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(index, select)
        self.setAutoScroll(auto)

    def chosen_ranges(self) -> list[QItemSelectionRange]:
        """The selected cells."""
        return [] if self._rows is None else self.selectionModel().selection().toList()

    def set_empty_text(self, text: str) -> None:
        """What stands in place of rows where there are none."""
        self._empty_text = text
        self.viewport().update()

    def visible_rows(self) -> tuple[int, int]:
        """First and last row on the viewport; the last is -1 where there is none."""
        count = self._row_count()
        if not count:
            return 0, -1
        first = max(self.rowAt(0), 0)
        return first, min(first + self.viewport().height() // self.row_height.height, count - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter = QPainter(self.viewport())
        try:
            for frame in frames_of(self, self.places, self._rows, event.rect()):
                painter.setClipRect(frame.area)
                shown = replace(frame, is_former=self._is_former, links=self.links.columns)
                self._painter.draw(painter, shown, self._empty_text)
            self._painter.draw_edge(painter, self.places.frozen_width, event.rect())
            self.links.draw(painter)
        finally:
            painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move the picture, and ask for what comes into sight."""
        super().scrollContentsBy(dx, dy)
        if dx:
            self._header.refresh()
        if self._retry.isVisible() or dx:
            self.viewport().update()  # what is not drawn at a row's own place does not move with it
        self._viewport_moved()

    def indexAt(self, pos: QPoint) -> QModelIndex:
        """The cell at a place; what is frozen lies over what moves."""
        return super().indexAt(QPoint(self.places.unmoved(pos.x()), pos.y()))

    def visualRect(self, index: _Index) -> QRect:
        """Where a cell is, frozen ones at their place."""
        rect = super().visualRect(index)
        if index.isValid() and self.places.is_frozen(index.column()):
            rect.moveLeft(self.places.left(index.column()))
        return rect

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under what is frozen."""
        bar, edge = self.horizontalScrollBar(), self.places.frozen_width
        before = bar.value()
        super().scrollTo(index, hint)
        if not edge or not index.isValid():
            return
        if self.places.is_frozen(index.column()):
            bar.setValue(before)
        else:
            bar.setValue(bar.value() - max(edge - self.places.left(index.column()), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for what comes into sight."""
        super().resizeEvent(event)
        self._viewport_moved()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard moves here, at a cell in sight where Tab led to it."""
        super().focusInEvent(event)
        if event.reason() in _BY_TAB and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard moves elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        self.viewport().update()  # the whole row is tinted
        if current.isValid():
            self.current_moved.emit(current.row(), current.column())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole text of a cell that is cut off."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell_cut_text(event)
            return True
        return super().viewportEvent(event)

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
        self.verticalHeader().hide()
        self.row_height = RowHeight(self._theme, self, ROW_HEIGHT)

    def _add_copy_actions(self) -> None:
        for text, keys, wanted in (
            (tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), self._copy_plain),
            (tr("Copy with headers"), QKeySequence("Ctrl+Shift+C"), self._copy_with_headers),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(wanted)
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _tell_cut_text(self, event: QHelpEvent) -> None:
        """What is not seen of a cell, when it is pointed at."""
        index = self.indexAt(event.pos())
        text = str(index.data()) if index.isValid() else ""
        room = self.columnWidth(index.column()) - 2 * PADDING if index.isValid() else 0
        is_cut = self._painter.metrics.width(text) > room
        QToolTip.showText(event.globalPos(), text if is_cut else "", self.viewport())

    def _is_bare(self) -> bool:
        """Whether there is no cell to show the focus at."""
        return self._rows is None or not self.currentIndex().isValid()

    def _row_count(self) -> int:
        return 0 if self._rows is None else self.model().rowCount()

    def _first_rows(self) -> list[ShownRow]:
        rows, top = self._rows, max(self.rowAt(0), 0)
        if rows is None:
            return []
        end = min(top + _MEASURED_ROWS, self._row_count())
        found = (rows.shown_row(row) for row in range(top, end))
        return [row for row in found if row is not None]

    def _title(self, column: int) -> str:
        return str(self.model().headerData(column, Qt.Orientation.Horizontal))

    def _measures(self) -> Measures:
        return Measures(self._header.width_of, self._painter.metrics.width)

    @Slot(int, int, int)
    def _section_resized(self, column: int, _old: int, width: int) -> None:
        if self._is_fitting:
            return
        if width > 0:
            self.widths_chosen.emit({column: width})
        self._columns_changed()

    @Slot(int, int, int)
    def _section_moved(self, _column: int, _old: int, _new: int) -> None:
        if not self._is_fitting:
            self._columns_changed()
            self.columns_moved.emit()

    def _columns_changed(self) -> None:
        self._header.refresh()
        self.viewport().update()

    @Slot(int)
    def _bring_column(self, column: int) -> None:
        """Bring a column into sight, whatever rows there are."""
        bar, width = self.horizontalScrollBar(), self.columnWidth(column)
        left = self.places.left(column)
        if self.places.is_frozen(column):
            return
        if left < self.places.frozen_width:
            bar.setValue(bar.value() + left - self.places.frozen_width)
        elif left + width > self.viewport().width():
            behind = left + width - self.viewport().width()
            bar.setValue(bar.value() + min(behind, left - self.places.frozen_width))

    @Slot(int)
    def _fit_column(self, column: int) -> None:
        texts = [row[0][column] for row in self._first_rows()]
        self.setColumnWidth(column, full_width(self._title(column), texts, self._measures()))

    @Slot()
    def _viewport_moved(self) -> None:
        """Report at once, and once more after what moves on in the meantime."""
        self._place_retry()
        if self._settling.isActive():
            self._has_moved_on = True
        else:
            self._settling.start()
            self._report_viewport()

    @Slot()
    def _on_settled(self) -> None:
        if self._has_moved_on:
            self._has_moved_on = False
            self._settling.start()
            self._report_viewport()

    def _report_viewport(self) -> None:
        first, last = self.visible_rows()
        if last >= first:
            self.viewport_moved.emit(first, last)

    @Slot()
    def _on_data_changed(self) -> None:
        self._place_retry()
        self.rows_arrived.emit()

    @Slot()
    def _place_retry(self) -> None:
        row = self._first_unreadable()
        if row is None:
            self._retry.hide()
            return
        size = self._retry.sizeHint()
        top = self.rowViewportPosition(row)
        left = self.viewport().width() - size.width() - 12
        self._retry.setGeometry(left, top + 1, size.width(), self.row_height.height - 2)
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
