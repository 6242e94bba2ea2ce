"""A line that draws no more points than there are pixels, with gaps, and on demand a tint between it and zero.

The library's own curve asks NumPy for the extent of whatever is in sight, which warns where that is one gap, and makes
an item for symbols even where there are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor, QPolygonF

    from hive_inspector.gui.widgets.charts.arrays import Numbers

_SMOOTH_UP_TO = 3_000
"""Points up to which lines are drawn smooth and tinted. Beyond, smoothing takes three times as long and is not seen,
and without it the ground below a line that rises and falls in every pixel takes seconds (measured)."""
_DOTS_UP_TO = 31
"""Values up to which each has a dot."""
_DOT_PX = 5.0
_POINTS_A_PIXEL = 2
"""Where more stand in a pixel, only the lowest and the highest of them are drawn."""


class CurveItem(pg.GraphicsObject):  # type: ignore[misc]  # the library has no types
    """Made once and given other values; `NaN` is a gap."""

    def __init__(self) -> None:
        super().__init__()
        self._x: Numbers = np.empty(0)
        self._y: Numbers = np.empty(0)
        self._pen = QPen()
        self._tint: QColor | None = None
        self._dots_up_to = _DOTS_UP_TO
        self._bounds = QRectF()

    def set_values(
        self, x: Numbers, y: Numbers, pen: QPen, tint: QColor | None, *, is_quiet: bool = False
    ) -> None:
        """Draw these.

        Args:
            x: Ascending.
            y: As many values; infinite ones are gaps too.
            pen: The line's, cosmetic.
            tint: Of the ground between the line and zero; None for none.
            is_quiet: Whether few values too have no dots but where there is no line.
        """
        self.prepareGeometryChange()
        self._x, self._y, self._tint = x, y, tint
        self._pen = pen if x.size <= _SMOOTH_UP_TO else _thin(pen)
        self._dots_up_to = 0 if is_quiet else _DOTS_UP_TO
        self._bounds = _bounds(x, y)
        self.update()

    def boundingRect(self) -> QRectF:
        """Around all values, and zero."""
        return self._bounds

    def dataBounds(self, axis: int, frac: float = 1.0, orthoRange: Any = None) -> tuple[None, None]:  # noqa: N802, N803, ARG002 - the library's
        """The chart chooses its range itself."""
        return None, None

    def paint(self, painter: QPainter, *_: Any) -> None:
        """What is in sight."""
        x, y = self._in_sight()
        if not x.size:
            return
        is_smooth = self._x.size <= _SMOOTH_UP_TO
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        if self._tint is not None and is_smooth:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tint)
            for run in _runs(y):
                painter.drawPolygon(_down_to_zero(x[run], y[run]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen)
        painter.drawPath(pg.functions.arrayToQPath(x, y, connect="finite"))
        self._paint_dots(painter, x, y)

    def _paint_dots(self, painter: QPainter, x: Numbers, y: Numbers) -> None:
        """On every value where there are few, else on those without a neighbour, which have no line."""
        if self._x.size <= self._dots_up_to:
            wanted = np.isfinite(y)
        else:
            known = np.isfinite(np.concatenate(([np.nan], y, [np.nan])))
            wanted = known[1:-1] & ~known[:-2] & ~known[2:]
        if wanted.any():
            dot = QPen(self._pen.color(), _DOT_PX)
            dot.setCapStyle(Qt.PenCapStyle.RoundCap)
            dot.setCosmetic(True)
            painter.setPen(dot)
            painter.drawPoints(_polygon(x[wanted], y[wanted]))

    def _in_sight(self) -> tuple[Numbers, Numbers]:
        """The values that are seen, and one more on either side; thinned out where they stand too close."""
        view = self.getViewBox()
        if view is None or not self._x.size:
            return self._x, self._y
        (first, last), _ = view.viewRange()
        start = max(int(np.searchsorted(self._x, first)) - 1, 0)
        end = int(np.searchsorted(self._x, last, side="right")) + 1
        x, y = self._x[start:end], self._y[start:end]
        each = int(x.size / max(view.width(), 1.0))
        return _thinned(x, y, each) if each >= _POINTS_A_PIXEL else (x, y)


def _thinned(x: Numbers, y: Numbers, each: int) -> tuple[Numbers, Numbers]:
    """Of so many values the lowest and the highest."""
    starts = np.arange(0, x.size, each)
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    return np.repeat(x[starts], 2), np.column_stack((low, high)).ravel()


def _runs(y: Numbers) -> Iterator[slice]:
    """The stretches without a gap."""
    known = np.concatenate(([False], np.isfinite(y), [False]))
    ends = np.flatnonzero(known[1:] != known[:-1])
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        yield slice(int(start), int(end))


def _down_to_zero(x: Numbers, y: Numbers) -> QPolygonF:
    return _polygon(np.concatenate((x, [x[-1], x[0]])), np.concatenate((y, [0.0, 0.0])))


def _polygon(x: Numbers, y: Numbers) -> QPolygonF:
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(x, y)
    return polygon


def _bounds(x: Numbers, y: Numbers) -> QRectF:
    known = y[np.isfinite(y)]
    if not known.size:
        return QRectF()
    low, high = min(0.0, float(known.min())), max(0.0, float(known.max()))
    return QRectF(float(x[0]), low, float(x[-1] - x[0]), high - low)


def _thin(pen: QPen) -> QPen:
    """Of one pixel and in one piece: where points stand close, dashes are not seen and take twice the time."""
    thin = QPen(pen.color(), 1)
    thin.setCosmetic(True)
    return thin
