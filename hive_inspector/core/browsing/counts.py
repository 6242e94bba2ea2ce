"""How many rows each table has: estimates at once, then exact counts one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import rowid_name, source_sql
from hive_inspector.core.browsing.rowids import estimated_order
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.database.snapshot import TableKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection


@dataclass(frozen=True, slots=True)
class TableCount:
    """How many rows a table has, as far as it is known."""

    name: str
    rows: int | None
    """None where it is not known: of views, which may have to work for hours to be counted, and of damaged tables."""
    exact: bool
    problem: str = ""
    """Why the table could not be counted, or empty."""


def estimated_counts(connection: ReadConnection, tables: Iterable[Table]) -> tuple[TableCount, ...]:
    """What is known of each table without counting, within milliseconds; an empty table is known exactly."""
    return tuple(_guarded(table, _estimated, connection) for table in tables)


def exact_counts(
    database: Database, tables: Iterable[Table], token: CancelToken | None = None
) -> Iterator[TableCount]:
    """Count each table, the cheapest first; views are left out.

    Every table is counted in a lease of its own, so that a long count holds no old state of the file.

    Raises:
        EnvironmentProblem: The file cannot be read any more.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    countable = [table for table in tables if table.kind is not TableKind.VIEW]
    with database.reading(token) as connection:
        guesses = {count.name: count.rows or 0 for count in estimated_counts(connection, countable)}
    for table in sorted(countable, key=lambda table: guesses[table.name]):
        with database.reading(token) as connection:
            connection.scan()
            count = _guarded(table, _exact, connection)
        yield count


def count_tables(
    database: Database, tables: Iterable[Table], token: CancelToken | None = None
) -> Iterator[TableCount]:
    """An estimate of every table, then the exact count of each that can be counted.

    Raises:
        EnvironmentProblem: The file cannot be read any more.
        Cancelled: The token was cancelled.
    """
    wanted = tuple(tables)
    with database.reading(token) as connection:
        estimates = estimated_counts(connection, wanted)
    yield from estimates
    known = {count.name for count in estimates if count.exact}
    yield from exact_counts(database, [t for t in wanted if t.name not in known], token)


def _guarded(
    table: Table, count: Callable[[ReadConnection, Table], TableCount], connection: ReadConnection
) -> TableCount:
    """The count, or what stands in its way and concerns this table alone."""
    if table.problem:
        return TableCount(table.name, None, exact=False, problem=table.problem)
    try:
        return count(connection, table)
    except (StatementProblem, DatabaseDamaged) as error:
        return TableCount(table.name, None, exact=False, problem=error.message)


def _estimated(connection: ReadConnection, table: Table) -> TableCount:
    rowid = rowid_name(table)
    if rowid:
        order = estimated_order(connection, table, rowid)
        return TableCount(table.name, order.count, exact=order.exact)
    return TableCount(table.name, _counted_by_analyze(connection, table), exact=False)


def _exact(connection: ReadConnection, table: Table) -> TableCount:
    rows = connection.integer(f"SELECT count(*){source_sql(table)}")
    return TableCount(table.name, rows, exact=True)


def _counted_by_analyze(connection: ReadConnection, table: Table) -> int | None:
    """The rows that ANALYZE found when it last ran, or None where it never did."""
    if connection.value("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'") is None:
        return None
    statistics = connection.value("SELECT stat FROM sqlite_stat1 WHERE tbl = ?", (table.name,))
    rows = str(statistics or "").partition(" ")[0]
    return int(rows) if rows.isdecimal() else None
