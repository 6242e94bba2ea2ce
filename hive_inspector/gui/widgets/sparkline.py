"""The course of a number as one small line, with the value under the pointer.

Painted by hand: it stands on the Overview, which is shown long before a chart library would be loaded.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from hive_inspector.gui.theme.theme import Theme

_HEIGHT = 28
_EDGE = 3.0
"""Room above, below and beside the line for the dot at its end."""
_LINE_PX = 1.5
_DOT_PX = 2.5
_FILL = 0.14
_DASHES = (3.0, 3.0)
_SMALLEST_SPAN = 1e-9


class Sparkline(QWidget):
    """A line through points at equal distances, the newest at the right; made once and given new points.

    A point of None is a gap: what was not measured is not drawn as if it had been.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        value_text: Callable[[float], str] | None = None,
    ) -> None:
        """Make an empty one.

        Args:
            theme: Whose colours it has.
            parent: The widget it belongs to.
            value_text: How a value is told, with its unit; otherwise the number with the unit of `set_points`.
        """
        super().__init__(parent)
        self._theme = theme
        self._value_text = value_text
        self._points: tuple[float | None, ...] = ()
        self._places: tuple[int, ...] = ()
        """Where in `_points` something was measured."""
        self._unit = ""
        self._names: tuple[str, ...] = ()
        self._slots = 0
        self._limits: tuple[float, ...] = ()
        self._bottom, self._top = 0.0, 1.0
        self._colour = ""
        self._pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def points(self) -> tuple[float | None, ...]:
        """What is shown, the newest last."""
        return self._points

    @property
    def hovered(self) -> int | None:
        """Which point is under the pointer, by its place among the points."""
        if self._pointer is None or not self._places:
            return None
        wanted = self._index_at(self._pointer.x())
        after = bisect_left(self._places, wanted)
        around = self._places[max(0, after - 1) : after + 1]
        return min(around, key=lambda place: abs(place - wanted))

    def set_points(
        self,
        values: Sequence[float | None],
        unit: str = "",
        *,
        names: Sequence[str] = (),
        slots: int = 0,
    ) -> None:
        """Show other points.

        Args:
            values: At equal distances in time, the newest last; None where nothing was measured.
            unit: Follows the number under the pointer, unless the line was made with a `value_text`.
            names: What each point is, e.g. its day; stands before the value under the pointer.
            slots: Points that the whole width has room for; fewer grow from the right. 0: as many as there are.
        """
        self._points = tuple(values)
        self._places = tuple(i for i, value in enumerate(self._points) if value is not None)
        self._unit, self._names, self._slots = unit, tuple(names), slots
        measured = [value for value in self._points if value is not None]
        # A line that did not begin at 0 would exaggerate.
        self._bottom = min(0.0, *measured) if measured else 0.0
        self._top = max(self._bottom + _SMALLEST_SPAN, *measured) if measured else 1.0
        self._show_value()
        self.update()

    def set_limits(self, limits: Sequence[float]) -> None:
        """Draw a dashed line where each of these values lies, as far as the points come near it."""
        if tuple(limits) != self._limits:
            self._limits = tuple(limits)
            self.update()

    def set_colour(self, colour: str) -> None:
        """Draw the line in this colour, `#rrggbb`; empty for the one of the theme."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def text_of(self, index: int) -> str:
        """What is told of a point: its name and its value."""
        value = self._points[index]
        if value is None:
            return ""
        text = self._value_text(value) if self._value_text else f"{value:,.6g} {self._unit}".strip()
        name = self._names[index] if index < len(self._names) else ""
        return f"{name}: {text}" if name else text

    def sizeHint(self) -> QSize:
        """One line of text high."""
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Small enough for any card."""
        return QSize(40, _HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the value of the point nearest to the pointer."""
        self._pointer = event.position()
        self._show_value()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell no value any more."""
        self._pointer = None
        QToolTip.hideText()
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - small enough to paint whole
        """The ground below the line, the line, the limits, the dot."""
        if not self._places:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_limits(painter)
        colour = QColor(self._colour or self._theme.tokens.series[1])
        for line in self._lines():
            self._paint_line(painter, line, colour)
        self._paint_dot(painter, colour)
        painter.end()

    def _show_value(self) -> None:
        index = self.hovered
        if index is not None and self._pointer is not None:
            at = self.mapToGlobal(self._pointer.toPoint())
            QToolTip.showText(at, self.text_of(index), self)

    def _paint_limits(self, painter: QPainter) -> None:
        pen = QPen(QColor(self._theme.tokens.outline), 1)
        pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        for limit in self._limits:
            if limit <= self._top:
                y = self._y_of(limit)
                painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _paint_line(self, painter: QPainter, line: QPolygonF, colour: QColor) -> None:
        if line.size() == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(line.first(), _LINE_PX / 2 + 0.5, _LINE_PX / 2 + 0.5)
            return
        below = QPainterPath()
        below.addPolygon(line)
        below.lineTo(line.last().x(), self.height())
        below.lineTo(line.first().x(), self.height())
        tint = QColor(colour)
        tint.setAlphaF(_FILL)
        painter.fillPath(below, tint)
        pen = QPen(colour, _LINE_PX)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(line)

    def _paint_dot(self, painter: QPainter, colour: QColor) -> None:
        hovered = self.hovered
        index = self._places[-1] if hovered is None else hovered
        at = self._point_of(index)
        if hovered is not None:
            painter.setPen(QPen(QColor(self._theme.tokens.outline), 1))
            painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(at, _DOT_PX, _DOT_PX)

    def _lines(self) -> Iterator[QPolygonF]:
        """The points without a gap between them, run by run. Three hundred a second on eight gauges: no detours."""
        area, missing = self._area, self._width_in_points - len(self._points)
        step = area.width() / max(1, self._width_in_points - 1)
        left, bottom, lowest = area.left() + missing * step, area.bottom(), self._bottom
        scale = area.height() / (self._top - lowest)
        run: list[QPointF] = []
        for index, value in enumerate(self._points):
            if value is not None:
                run.append(QPointF(left + index * step, bottom - (value - lowest) * scale))
            elif run:
                yield QPolygonF(run)
                run = []
        if run:
            yield QPolygonF(run)

    def _point_of(self, index: int) -> QPointF:
        area = self._area
        missing = self._width_in_points - len(self._points)
        share = (index + missing) / max(1, self._width_in_points - 1)
        return QPointF(area.left() + share * area.width(), self._y_of(self._points[index] or 0.0))

    def _index_at(self, x: float) -> int:
        area = self._area
        share = (x - area.left()) / max(1.0, area.width())
        missing = self._width_in_points - len(self._points)
        return round(share * (self._width_in_points - 1)) - missing

    def _y_of(self, value: float) -> float:
        area = self._area
        share = (value - self._bottom) / (self._top - self._bottom)
        return area.bottom() - share * area.height()

    @property
    def _width_in_points(self) -> int:
        return max(self._slots, len(self._points), 2)

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
