"""How values are spread, as bars side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hive_inspector.gui.theme.tokens import SIZE_TINY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from hive_inspector.gui.theme.theme import Theme

_BARS_HEIGHT = 52
_TEXT_HEIGHT = 16
_GAP = 2.0
_LEAST = 2.0
"""Pixels of the lowest bar that is not empty."""


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """One bar."""

    amount: int
    explanation: str


class Histogram(QWidget):
    """Shows bars, with a word below either end."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[HistogramBar, ...] = ()
        self._ends = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def bars(self) -> tuple[HistogramBar, ...]:
        """What is shown."""
        return self._bars

    def set_bars(self, bars: Sequence[HistogramBar], ends: tuple[str, str]) -> None:
        """Show these bars."""
        self._bars, self._ends = tuple(bars), ends
        self.setAccessibleDescription("; ".join(bar.explanation for bar in bars))
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(200, _BARS_HEIGHT + _TEXT_HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Say what the bar means that is pointed at."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._bars:
            place = int(event.pos().x() // (self.width() / len(self._bars)))
            text = self._bars[place].explanation if 0 <= place < len(self._bars) else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - small enough to paint whole
        """Bars, the line below them, the words."""
        painter = QPainter(self)
        tokens = self._theme.tokens
        most = max((bar.amount for bar in self._bars), default=0)
        width = self.width() / max(len(self._bars), 1)
        for place, bar in enumerate(self._bars):
            if bar.amount:
                height = max(_LEAST, _BARS_HEIGHT * bar.amount / most)
                left = place * width
                area = QRectF(left, _BARS_HEIGHT - height, max(width - _GAP, 1.0), height)
                painter.fillRect(area, QColor(tokens.series[1]))
        painter.fillRect(QRectF(0, _BARS_HEIGHT, self.width(), 1), QColor(tokens.outline))
        self._paint_ends(painter)
        painter.end()

    def _paint_ends(self, painter: QPainter) -> None:
        painter.setFont(self._theme.ui_font(SIZE_TINY))
        painter.setPen(QColor(self._theme.tokens.dim))
        line = QRectF(0, _BARS_HEIGHT + 2, self.width(), _TEXT_HEIGHT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, self._ends[0])
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, self._ends[1])
