"""Which charts the page has, in which order, and in which shape."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Shape(Enum):
    """How a chart is drawn."""

    AXES = "axes"
    BARS = "bars"
    HEAT = "heat map"
    TREE = "treemap"


@dataclass(frozen=True, slots=True)
class Place:
    """One chart of the page."""

    id: str
    title: str
    shape: Shape = Shape.AXES
    of_hive: bool = True
    """Whether only a database of Hive's can have it."""


PLACES: tuple[Place, ...] = ()
"""From the upper left, row by row."""
