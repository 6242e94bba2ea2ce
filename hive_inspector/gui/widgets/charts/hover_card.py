"""The values under the pointer, on a small card beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_SMALL, SIZE_TINY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from hive_inspector.gui.theme.theme import Theme

_PADDING = 9.0
_LINE = 17.0
_SIGN = 14.0
_GAP = 18.0
_DISTANCE = 14
_WIDEST_NAME = 210.0


class Sign(Enum):
    """The shape in front of a name."""

    SQUARE = "square"
    DASHES = "dashes"
    HATCHED = "hatched"


@dataclass(frozen=True, slots=True)
class HoverLine:
    """One line of the card."""

    name: str
    value: str = ""
    colour: str = ""
    """Of the sign in front of it; none where empty."""
    sign: Sign = Sign.SQUARE


class HoverCard(QWidget):
    """Lies over a chart and lets every click through."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._over = over
        self._title = ""
        self._lines: tuple[HoverLine, ...] = ()
        self._hint = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def text(self) -> str:
        """Everything it says, line by line; empty while it is away."""
        if self.isHidden():
            return ""
        lines = (f"{line.name}: {line.value}" if line.value else line.name for line in self._lines)
        return "\n".join((self._title, *lines))

    def say(self, at: QPointF, title: str, lines: Sequence[HoverLine], hint: str = "") -> None:
        """Show values.

        Args:
            at: Where the pointer is, in pixels of the chart.
            title: What is pointed at.
            lines: The values.
            hint: What a click does.
        """
        said = (title, tuple(lines), hint)
        if said != (self._title, self._lines, self._hint):
            self._title, self._lines, self._hint = said
            self.resize(self._needed())
        self._place(at)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - small enough to paint whole
        """Ground, title, lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.setBrush(QColor(tokens.raised))
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(ground, CONTROL_RADIUS, CONTROL_RADIUS)
        line = QRectF(_PADDING, _PADDING - 2, self.width() - 2 * _PADDING, _LINE)
        painter.setFont(self._theme.ui_font(SIZE_SMALL, QFont.Weight.DemiBold))
        painter.setPen(QColor(tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._title)
        for one in self._lines:
            line.translate(0, _LINE)
            self._paint_line(painter, line, one)
        if self._hint:
            line.translate(0, _LINE)
            painter.setFont(self._theme.ui_font(SIZE_TINY))
            painter.setPen(QColor(tokens.dim))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._hint)
        painter.end()

    def _paint_line(self, painter: QPainter, line: QRectF, one: HoverLine) -> None:
        tokens = self._theme.tokens
        left = line.left()
        if one.colour:
            draw_sign(painter, QRectF(left, line.top(), 10, _LINE), one.colour, one.sign)
            left += _SIGN
        font = self._theme.ui_font(SIZE_SMALL)
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        name = QFontMetricsF(font).elidedText(one.name, Qt.TextElideMode.ElideMiddle, _WIDEST_NAME)
        area = line.adjusted(left - line.left(), 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(QColor(tokens.text))
        painter.drawText(
            area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, one.value
        )

    def _needed(self) -> QSize:
        strong = QFontMetricsF(self._theme.ui_font(SIZE_SMALL, QFont.Weight.DemiBold))
        plain = QFontMetricsF(self._theme.ui_font(SIZE_SMALL))
        tiny = QFontMetricsF(self._theme.ui_font(SIZE_TINY))
        widths = [strong.horizontalAdvance(self._title), tiny.horizontalAdvance(self._hint)]
        for line in self._lines:
            name = min(plain.horizontalAdvance(line.name), _WIDEST_NAME)
            value = plain.horizontalAdvance(line.value)
            sign = _SIGN if line.colour else 0.0
            widths.append(sign + name + (_GAP + value if line.value else 0.0))
        count = 1 + len(self._lines) + bool(self._hint)
        return QSize(round(max(widths) + 2 * _PADDING + 2), round(count * _LINE + 2 * _PADDING - 4))

    def _place(self, at: QPointF) -> None:
        """Beside the pointer, on the side where there is room."""
        room = self._over.size()
        x = round(at.x()) + _DISTANCE
        if x + self.width() > room.width():
            x = round(at.x()) - _DISTANCE - self.width()
        y = round(at.y()) - self.height() // 2
        self.move(
            max(0, min(x, room.width() - self.width())),
            max(0, min(y, room.height() - self.height())),
        )


def draw_sign(painter: QPainter, area: QRectF, colour: str, sign: Sign) -> None:
    """The sign of a series at the left of an area."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    middle = area.center().y()
    square = QRectF(area.left(), middle - 4.5, 9, 9)
    if sign is Sign.DASHES:
        painter.drawRect(QRectF(area.left(), middle - 1, 4, 2))
        painter.drawRect(QRectF(area.left() + 6, middle - 1, 4, 2))
    elif sign is Sign.HATCHED:
        painter.setBrush(QBrush(QColor(colour), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(colour), 1))
        painter.drawRect(square)
    else:
        painter.drawRoundedRect(square, 2, 2)
    painter.restore()
