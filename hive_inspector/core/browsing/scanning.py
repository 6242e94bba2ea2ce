"""Collecting the rows that a condition finds, while they are found.

A table is read in stretches of rowids that take a few hundredths of a second each, so that matches arrive soon and
progress is known, at the cost of one entry into the tree for each stretch. Where an index answers the condition, it is
left to SQLite.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing import positions, rowids
from hive_inspector.core.browsing.found import FoundKeys, FoundOrder
from hive_inspector.core.browsing.kept import kept_rows
from hive_inspector.core.browsing.keys import Condition, key_terms, rowid_name, source_sql
from hive_inspector.core.browsing.pace import Pace
from hive_inspector.core.browsing.rowid_list import RowidList
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress

KEYS_LIMIT = 500_000
"""Rows of a table without rowid that a filter or a sort keeps, by their whole keys."""
FIRST_ROWS = 256
"""Rows of a sorted order that are found before all others are sorted."""
_STRETCH_S = 0.025
"""How long a stretch may take so that the next one is longer, and half of it so that the next one is not shorter."""
_SHORTEST, _FIRST_STRETCH, _LONGEST = 16, 1_024, 65_536
_SPARSE = 16
"""How many times more rowids than the file has room for make a table sparse: its stretches are counted by rows."""
_FEW = 200_000
"""Rows of an index that are sorted by rowid before the first is seen; of more, the table itself is read in order."""


def found_rows(
    connection: ReadConnection, table: Table, condition: Condition, progress: Progress
) -> Iterator[RowOrder]:
    """Growing orders of the rows that a condition finds, in natural order; the last one is exact.

    Raises:
        StatementProblem: The table is gone, or the condition fails on some row.
        DatabaseDamaged: A damaged page lies in the way; what was found before stands.
        Cancelled: The connection's token was cancelled.
    """
    connection.scan()
    rowid, terms = rowid_name(table), key_terms(table)
    if rowid:
        yield from _found_rowids(connection, table, condition, rowid, progress)
    elif terms:
        ordering = ", ".join(term.ordering for term in terms)
        yield from collected_keys(connection, table, condition, ordering, progress)
    else:
        yield from kept_rows(connection, table, condition, progress=progress)


def collected_rowids(
    connection: ReadConnection,
    table: Table,
    condition: Condition,
    ordering: str,
    progress: Progress,
) -> Iterator[RowOrder]:
    """Growing orders of the rowids that one statement gives, in its order."""
    rowid = rowid_name(table) or "rowid"
    sql = f"SELECT {rowid}{source_sql(table)}{condition.where} ORDER BY {ordering}"
    batches = connection.batches(sql, condition.parameters)
    yield from _growing(rowid, batches, progress, ascending=ordering == rowid)


def collected_keys(
    connection: ReadConnection,
    table: Table,
    condition: Condition,
    ordering: str,
    progress: Progress,
) -> Iterator[RowOrder]:
    """The same of a table without rowid, by primary keys and up to `KEYS_LIMIT` rows."""
    terms = key_terms(table)
    columns = ", ".join(term.column_sql for term in terms)
    sql = (
        f"SELECT {columns}{source_sql(table)}{condition.where}"
        f" ORDER BY {ordering} LIMIT {KEYS_LIMIT + 1}"
    )
    found: list[tuple[Cell, ...]] = []
    order, pace = FoundKeys(0, exact=False, terms=terms, found=found), Pace()
    for keys in connection.batches(sql, condition.parameters):
        found.extend(keys)
        progress(len(found), None, tr("Finding rows"))
        if pace.is_due(len(found)):
            yield replace(order, count=min(len(found), KEYS_LIMIT))
    kept = min(len(found), KEYS_LIMIT)
    yield replace(order, count=kept, exact=True, more=len(found) > KEYS_LIMIT)


def is_searched(connection: ReadConnection, table: Table, condition: Condition) -> bool:
    """Whether SQLite enters an index for the condition instead of reading the whole table."""
    return _enters_an_index(_plan_of_finding(connection, table, condition))


def plan_of(connection: ReadConnection, sql: str, parameters: tuple[Cell, ...]) -> tuple[str, ...]:
    """How SQLite would carry out a statement, step by step."""
    return tuple(str(row[3]) for row in connection.rows(f"EXPLAIN QUERY PLAN {sql}", parameters))


def _found_rowids(
    connection: ReadConnection, table: Table, condition: Condition, rowid: str, progress: Progress
) -> Iterator[RowOrder]:
    if _index_answers(connection, table, condition, rowid):
        yield from collected_rowids(connection, table, condition, rowid, progress)
        return
    stretches = _stretches(connection, table, condition, rowid, progress)
    yield from _growing(rowid, stretches, None, ascending=True)


def _index_answers(
    connection: ReadConnection, table: Table, condition: Condition, rowid: str
) -> bool:
    """Whether SQLite enters an index for the condition, and the first rows will be there soon."""
    plan = _plan_of_finding(connection, table, condition, f" ORDER BY {rowid}")
    if not _enters_an_index(plan):
        return False
    if not any("TEMP B-TREE" in step for step in plan):
        return True
    return positions.counted_up_to(connection, table, _FEW + 1, condition) <= _FEW


def _plan_of_finding(
    connection: ReadConnection, table: Table, condition: Condition, ordering: str = ""
) -> tuple[str, ...]:
    sql = f"SELECT {rowid_name(table) or 1}{source_sql(table)}{condition.where}{ordering}"
    return plan_of(connection, sql, condition.parameters)


def _enters_an_index(plan: tuple[str, ...]) -> bool:
    return any(step.startswith("SEARCH") for step in plan)


def _growing(
    rowid: str, batches: Iterable[list[Row]], progress: Progress | None, *, ascending: bool
) -> Iterator[RowOrder]:
    found, pace = RowidList(), Pace()
    order = FoundOrder(0, exact=False, rowid=rowid, found=found, ascending=ascending)
    for batch in batches:
        found.extend([row[0] for row in batch])  # type: ignore[misc]  # a rowid is an integer
        if progress is not None:
            progress(len(found), None, tr("Finding rows"))
        if pace.is_due(len(found)):
            yield replace(order, count=len(found))
    yield replace(order, count=len(found), exact=True)


def _stretches(
    connection: ReadConnection, table: Table, condition: Condition, rowid: str, progress: Progress
) -> Iterator[list[Row]]:
    """The rowids that the condition finds, stretch by stretch."""
    ends = rowids.estimated_order(connection, table, rowid)
    source = f"{source_sql(table)} NOT INDEXED"
    sql = (
        f"SELECT {rowid}{source} WHERE {rowid} BETWEEN ? AND ? AND {condition.sql} ORDER BY {rowid}"
    )
    is_sparse = ends.highest - ends.lowest > _SPARSE * ends.count
    start: int | None = ends.lowest
    width = _FIRST_STRETCH
    while start is not None and start <= ends.highest:
        began = time.perf_counter()
        end = _end_of_rows(connection, table, rowid, start, width) if is_sparse else None
        end = min(start + width - 1 if end is None else end, ends.highest)
        yield connection.rows(sql, (start, end, *condition.parameters))
        progress(end - ends.lowest, ends.highest - ends.lowest + 1, tr("Looking through rows"))
        width = _next_width(width, time.perf_counter() - began)
        start = _next_rowid(connection, table, rowid, end) if end < ends.highest else None


def _next_width(width: int, took: float) -> int:
    if took < _STRETCH_S:
        return min(2 * width, _LONGEST)
    return max(width // 2, _SHORTEST) if took > 2 * _STRETCH_S else width


def _end_of_rows(
    connection: ReadConnection, table: Table, rowid: str, start: int, rows: int
) -> int:
    """The rowid that stands so many rows behind another, or the greatest that there can be."""
    sql = f"SELECT {rowid}{source_sql(table)} WHERE {rowid} >= ? ORDER BY {rowid} LIMIT 1 OFFSET {rows - 1}"
    found = connection.value(sql, (start,))
    return found if isinstance(found, int) else 2**63 - 1


def _next_rowid(connection: ReadConnection, table: Table, rowid: str, end: int) -> int | None:
    """The first rowid behind a stretch."""
    sql = f"SELECT min({rowid}){source_sql(table)} WHERE {rowid} > ?"
    found = connection.value(sql, (end,))
    return found if isinstance(found, int) else None
