"""An order that an index of the table already has: nothing is sorted and nothing is kept but a few anchors.

Also the natural order of a table turned round. A position is reached from the nearest anchor, or, before there are any
and among rows that begin with NULL, by passing over entries of the index from its nearer end, which reads no row.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import Condition, Rowid, bound, source_sql
from hive_inspector.core.browsing.spans import RowOrder, Span
from hive_inspector.core.database.identifiers import quoted

if TYPE_CHECKING:
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
        anchored = bisect_right(self.places, along) - 1
        behind = self.count - first - count
        passed = along - self.places[anchored] if anchored >= 0 else along
        if min(first, behind) < passed:
            return self._from_nearer_end(first, count, behind)
        condition = self._reaches(self.anchors[anchored]) if anchored >= 0 else Condition()
        upwards = self.ordering.reversed_sql if self.descending else self.ordering.sql
        return Span(condition, upwards, passed, count, backwards=self.descending, index=self.index)

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

    def _from_nearer_end(self, first: int, count: int, behind: int) -> Span:
        if first <= behind:
            return Span(Condition(), self.ordering.sql, first, count, index=self.index)
        return replace(self.last(count), skip=behind)

    def _reaches(self, anchor: tuple[Cell, ...]) -> Condition:
        return _reaches(self.ordering, anchor)


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
        if not first:
            return self._turned(self.natural.last(count), approximate=False)
        return self._turned(self.natural.span(self.count - first - count, count))

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
    progress(0, order.count, "Counting rows")
    source = f"{source_sql(table)} INDEXED BY {quoted(order.index)}"
    total = connection.integer(f"SELECT count(*){source_sql(table)}")
    leading = order.ordering.terms[0]
    nulls = connection.integer(f"SELECT count(*){source} WHERE {leading} IS NULL")
    upwards = order.ordering.reversed_sql if order.descending else order.ordering.sql
    entry = Condition(f"{leading} IS NOT NULL")
    select = f"SELECT {', '.join(order.ordering.terms)}{source}"
    places: list[int] = []
    anchors: list[tuple[Cell, ...]] = []
    place = nulls
    step = 0
    while step <= _MOST_NULL_STEPS * ANCHOR_STEP:
        sql = f"{select}{entry.where} ORDER BY {upwards} LIMIT 1 OFFSET {step}"
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
        progress(place, total, "Finding places to jump to")
    return replace(order, count=total, exact=True, places=tuple(places), anchors=tuple(anchors))


_MOST_NULL_STEPS = 16
"""How far the next anchor is looked for among rows with NULL in a later term, which cannot be one."""


def _reaches(ordering: Ordering, anchor: tuple[Cell, ...]) -> Condition:
    """That a row is the one of an anchor or stands behind it along the index."""
    marks = [bound(value) for value in anchor]
    return Condition(
        f"({', '.join(ordering.terms)}) >= ({', '.join(mark.sql for mark in marks)})",
        tuple(value for mark in marks for value in mark.parameters),
    )
