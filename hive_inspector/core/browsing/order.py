"""The natural order of any table: by rowid, by primary key, or as the rows come.

Two steps: `natural_order` takes milliseconds and is exact for small tables; `survey` counts and lays anchors, in the
background, so that from then on every position is exact. An order that filters or sorts is a further `RowOrder`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing import positions, primarykeys, rowids
from hive_inspector.core.browsing.kept import first_rows, kept_rows
from hive_inspector.core.browsing.keys import key_terms, rowid_name
from hive_inspector.core.browsing.spans import RowOrder
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection

__all__ = ["RowOrder", "natural_order", "survey"]

SMALL_TABLE = 5_000
"""Up to so many rows are counted at once, within a few milliseconds."""
_FIRST_ROWS_OF_A_VIEW = 256
"""Rows of a view that are looked at before its survey; a view may have to do all its work for the first of them."""


def natural_order(connection: ReadConnection, table: Table) -> RowOrder:
    """The order to show a table in at once: exact for a small table, else an estimate.

    Raises:
        StatementProblem: The table cannot be read: a view that fails, a missing module, a table that is gone.
    """
    require_readable(table)
    rowid, terms = rowid_name(table), key_terms(table)
    if not rowid and not terms:
        return first_rows(connection, table, _FIRST_ROWS_OF_A_VIEW)
    small = _small_order(connection, table)
    if small is not None:
        return small
    if rowid:
        return rowids.estimated_order(connection, table, rowid)
    return primarykeys.KeyOrder(SMALL_TABLE, exact=False, terms=terms)


def survey(
    connection: ReadConnection, table: Table, order: RowOrder, progress: Progress = silent
) -> RowOrder:
    """The same order with its exact count, and every position exact. For the background.

    5,000,000 rows (2.5 GB) take 0.1 to 1.3 s where no rowid is missing, depending on whether an index can count them,
    and some 3 s where rowids are missing (measured). Cancel through the connection's token.

    Args:
        connection: A lease; what is found holds for the state it reads.
        table: The table of the order.
        order: What `natural_order` gave; returned as it is when it is exact already.
        progress: Hears of rows passed.

    Raises:
        StatementProblem: The table cannot be read.
        DatabaseDamaged: A damaged page lies in the way; the order given stays usable elsewhere.
        Cancelled: The connection's token was cancelled.
    """
    require_readable(table)
    if order.exact:
        return order
    connection.scan()
    return _surveyed(connection, table, progress)


def _surveyed(connection: ReadConnection, table: Table, progress: Progress) -> RowOrder:
    rowid, terms = rowid_name(table), key_terms(table)
    if rowid:
        return rowids.surveyed_order(connection, table, rowid, progress)
    if terms:
        return primarykeys.surveyed_order(connection, table, terms, progress)
    *_, order = kept_rows(connection, table, progress=progress)
    return order


def _small_order(connection: ReadConnection, table: Table) -> RowOrder | None:
    """The exact order of a small table; None of a large one, and where damage lies in the way."""
    try:
        found = positions.counted_up_to(connection, table, SMALL_TABLE + 1)
        return _surveyed(connection, table, silent) if found <= SMALL_TABLE else None
    except DatabaseDamaged:
        return None


def require_readable(table: Table) -> None:
    """Stop before SQLite is asked for what the schema already says cannot be read.

    Raises:
        StatementProblem: A view that fails, or a virtual table whose module is missing.
    """
    if table.problem:
        raise StatementProblem(
            table.problem,
            tr("Look at its SQL: what it uses may be missing in this file or in this SQLite."),
        )
