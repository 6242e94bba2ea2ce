"""How the tables of a file are listed, and how a number of rows is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.catalogue import note_of
from hive_inspector.gui.widgets.tables.grouping import grouped, mark_of
from hive_inspector.gui.widgets.tables.model import TableEntry, TableGroup

if TYPE_CHECKING:
    from hive_inspector.core.browsing.counts import TableCount
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.database.snapshot import Schema, Table

ESTIMATE_MARK = "~"


def grouped_tables(schema: Schema) -> tuple[TableGroup, ...]:
    """The tables under their domains, in the order of the domains; domains without a table are left out."""
    return grouped(schema, _entry)


def description_of(table: Table) -> str:
    """What the table is for, or what it is where that is all there is to say."""
    note = note_of(table.name)
    if note is not None and note.description:
        return note.description
    return {
        TableKind.VIEW: "A view: its rows are computed from other tables.",
        TableKind.VIRTUAL: "A virtual table: a module of SQLite provides its rows.",
    }.get(table.kind, "")


def count_text(count: TableCount) -> str:
    """A table's number of rows as the list shows it; an estimate is marked as one."""
    if count.rows is None:
        return ""
    return f"{count.rows:,}" if count.exact else f"{ESTIMATE_MARK}{count.rows:,}"


def order_text(order: RowOrder, shown: int) -> str:
    """The number of rows over the grid.

    Args:
        order: The order of rows that is shown.
        shown: How many of its rows the grid can reach.
    """
    if order.limited:
        return f"the first {order.count:,} rows"
    if shown < order.count:
        return f"the first {shown:,} of {order.count:,} rows"
    noun = "row" if order.count == 1 else "rows"
    return f"{'' if order.exact else ESTIMATE_MARK}{order.count:,} {noun}"


def found_text(order: RowOrder, shown: int, total: TableCount | None, *, is_all: bool) -> str:
    """The number of rows over the grid where a filter selects them, or a sort puts them in order.

    Args:
        order: The order of rows that is shown, as far as it has grown.
        shown: How many of its rows the grid can reach.
        total: How many rows the table has, as far as it is known.
        is_all: Whether no filter leaves out a row.
    """
    if order.limited or shown < order.count or (is_all and order.exact):
        return order_text(order, shown)
    found = f"{order.count:,}"
    if total is None or total.rows is None:
        noun = "row" if order.count == 1 else "rows"
        return f"{found} {noun} {'found' if order.exact else 'so far'}"
    return f"{found} of {count_text(total)}"


def _entry(table: Table) -> TableEntry:
    return TableEntry(
        name=table.name,
        mark=mark_of(table),
        description=description_of(table),
        problem=table.problem,
    )
