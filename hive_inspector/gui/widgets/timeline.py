"""Versions as dots on a line; what is true of each is told by its colour, its shape and, on asking, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFont, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_TINY
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.chip import Tone

_LINE_Y = 20.0
_RADIUS = 6.0
_FOCUS_RADIUS = 10.0


class Shape(Enum):
    """The outline of a dot, so that no state is told by colour alone."""

    DISC = "disc"
    RING = "ring"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    SQUARE = "square"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class Step:
    """One dot."""

    label: str
    shape: Shape
    tone: Tone
    words: str
    """What is true of it, in a sentence."""
    is_reached: bool = True
    """Whether the line leads on through it unbroken."""


class Timeline(QWidget):
    """Dots from left to right; the arrow keys and the pointer walk along them.

    Signals:
        explained: What is true of the dot under the pointer or the keyboard's; empty when none is any more.
    """

    accessible_role = QAccessible.Role.Slider

    explained = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[Step, ...] = ()
        self._current = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Migrations"))
        theme.changed.connect(self.update)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The dots that are shown."""
        return self._steps

    def set_steps(self, steps: Sequence[Step], summary: str) -> None:
        """Show these dots.

        Args:
            steps: From left to right.
            summary: All of them in a sentence, for whoever cannot see them.
        """
        self._steps = tuple(steps)
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if steps else Qt.FocusPolicy.NoFocus)
        self.setAccessibleDescription(summary)
        self.update()

    def sizeHint(self) -> QSize:
        """Dots an arm's length apart."""
        return QSize(380, 52)

    def minimumSizeHint(self) -> QSize:
        """Dots that still do not touch."""
        return QSize(max(120, 21 * len(self._steps)), 52)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys, Home and End choose a dot."""
        last = len(self._steps) - 1
        wanted = {
            Qt.Key.Key_Left: max(self._current - 1, 0),
            Qt.Key.Key_Right: min(self._current + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self._choose(wanted)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard starts at the newest dot."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._choose(len(self._steps) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard has left."""
        super().focusOutEvent(event)
        self._choose(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The dot nearest to the pointer explains itself."""
        distances = [abs(self._x(i) - event.position().x()) for i in range(len(self._steps))]
        if distances:
            self._choose(distances.index(min(distances)))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has left."""
        super().leaveEvent(event)
        self._choose(-1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small enough to paint whole
        """The line, the dots, their labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_line(painter)
        for index, step in enumerate(self._steps):
            self._paint_step(painter, index, step)
        painter.end()

    def _choose(self, index: int) -> None:
        if index == self._current or index >= len(self._steps):
            return
        self._current = index
        words = self._steps[index].words if index >= 0 else ""
        self.explained.emit(words)
        self.update()

    def _x(self, index: int) -> float:
        margin = _FOCUS_RADIUS + 1
        if len(self._steps) == 1:
            return self.width() / 2
        return margin + index * (self.width() - 2 * margin) / (len(self._steps) - 1)

    def _paint_line(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        for index in range(1, len(self._steps)):
            reached = self._steps[index].is_reached and self._steps[index - 1].is_reached
            colour = tokens.ok if reached else tokens.line
            painter.setPen(QPen(QColor(colour), 2))
            painter.drawLine(QPointF(self._x(index - 1), _LINE_Y), QPointF(self._x(index), _LINE_Y))

    def _paint_step(self, painter: QPainter, index: int, step: Step) -> None:
        tokens, centre = self._theme.tokens, QPointF(self._x(index), _LINE_Y)
        if index == self._current:
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, _FOCUS_RADIUS, _FOCUS_RADIUS)
        draw_shape(painter, centre, step.shape, tone_colour(tokens, step.tone), tokens.panel)
        painter.setFont(self._theme.ui_font(SIZE_TINY, QFont.Weight.Medium))
        painter.setPen(QColor(tokens.text if index == self._current else tokens.dim))
        below = QRectF(centre.x() - 20, _LINE_Y + 13, 40, 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, step.label)


def draw_shape(painter: QPainter, centre: QPointF, shape: Shape, colour: str, ground: str) -> None:
    """Draw a dot; hollow shapes show the ground."""
    painter.setPen(QPen(QColor(colour), 2))
    hollow = shape in {Shape.RING, Shape.CROSS}
    painter.setBrush(QColor(ground if hollow else colour))
    if shape in {Shape.DISC, Shape.RING, Shape.CROSS}:
        painter.drawEllipse(centre, _RADIUS - 1, _RADIUS - 1)
    else:
        painter.drawPolygon(_corners(centre, shape))
    if shape is Shape.CROSS:
        for turn in (1, -1):
            arm = QPointF(2.5, 2.5 * turn)
            painter.drawLine(centre - arm, centre + arm)


def _corners(centre: QPointF, shape: Shape) -> QPolygonF:
    offsets = {
        Shape.DIAMOND: ((0, -1.05), (1.05, 0), (0, 1.05), (-1.05, 0)),
        Shape.TRIANGLE: ((0, -1), (1, 0.8), (-1, 0.8)),
        Shape.SQUARE: ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    }[shape]
    return QPolygonF([QPointF(centre.x() + x * 6, centre.y() + y * 6) for x, y in offsets])
