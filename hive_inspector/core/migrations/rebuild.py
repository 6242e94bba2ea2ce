"""Replacing a table by one of another shape under the same name, leaving everything else as it is, byte for byte.

The old table is renamed away, the new one is declared with its text as given, and the old one is dropped in the end.
With `legacy_alter_table` on and foreign keys off (what `Database.altering` leases) the rename leaves the text of other
tables, views and triggers alone, so that their references mean the new table, and no row of a child is deleted. The
order of sqlite.org's manual (make the new one under another name, rename it last) would rewrite the new table's text.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.database.declarations import has_autoincrement, table_options
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hive_inspector.core.database.altering import AlteringConnection

_GENERATED = frozenset({2, 3})
"""What `table_xinfo` has in its column `hidden` for virtual and stored generated columns."""
_ROWID_NAMES = ("rowid", "_rowid_", "oid")


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


@dataclass(frozen=True, slots=True)
class Carrying:
    """What becomes of a table's columns where it is not simply the one of the same name."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    """New names by old ones."""
    values: Mapping[str, str] = field(default_factory=dict)
    """SQL over the old columns by new column."""
    drops: Collection[str] = ()
    """Old columns that go, with what is in them."""


def reshape(
    connection: AlteringConnection, table: str, create_sql: str, carrying: Carrying
) -> None:
    """Give a table another shape and carry its rows over: each column to the one of its name, rowids as they are.

    Args:
        connection: Inside a transaction.
        table: The table as it is named in the file.
        create_sql: The CREATE TABLE of the new one, under the same name.
        carrying: What becomes of columns that are not simply carried over.

    Raises:
        Refusal: A column would be lost unasked.
        StatementProblem: There is no such table, or a row or an index or trigger of it does not fit the new shape.
    """
    had_rowids = _has_rowids(connection, table)
    before = _columns(connection, table)
    with replaced_table(connection, table, create_sql, known=before) as old:
        after = _columns(connection, table)
        terms = _terms(before, after, carrying)
        _require_successors(table, before, after, carrying)
        rowid = _rowid_beside({*before, *after})
        if rowid and had_rowids and _has_rowids(connection, table):
            terms = {
                rowid: rowid
            } | terms  # first, so that a key that the script computes has the last word
        if terms:
            into, taken = ", ".join(terms), ", ".join(terms.values())
            connection.execute(f"INSERT INTO {quoted(table)} ({into}) SELECT {taken} FROM {old}")


def _terms(
    before: Mapping[str, bool], after: Mapping[str, bool], carrying: Carrying
) -> dict[str, str]:
    """SQL over the old table by quoted column of the new one; what is missing gets its default."""
    sources = {folded(name): quoted(name) for name in before}
    sources |= {folded(new): quoted(old) for old, new in carrying.renamed.items()}
    sources |= {folded(name): sql for name, sql in carrying.values.items()}
    return {
        quoted(name): sources[folded(name)]
        for name, is_generated in after.items()
        if not is_generated and folded(name) in sources
    }


def _require_successors(
    table: str, before: Mapping[str, bool], after: Mapping[str, bool], carrying: Carrying
) -> None:
    going = {folded(name) for name in (*after, *carrying.drops, *carrying.renamed)}
    lost = [name for name in before if folded(name) not in going]
    if lost:
        raise Refusal(
            f"The table {table} has columns that would be lost: {', '.join(lost)}.",
            "Say in the script what becomes of them: renamed, or dropped.",
        )


def _columns(connection: AlteringConnection, table: str) -> dict[str, bool]:
    """Columns in order, and whether SQLite computes them."""
    found = connection.rows("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,))
    return {str(name): hidden in _GENERATED for name, hidden in found}


def _has_rowids(connection: AlteringConnection, table: str) -> bool:
    sql = connection.value(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)", (table,)
    )
    return not table_options(str(sql)).without_rowid


def _rowid_beside(columns: Collection[str]) -> str | None:
    """A name under which the rowid can be had beside these columns, if there is one."""
    taken = {folded(name) for name in columns}
    return next((name for name in _ROWID_NAMES if name not in taken), None)


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
            f"The table {table} has columns that would be lost: {', '.join(strange)}.",
            "Keep what is in them elsewhere and drop them first.",
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
