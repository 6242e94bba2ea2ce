"""Where a text occurs in the whole database: "where does this id occur?", answered table by table.

First the columns that an index leads with are asked for exactly this value, which takes milliseconds for the whole
file. Then every table is read through, the smallest first, for cells that contain the text, by the rules of a filter
without operators; a column for numbers is compared with it as a number. Views and virtual tables are left out, since
what they show lies in tables, and so are masked cells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.anywhere import contained_in, equal_to
from hive_inspector.core.browsing.counts import estimated_counts
from hive_inspector.core.browsing.criteria import LONGEST_FILTER, FilterProblem
from hive_inspector.core.browsing.filter_sql import cells_sql
from hive_inspector.core.browsing.pages import Page, PageRequest, read_page
from hive_inspector.core.browsing.positions import PositionOrder
from hive_inspector.core.browsing.scanning import found_rows, is_searched
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hive_inspector.core.browsing.criteria import Criterion
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection

SHOWN_ROWS = 5
"""Rows of each table that come with its hits."""


@dataclass(frozen=True, slots=True)
class TableHits:
    """The rows of one table in which the text occurs. Later hits of a table replace earlier ones."""

    table: Table
    order: RowOrder
    """The rows, as an order of the table; its count is how many there are by now."""
    columns: tuple[str, ...]
    """All columns of the table that are shown, in their order."""
    page: Page
    """The first of the rows, with these columns, secrets masked."""
    complete: bool
    """Whether the whole table has been searched."""
    problem: str = ""
    """Why the table could not be searched to its end, or empty."""


def search(
    connection: ReadConnection, schema: Schema, text: str, progress: Progress = silent
) -> Iterator[TableHits]:
    """Hits by table as they are found; a table without any is passed over.

    Args:
        connection: A lease that lasts until the last hits were taken.
        schema: What tables there are.
        text: What to look for, literally; white space around it does not count.
        progress: Hears of tables done.

    Raises:
        FilterProblem: The text is empty or too long, or has a NUL character.
        Cancelled: The connection's token was cancelled.
    """
    wanted = _checked(text.strip())
    connection.scan()
    tables = [table for table in schema.tables if table.kind is TableKind.TABLE]
    known = {count.name: count.rows or 0 for count in estimated_counts(connection, tables)}
    tables.sort(key=lambda table: known[table.name])
    exactly: dict[str, int] = {}
    for table in tables:
        for hits in _hits(connection, table, _indexed(table, wanted)):
            exactly[table.name] = hits.order.count
            yield hits
    for done, table in enumerate(tables):
        progress(done, len(tables), tr("Searching {table}", table=table.name))
        asked = contained_in(table, wanted)
        yield from _hits(connection, table, asked, known=exactly.get(table.name, 0))
    progress(len(tables), len(tables), tr("Searching"))


def _checked(text: str) -> str:
    if not text:
        raise FilterProblem(
            tr("There is nothing to search for."), tr("Type an id, a name or some words.")
        )
    if len(text) > LONGEST_FILTER:
        raise FilterProblem(
            tr(
                "The text is longer than {longest_filter:,} characters.",
                longest_filter=LONGEST_FILTER,
            ),
            tr("Search for a part of it."),
            LONGEST_FILTER,
        )
    if "\0" in text:
        raise FilterProblem(
            tr("A text cannot be searched for by a NUL character."),
            tr("Leave it out."),
            text.index("\0"),
        )
    return text


def _hits(
    connection: ReadConnection,
    table: Table,
    asked: Mapping[str, Criterion],
    *,
    known: int | None = None,
) -> Iterator[TableHits]:
    """The hits of one table as they grow, or what stands in the way and concerns this table alone.

    Args:
        connection: A lease.
        table: The table.
        asked: What its columns are asked for.
        known: How many rows have been told already; growing hits are told once there are more. None where only what an
            index answers is wanted, and at once.
    """
    if not asked or table.problem:
        return
    last: TableHits | None = None
    try:
        condition = cells_sql(connection, table, asked)
        if known is None and not is_searched(connection, table, condition):
            return
        for order in found_rows(connection, table, condition, silent):
            if order.count and (order.exact or (known is not None and order.count > known)):
                is_complete = order.exact and known is not None
                last = _told(connection, table, order, complete=is_complete)
                yield last
    except (StatementProblem, DatabaseDamaged) as error:
        yield replace(last or _nothing(table), problem=error.message)


def _told(
    connection: ReadConnection, table: Table, order: RowOrder, *, complete: bool
) -> TableHits:
    request = PageRequest(table, _shown(table), 0, SHOWN_ROWS)
    page = read_page(connection, request, order)
    return TableHits(table, order, request.columns, page, complete)


def _nothing(table: Table) -> TableHits:
    nothing = Page(0, (), approximate=False)
    return TableHits(table, PositionOrder(0, exact=False), _shown(table), nothing, complete=False)


def _shown(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if not column.hidden)


def _indexed(table: Table, wanted: str) -> Mapping[str, Criterion]:
    """What the columns are asked for that an index leads with, or that are the whole primary key."""
    led = {folded(index.columns[0].name or "") for index in table.indexes if not index.where}
    led |= {folded(name) for name in table.primary_key[:1]}
    return {
        column.name: criterion
        for column in table.columns
        if folded(column.name) in led and (criterion := equal_to(column, wanted)) is not None
    }
