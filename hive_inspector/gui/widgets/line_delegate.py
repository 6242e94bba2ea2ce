"""What every list that is drawn by hand has in common: lines of one height, their ground, and texts that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.gui.theme.tokens import ROW_HEIGHT

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

_SMALLEST_WIDTH = 120
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(
    Qt.TextFlag.TextSingleLine
)


class LineDelegate(QStyledItemDelegate):
    """Draws the ground of a line; what stands on it is drawn by `paint_line` of whoever inherits."""

    line_height = ROW_HEIGHT
    """How high a line usually is."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the colours of the theme as it is now; whoever inherits takes the fonts."""
        tokens = self._theme.tokens
        self._text, self._dim = QColor(tokens.text), QColor(tokens.dim)
        self._link, self._problem = QColor(tokens.information), QColor(tokens.problem)
        self._selection, self._hover = QColor(tokens.selection), QColor(tokens.raised)
        self._ring = QColor(tokens.accent)

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """All lines are of one height."""
        return QSize(_SMALLEST_WIDTH, self._theme.row(self.line_height))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a line."""
        rect, state = QRect(option.rect), option.state
        painter.save()
        self.paint_ground(painter, rect, state, index)
        self.paint_line(painter, rect, state, index)
        painter.restore()

    def paint_ground(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - for lists with lines that cannot be chosen
    ) -> None:
        """Show whether the line is chosen, and whether the keyboard acts on it."""
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selection)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._ring)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw what stands on the line."""
        raise NotImplementedError


def write(
    painter: QPainter,
    place: QRect,
    text: str,
    font: QFont,
    colour: QColor,
    *,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> int:
    """Write a text at the left of a place, shortened to fit, with nothing in it that acts or hides.

    Returns:
        How wide it is.
    """
    metrics = QFontMetrics(font)
    fitted = metrics.elidedText(visible_text(text), elide, place.width())
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(place, _FLAGS, fitted)
    return metrics.horizontalAdvance(fitted)


def write_at_right(
    painter: QPainter, place: QRect, text: str, font: QFont, colour: QColor, gap: int
) -> QRect:
    """Write a note at the right of a place; returns what is left of the place for the text before it."""
    if not text:
        return place
    width = min(QFontMetrics(font).horizontalAdvance(text) + 2, max(place.width(), 0))
    note = QRect(place.right() + 1 - width, place.top(), width, place.height())
    write(painter, note, text, font, colour)
    return place.adjusted(0, 0, -width - gap, 0)
