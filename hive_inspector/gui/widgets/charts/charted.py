"""What a chart shows, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.widgets.charts.scales import Mark, time_marks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo


class Style(Enum):
    """How a layer is drawn."""

    AREA = "area"
    """A line with its colour below it."""
    LINE = "line"
    BARS = "bars"
    """Bars; those of several layers stand on one another."""
    EARLIER = "earlier"
    """A quiet dashed line: what was before."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One course of values."""

    name: str
    values: tuple[float | None, ...]
    """One for each place; None where there is none."""
    style: Style = Style.AREA
    slot: int | None = 0
    """Which of the theme's series colours it has; None for the quiet one of whatever is left over."""


class Axis(Protocol):
    """Where marks stand along the chart."""

    def marks(self, first: float, last: float, most: int) -> Sequence[Mark]:
        """Marks between two places, at most so many."""


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Places are seconds since 1970."""

    zone: tzinfo | None = None
    """Whose clock is shown; None for this computer's."""

    def marks(self, first: float, last: float, most: int) -> Sequence[Mark]:
        """See `Axis.marks`."""
        return time_marks(first, last, most, self.zone)


@dataclass(frozen=True, slots=True)
class StepAxis:
    """Places are whole numbers: the bars' edges, or with `centred` their middles."""

    texts: tuple[str, ...]
    centred: bool = False

    def marks(self, first: float, last: float, most: int) -> Sequence[Mark]:
        """See `Axis.marks`; where there is no room for all of them, every so many of them."""
        shift = 0.5 if self.centred else 0.0
        inside = [n for n in range(len(self.texts)) if first <= n + shift <= last]
        every = max(1, -(-len(inside) // max(most, 1)))
        return [Mark(n + shift, self.texts[n]) for n in inside if n % every == 0]


@dataclass(frozen=True)
class Charted:
    """The content of one chart."""

    edges: tuple[float, ...]
    """Where the places begin, and where the last of them ends; ascending."""
    names: tuple[str, ...]
    """What each place is, in words."""
    layers: tuple[Layer, ...]
    unit: Unit = Unit.COUNT
    axis: Axis = field(default_factory=TimeAxis)
    points: tuple[float, ...] = ()
    """Where in their places the values of lines stand; in the middle where empty."""

    @cached_property
    def finite(self) -> tuple[tuple[float | None, ...], ...]:
        """The values of each layer that can be drawn."""
        return tuple(tuple(map(_drawable, layer.values)) for layer in self.layers)

    @property
    def odd_values(self) -> int:
        """How many values are no finite number, and are therefore not drawn."""
        given = sum(value is not None for layer in self.layers for value in layer.values)
        return given - sum(value is not None for values in self.finite for value in values)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for values in self.finite for value in values)


def _drawable(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
