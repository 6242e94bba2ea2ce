"""The rows that are wanted, in the order that is wanted: a filter and a sort as one of the orders that pages know."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.filter_sql import filter_sql
from hive_inspector.core.browsing.filters import EVERYTHING, RowFilter
from hive_inspector.core.browsing.found import FoundOrder
from hive_inspector.core.browsing.indexed import IndexOrder, surveyed_index, turned
from hive_inspector.core.browsing.kept import kept_rows
from hive_inspector.core.browsing.keys import key_terms, rowid_name, source_sql
from hive_inspector.core.browsing.order import natural_order, require_readable, survey
from hive_inspector.core.browsing.rowids import RowidOrder
from hive_inspector.core.browsing.scanning import (
    FIRST_ROWS,
    collected_keys,
    collected_rowids,
    found_rows,
    plan_of,
)
from hive_inspector.core.browsing.sorting import Ordering, SortTerm, ordering_of
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hive_inspector.core.browsing.keys import Condition
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection

__all__ = ["RowFilter", "Selection", "SortTerm", "select_rows"]

_THROUGH_INDEX = re.compile(r"SCAN .* USING (?:COVERING )?INDEX (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows, in which order."""

    filter: RowFilter = EVERYTHING
    sort: tuple[SortTerm, ...] = ()
    """The first term counts most; without any the rows stay in natural order."""

    @property
    def is_natural(self) -> bool:
        """Whether it is all rows in natural order."""
        return self.filter.is_empty and not self.sort


def select_rows(
    connection: ReadConnection,
    table: Table,
    selection: Selection,
    progress: Progress = silent,
    *,
    reveal: Collection[str] = (),
) -> Iterator[RowOrder]:
    """Growing orders of the rows that are wanted; each is a value of its own and stays valid.

    The first comes soon: with the first row that a filter finds, with the first rows of a sort, at once where an index
    has the order. Others follow a few times a second. The last one is exact; before it, `count` says how many rows an
    order reaches, except that orders of a whole table begin with an estimate.

    Ordinary tables keep 4 bytes a row (8 where rowids need it), tables without rowid the keys of up to
    `scanning.KEYS_LIMIT` rows, views and virtual tables the rows themselves, see `kept`. Large sorts need room for
    temporary files.

    Args:
        connection: A lease that lasts until the last order was taken.
        table: The table.
        selection: What is wanted.
        progress: Hears of rows passed, or of rows found.
        reveal: Columns whose secrets a filter may search and a sort may order.

    Raises:
        FilterProblem: A filter's column is not there or masked.
        UsageProblem: A column to sort by is not there or masked.
        StatementProblem: The table cannot be read, or a pattern takes too long.
        DatabaseDamaged: A damaged page lies in the way; orders that came before stay usable.
        Cancelled: The connection's token was cancelled.
    """
    require_readable(table)
    condition = filter_sql(connection, table, selection.filter, reveal)
    ordering = ordering_of(table, selection.sort, reveal)
    if selection.is_natural:
        yield from _natural(connection, table, progress)
    elif not selection.sort:
        yield from found_rows(connection, table, condition, progress)
    elif rowid_name(table):
        yield from _sorted_rowids(connection, table, condition, ordering, progress)
    elif key_terms(table):
        connection.spill()
        yield from collected_keys(connection, table, condition, ordering.sql, progress)
    else:
        connection.spill()
        yield from kept_rows(connection, table, condition, ordering.sql, progress=progress)


def _natural(connection: ReadConnection, table: Table, progress: Progress) -> Iterator[RowOrder]:
    order = natural_order(connection, table)
    yield order
    if not order.exact:
        yield survey(connection, table, order, progress)


def _sorted_rowids(
    connection: ReadConnection,
    table: Table,
    condition: Condition,
    ordering: Ordering,
    progress: Progress,
) -> Iterator[RowOrder]:
    sql = f"SELECT {rowid_name(table)}{source_sql(table)}{condition.where} ORDER BY {ordering.sql}"
    plan = plan_of(connection, sql, condition.parameters)
    if not condition.sql and ordering.one_way and len(plan) == 1:
        yield from _in_order_already(connection, table, ordering, plan[0], progress)
        return
    connection.scan()
    first = connection.rows(f"{sql} LIMIT {FIRST_ROWS}", condition.parameters)
    order = _first_found(rowid_name(table) or "", [int(str(row[0])) for row in first])
    yield order
    if order.exact:
        return
    progress(0, None, tr("Sorting rows"))
    connection.spill()
    yield from collected_rowids(connection, table, condition, ordering.sql, progress)


def _first_found(rowid: str, found: list[int]) -> FoundOrder:
    rows = array("q", found)
    return FoundOrder(len(rows), exact=len(rows) < FIRST_ROWS, rowid=rowid, found=rows)


def _in_order_already(
    connection: ReadConnection,
    table: Table,
    ordering: Ordering,
    step: str,
    progress: Progress,
) -> Iterator[RowOrder]:
    """The orders of a table that an index, or its own tree, has in this order."""
    natural = natural_order(connection, table)
    through = _THROUGH_INDEX.fullmatch(step)
    if through is None:
        yield from _along_rowids(connection, table, natural, ordering, progress)
        return
    order = IndexOrder(
        natural.count,
        exact=False,
        rowid=rowid_name(table) or "",
        index=through[1],
        ordering=ordering,
    )
    yield order
    yield surveyed_index(connection, table, order, progress)


def _along_rowids(
    connection: ReadConnection,
    table: Table,
    natural: RowOrder,
    ordering: Ordering,
    progress: Progress,
) -> Iterator[RowOrder]:
    yield _directed(natural, ordering)
    if not natural.exact:
        yield _directed(survey(connection, table, natural, progress), ordering)


def _directed(natural: RowOrder, ordering: Ordering) -> RowOrder:
    if ordering.descending[0] and isinstance(natural, RowidOrder):
        return turned(natural)
    return natural
