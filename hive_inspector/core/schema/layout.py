"""Where the boxes of a diagram stand: tables of one domain together, lines short, few of them crossing.

Groups are packed in rows that fill a page of the wanted shape, in the order that brings those with many references
between them together. Within its group a table takes the place that costs its lines least: first by their length,
then by the crossings they make. Everything is decided by counting, nothing by chance or by the clock: the same schema
is laid out the same way on every machine. Written here because no library does it: grandalf and networkx know no
groups of boxes, Graphviz is a program that would have to be installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.language import tr
from hive_inspector.core.schema.crossings import count_all, count_with
from hive_inspector.core.schema.packing import Group, Room, best_frame, pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hive_inspector.core.hive.notes import Domain
    from hive_inspector.core.schema.crossings import Line, Point
    from hive_inspector.core.schema.diagram import Box, Diagram, Metrics
    from hive_inspector.core.schema.packing import Frame, Packing, Spot

_SWEEPS = 6
"""How often all pairs of a group are offered to change places; the order settles after three or four."""
_ORDERS = 3
"""Orders of the groups that are laid out to the end; the best of them is kept."""
_MOST_TRIED = 1_200
"""Exchanges whose crossings are counted. A schema of some hundred tables is laid out by length alone beyond them."""
_MOST_COUNTED = 400
"""Lines whose crossings are counted: 80,000 pairs."""
_CROSSING = 160.0
"""A crossing is as bad as a line longer by this."""


class Rect(NamedTuple):
    """A place on the drawing, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of it."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Area:
    """Where the tables of a domain stand."""

    domain: Domain
    place: Rect


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing laid out."""

    width: float
    height: float
    areas: tuple[Area, ...]
    places: Mapping[str, Rect]
    """Of each table's box, by the table's name."""
    crossings: int | None
    """How many pairs of lines cross, drawn straight from box to box; None where there are too many to count."""


def lay_out(diagram: Diagram, aspect: float, metrics: Metrics, step: Callable[[], None]) -> Layout:
    """Place every box.

    Args:
        diagram: What is drawn.
        aspect: Width of the page by its height.
        metrics: As the diagram was made with.
        step: Called now and then, with which the caller stops it by raising.
    """
    if not diagram.boxes:
        return Layout(0.0, 0.0, (), {}, 0)
    room = Room(metrics.across, metrics.down, metrics.title, metrics.padding, metrics.across)
    members = _members(diagram)
    groups = [_group(boxes, metrics, room) for boxes in members]
    lines = _lines(diagram)
    orders = _orders_of_groups(members, groups, lines, best_frame(groups, aspect, room), room)
    drawings = [_drawing(members, groups, order, aspect, room) for order in orders]
    plans = [_Plan(stands, lines, step) for _, stands in drawings]
    for plan in plans:
        plan.improve()
    best = min(range(len(plans)), key=lambda number: plans[number].cost())
    (packing, stands), plan = drawings[best], plans[best]
    areas = tuple(Area(stand.boxes[0].domain, stand.area()) for stand in stands)
    return Layout(packing.width, packing.height, areas, plan.places(), plan.crossings())


def _drawing(
    members: Sequence[Sequence[Box]],
    groups: Sequence[Group],
    order: Sequence[int],
    aspect: float,
    room: Room,
) -> tuple[Packing, list[_Stand]]:
    """The groups in that order on their page."""
    frame = best_frame([groups[number] for number in order], aspect, room)
    packing = pack(groups, order, frame, room)
    spots = zip(members, groups, packing.spots, strict=True)
    return packing, [_Stand([*boxes], group, spot, room) for boxes, group, spot in spots]


def _members(diagram: Diagram) -> list[list[Box]]:
    """The boxes of each domain, in order."""
    members: dict[Domain, list[Box]] = {}
    for box in diagram.boxes:
        members.setdefault(box.domain, []).append(box)
    return list(members.values())


def _group(boxes: Sequence[Box], metrics: Metrics, room: Room) -> Group:
    domain = boxes[0].domain
    title = len(tr(domain.value)) * metrics.character
    widest = max([title, *(box.width for box in boxes)])
    return Group([box.height for box in boxes], widest, room)


def _lines(diagram: Diagram) -> list[Line]:
    """One line for each pair of tables, whichever refers to which; none from a table to itself."""
    pairs = {(tie.source, tie.target) for tie in diagram.ties if tie.source != tie.target}
    return sorted({(min(pair), max(pair)) for pair in pairs})


def _orders_of_groups(
    members: Sequence[Sequence[Box]],
    groups: Sequence[Group],
    lines: Sequence[Line],
    frame: Frame,
    room: Room,
) -> list[list[int]]:
    """A few orders in which packed groups have little line between them, on little room."""
    home = {box.table: number for number, boxes in enumerate(members) for box in boxes}
    between = [(home[a], home[b]) for a, b in lines if home[a] != home[b]]

    def cost(order: Sequence[int]) -> float:
        packing = pack(groups, order, frame, room)
        middles = [_middle(spot) for spot in packing.spots]
        length = sum(hypot(*_away(middles[a], middles[b])) for a, b in between)
        return length + _ROOM * len(between) * (packing.width + packing.height)

    numbers = list(range(len(groups)))
    starts = (numbers[turn:] + numbers[:turn] for turn in range(len(numbers)))
    settled = {tuple(_settled(start, cost)) for start in starts}
    return [list(order) for order in sorted(settled, key=lambda one: (cost(one), one))][:_ORDERS]


_ROOM = 0.5
"""Half of the drawing's width and height weighs as much as the mean line."""


def _settled(order: list[int], cost: Callable[[Sequence[int]], float]) -> list[int]:
    """An order in which no exchange of two costs less."""
    least = cost(order)
    for _ in range(_SWEEPS):
        before = least
        for a, b in combinations(range(len(order)), 2):
            order[a], order[b] = order[b], order[a]
            now = cost(order)
            if now < least:
                least = now
            else:
                order[a], order[b] = order[b], order[a]
        if least == before:
            break
    return order


def _middle(spot: Spot) -> Point:
    return spot.x + spot.shape.width / 2, spot.y + spot.shape.height / 2


def _away(a: Point, b: Point) -> Point:
    return b[0] - a[0], b[1] - a[1]


class _Stand:
    """The boxes of a group on their spot; they can change places."""

    def __init__(self, boxes: list[Box], group: Group, spot: Spot, room: Room) -> None:
        self.boxes = boxes
        self.spot = spot
        self._width = group.width
        self._rows = spot.shape.rows
        self._room = room

    def area(self) -> Rect:
        return Rect(self.spot.x, self.spot.y, self.spot.shape.width, self.spot.shape.height)

    def exchange(self, a: int, b: int) -> None:
        self.boxes[a], self.boxes[b] = self.boxes[b], self.boxes[a]

    def moved(self, a: int, b: int) -> set[str]:
        """The tables that an exchange moves: where heights differ also those below the two."""
        boxes = self.boxes
        if boxes[a].height == boxes[b].height:
            return {boxes[a].table, boxes[b].table}
        ends = [(n // self._rows + 1) * self._rows for n in (a, b)]
        return {box.table for n, end in zip((a, b), ends, strict=True) for box in boxes[n:end]}

    def fits(self) -> bool:
        """Whether no column is higher than the spot."""
        end = self.spot.y + self.spot.shape.height - self._room.margin + _NOTHING
        return all(place.y + place.height <= end for _, place in self.places())

    def places(self) -> Iterator[tuple[str, Rect]]:
        """Column after column, each from above."""
        room = self._room
        x, top = self.spot.x + room.margin, self.spot.y + room.margin + room.title
        y = top
        for number, box in enumerate(self.boxes):
            if number and number % self._rows == 0:
                x, y = x + self._width + room.across, top
            yield box.table, Rect(x, y, self._width, box.height)
            y += box.height + room.down


class _Plan:
    """All boxes on their places, and what the lines between them cost."""

    def __init__(
        self, stands: Sequence[_Stand], lines: Sequence[Line], step: Callable[[], None]
    ) -> None:
        self._stands = stands
        self._lines = lines
        self._step = step
        self._of: dict[str, list[Line]] = {}
        for line in lines:
            for end in line:
                self._of.setdefault(end, []).append(line)
        self.centres: dict[str, Point] = {}
        for stand in stands:
            self._put(stand)

    def places(self) -> dict[str, Rect]:
        return dict(pair for stand in self._stands for pair in stand.places())

    def crossings(self) -> int | None:
        return count_all(self._lines, self.centres) if len(self._lines) <= _MOST_COUNTED else None

    def cost(self) -> float:
        """What all lines cost: their length and, where these are counted, their crossings."""
        return self._length(self._lines) + _CROSSING * (self.crossings() or 0)

    def improve(self) -> None:
        """Exchange boxes as long as that makes lines shorter, then also where it makes their crossings fewer."""
        self._improve(self._length, len(self._lines) * _MOST_TRIED)
        if len(self._lines) <= _MOST_COUNTED:
            self._improve(self._cost, _MOST_TRIED)

    def _improve(self, cost: Callable[[set[Line]], float], most: int) -> None:
        for _ in range(_SWEEPS):
            improved = False
            for stand in self._stands:
                for a, b in combinations(range(len(stand.boxes)), 2):
                    most -= 1
                    if most < 0:
                        return
                    self._step()
                    improved |= self._try(stand, a, b, cost)
            if not improved:
                return

    def _try(self, stand: _Stand, a: int, b: int, cost: Callable[[set[Line]], float]) -> bool:
        """Exchange two boxes if that costs less."""
        moved = stand.moved(a, b)
        lines = {line for name in moved for line in self._of.get(name, ())}
        if not lines:
            return False
        before = cost(lines)
        stand.exchange(a, b)
        self._put(stand)
        if stand.fits() and cost(lines) < before - _NOTHING:
            return True
        stand.exchange(a, b)
        self._put(stand)
        return False

    def _put(self, stand: _Stand) -> None:
        self.centres.update((table, place.centre) for table, place in stand.places())

    def _length(self, lines: Iterable[Line]) -> float:
        centres = self.centres
        return sum(hypot(*_away(centres[a], centres[b])) for a, b in lines)

    def _cost(self, lines: set[Line]) -> float:
        return self._length(lines) + _CROSSING * count_with(lines, self._lines, self.centres)


_NOTHING = 1e-6
"""Less than this is a matter of rounding."""
