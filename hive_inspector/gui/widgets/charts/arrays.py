"""A chart's values as arrays, for what is asked of them while somebody zooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hive_inspector.gui.widgets.charts.charted import Style

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hive_inspector.gui.widgets.charts.charted import Charted

    Numbers = NDArray[np.float64]


class Arrays:
    """The edges, and each layer's values, with NaN where there is none."""

    def __init__(self, charted: Charted) -> None:
        self.edges: Numbers = np.asarray(charted.edges, dtype=float)
        self.middles: Numbers = (self.edges[:-1] + self.edges[1:]) / 2
        self.points: Numbers = np.asarray(charted.points) if charted.points else self.middles
        self.values: list[Numbers] = [_numbers(values) for values in charted.finite]
        self.tops: list[Numbers] = []
        """Where each bar ends; for other layers, the values."""
        self.bottoms: list[Numbers] = []
        """Where each bar begins; for other layers, 0."""
        self.is_bar = [layer.style is Style.BARS for layer in charted.layers]
        self._is_earlier = [layer.style is Style.EARLIER for layer in charted.layers]
        self._stack([layer.style for layer in charted.layers])

    def place_at(self, x: float) -> int:
        """The place that holds a position, or the nearest one."""
        found = int(np.searchsorted(self.edges, x, side="right")) - 1
        return max(0, min(found, len(self.middles) - 1))

    def layer_at(self, place: int, value: float) -> int:
        """The layer whose bar holds a value, or whose end is nearest to it; what was earlier lies elsewhere in time."""
        best, least = 0, float("inf")
        for number, (bottom, top) in enumerate(zip(self.bottoms, self.tops, strict=True)):
            ends = sorted((float(bottom[place]), float(top[place])))
            is_nothing = np.isnan(self.values[number][place]) or ends[0] == ends[1] == 0
            if is_nothing or self._is_earlier[number]:
                continue
            is_inside = self.is_bar[number] and ends[0] <= value <= ends[1]
            distance = -1.0 if is_inside else abs(float(top[place]) - value)
            if distance < least:
                best, least = number, distance
        return best

    def extent(self, low_x: float, high_x: float) -> tuple[float, float]:
        """The lowest and the highest that is drawn between two positions; 0 belongs to it."""
        first, last = self.place_at(low_x), self.place_at(high_x)
        low = high = 0.0
        for top in self.tops:
            part = top[first : last + 1]
            known = part[np.isfinite(part)]
            if known.size:
                low, high = min(low, float(known.min())), max(high, float(known.max()))
        return low, high

    def _stack(self, styles: list[Style]) -> None:
        """Bars above zero stand on one another, those below hang from one another."""
        above = np.zeros(len(self.middles))
        below = np.zeros(len(self.middles))
        for style, values in zip(styles, self.values, strict=True):
            if style is not Style.BARS:
                self.bottoms.append(np.zeros(len(values)))
                self.tops.append(values)
                continue
            amount = np.nan_to_num(values)
            bottom = np.where(amount >= 0, above, below)
            top = bottom + amount
            above = np.where(amount > 0, top, above)
            below = np.where(amount < 0, top, below)
            self.bottoms.append(bottom)
            self.tops.append(top)


def _numbers(values: tuple[float | None, ...]) -> Any:
    return np.array([np.nan if value is None else value for value in values], dtype=float)
