"""Groups of equally wide boxes, packed in rows that fill a page of a wanted shape."""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTHS_TRIED = 16
_HEIGHTS_TRIED = 24


class Room(NamedTuple):
    """The space between things."""

    across: float
    down: float
    title: float
    margin: float
    between: float
    """Between groups."""


class Shape(NamedTuple):
    """One way to stand a group's boxes in columns, filled one after the other."""

    columns: int
    rows: int
    """Boxes above one another in a full column."""
    width: float
    height: float
    """With what stands around the boxes."""


class Group:
    """Boxes that stand together.

    Args:
        heights: Of the boxes, in their order.
        width: Of the widest box; all get as much.
        room: The space between things.
    """

    def __init__(self, heights: Sequence[float], width: float, room: Room) -> None:
        self.width = width
        count = len(heights)
        wanted = dict.fromkeys(ceil(count / columns) for columns in range(1, count + 1))
        self.shapes = tuple(_shape(heights, width, rows, room) for rows in wanted)

    def within(self, height: float) -> Shape:
        """The shape of fewest columns that is no higher than that, or the lowest."""
        return next((one for one in self.shapes if one.height <= height), self.shapes[-1])


def _shape(heights: Sequence[float], width: float, rows: int, room: Room) -> Shape:
    columns = ceil(len(heights) / rows)
    tallest = max(sum(heights[n : n + rows]) for n in range(0, len(heights), rows))
    across = columns * width + (columns - 1) * room.across + 2 * room.margin
    down = tallest + (rows - 1) * room.down + room.title + 2 * room.margin
    return Shape(columns, rows, across, down)


class Spot(NamedTuple):
    """Where a group stands, and in which shape."""

    x: float
    y: float
    shape: Shape


class Packing(NamedTuple):
    """All groups placed."""

    spots: tuple[Spot, ...]
    """In the order of the groups."""
    width: float
    height: float


class Frame(NamedTuple):
    """How wide a row may become and how high a group."""

    width: float
    height: float


def best_frame(groups: Sequence[Group], aspect: float, room: Room) -> Frame:
    """The frame with which the packing is shown largest on a page of that shape.

    Args:
        groups: In their order.
        aspect: Width of the page by its height.
        room: The space between things.
    """
    heights = _tried({shape.height for group in groups for shape in group.shapes}, _HEIGHTS_TRIED)
    best, least = Frame(inf, inf), inf
    for height in heights:
        widths = [group.within(height).width for group in groups]
        total = sum(widths) + room.between * len(widths)
        narrowest = max(widths)
        step = (total - narrowest) / _WIDTHS_TRIED
        for n in range(_WIDTHS_TRIED + 1):
            frame = Frame(narrowest + n * step, height)
            packing = pack(groups, range(len(groups)), frame, room)
            size = max(packing.width, packing.height * aspect)
            if size < least:
                best, least = frame, size
    return best


def pack(groups: Sequence[Group], order: Sequence[int], frame: Frame, room: Room) -> Packing:
    """Place the groups in rows, in the given order; the spots come back in the order of the groups."""
    spots: dict[int, Spot] = {}
    x = y = row_height = widest = 0.0
    for number in order:
        shape = groups[number].within(frame.height)
        if x and x + shape.width > frame.width + 0.5:
            y += row_height + room.between
            x = row_height = 0.0
        spots[number] = Spot(x, y, shape)
        x += shape.width + room.between
        row_height = max(row_height, shape.height)
        widest = max(widest, x - room.between)
    return Packing(tuple(spots[n] for n in range(len(groups))), widest, y + row_height)


def _tried(values: set[float], most: int) -> list[float]:
    """Some of many values, spread evenly over their order."""
    ordered = sorted(values)
    step = max(1, ceil(len(ordered) / most))
    return ordered[::step]
