"""The order of what has no keys: a view, a virtual table, a table whose rowid cannot be named.

For what cannot be kept (see `kept`): it is worked out anew for each page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import EVERY_ROW, Condition, Position, source_sql
from hive_inspector.core.browsing.spans import RowOrder, Span

if TYPE_CHECKING:
    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell

POSITION_LIMIT = 10_000
"""Rows that are shown of a view or virtual table: a place in it is reached only by passing over what comes before."""


@dataclass(frozen=True, slots=True)
class PositionOrder(RowOrder):
    """The first rows of a result, in the order in which they come."""

    more: bool = False
    """Whether the result goes on behind `POSITION_LIMIT` rows."""
    condition: Condition = EVERY_ROW
    """Which rows count."""
    ordering: str = ""
    """The terms of ORDER BY; empty where the rows stay as they come."""

    @property
    def limited(self) -> bool:
        """Whether the result goes on behind `POSITION_LIMIT` rows."""
        return self.more

    @property
    def key_columns(self) -> tuple[str, ...]:
        """None: the position is the name."""
        return ()

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:  # noqa: ARG002 - of the interface
        """The row's position."""
        return Position(position, self.condition, self.ordering)

    def span(self, first: int, count: int) -> Span:
        """From the row at `first` on, those before it passed over."""
        end = self.count if self.exact else POSITION_LIMIT
        return Span(self.condition, self.ordering, first, max(0, min(count, end - first)))

    def last(self, count: int) -> Span:
        """The last rows within the limit."""
        return self.span(max(0, self.count - count), count)


def surveyed_order(
    connection: ReadConnection, table: Table, order: PositionOrder | None = None
) -> PositionOrder:
    """The order with the number of rows, counted up to `POSITION_LIMIT`."""
    order = order or PositionOrder(0, exact=False)
    found = counted_up_to(connection, table, POSITION_LIMIT + 1, order.condition)
    return replace(order, count=min(found, POSITION_LIMIT), exact=True, more=found > POSITION_LIMIT)


def counted_up_to(
    connection: ReadConnection, table: Table, limit: int, condition: Condition = EVERY_ROW
) -> int:
    """How many rows there are, looking at no more than `limit`."""
    rows = f"SELECT 1{source_sql(table)}{condition.where} LIMIT {limit}"
    return connection.integer(f"SELECT count(*) FROM ({rows})", condition.parameters)
