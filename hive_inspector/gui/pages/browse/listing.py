"""How the tables of a file are listed, and how a number of rows is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.catalogue import note_of
from hive_inspector.core.language import plural, tr
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
        TableKind.VIEW: tr("A view: its rows are computed from other tables."),
        TableKind.VIRTUAL: tr("A virtual table: a module of SQLite provides its rows."),
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
        return tr("the first {count:,} rows", count=order.count)
    if shown < order.count:
        return tr("the first {shown:,} of {count:,} rows", shown=shown, count=order.count)
    return ("" if order.exact else ESTIMATE_MARK) + plural(
        order.count, "{count:,} row", "{count:,} rows"
    )


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
    if total is not None and total.rows is not None:
        return tr("{count:,} of {total}", count=order.count, total=count_text(total))
    if order.exact:
        return plural(order.count, "{count:,} row found", "{count:,} rows found")
    return plural(order.count, "{count:,} row so far", "{count:,} rows so far")


def _entry(table: Table) -> TableEntry:
    return TableEntry(
        name=table.name,
        mark=mark_of(table),
        description=description_of(table),
        problem=table.problem,
    )
