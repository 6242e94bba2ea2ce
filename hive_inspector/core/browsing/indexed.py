"""An order that an index of the table already has: nothing is sorted and nothing is kept but a few anchors.

Also the natural order of a table turned round. A position is reached from the nearest anchor, or, before there are any
and among rows that begin with NULL, by passing over entries of the index from their nearer end, which reads no row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import Condition, Rowid, bound, source_sql
from hive_inspector.core.browsing.spans import RowOrder, Span
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.rowids import RowidOrder
    from hive_inspector.core.browsing.sorting import Ordering
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress

ANCHOR_STEP = 4096
"""Entries of the index from one anchor to the next; passing over so many takes a quarter of a millisecond."""
_MOST_TURNED = 512
"""Rows that are read backwards and turned round at once."""


@dataclass(frozen=True, slots=True)
class IndexOrder(RowOrder):
    """Rows in the order of an index, or in the opposite one."""

    rowid: str
    """The rowid as SQL."""
    index: str
    """Its name."""
    ordering: Ordering
    """What the index orders by, and the rowid, in one direction."""
    nulls: int = 0
    """Rows whose first term is NULL: the first ones along the index, which no anchor leads to."""
    places: tuple[int, ...] = ()
    """Positions of the anchors, counted along the index."""
    anchors: tuple[tuple[Cell, ...], ...] = field(default=(), repr=False)
    """The terms of the row at each of these places; no NULL among them."""

    @property
    def descending(self) -> bool:
        """Whether the rows come from the end of the index."""
        return self.ordering.descending[0]

    @property
    def at_once(self) -> int | None:
        """Few rows of a descending order, since they are turned round."""
        return _MOST_TURNED if self.descending else None

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The rowid."""
        return (self.rowid,)

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:  # noqa: ARG002 - of the interface
        """The row's rowid."""
        (rowid,) = values
        return Rowid(rowid if isinstance(rowid, int) else 0)

    def span(self, first: int, count: int) -> Span:
        """From the row at `first` on."""
        count = max(0, min(count, self.count - first))
        if not self.exact:
            return Span(Condition(), self.ordering.sql, first, count, index=self.index)
        along = self.count - first - count if self.descending else first
        if along + count <= self.nulls:
            return self._among_nulls(along, count)
        anchored = bisect_right(self.places, along) - 1
        passed = along - (self.places[anchored] if anchored >= 0 else self.nulls)
        is_near_end = min(first, self.count - first - count) < passed
        is_far = passed > _MOST_NULL_STEPS * ANCHOR_STEP
        if along < self.nulls or not self.places or (is_far and is_near_end):
            return self._from_nearer_end(first, count)
        following = bisect_left(self.places, along + count)
        start = self.anchors[anchored] if anchored >= 0 else None
        end = self.anchors[following] if following < len(self.anchors) else None
        return Span(
            _between(self.ordering, start, end),
            self.upwards,
            passed,
            count,
            backwards=self.descending,
            index=self.index,
        )

    def cuts(self, first: int, end: int) -> Sequence[int]:
        """Where anchors stand, and where rows stop to begin with NULL."""
        if not self.descending:
            return self._marks_within(first, end)
        within = self._marks_within(self.count - end, self.count - first)
        return [self.count - place for place in reversed(within)]

    def _marks_within(self, lowest: int, highest: int) -> list[int]:
        """Those between two places along the index."""
        start, stop = bisect_right(self.places, lowest), bisect_left(self.places, highest)
        within = set(self.places[start:stop])
        return sorted(within | {self.nulls} if lowest < self.nulls < highest else within)

    def last(self, count: int) -> Span:
        """The last rows, found from the end."""
        return Span(
            Condition(),
            self.ordering.reversed_sql,
            0,
            count,
            backwards=True,
            approximate=not self.exact,
            index=self.index,
        )

    @property
    def upwards(self) -> str:
        """The terms of ORDER BY along the index."""
        return self.ordering.reversed_sql if self.descending else self.ordering.sql

    def _among_nulls(self, along: int, count: int) -> Span:
        """Rows that begin with NULL, from their nearer end: where others deleted some, the two halves may overlap."""
        behind, upwards = self.nulls - along - count, self.upwards
        is_forwards = along <= behind
        downwards = self.ordering.sql if self.descending else self.ordering.reversed_sql
        return Span(
            Condition(f"{self.ordering.terms[0]} IS NULL"),
            upwards if is_forwards else downwards,
            min(along, behind),
            count,
            backwards=self.descending is is_forwards,
            index=self.index,
        )

    def _from_nearer_end(self, first: int, count: int) -> Span:
        behind = self.count - first - count
        if first <= behind:
            return Span(Condition(), self.ordering.sql, first, count, index=self.index)
        return replace(self.last(count), skip=behind)


@dataclass(frozen=True, slots=True)
class TurnedOrder(RowOrder):
    """The natural order of a table with rowids, from its end."""

    natural: RowidOrder

    @property
    def at_once(self) -> int | None:
        """Few rows, since they are turned round."""
        return _MOST_TURNED

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The rowid."""
        return self.natural.key_columns

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:
        """The row's rowid."""
        return self.natural.key_of(values, position)

    def span(self, first: int, count: int) -> Span:
        """From the row at `first` on, which stands that far from the natural order's end."""
        count = max(0, min(count, self.count - first))
        if not first and not self.exact:
            return self._turned(self.natural.last(count), approximate=False)
        return self._turned(self.natural.span(self.count - first - count, count))

    def cuts(self, first: int, end: int) -> Sequence[int]:
        """Where anchors of the natural order stand."""
        natural = self.natural.cuts(self.count - end, self.count - first)
        return [self.count - place for place in reversed(natural)]

    def last(self, count: int) -> Span:
        """The first rows of the natural order."""
        return self._turned(self.natural.span(0, count), approximate=not self.exact)

    def _turned(self, span: Span, *, approximate: bool | None = None) -> Span:
        is_approximate = span.approximate if approximate is None else approximate
        return replace(span, backwards=not span.backwards, approximate=is_approximate)


def turned(natural: RowidOrder) -> TurnedOrder:
    """The same rows from the end."""
    return TurnedOrder(natural.count, exact=natural.exact, natural=natural)


def surveyed_index(
    connection: ReadConnection, table: Table, order: IndexOrder, progress: Progress
) -> IndexOrder:
    """The order with its exact count and with anchors: two passes over the index.

    Raises:
        StatementProblem: The table or the index is gone.
        DatabaseDamaged: A damaged page lies in the way.
        Cancelled: The connection's token was cancelled.
    """
    connection.scan()
    progress(0, order.count, tr("Counting rows"))
    source = f"{source_sql(table)} INDEXED BY {quoted(order.index)}"
    total = connection.integer(f"SELECT count(*){source_sql(table)}")
    leading = order.ordering.terms[0]
    nulls = connection.integer(f"SELECT count(*){source} WHERE {leading} IS NULL")
    entry = Condition(f"{leading} IS NOT NULL")
    select = f"SELECT {', '.join(order.ordering.terms)}{source}"
    places: list[int] = []
    anchors: list[tuple[Cell, ...]] = []
    place = nulls
    step = 0
    while step <= _MOST_NULL_STEPS * ANCHOR_STEP:
        sql = f"{select}{entry.where} ORDER BY {order.upwards} LIMIT 1 OFFSET {step}"
        anchor = connection.one(sql, entry.parameters)
        if anchor is None:
            break
        if None in anchor:
            step += ANCHOR_STEP
            continue
        place += step
        places.append(place)
        anchors.append(anchor)
        entry, step = _reaches(order.ordering, anchor), ANCHOR_STEP
        progress(place, total, tr("Finding places to jump to"))
    return replace(
        order, count=total, exact=True, nulls=nulls, places=tuple(places), anchors=tuple(anchors)
    )


_MOST_NULL_STEPS = 16
"""How far the next anchor is looked for among rows with NULL in a later term, which cannot be one."""


def _reaches(ordering: Ordering, anchor: tuple[Cell, ...]) -> Condition:
    """That a row is the one of an anchor or stands behind it along the index."""
    marks = [bound(value) for value in anchor]
    return Condition(
        f"({', '.join(ordering.terms)}) >= ({', '.join(mark.sql for mark in marks)})",
        tuple(value for mark in marks for value in mark.parameters),
    )


def _between(
    ordering: Ordering, anchor: tuple[Cell, ...] | None, end: tuple[Cell, ...] | None
) -> Condition:
    """The same, or that its first term is not NULL; and that it stands before another anchor.

    A row with NULL in a later term may compare as neither; then it stands before the anchor, since NULL comes first.
    The first term alone tells SQLite where to stop.
    """
    leading = ordering.terms[0]
    start = Condition(f"{leading} IS NOT NULL") if anchor is None else _reaches(ordering, anchor)
    if end is None:
        return start
    highest, behind = bound(end[0]), _reaches(ordering, end)
    return Condition(
        f"{start.sql} AND {leading} <= {highest.sql} AND ({behind.sql}) IS NOT TRUE",
        (*start.parameters, *highest.parameters, *behind.parameters),
    )
