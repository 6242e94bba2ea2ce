"""Replacing a table by one of another shape under the same name, leaving everything else as it is, byte for byte.

The old table is renamed away, the new one is declared with its text as given, and the old one is dropped in the end.
With `legacy_alter_table` on and foreign keys off (what `Database.altering` leases) the rename leaves the text of other
tables, views and triggers alone, so that their references mean the new table, and no row of a child is deleted. The
order of sqlite.org's manual (make the new one under another name, rename it last) would rewrite the new table's text.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.database.declarations import has_autoincrement
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.errors import Refusal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hive_inspector.core.database.altering import AlteringConnection


@contextmanager
def replaced_table(
    connection: AlteringConnection, table: str, create_sql: str, *, known: Collection[str]
) -> Iterator[str]:
    """The new table for as long as the block fills it; then the old one is dropped.

    Indexes and triggers of the table are made again from their own text; drop those first that the new shape cannot
    have. A counter of AUTOINCREMENT never goes back, so that no number is given out twice.

    Args:
        connection: Inside a transaction.
        table: The table as it is named in the file.
        create_sql: The CREATE TABLE of the new one, under the same name.
        known: The columns of the old one that the caller carries over or knowingly drops.

    Yields:
        The quoted name of the old table, to read from.

    Raises:
        Refusal: The old table has further columns, which would be lost unasked.
        StatementProblem: There is no such table, or an index or trigger of it does not fit the new one.
    """
    _require_known(connection, table, known)
    kept = _dependants(connection, table)
    counter = counter_of(connection, _stored_name(connection, table))
    old = _free_name(connection, table)
    connection.execute(f"ALTER TABLE {quoted(table)} RENAME TO {quoted(old)}")
    connection.execute(create_sql)
    yield quoted(old)
    connection.execute(f"DROP TABLE {quoted(old)}")
    for declaration in kept:
        connection.execute(declaration)
    if counter is not None and has_autoincrement(create_sql):
        table = _stored_name(connection, table)
        set_counter(connection, table, max(counter, counter_of(connection, table) or 0))


def _stored_name(connection: AlteringConnection, table: str) -> str:
    """The name in the letters that the file has, by which the counter goes."""
    name = connection.value(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)", (table,)
    )
    return table if name is None else str(name)


def _require_known(connection: AlteringConnection, table: str, known: Collection[str]) -> None:
    """A program may have added columns of its own, as the desktop app does: they are never dropped in passing."""
    names = {folded(name) for name in known}
    columns = connection.rows("SELECT name FROM pragma_table_xinfo(?)", (table,))
    strange = [str(name) for (name,) in columns if folded(str(name)) not in names]
    if strange:
        raise Refusal(
            tr(
                "The table {table} has columns that would be lost: {strange}.",
                table=table,
                strange=", ".join(strange),
            ),
            tr("Keep what is in them elsewhere and drop them first."),
        )


def counter_of(connection: AlteringConnection, table: str) -> int | None:
    """The highest number that AUTOINCREMENT ever gave out in the table, or None where it gave out none."""
    if not connection.rows("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"):
        return None
    counter = connection.value("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
    return counter if isinstance(counter, int) else None


def set_counter(connection: AlteringConnection, table: str, counter: int) -> None:
    """Let the next number of AUTOINCREMENT be the one after `counter`; 0 is a table that gave out none."""
    connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    if counter:
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, counter)
        )


def _dependants(connection: AlteringConnection, table: str) -> list[str]:
    found = connection.rows(
        "SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        " AND lower(tbl_name) = lower(?) ORDER BY rowid",
        (table,),
    )
    return [str(sql) for (sql,) in found]


def _free_name(connection: AlteringConnection, table: str) -> str:
    taken = {str(name).lower() for (name,) in connection.rows("SELECT name FROM sqlite_master")}
    name = f"{table}__old"
    while name.lower() in taken:
        name += "_"
    return name
