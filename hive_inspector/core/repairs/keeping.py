"""Quarantine: where rows and names are kept that were taken out of their tables.

A table for each origin, with its columns and where each row came from; and one for names of what is not there. Columns
have no declared type, so that every value stays what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.hive.bookkeeping import QUARANTINE_PREFIX, QUARANTINE_ROWS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.migrations.migrator import Migrator, Reader

NAMES_TABLE = f"{QUARANTINE_PREFIX}names"
"""Where names are kept that led to nothing: of which row, in which column."""
ROWID, MOVED_AT, REASON = "_origin_rowid", "_moved_at", "_reason"
"""What a row in quarantine has besides its own columns."""
_ROWID_NAMES = ("rowid", "oid", "_rowid_")


def side_table(table: str) -> str:
    """Where the rows of a table are kept."""
    return f"{QUARANTINE_ROWS}{table}"


def stored_columns(table: Table) -> tuple[str, ...]:
    """The columns that have values of their own."""
    return tuple(c.name for c in table.columns if not c.generated and not c.hidden)


def row_key(table: Table) -> str:
    """What tells a row as SQL: its rowid; NULL where it has none."""
    if not table.has_rowid:
        return "NULL"
    taken = {folded(column.name) for column in table.columns}
    free = next((name for name in _ROWID_NAMES if name not in taken), None)
    return "NULL" if free is None else free


def keep_rows(
    migrator: Migrator, database: Reader, table: Table, condition: str, reason: str
) -> None:
    """Move the rows for which a condition holds out of a table."""
    _prepare_side(migrator, database, table)
    copy, delete = moving(table, condition)
    migrator.sql(copy, migrator.now, reason)
    migrator.sql(delete)


def moving(table: Table, condition: str) -> tuple[str, str]:
    """The statements that move rows; the first takes the moment and the reason."""
    columns = ", ".join(map(quoted, stored_columns(table)))
    name = quoted(table.name)
    copy = (
        f"INSERT INTO {quoted(side_table(table.name))} ({columns}, {ROWID}, {MOVED_AT}, {REASON})"
        f" SELECT {columns}, {row_key(table)}, ?, ? FROM {name} WHERE {condition}"
    )
    return copy, f"DELETE FROM {name} WHERE {condition}"


def keep_names(
    migrator: Migrator, table: Table, columns: Sequence[str], condition: str, reason: str
) -> None:
    """Set columns to NULL where a condition holds, and keep what was in them."""
    _prepare_names(migrator)
    *copies, update = loosening(table, columns, condition)
    for column, copy in zip(columns, copies, strict=True):
        migrator.sql(copy, table.name, column, migrator.now, reason)
    migrator.sql(update)


def loosening(table: Table, columns: Sequence[str], condition: str) -> tuple[str, ...]:
    """The statements that take names away; all but the last take the table, the column, the moment and the reason."""
    name = quoted(table.name)
    emptied = ", ".join(f"{quoted(column)} = NULL" for column in columns)
    return (
        *(
            f"INSERT INTO {NAMES_TABLE} (origin, origin_rowid, origin_key, origin_column, value, moved_at, reason)"
            f" SELECT ?, {row_key(table)}, {_first_key(table)}, ?, {quoted(column)}, ?, ? FROM {name}"
            f" WHERE {condition}"
            for column in columns
        ),
        f"UPDATE {name} SET {emptied} WHERE {condition}",
    )


def _first_key(table: Table) -> str:
    return quoted(table.primary_key[0]) if table.primary_key else "NULL"


def _prepare_side(migrator: Migrator, database: Reader, table: Table) -> None:
    """The table of rows, with a column for each that the origin has now."""
    side = side_table(table.name)
    there = {
        folded(str(name))
        for (name,) in database.rows("SELECT name FROM pragma_table_xinfo(?)", side)
    }
    columns = stored_columns(table)
    if not there:
        listed = ", ".join(map(quoted, columns))
        migrator.sql(
            f"CREATE TABLE {quoted(side)} ({listed}, {ROWID} INTEGER, {MOVED_AT} TEXT NOT NULL, {REASON} TEXT NOT NULL)"
        )
        migrator.sql(f"CREATE INDEX {quoted(f'{side}_by_row')} ON {quoted(side)} ({ROWID})")
        return
    for column in columns:
        if folded(column) not in there:
            migrator.add_column(side, quoted(column))


def _prepare_names(migrator: Migrator) -> None:
    migrator.sql(
        f"CREATE TABLE IF NOT EXISTS {NAMES_TABLE} (origin TEXT NOT NULL, origin_rowid INTEGER, origin_key,"
        " origin_column TEXT NOT NULL, value, moved_at TEXT NOT NULL, reason TEXT NOT NULL)"
    )
    migrator.sql(
        f"CREATE INDEX IF NOT EXISTS {NAMES_TABLE}_by_row ON {NAMES_TABLE} (origin, origin_rowid)"
    )


def unaccounted(
    table: Table, loosened: Collection[str], connection: ReadConnection, *, moves: bool
) -> int:
    """How many rows of a table are neither as they were nor kept, or have come; see `Proof.failing`.

    Args:
        table: With its columns.
        loosened: Columns, in lower case, that may have become NULL where the name is kept.
        connection: Reads the file as it is, and as it was.
        moves: Whether rows may have been moved.
    """
    there = {str(name) for (name,) in connection.rows("SELECT name FROM sqlite_master")}
    names = loosened if NAMES_TABLE in there else frozenset()
    here, before = f"main.{quoted(table.name)}", f"other_file.{quoted(table.name)}"
    key = " AND ".join(f"a.{k} IS b.{k}" for k in _keys(table))
    same = " AND ".join(_same(table, column, names) for column in stored_columns(table))
    kept = f"EXISTS (SELECT 1 FROM {here} AS a WHERE {key} AND {same})"
    if moves and side_table(table.name) in there:
        kept = f"({kept} OR {_in_side(table)})"
    gone = connection.integer(f"SELECT count(*) FROM {before} AS b WHERE NOT {kept}")
    come = connection.integer(
        f"SELECT count(*) FROM {here} AS a WHERE NOT EXISTS"
        f" (SELECT 1 FROM {before} AS b WHERE {key})"
    )
    return gone + come


def _keys(table: Table) -> tuple[str, ...]:
    key = row_key(table)
    return tuple(map(quoted, table.primary_key)) if key == "NULL" else (key,)


def _same(table: Table, column: str, loosened: Collection[str]) -> str:
    name = quoted(column)
    alike = f"(a.{name} IS b.{name} COLLATE BINARY AND typeof(a.{name}) = typeof(b.{name}))"
    if folded(column) not in loosened:
        return alike
    origin, field = (_literal(text) for text in (table.name, column))
    key = row_key(table)
    row = (
        f"n.origin_key IS b.{_first_key(table)}" if key == "NULL" else f"n.origin_rowid IS b.{key}"
    )
    return (
        f"({alike} OR (a.{name} IS NULL AND EXISTS (SELECT 1 FROM main.{NAMES_TABLE} AS n"
        f" WHERE n.origin = {origin} AND {row} AND n.origin_column = {field}"
        f" AND n.value IS b.{name} COLLATE BINARY)))"
    )


def _in_side(table: Table) -> str:
    key = row_key(table)
    same = " AND ".join(
        f"q.{quoted(c)} IS b.{quoted(c)} COLLATE BINARY AND typeof(q.{quoted(c)}) = typeof(b.{quoted(c)})"
        for c in stored_columns(table)
    )
    place = f"q.{ROWID} IS b.{key} AND " if key != "NULL" else ""
    return f"EXISTS (SELECT 1 FROM main.{quoted(side_table(table.name))} AS q WHERE {place}{same})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
