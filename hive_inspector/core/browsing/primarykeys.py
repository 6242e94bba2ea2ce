"""The order of a table without rowid: by primary key, in the directions and collations that the key declares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import (
    Condition,
    PrimaryKey,
    all_of,
    key_reaches,
    source_sql,
)
from hive_inspector.core.browsing.spans import RowOrder, Span
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.browsing.keys import KeyTerm, RowKey
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress

ANCHOR_STEP = 2048
"""Rows from one anchor to the next; an anchor holds the values of one row's key."""


@dataclass(frozen=True, slots=True)
class KeyOrder(RowOrder):
    """Rows by primary key, reached from the nearest anchor.

    Before the anchors are made only as many rows are promised as can be passed over at once.
    """

    terms: tuple[KeyTerm, ...]
    anchors: tuple[tuple[Cell, ...], ...] = ()
    """Keys of the rows at the positions ANCHOR_STEP, 2 × ANCHOR_STEP, …"""

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return tuple(term.column_sql for term in self.terms)

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:  # noqa: ARG002 - of the interface
        """The values of the row's primary key."""
        return PrimaryKey(values)

    def span(self, first: int, count: int) -> Span:
        """From the row at `first` on, entered at an anchor.

        Where others deleted rows meanwhile it is fewer: no row stands at two places.
        """
        if self.exact:
            count = max(0, min(count, self.count - first))
        nearest = min(first // ANCHOR_STEP, len(self.anchors))
        condition = key_reaches(self.terms, self.anchors[nearest - 1]) if nearest else Condition()
        following = -(-(first + count) // ANCHOR_STEP) - 1
        if 0 <= following < len(self.anchors):
            behind = key_reaches(self.terms, self.anchors[following])
            condition = all_of(condition, Condition(f"NOT ({behind.sql})", behind.parameters))
        return Span(condition, self.ordering, first - nearest * ANCHOR_STEP, count)

    def last(self, count: int) -> Span:
        """The last rows, found from the end."""
        reverse = ", ".join(term.reverse_ordering for term in self.terms)
        return Span(Condition(), reverse, 0, count, backwards=True, approximate=not self.exact)

    @property
    def ordering(self) -> str:
        """The key's columns as the terms of ORDER BY."""
        return ", ".join(term.ordering for term in self.terms)


def surveyed_order(
    connection: ReadConnection, table: Table, terms: tuple[KeyTerm, ...], progress: Progress
) -> KeyOrder:
    """The order with its exact count and its anchors: one pass over the tree to count it, one to find the anchors."""
    source = source_sql(table)
    progress(0, None, tr("Counting rows"))
    order = KeyOrder(connection.integer(f"SELECT count(*){source}"), exact=True, terms=terms)
    select = f"SELECT {', '.join(order.key_columns)}{source}"
    anchors: list[tuple[Cell, ...]] = []
    span = Span(Condition(), order.ordering, skip=ANCHOR_STEP, count=1)
    while (found := connection.one(select + span.clauses, span.condition.parameters)) is not None:
        anchors.append(found)
        progress(len(anchors) * ANCHOR_STEP, order.count, tr("Finding places to jump to"))
        span = replace(span, condition=key_reaches(terms, found))
    return replace(order, anchors=tuple(anchors))
