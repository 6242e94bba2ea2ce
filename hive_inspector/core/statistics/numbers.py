"""Which values are numbers that can be added up, and how many are not.

SQLite keeps texts and infinite numbers in any column, and a sum with one of them would be none. To look at each value
a second time would take half as long again: so one aggregate counts the rows in which any is unusual, and only where
there are some is looked closer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.hive.queries import functions, query_of, raw, sql_of
from hive_inspector.core.statistics.charts import Misfit, MisfitKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.statistics.passes import Pass

LARGEST = 1.7976931348623157e308
"""The largest number that has an end."""


def unusual(columns: Sequence[str]) -> Any:
    """An aggregate: how many rows have a value that is no number from 0 on with an end; text sorts behind numbers."""
    usual = " AND ".join(f"coalesce({quoted(one)}, 0) BETWEEN 0 AND {LARGEST!r}" for one in columns)
    return functions.count(raw(f"CASE WHEN {usual} THEN NULL ELSE 1 END"))


def fitting(column: str) -> Any:
    """The column's value where it is a number with an end."""
    cell = quoted(column)
    return raw(f"CASE WHEN {cell} >= -{LARGEST!r} AND {cell} <= {LARGEST!r} THEN {cell} END")


def restricted(query: Any, only: tuple[str, str] | None) -> Any:
    """The query over those rows alone for which a condition on a column holds."""
    if only is None:
        return query
    column, condition = only
    return query.where(raw(f"{quoted(column)} {condition}"))


def misfits_in(connection: ReadConnection, wanted: Pass) -> Iterator[Misfit]:
    """How many values do not fit, column by column; reads the table."""
    for column in wanted.values:
        query = restricted(query_of(wanted.table, unusual((column,))), wanted.only)
        if connection.value(*sql_of(query)):
            yield from _counted(connection, wanted, column)


def _counted(connection: ReadConnection, wanted: Pass, column: str) -> Iterator[Misfit]:
    cell = quoted(column)
    query = query_of(
        wanted.table,
        functions.total(raw(f"{cell} IN (9e999, -9e999)")),
        functions.total(raw(f"typeof({cell}) IN ('text', 'blob')")),
        functions.total(
            raw(f"typeof({cell}) IN ('integer', 'real') AND {cell} < 0 AND {cell} > -9e999")
        ),
    )
    row = connection.one(*sql_of(restricted(query, wanted.only))) or (0, 0, 0)
    kinds = (MisfitKind.INFINITE, MisfitKind.NO_NUMBER, MisfitKind.NEGATIVE)
    for kind, rows in zip(kinds, row, strict=True):
        if rows:
            yield Misfit(kind, int(cast("float", rows)), f"{wanted.table}.{column}")
