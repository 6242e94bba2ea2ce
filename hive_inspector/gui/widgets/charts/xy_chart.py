"""A chart with axes: lines, areas and bars along time or along steps.

Pointing at it tells the values there; dragging looks closer, a double click returns; Ctrl with the wheel and the keys
do the same. A click, or Enter, asks for what lies behind a place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.charts.amounts import axis_step, axis_texts, exact_text
from hive_inspector.gui.widgets.charts.arrays import Arrays
from hive_inspector.gui.widgets.charts.canvas import Canvas, area_colour
from hive_inspector.gui.widgets.charts.charted import Charted, Style
from hive_inspector.gui.widgets.charts.hover_card import HoverCard, HoverLine, Sign
from hive_inspector.gui.widgets.charts.legend import LegendEntry
from hive_inspector.gui.widgets.charts.scales import Mark, fitting_range, steps_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.charts.charted import Layer

_HEIGHT = 210
_MARK_PX = 78.0
"""Room for a mark of the lower axis."""
_ROW_PX = 38.0
"""Room for a mark of the left one."""
_DRAG_PX = 5.0
"""Less than that is a click."""
_SMALLEST = 2
"""Places that the closest look still shows."""
_ZOOM = 0.8
_EMPTY = Charted((0.0, 1.0), ("",), ())


class XYChart(Canvas):
    """Made once and given other content.

    Signals:
        chosen: The number of the place that was clicked, and that of the layer there.
        zoomed: Whether less than the whole is shown now.
    """

    accessible_role = QAccessible.Role.Chart

    chosen = Signal(int, int)
    zoomed = Signal(bool)
    _is_made = False
    """The library sends the first event for a size while it is still being made."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.charted = _EMPTY
        self.click_hint = ""
        """What a click does; empty where it does nothing."""
        self._arrays = Arrays(_EMPTY)
        self._pointed: int | None = None
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self._pans_from: float | None = None
        self.card = HoverCard(theme, self)
        self.below.find_marks = self._lower_marks
        self.left.find_marks = self._left_marks
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._on_theme)
        self._is_made = True

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """What its layers stand for."""
        return tuple(
            LegendEntry(layer.name, layer.slot, self._sign(layer)) for layer in self.charted.layers
        )

    @property
    def pointed(self) -> int | None:
        """The place whose values are told now."""
        return self._pointed

    @property
    def is_zoomed(self) -> bool:
        """Whether less than the whole is shown."""
        return self.visible != self._whole

    def set_charted(self, charted: Charted) -> None:
        """Show other content, the whole of it."""
        was_zoomed = bool(self.charted.names[0]) and self.is_zoomed
        self.charted = charted
        self._arrays = Arrays(charted)
        self._draw()
        self._show_between(*self._whole)
        self._point_at(None)
        if was_zoomed:
            self.zoomed.emit(False)  # noqa: FBT003 - what the signal carries

    def zoom_to(self, first: float, last: float) -> None:
        """Show no more than what lies between two positions, as far as there is something."""
        low, high = self._whole
        edges = self._arrays.edges
        least = min((high - low) / max(len(edges) - 1, 1) * _SMALLEST, high - low)
        length = min(max(last - first, least), high - low)
        start = min(max((first + last - length) / 2, low), high - length)
        self._show_between(start, start + length)
        self.zoomed.emit(self.is_zoomed)

    def zoom_out(self) -> None:
        """Show the whole again."""
        self._show_between(*self._whole)
        self.zoomed.emit(False)  # noqa: FBT003 - what the signal carries

    def point_at_place(self, place: int) -> None:
        """Tell the values of a place, as if the pointer were there."""
        x, y = self.place_of(float(self._arrays.points[place]), 0.0)
        self._point_at(place, QPointF(x, (self.plot_area.top() + y) / 2))

    def values_at(self, place: int) -> tuple[HoverLine, ...]:
        """What is told of a place."""
        tokens, unit = self.theme.tokens, self.charted.unit
        lines: list[HoverLine] = []
        earlier: list[HoverLine] = []
        total, parts = 0.0, 0
        for layer in self.charted.layers:
            value = layer.values[place]
            if value is None and layer.style is Style.BARS:
                continue
            text = tr("none") if value is None else exact_text(value, unit)
            if layer.style is Style.BARS and value:
                total, parts = total + value, parts + 1
            elif layer.style is Style.BARS and len(self.charted.layers) > 1:
                continue  # of a stack, what is there
            colour = tokens.series_colour(layer.slot)
            group = earlier if layer.style is Style.EARLIER else lines
            group.append(HoverLine(layer.name, text, colour, self._sign(layer)))
        if parts > 1:
            lines.append(HoverLine(tr("Together"), exact_text(total, unit)))
        return (*lines, *earlier) or (HoverLine(tr("none")),)

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(360, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag, or with Shift or the middle button a move."""
        if event.button() == Qt.MouseButton.LeftButton and not _shifted(event):
            self._pressed = event.position()
        elif event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pans_from = self.value_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the values, or mark what will be looked at."""
        at = event.position()
        if self._pans_from is not None:
            first, last = self.visible
            shift = self._pans_from - self.value_at(at.x())
            self.zoom_to(first + shift, last + shift)
            return
        if self._pressed is not None and abs(at.x() - self._pressed.x()) >= _DRAG_PX:
            self._dragged = at
            self._point_at(None)
            self.viewport().update()
            return
        inside = self.plot_area.adjusted(-4, -4, 4, 24).contains(at)
        self._point_at(self._arrays.place_at(self.value_at(at.x())) if inside else None, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look closer at what was marked, or ask for what was clicked."""
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = self._pans_from = None
        if pressed is None:
            return
        if dragged is not None:
            ends = sorted((self.value_at(pressed.x()), self.value_at(dragged.x())))
            self.zoom_to(ends[0], ends[1])
        elif self.plot_area.contains(event.position()):
            place = self._arrays.place_at(self.value_at(pressed.x()))
            self._choose(place, self._arrays.layer_at(place, self.height_at(pressed.y())))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - anywhere
        """Return to the whole."""
        self.zoom_out()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing any more."""
        self._point_at(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell nothing any more."""
        self._point_at(None)
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl look closer or less closely; without it the page scrolls."""
        turned = event.angleDelta().y()
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier or not turned:
            event.ignore()
            return
        self._scale(_ZOOM if turned > 0 else 1 / _ZOOM, self.value_at(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from place to place, Enter asks for it, + and - look closer and back, Esc and Home return."""
        if not self._key(Qt.Key(event.key())):
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The height decides how many marks there are."""
        super().resizeEvent(event)
        if self._is_made:
            self._show_between(*self.visible)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802 - Qt's name
        """The place that is pointed at, and what is being marked."""
        super().drawForeground(painter, rect)
        painter.save()
        painter.resetTransform()
        if self._pressed is not None and self._dragged is not None:
            self._draw_band(painter, self._pressed.x(), self._dragged.x())
        elif self._pointed is not None:
            self._draw_pointed(painter, self._pointed)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.tokens.accent_shape), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.restore()

    @property
    def _whole(self) -> tuple[float, float]:
        return self.charted.edges[0], self.charted.edges[-1]

    def _key(self, key: Qt.Key) -> bool:
        middle = sum(self.visible) / 2
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._step(-1 if key == Qt.Key.Key_Left else 1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._scale(_ZOOM, middle)
            case Qt.Key.Key_Minus:
                self._scale(1 / _ZOOM, middle)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._pointed is not None:
                self._choose(self._pointed)
            case Qt.Key.Key_Escape | Qt.Key.Key_Home if self.is_zoomed:
                self.zoom_out()
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        first, last = map(self._arrays.place_at, self.visible)
        last -= self._arrays.edges[last] >= self.visible[1]
        start = self._pointed
        place = (last if by < 0 else first) if start is None else start + by
        self.point_at_place(max(first, min(int(place), int(last))))
        self.setAccessibleDescription(visible_text(self.card.text))

    def _scale(self, factor: float, around: float) -> None:
        first, last = self.visible
        self.zoom_to(around - (around - first) * factor, around + (last - around) * factor)

    def _choose(self, place: int, layer: int = 0) -> None:
        if self.click_hint and not self.charted.is_empty:
            self.chosen.emit(place, layer)

    def _point_at(self, place: int | None, at: QPointF | None = None) -> None:
        if self.charted.is_empty:
            place = None
        moved = place != self._pointed
        self._pointed = place
        if place is None or at is None:
            self.card.hide()
        else:
            title = self.charted.names[place]
            self.card.say(at, title, self.values_at(place), self.click_hint)
        if moved:
            self.viewport().update()

    def _show_between(self, first: float, last: float) -> None:
        low, high = self._arrays.extent(first, last)
        if high <= low:
            high = low + 1.0
        step = axis_step(high - low, self._rows, self.charted.unit)
        self.show_range((first, last), fitting_range(low, high, step))

    @property
    def _rows(self) -> int:
        return max(2, int((self.height() - 30) / _ROW_PX))

    def _lower_marks(self, low: float, high: float, size: float) -> Sequence[Mark]:
        return self.charted.axis.marks(low, high, max(2, int(size / _MARK_PX)))

    def _left_marks(self, low: float, high: float, _size: float) -> Sequence[Mark]:
        step = axis_step(high - low, self._rows, self.charted.unit)
        values = steps_between(low, high, step)
        texts = axis_texts(values, step, self.charted.unit)
        return [Mark(value, text) for value, text in zip(values, texts, strict=True)]

    def _sign(self, layer: Layer) -> Sign:
        """Lines behind the first are broken, each differently."""
        lines = [one for one in self.charted.layers if one.style in {Style.LINE, Style.AREA}]
        is_broken = layer.style is Style.EARLIER or layer in lines[1:]
        return Sign.DASHES if is_broken else Sign.SQUARE

    def _draw(self) -> None:
        arrays, curves, bars = self._arrays, 0, 0
        for number, layer in enumerate(self.charted.layers):
            if layer.style is Style.BARS:
                colour = self.theme.tokens.series_colour(layer.slot)
                self.draw_bars(
                    bars, arrays.edges, arrays.bottoms[number], arrays.tops[number], colour
                )
                bars += 1
                continue
            dashes = 0 if layer.style is Style.EARLIER else curves
            slot = None if layer.style is Style.EARLIER else layer.slot
            tint = area_colour(self.theme, slot) if layer.style is Style.AREA else None
            pen = self.line_pen(slot, dashes, width=1.5)
            values, is_quiet = arrays.values[number], layer.style is Style.EARLIER
            self.draw_curve(curves, arrays.points, values, pen, tint, is_quiet=is_quiet)
            curves += 1
        self.hide_rest(curves, bars)
        named = "; ".join(f"{layer.name}" for layer in self.charted.layers)
        self.setAccessibleDescription(visible_text(named))

    def _draw_band(self, painter: QPainter, start: float, end: float) -> None:
        tokens, area = self.theme.tokens, self.plot_area
        left, right = (max(area.left(), min(x, area.right())) for x in sorted((start, end)))
        tint = QColor(tokens.information)
        tint.setAlphaF(0.18)
        painter.fillRect(QRectF(left, area.top(), right - left, area.height()), tint)
        painter.setPen(QPen(QColor(tokens.information), 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _draw_pointed(self, painter: QPainter, place: int) -> None:
        tokens, area = self.theme.tokens, self.plot_area
        if self._has_bars:
            ends = (self._arrays.edges[place], self._arrays.edges[place + 1])
            left, right = (self.place_of(float(end), 0.0)[0] for end in ends)
            ground = QRectF(left, area.top(), right - left, area.height()).intersected(area)
            tint = QColor(tokens.text)
            tint.setAlphaF(0.07)
            painter.fillRect(ground, tint)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self.place_of(float(self._arrays.points[place]), 0.0)[0]
        dots = [*self._dots(place)]
        if dots and area.left() <= x <= area.right():
            painter.setPen(QPen(QColor(tokens.outline), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            for point, colour in dots:
                painter.setPen(QPen(QColor(tokens.panel), 1.5))
                painter.setBrush(QColor(colour))
                painter.drawEllipse(point, 4.0, 4.0)

    def _dots(self, place: int) -> Iterator[tuple[QPointF, str]]:
        for number, layer in enumerate(self.charted.layers):
            value = self._arrays.values[number][place]
            if layer.style is not Style.BARS and value == value:  # noqa: PLR0124 - NaN is not itself
                x, y = self.place_of(float(self._arrays.points[place]), float(value))
                yield QPointF(x, y), self.theme.tokens.series_colour(layer.slot)

    @property
    def _has_bars(self) -> bool:
        return any(layer.style is Style.BARS for layer in self.charted.layers)

    @Slot()
    def _on_theme(self) -> None:
        self._point_at(None)
        self.restyle()
        self._draw()


def _shifted(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
