"""How the lines of a diagram run: from side to side of the boxes, each with a port of its own.

A line leaves its box to the side where the other box lies. Where one stands above the other in the same column, with
boxes between them, it bends out to the side and back. On every side the ports are in the order of where their lines
go, so that lines of one box do not cross one another.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hive_inspector.core.schema.diagram import Tie
    from hive_inspector.core.schema.layout import Rect

    Point = tuple[float, float]

_BEND = 0.4
"""How far a curve runs straight out of its box, by the distance to the other one."""
_LEAST_BEND, _MOST_BEND = 14.0, 120.0


class Side(Enum):
    """A side of a box, by the direction out of it."""

    LEFT = (-1.0, 0.0)
    RIGHT = (1.0, 0.0)
    ABOVE = (0.0, -1.0)
    BELOW = (0.0, 1.0)


class Route(NamedTuple):
    """A cubic curve: where it starts and ends, and the two points that bend it."""

    start: Point
    bend_out: Point
    bend_in: Point
    end: Point


class _Port(NamedTuple):
    tie: int
    table: str
    side: Side
    towards: Point
    """The middle of the box at the other end."""
    is_start: bool


def routes(ties: Sequence[Tie], places: Mapping[str, Rect]) -> tuple[Route, ...]:
    """A curve for each tie, in their order."""
    sides = [_sides(tie, places) for tie in ties]
    at: dict[tuple[int, bool], Point] = {}
    for ports in _by_side(ties, sides, places):
        for number, port in enumerate(ports):
            share = (number + 1) / (len(ports) + 1)
            at[port.tie, port.is_start] = _point(places[port.table], port.side, share)
    return tuple(
        _curve(at[number, True], side_out, at[number, False], side_in)
        for number, (side_out, side_in) in enumerate(sides)
    )


def _sides(tie: Tie, places: Mapping[str, Rect]) -> tuple[Side, Side]:
    """The sides that a line leaves and enters by."""
    if tie.source == tie.target:
        return Side.RIGHT, Side.BELOW
    one, other = places[tie.source], places[tie.target]
    if one.x + one.width <= other.x:
        return Side.RIGHT, Side.LEFT
    if other.x + other.width <= one.x:
        return Side.LEFT, Side.RIGHT
    upper, lower = sorted((one, other), key=lambda place: place.y)
    if _is_free(upper, lower, places):
        return (Side.BELOW, Side.ABOVE) if upper is one else (Side.ABOVE, Side.BELOW)
    return (Side.RIGHT, Side.RIGHT) if upper is one else (Side.LEFT, Side.LEFT)


def _is_free(upper: Rect, lower: Rect, places: Mapping[str, Rect]) -> bool:
    """Whether nothing stands between two boxes above one another."""
    left, right = max(upper.x, lower.x), min(upper.x + upper.width, lower.x + lower.width)
    top, bottom = upper.y + upper.height, lower.y
    return not any(
        place.x < right
        and place.x + place.width > left
        and place.y < bottom
        and place.y + place.height > top
        for place in places.values()
    )


def _by_side(
    ties: Sequence[Tie], sides: Sequence[tuple[Side, Side]], places: Mapping[str, Rect]
) -> Iterator[list[_Port]]:
    """The ports of every side of every box, along the side."""
    found: dict[tuple[str, Side], list[_Port]] = {}
    for number, (tie, (side_out, side_in)) in enumerate(zip(ties, sides, strict=True)):
        source, target = places[tie.source].centre, places[tie.target].centre
        for port in (
            _Port(number, tie.source, side_out, target, is_start=True),
            _Port(number, tie.target, side_in, source, is_start=False),
        ):
            found.setdefault((port.table, port.side), []).append(port)
    for (_, side), ports in found.items():
        across = 1 if side in {Side.LEFT, Side.RIGHT} else 0
        yield sorted(ports, key=lambda port: (port.towards[across], port.tie, port.is_start))


def _point(place: Rect, side: Side, share: float) -> Point:
    """The point at that share of a side."""
    x, y = place.x + place.width * share, place.y + place.height * share
    return {
        Side.LEFT: (place.x, y),
        Side.RIGHT: (place.x + place.width, y),
        Side.ABOVE: (x, place.y),
        Side.BELOW: (x, place.y + place.height),
    }[side]


def _curve(start: Point, side_out: Side, end: Point, side_in: Side) -> Route:
    span = abs(end[0] - start[0]) + abs(end[1] - start[1])
    bend = min(max(span * _BEND, _LEAST_BEND), _MOST_BEND)
    if side_out is side_in:
        bend = _LEAST_BEND * 2
    return Route(start, _moved(start, side_out, bend), _moved(end, side_in, bend), end)


def _moved(point: Point, side: Side, by: float) -> Point:
    dx, dy = side.value
    return point[0] + dx * by, point[1] + dy * by
