"""Boxes to tick, buttons of which one is chosen, and a box that opens a list; drawn in the theme's colours.

The style's own marks are drawn a little darker than the ground and cannot be seen on a dark one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QComboBox, QRadioButton, QStyle, QStyleOptionButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.theme.tokens import Tokens

_SIDE = 15.0
_GAP = 8
_HEIGHT = 22
_TICK = ((3.5, 7.5), (6.5, 10.5), (11.5, 4.5))
_CHEVRON = 12


class Tick(QCheckBox):
    """A box to tick."""

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme = theme
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The mark and the text."""
        return _size(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - small enough to paint whole
        """Draw mark and text."""
        painter = QPainter(self)
        tokens, box = self._theme.tokens, _begin(painter, self, self._theme.tokens)
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            painter.setPen(QPen(QColor(tokens.on_accent), 2))
            tick = QPolygonF([box.topLeft() + QPointF(*point) for point in _TICK])
            painter.drawPolyline(tick)
        painter.end()


class Choice(QRadioButton):
    """One of several."""

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme = theme
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The mark and the text."""
        return _size(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - small enough to paint whole
        """Draw mark and text."""
        painter = QPainter(self)
        tokens, box = self._theme.tokens, _begin(painter, self, self._theme.tokens)
        painter.drawEllipse(box)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.on_accent))
            painter.drawEllipse(box.center(), 3.0, 3.0)
        painter.end()


class ListBox(QComboBox):
    """Opens a list to choose from."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page, which would choose something else in passing."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, and the mark that says that it opens."""
        super().paintEvent(event)
        painter = QPainter(self)
        icon = self._theme.icon("chevron-down", self._theme.tokens.dim)
        top = (self.height() - _CHEVRON) // 2
        icon.paint(painter, self.width() - _CHEVRON - 10, top, _CHEVRON, _CHEVRON)
        painter.end()


def _size(button: QCheckBox | QRadioButton) -> QSize:
    text = button.fontMetrics().horizontalAdvance(button.text())
    return QSize(round(_SIDE) + _GAP + text + 4, _HEIGHT)


def _begin(painter: QPainter, button: QCheckBox | QRadioButton, tokens: Tokens) -> QRectF:
    """Draw the text, make pen and brush ready for the mark; returns where that goes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    option = QStyleOptionButton()
    option.initFrom(button)
    left = round(_SIDE) + _GAP
    place = button.rect().adjusted(left, 0, 0, 0)
    is_enabled = button.isEnabled()
    painter.setPen(QColor(tokens.text if is_enabled else tokens.dim))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), button.text())
    has_ring = bool(option.state & QStyle.StateFlag.State_HasFocus)
    outline = tokens.accent_shape if has_ring or button.isChecked() else tokens.dim
    painter.setPen(QPen(QColor(outline), 2 if has_ring else 1))
    painter.setBrush(QColor(tokens.accent_shape if button.isChecked() else tokens.raised))
    if has_ring and button.isChecked():
        painter.setPen(QPen(QColor(tokens.text), 2))
    return QRectF(1, (button.height() - _SIDE) / 2, _SIDE, _SIDE)
