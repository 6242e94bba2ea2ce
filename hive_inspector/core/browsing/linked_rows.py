"""The rows that a link leads to: counted, found, and the condition they meet.

Both ways of a link are the same question: the rows of `Link.table` whose columns `Link.to` hold what this row holds in
`Link.columns`. What a link costs is told before it is followed: through an index a count takes microseconds, without
one it passes over the whole table and can be cancelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import (
    ALIAS,
    Condition,
    PrimaryKey,
    Rowid,
    bound,
    key_terms,
    rowid_name,
    source_sql,
)
from hive_inspector.core.database.identifiers import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.hive.links import Link


def count_backwards(
    connection: ReadConnection, link: Link, values: Sequence[Cell], *, most: int | None = None
) -> int:
    """How many rows a link leads to.

    Args:
        connection: A lease; its token cancels the count.
        link: One without a problem.
        values: What the row holds in `link.columns`, in that order.
        most: Count no further than this.

    Raises:
        StatementProblem: The table or a column is gone.
        DatabaseDamaged: A damaged page lies in the way.
        Cancelled: The connection's token was cancelled.
    """
    condition = rows_of(link, values)
    if condition is None:
        return 0
    source = f" FROM {quoted(link.table)} AS {ALIAS}{condition.where}"
    if most is not None:
        source = f" FROM (SELECT 1{source} LIMIT {most})"
    return connection.integer(f"SELECT count(*){source}", condition.parameters)


def find_row(
    connection: ReadConnection, link: Link, target: Table, values: Sequence[Cell]
) -> RowKey | None:
    """The first row that a link leads to, or None where the row named does not exist.

    Args:
        connection: A lease.
        link: One without a problem.
        target: The table `link.table`.
        values: What the row holds in `link.columns`, in that order.

    Returns:
        None also where rows of the target have no names: a view, a virtual table.

    Raises:
        StatementProblem: The table or a column is gone.
        Cancelled: The connection's token was cancelled.
    """
    condition = rows_of(link, values)
    rowid, terms = rowid_name(target), key_terms(target)
    names = [rowid] if rowid else [term.column_sql for term in terms]
    if condition is None or not names:
        return None
    sql = f"SELECT {', '.join(names)}{source_sql(target)}{condition.where} LIMIT 1"
    row = connection.one(sql, condition.parameters)
    if row is None:
        return None
    if not rowid:
        return PrimaryKey(row)
    return Rowid(row[0]) if isinstance(row[0], int) else None


def rows_of(link: Link, values: Sequence[Cell]) -> Condition | None:
    """That a row of `link.table` is one that the link leads to; None where the values name nothing, being NULL."""
    if any(value is None for value in values):
        return None
    marks = [bound(value) for value in values]
    sql = " AND ".join(
        f"{ALIAS}.{quoted(column)} = {mark.sql}"
        for column, mark in zip(link.to, marks, strict=True)
    )
    return Condition(sql, tuple(value for mark in marks for value in mark.parameters))
