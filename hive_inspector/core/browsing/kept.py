"""Rows without names, kept as they were: what a view, a virtual table or a sort of them gave, read once.

A place in such a result is reached only by working it out from its start, which may take seconds for each page. So its
rows are kept, up to 100,000 of them or 32 MB, and read from there as if from a table. Where so much are only a few
large rows, the first 10,000 are worked out anew page by page, see `positions`.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing import positions
from hive_inspector.core.browsing.keys import (
    EVERY_ROW,
    Condition,
    Position,
    kept_source,
    source_sql,
)
from hive_inspector.core.browsing.pace import Pace
from hive_inspector.core.browsing.spans import RowOrder, Span
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress

KEPT_ROWS = 100_000
KEPT_BYTES = 32_000_000
"""What the kept rows of one result may take in memory."""
_BATCH = 16
_MOST_VALUES = 30_000
"""Values that one statement takes as parameters; SQLite's own limit is 32,766."""
_MOST_AT_ONCE = 512
_OF_A_ROW, _OF_A_VALUE = 56, 50
"""Bytes that Python takes for a row, and for a value besides its content."""


@dataclass(frozen=True, slots=True)
class KeptOrder(RowOrder):
    """Rows in the order in which a result gave them, with their values."""

    columns: tuple[str, ...]
    found: list[Row] = field(repr=False, compare=False)
    """At least `count` rows."""
    more: bool = False
    """Whether the result goes on behind the rows that are kept."""
    condition: Condition = EVERY_ROW
    ordering: str = ""

    @property
    def limited(self) -> bool:
        """Whether the result goes on behind the rows that are kept."""
        return self.more

    @property
    def at_once(self) -> int | None:
        """As many rows as a statement can take the values of."""
        return max(1, min(_MOST_AT_ONCE, _MOST_VALUES // max(len(self.columns), 1)))

    @property
    def key_columns(self) -> tuple[str, ...]:
        """None: the position is the name."""
        return ()

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:  # noqa: ARG002 - of the interface
        """The row's position, and the row."""
        kept = (self.columns, self.found[position])
        return Position(position, self.condition, self.ordering, kept)

    def span(self, first: int, count: int) -> Span:
        """The rows themselves."""
        rows = self.found[first : max(first, min(first + count, self.count))]
        return Span(EVERY_ROW, "", 0, len(rows), kept=kept_source(self.columns, rows))

    def last(self, count: int) -> Span:
        """The last of them."""
        return self.span(max(0, self.count - count), count)


def first_rows(connection: ReadConnection, table: Table, most: int) -> RowOrder:
    """The whole result where it has no more than so many rows, else an order that reaches these.

    Where a value cannot be computed, the rows before it are still reached, and whoever reads that one is told.
    """
    try:
        *_, order = kept_rows(connection, table, most=most)
    except StatementProblem:
        return positions.PositionOrder(most, exact=False)
    if isinstance(order, KeptOrder) and not order.more:
        return order
    return positions.PositionOrder(most if order.limited else order.count, exact=False)


def kept_rows(
    connection: ReadConnection,
    table: Table,
    condition: Condition = EVERY_ROW,
    ordering: str = "",
    *,
    progress: Progress | None = None,
    most: int | None = None,
) -> Iterator[RowOrder]:
    """Growing orders of the rows of a view or virtual table that a condition finds; the last one is exact.

    Raises:
        StatementProblem: The table cannot be read, or computing a value fails.
        DatabaseDamaged: A damaged page lies in the way; what was found before stands.
        Cancelled: The connection's token was cancelled.
    """
    columns = tuple(column.name for column in table.columns)
    found: list[Row] = []
    order = KeptOrder(
        0, exact=False, columns=columns, found=found, condition=condition, ordering=ordering
    )
    pace = Pace()
    most = KEPT_ROWS if most is None else most
    room, is_cut = KEPT_BYTES, False
    with closing(_rows(connection, table, columns, condition, ordering)) as rows:
        for row in rows:
            room -= _bytes_of(row)
            is_cut = room < 0 or len(found) == most
            if is_cut:
                break
            found.append(row)
            if len(found) % _BATCH == 1 and pace.is_due(len(found)):
                yield replace(order, count=len(found))
                if progress is not None:
                    progress(len(found), None, tr("Finding rows"))
    if is_cut and len(found) < min(positions.POSITION_LIMIT, most):
        anew = positions.PositionOrder(0, exact=False, condition=condition, ordering=ordering)
        yield positions.surveyed_order(connection, table, anew)
    else:
        yield replace(order, count=len(found), exact=True, more=is_cut)


def _rows(
    connection: ReadConnection,
    table: Table,
    columns: tuple[str, ...],
    condition: Condition,
    ordering: str,
) -> Generator[Row]:
    selected = ", ".join(f"t.{quoted(name)}" for name in columns) or "NULL"
    ordered = f" ORDER BY {ordering}" if ordering else ""
    sql = f"SELECT {selected}{source_sql(table)}{condition.where}{ordered}"
    yield from connection.stream(sql, condition.parameters, batch=_BATCH)


def _bytes_of(row: Row) -> int:
    content = sum(len(value) for value in row if isinstance(value, str | bytes))
    return _OF_A_ROW + _OF_A_VALUE * len(row) + content
