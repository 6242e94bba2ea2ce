"""Where the rectangles of a treemap stand.

After Bruls, Huizing and van Wijk, “Squarified Treemaps” (2000): rows along the shorter side, each as long as adding
another rectangle makes none of them more oblong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in the units of the area that is shared out."""

    x: float
    y: float
    width: float
    height: float

    @property
    def shorter(self) -> float:
        """The shorter side."""
        return min(self.width, self.height)


def squarified(sizes: Sequence[float], width: float, height: float) -> tuple[Box, ...]:
    """Share an area out among sizes.

    Args:
        sizes: The largest first; each above zero.
        width: Of the area.
        height: Of the area.

    Returns:
        A box for each size, in the same order; together they fill the area.
    """
    if not sizes:
        return ()
    if width <= 0 or height <= 0:
        return (Box(0.0, 0.0, max(width, 0.0), max(height, 0.0)),) * len(sizes)
    scale = width * height / sum(sizes)
    areas = [size * scale for size in sizes]
    room = Box(0.0, 0.0, width, height)
    boxes: list[Box] = []
    start = 0
    while start < len(areas):
        end = _end_of_row(areas, start, room.shorter)
        row = areas[start:end]
        boxes += _row(row, room, is_last=end == len(areas))
        room = _rest(row, room)
        start = end
    return tuple(boxes)


def _end_of_row(areas: Sequence[float], start: int, side: float) -> int:
    """How far the row reaches that begins there."""
    largest = areas[start]
    total, end = largest, start + 1
    worst = _oblongness(largest, largest, total, side)
    while end < len(areas):
        grown = total + areas[end]
        oblongness = _oblongness(largest, areas[end], grown, side)
        if oblongness > worst:
            break
        total, worst, end = grown, oblongness, end + 1
    return end


def _oblongness(largest: float, smallest: float, total: float, side: float) -> float:
    """The worst ratio of sides in a row of that area along that side; a square has 1."""
    square = (total / side) ** 2 if side else 0.0
    if not square or not smallest:
        return float("inf")
    return max(largest / square, square / smallest)


def _row(areas: Sequence[float], room: Box, *, is_last: bool) -> list[Box]:
    total = sum(areas)
    stands = room.width >= room.height
    depth = total / room.shorter if room.shorter else 0.0
    if is_last:  # what rounding left over belongs to the last row
        depth = room.width if stands else room.height
    boxes: list[Box] = []
    at = 0.0
    for area in areas:
        length = room.shorter * area / total
        if stands:
            boxes.append(Box(room.x, room.y + at, depth, length))
        else:
            boxes.append(Box(room.x + at, room.y, length, depth))
        at += length
    return boxes


def _rest(row: Sequence[float], room: Box) -> Box:
    depth = sum(row) / room.shorter if room.shorter else 0.0
    if room.width >= room.height:
        depth = min(depth, room.width)
        return Box(room.x + depth, room.y, room.width - depth, room.height)
    depth = min(depth, room.height)
    return Box(room.x, room.y + depth, room.width, room.height - depth)
