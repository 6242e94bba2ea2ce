"""The ground that charts with axes are drawn on: with `curve_item`, all that knows the drawing library.

Why the library's own plot is not used: it makes a menu and a dozen buttons for each chart (25 ms against 6, measured),
and its mouse machinery takes the wheel from the page that scrolls. What is used: the view with its transform, the axes
and the bars. Items are made once and given new data; they are never
removed, because the library loses memory and now and then its balance when they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from hive_inspector.gui.theme.tokens import SIZE_TINY
from hive_inspector.gui.widgets.charts.curve_item import CurveItem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QRectF
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.charts.arrays import Numbers
    from hive_inspector.gui.widgets.charts.scales import Mark

pg.setConfigOption("exitCleanup", False)  # noqa: FBT003 - the window takes its charts apart itself

_AREA_SHARE = 0.16
_EARLIER_DASHES = (2.0, 3.0)
_DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (6.0, 3.0),
    (2.0, 2.0),
    (8.0, 2.0, 2.0, 2.0),
    (1.0, 3.0),
)
"""Lines of different colours are broken differently as well."""
_OVERHANG = 9.0
_BEHIND_THE_VIEW = -200
_BAR_SHARE = 0.84
"""How much of its place a bar takes."""


class ScaleAxis(pg.AxisItem):  # type: ignore[misc]  # the library has no types
    """An axis whose marks we choose ourselves."""

    def __init__(self, side: str) -> None:
        super().__init__(side, showValues=True, maxTickLength=0)
        self.find_marks: Callable[[float, float, float], Sequence[Mark]] | None = None
        self._marks: dict[float, str] = {}

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802 - the library's name
        """Where the marks stand."""
        found = self.find_marks(low, high, size) if self.find_marks else ()
        self._marks = {mark.at: mark.text for mark in found}
        return [(max(high - low, 1e-12), [*self._marks])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802, ARG002 - the library's
        """What is written at them."""
        return [self._marks.get(value, "") for value in values]

    def boundingRect(self) -> QRectF:
        """With room for the words at the outermost marks, which the library leaves out where there is a grid."""
        around: QRectF = super().boundingRect()
        if self.orientation == "left":
            return around.adjusted(0, -_OVERHANG, 0, _OVERHANG)
        return around.adjusted(-_OVERHANG, 0, _OVERHANG, 0)

    def wheelEvent(self, event: Any) -> None:
        """The page scrolls, not the axis."""
        event.ignore()


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # the library has no types
    """A view with an axis to the left and one below."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # else the ground of the theme before stays
        self.theme = theme
        self._curves: list[CurveItem] = []
        self._bars: list[Any] = []
        self.below = ScaleAxis("bottom")
        self.left = ScaleAxis("left")
        self.view = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.restyle()

    @property
    def plot_area(self) -> QRectF:
        """Where values are drawn, in the widget's pixels."""
        return self.view.mapRectToScene(self.view.rect())  # type: ignore[no-any-return]

    @property
    def visible(self) -> tuple[float, float]:
        """From where to where the lower axis reaches now."""
        (first, last), _ = self.view.viewRange()
        return float(first), float(last)

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Let the axes reach from here to there."""
        self.view.setRange(xRange=x, yRange=y, padding=0, update=True)

    def place_of(self, x: float, y: float) -> tuple[float, float]:
        """Where a value is drawn, in the widget's pixels."""
        (left, right), (low, high) = self.view.viewRange()
        area = self.plot_area
        across = (x - left) / (right - left) if right > left else 0.0
        up = (y - low) / (high - low) if high > low else 0.0
        return area.left() + across * area.width(), area.bottom() - up * area.height()

    def value_at(self, pixel: float) -> float:
        """The position on the lower axis at a pixel."""
        first, last = self.visible
        area = self.plot_area
        return first + (pixel - area.left()) / max(area.width(), 1.0) * (last - first)

    def height_at(self, pixel: float) -> float:
        """The value on the left axis at a pixel."""
        _, (low, high) = self.view.viewRange()
        area = self.plot_area
        return float(low + (area.bottom() - pixel) / max(area.height(), 1.0) * (high - low))

    def draw_curve(
        self,
        number: int,
        x: Numbers,
        y: Numbers,
        pen: QPen,
        area: QColor | None,
        *,
        is_quiet: bool = False,
    ) -> None:
        """Draw a line; with a colour, tint what lies between it and zero; a quiet one has no dots."""
        while len(self._curves) <= number:
            curve = CurveItem()
            self.view.addItem(curve, ignoreBounds=True)
            self._curves.append(curve)
        self._curves[number].set_values(x, y, pen, area, is_quiet=is_quiet)
        self._curves[number].setVisible(True)

    def draw_bars(
        self, number: int, edges: Numbers, bottoms: Numbers, tops: Numbers, colour: str
    ) -> None:
        """Draw a bar in each place."""
        gap = (edges[1:] - edges[:-1]) * (1 - _BAR_SHARE) / 2
        given = {"x0": edges[:-1] + gap, "x1": edges[1:] - gap, "y0": bottoms, "y1": tops}
        pen = pg.mkPen(self.theme.tokens.panel, width=1)
        look = {"brush": pg.mkBrush(colour), "pen": pen}
        if len(self._bars) <= number:
            item = pg.BarGraphItem(**given, **look)
            self.view.addItem(item, ignoreBounds=True)
            self._bars.append(item)
        else:
            self._bars[number].setOpts(**given, **look)
        self._bars[number].setVisible(True)

    def hide_rest(self, curves: int, bars: int) -> None:
        """Hide what is not used now."""
        for item in (*self._curves[curves:], *self._bars[bars:]):
            item.setVisible(False)

    def line_pen(self, slot: int | None, number: int, *, width: float = 2.0) -> QPen:
        """The pen of a line: its colour, and the way in which it is broken."""
        pen = QPen(QColor(self.theme.tokens.series_colour(slot)), width)
        pen.setCosmetic(True)
        dashes = _EARLIER_DASHES if slot is None else _DASHES[number % len(_DASHES)]
        if dashes:
            pen.setDashPattern(dashes)
        return pen

    def restyle(self) -> None:
        """Take the theme's colours and fonts."""
        tokens = self.theme.tokens
        for axis in (self.left, self.below):
            axis.setPen(QColor(tokens.outline))
            axis.setTextPen(QColor(tokens.dim))
            axis.setTickPen(QColor(tokens.track))
            axis.setTickFont(self.theme.ui_font(SIZE_TINY))
        self.left.setPen(QPen(Qt.PenStyle.NoPen))
        self.setBackground(QColor(tokens.panel))
        self.viewport().update()

    def _lay_out(self) -> None:
        self.setMinimumHeight(80)
        grid = self.centralLayout
        grid.setContentsMargins(0, 6, 6, 0)
        grid.setSpacing(0)
        grid.addItem(self.left, 0, 0)
        grid.addItem(self.view, 0, 1)
        grid.addItem(self.below, 1, 1)
        for axis in (self.left, self.below):
            axis.linkToView(self.view)
            axis.setStyle(tickLength=0, hideOverlappingLabels=False, tickAlpha=255)
        self.left.setStyle(tickTextOffset=8)
        self.below.setStyle(tickTextOffset=6)
        self.left.setGrid(255)
        self.left.setZValue(_BEHIND_THE_VIEW)


def area_colour(theme: Theme, slot: int | None) -> QColor:
    """The tint below a line."""
    colour = QColor(theme.tokens.series_colour(slot))
    colour.setAlphaF(_AREA_SHARE)
    return colour
