"""What charts have in common whose content lies in cells: one is pointed at, by mouse or keys, and can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.gui.widgets.charts.hover_card import HoverCard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.charts.hover_card import HoverLine

_HEIGHT = 210
_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CellChart(QWidget):
    """Lay the cells out in `laid_out`, draw one in `paint_cell`, say in `words` what it is.

    Signals:
        chosen: The number of the cell that was clicked.
    """

    accessible_role = QAccessible.Role.Chart

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.click_hint = ""
        """What a click does; empty where it does nothing."""
        self._cells: tuple[QRectF, ...] = ()
        self._pointed: int | None = None
        self.card = HoverCard(theme, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        theme.changed.connect(self.update)

    @property
    def cells(self) -> tuple[QRectF, ...]:
        """Where the cells are."""
        return self._cells

    @property
    def pointed(self) -> int | None:
        """The cell whose value is told now."""
        return self._pointed

    def laid_out(self) -> Sequence[QRectF]:
        """Where the cells are, at the present size."""
        raise NotImplementedError

    def paint_cell(self, painter: QPainter, number: int, area: QRectF) -> None:
        """Draw a cell."""
        raise NotImplementedError

    def words(self, number: int) -> tuple[str, Sequence[HoverLine]]:
        """What a cell is, and what is told of it."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """There is other content, or another size."""
        self._cells = tuple(self.laid_out())
        self._point_at(None)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(360, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cells out for this size."""
        super().resizeEvent(event)
        self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - few cells
        """All cells, and a frame around the one that is pointed at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, area in enumerate(self._cells):
            painter.save()
            self.paint_cell(painter, number, area)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._pointed is not None:
            painter.setPen(QPen(QColor(self.theme.tokens.text), 1.5))
            painter.drawRoundedRect(self._cells[self._pointed].adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        elif self.hasFocus():
            painter.setPen(QPen(QColor(self.theme.tokens.accent_shape), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the value under the pointer."""
        self._point_at(self._cell_at(event.position()), event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for what was clicked."""
        number = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None and self.click_hint:
            self.chosen.emit(number)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing any more."""
        self._point_at(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell nothing any more."""
        self._point_at(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from cell to cell, Enter asks for it."""
        key = Qt.Key(event.key())
        if key in _DIRECTIONS and self._cells:
            self._step(*_DIRECTIONS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._pointed is not None:
            if self.click_hint:
                self.chosen.emit(self._pointed)
        else:
            super().keyPressEvent(event)

    def _cell_at(self, at: QPointF) -> int | None:
        return next((n for n, area in enumerate(self._cells) if area.contains(at)), None)

    def _step(self, across: int, down: int) -> None:
        """To the nearest cell in that direction."""
        number = 0 if self._pointed is None else self._neighbour(self._pointed, across, down)
        self._point_at(number, self._cells[number].center())
        self.setAccessibleDescription(visible_text(self.card.text))

    def _neighbour(self, number: int, across: int, down: int) -> int:
        here = self._cells[number].center()
        best, least = number, float("inf")
        for other, area in enumerate(self._cells):
            way = area.center() - here
            along = way.x() * across + way.y() * down
            aside = abs(way.x() * down) + abs(way.y() * across)
            if along > 1 and along + 2 * aside < least:
                best, least = other, along + 2 * aside
        return best

    def _point_at(self, number: int | None, at: QPointF | None = None) -> None:
        if number is None or at is None:
            self.card.hide()
        else:
            title, lines = self.words(number)
            self.card.say(at, title, lines, self.click_hint)
        if number != self._pointed:
            self._pointed = number
            self.update()
