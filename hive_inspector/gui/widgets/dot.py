"""A small round mark in a tone; the words beside it say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

_SIDE = 8


class Dot(QWidget):
    """A filled circle; an outlined one in the neutral tone, so that the shape tells them apart too."""

    def __init__(self, theme: Theme, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_tone(self, tone: Tone) -> None:
        """Show another tone."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """The size it likes best."""
        return QSize(_SIDE + 2, _SIDE + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the present theme."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(1, 1, _SIDE, _SIDE)
        if self._tone is Tone.NEUTRAL:
            painter.setPen(QColor(tokens.dim))
            painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(tokens, self._tone.value)))
        painter.drawEllipse(circle)
