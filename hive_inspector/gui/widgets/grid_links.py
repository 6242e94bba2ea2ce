"""Cells of a grid that lead on: an arrow when they are pointed at, followed by it, by Ctrl+click or by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QKeySequence, QMouseEvent

from hive_inspector.core.language import tr
from hive_inspector.gui.cells import MASKED, NULL

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QTableView

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.grid_frame import PaintedRows

_ARROW = "→"
_ARROW_WIDTH = 26


class GridLinks(QObject):
    """Watches the mouse over a grid's cells.

    Signals:
        followed: Row and column of the cell whose link the user followed.
    """

    followed = Signal(int, int)

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._rows: PaintedRows | None = None
        self._columns: frozenset[int] = frozenset()
        self._pointed = QModelIndex()
        self._is_pressed = False
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)
        self.action = QAction(tr("Follow link"), self)
        self.action.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.action.triggered.connect(self._follow_current)

    @property
    def columns(self) -> frozenset[int]:
        """The columns whose cells lead on."""
        return self._columns

    def watch(self, rows: PaintedRows) -> None:
        """Other rows are shown, of which nothing leads on yet."""
        self._rows = rows
        self._pointed = QModelIndex()
        self.set_columns(frozenset())

    def set_columns(self, columns: frozenset[int]) -> None:
        """Say which columns' cells lead on."""
        self._columns = columns
        self._view.viewport().update()

    def draw(self, painter: QPainter) -> None:
        """Draw the arrow over the cell that is pointed at."""
        if not self._leads(self._pointed):
            return
        tokens, place = self._theme.tokens, self._arrow_rect(self._pointed)
        painter.setClipping(False)
        painter.fillRect(place, QColor(tokens.raised))
        painter.setPen(QColor(tokens.information))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), _ARROW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the clicks that follow a link, and leave all others."""
        if event.type() == QEvent.Type.Leave:
            self._point_at(QModelIndex(), is_arrow=False)
        if isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        return super().eventFilter(watched, event)

    def _on_mouse(self, event: QMouseEvent) -> bool:
        point = event.position().toPoint()
        index = self._view.indexAt(point)
        kind = event.type()
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._point_at(index, is_arrow=self._is_followed_by(event, index, point))
        if kind == QEvent.Type.MouseButtonPress:
            self._is_pressed = event.button() == Qt.MouseButton.LeftButton and (
                self._is_followed_by(event, index, point)
            )
            return self._is_pressed
        if kind == QEvent.Type.MouseButtonRelease and self._is_pressed:
            self._is_pressed = False
            if self._is_followed_by(event, index, point):
                self.followed.emit(index.row(), index.column())
            return True
        return False

    def _is_followed_by(self, event: QMouseEvent, index: QModelIndex, point: QPoint) -> bool:
        """Whether a click there follows a link: on the arrow, or anywhere in the cell with Ctrl."""
        if not self._leads(index):
            return False
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return has_control or self._arrow_rect(index).contains(point)

    def _point_at(self, index: QModelIndex, *, is_arrow: bool) -> None:
        shape = Qt.CursorShape.PointingHandCursor if is_arrow else Qt.CursorShape.ArrowCursor
        self._view.viewport().setCursor(shape)
        if index != self._pointed:
            for changed in (self._pointed, index):
                if changed.isValid() and changed.column() in self._columns:
                    self._view.viewport().update(self._view.visualRect(changed))
            self._pointed = QModelIndex(index)

    @Slot()
    def _follow_current(self) -> None:
        index = self._view.currentIndex()
        if self._leads(index):
            self.followed.emit(index.row(), index.column())

    def _leads(self, index: QModelIndex) -> bool:
        if self._rows is None or not index.isValid() or index.column() not in self._columns:
            return False
        if index.model() is not self._view.model():
            return False
        content = self._rows.shown_row(index.row())
        return content is not None and content[1][index.column()] not in (NULL, MASKED)

    def _arrow_rect(self, index: QModelIndex) -> QRect:
        cell = self._view.visualRect(index)
        return QRect(cell.right() - _ARROW_WIDTH, cell.top(), _ARROW_WIDTH, cell.height())
