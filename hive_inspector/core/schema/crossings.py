"""How many lines cross."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Point = tuple[float, float]
    Line = tuple[str, str]


def count_all(lines: Sequence[Line], centres: Mapping[str, Point]) -> int:
    """Pairs of lines that cross; those that meet in a box do not."""
    return sum(_cross(a, b, centres) for a, b in combinations(lines, 2))


def count_with(some: Iterable[Line], lines: Sequence[Line], centres: Mapping[str, Point]) -> int:
    """Crossings of some of the lines with all of them; one between two of the some counts twice."""
    return sum(_cross(a, b, centres) for a in some for b in lines)


def _cross(a: Line, b: Line, centres: Mapping[str, Point]) -> bool:
    if a[0] in b or a[1] in b:
        return False
    (ax, ay), (bx, by) = centres[a[0]], centres[a[1]]
    (cx, cy), (dx, dy) = centres[b[0]], centres[b[1]]
    ux, uy, vx, vy = bx - ax, by - ay, dx - cx, dy - cy
    c_side = ux * (cy - ay) - uy * (cx - ax)
    d_side = ux * (dy - ay) - uy * (dx - ax)
    if c_side * d_side >= 0:
        return False
    a_side = vx * (ay - cy) - vy * (ax - cx)
    b_side = vx * (by - cy) - vy * (bx - cx)
    return a_side * b_side < 0
