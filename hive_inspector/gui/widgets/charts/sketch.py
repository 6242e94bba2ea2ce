"""Lines and areas over time, painted by hand: for the first page, which is shown before the chart library is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_TINY
from hive_inspector.gui.widgets.charts.amounts import axis_step, axis_texts, exact_text
from hive_inspector.gui.widgets.charts.charted import Charted
from hive_inspector.gui.widgets.charts.hover_card import HoverCard, HoverLine, Sign
from hive_inspector.gui.widgets.charts.scales import fitting_range, steps_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from hive_inspector.gui.theme.theme import Theme

_BELOW = 22.0
_ABOVE = 8.0
_GAP = 8.0
_ROW_PX, _MARK_PX = 40.0, 90.0
_AREA_SHARE = 0.16
_DASHES = (6.0, 3.0)
"""Of every line but the first: colours alone tell nothing to many."""
_EMPTY = Charted((0.0, 1.0), ("",), ())


class AreaSketch(QWidget):
    """The layers over one another, the first at the back; the value under the pointer."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._charted = _EMPTY
        self._pointed: int | None = None
        self._low, self._high, self._step = 0.0, 1.0, 1.0
        self.card = HoverCard(theme, self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def charted(self) -> Charted:
        """What is shown."""
        return self._charted

    def set_charted(self, charted: Charted) -> None:
        """Show other content."""
        self._charted = charted
        self._pointed = None
        self.card.hide()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(420, 220)

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(200, 150)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the values nearest to the pointer."""
        area = self._area()
        charted = self._charted
        if charted.is_empty or area.width() <= 0:
            return
        share = (event.position().x() - area.left()) / area.width()
        place = max(0, min(int(share * len(charted.names)), len(charted.names) - 1))
        lines = [
            HoverLine(
                layer.name,
                tr("none") if layer.values[place] is None else exact_text(value, charted.unit),
                self._theme.tokens.series_colour(layer.slot),
                Sign.DASHES if number else Sign.SQUARE,
            )
            for number, layer in enumerate(charted.layers)
            for value in (layer.values[place] or 0.0,)
        ]
        self._pointed = place
        self.card.say(event.position(), charted.names[place], lines)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing any more."""
        self._pointed = None
        self.card.hide()
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - painted whole
        """Lines of the axis, areas, lines, the place that is pointed at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.ui_font(SIZE_TINY))
        self._scale()
        area = self._area()
        self._paint_axes(painter, area)
        for number in range(len(self._charted.layers)):
            self._paint_layer(painter, area, number)
        self._paint_pointed(painter, area)
        painter.end()

    def _scale(self) -> None:
        values = [value for layer in self._charted.finite for value in layer if value is not None]
        low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
        high = high if high > low else low + 1.0
        rows = max(2, int((self.height() - _BELOW) / _ROW_PX))
        self._step = axis_step(high - low, rows, self._charted.unit)
        self._low, self._high = fitting_range(low, high, self._step)

    def _marks(self) -> list[tuple[float, str]]:
        values = steps_between(self._low, self._high, self._step)
        texts = axis_texts(values, self._step, self._charted.unit)
        return [*zip(values, texts, strict=True)]

    def _area(self) -> QRectF:
        metrics = QFontMetricsF(self._theme.ui_font(SIZE_TINY))
        side = max((metrics.horizontalAdvance(text) for _, text in self._marks()), default=20.0)
        return QRectF(self.rect()).adjusted(side + _GAP, _ABOVE, -4, -_BELOW)

    def _y(self, area: QRectF, value: float) -> float:
        return area.bottom() - (value - self._low) / (self._high - self._low) * area.height()

    def _x(self, area: QRectF, at: float) -> float:
        first, last = self._charted.edges[0], self._charted.edges[-1]
        return area.left() + (at - first) / (last - first) * area.width()

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        tokens = self._theme.tokens
        for value, text in self._marks():
            y = round(self._y(area, value)) + 0.5
            painter.setPen(QPen(QColor(tokens.track if value else tokens.outline), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens.dim))
            line = QRectF(0, y - 8, area.left() - _GAP, 16)
            painter.drawText(
                line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text
            )
        first, last = self._charted.edges[0], self._charted.edges[-1]
        most = max(2, int(area.width() / _MARK_PX))
        for mark in self._charted.axis.marks(first, last, most):
            line = QRectF(self._x(area, mark.at) - 40, area.bottom() + 5, 80, _BELOW - 6)
            line.moveLeft(min(line.left(), self.width() - line.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, mark.text)

    def _paint_layer(self, painter: QPainter, area: QRectF, number: int) -> None:
        colour = QColor(self._theme.tokens.series_colour(self._charted.layers[number].slot))
        for run in self._runs(area, number):
            if len(run) == 1:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawEllipse(run[0], 2.0, 2.0)
                continue
            zero = self._y(area, 0.0)
            below = QPolygonF([*run, QPointF(run[-1].x(), zero), QPointF(run[0].x(), zero)])
            tint = QColor(colour)
            tint.setAlphaF(_AREA_SHARE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawPolygon(below)
            pen = QPen(colour, 1.5)
            if number:
                pen.setDashPattern(_DASHES)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(run))

    def _runs(self, area: QRectF, number: int) -> Iterator[list[QPointF]]:
        """The values without a gap between them."""
        edges = self._charted.edges
        run: list[QPointF] = []
        for place, value in enumerate(self._charted.finite[number]):
            if value is None:
                if run:
                    yield run
                run = []
                continue
            middle = (edges[place] + edges[place + 1]) / 2
            run.append(QPointF(self._x(area, middle), self._y(area, value)))
        if run:
            yield run

    def _paint_pointed(self, painter: QPainter, area: QRectF) -> None:
        if self._pointed is None:
            return
        tokens, edges, place = self._theme.tokens, self._charted.edges, self._pointed
        x = self._x(area, (edges[place] + edges[place + 1]) / 2)
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for layer, values in zip(self._charted.layers, self._charted.finite, strict=True):
            value = values[place]
            if value is not None:
                painter.setPen(QPen(QColor(tokens.panel), 1.5))
                painter.setBrush(QColor(tokens.series_colour(layer.slot)))
                painter.drawEllipse(QPointF(x, self._y(area, value)), 4.0, 4.0)
