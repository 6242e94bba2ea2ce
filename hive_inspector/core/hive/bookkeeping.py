"""How a file records which migrations it has had: the dialects that real installs use."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection


class Bookkeeping(Enum):
    """A dialect. The value is its name for the user, stable in the output of commands."""

    COMPACT = "schema_migrations (compact)"
    """`version INTEGER, name, applied_at`: what installs really have."""
    EXTENDED = "schema_migrations (extended)"
    """`version TEXT, name, description, checksum, executed_at, execution_time_ms, rollback_sql`."""
    UNUSUAL = "schema_migrations (unknown form)"
    """A table of that name as some other program makes it."""
    MIGRATION_HISTORY = "migration_history"
    SCHEMA_VERSION = "schema_version"
    PEEWEE_MIGRATE = "migratehistory"
    PEEWEE = "schema_migration"
    NONE = "none"


BOOKKEEPING_TABLES = frozenset(
    {
        "schema_migrations",
        "migration_history",
        "schema_version",
        "migratehistory",
        "schema_migration",
    }
)
OWN_PREFIX = "_hive_inspector"
"""What the names of the program's own tables in a user's file start with."""
QUARANTINE_PREFIX = f"{OWN_PREFIX}_quarantine_"
"""What the names of those start with in which a repair keeps what it took out of other tables."""
QUARANTINE_ROWS = f"{QUARANTINE_PREFIX}rows_of_"
"""What stands before the name of a table in that of the one that keeps its rows."""

_COMPACT = {"version", "name", "applied_at"}
_EXTENDED = {"version", "name", "checksum", "executed_at"}
_TELLING_COLUMN = {
    Bookkeeping.MIGRATION_HISTORY: "migration_version",
    Bookkeeping.SCHEMA_VERSION: "version",
    Bookkeeping.PEEWEE_MIGRATE: "migrated_at",
    Bookkeeping.PEEWEE: "applied",
}

_NUMBERED = {
    Bookkeeping.COMPACT: "schema_migrations",
    Bookkeeping.EXTENDED: "schema_migrations",
    Bookkeeping.SCHEMA_VERSION: "schema_version",
}
"""Tables that record versions as numbers, in a column `version`."""


def is_bookkeeping(table: str) -> bool:
    """Whether a table of that name records migrations and holds nothing of the user's."""
    name = folded(table)
    return name in BOOKKEEPING_TABLES or name.startswith(OWN_PREFIX)


def is_quarantine(table: str) -> bool:
    """Whether a table of that name keeps rows that a repair moved out of another one."""
    return folded(table).startswith(QUARANTINE_PREFIX)


def origin_of(table: str) -> str:
    """The table whose rows a table of quarantine keeps; any other table's own name."""
    return table[len(QUARANTINE_ROWS) :] if folded(table).startswith(QUARANTINE_ROWS) else table


def bookkeeping_of(schema: Schema) -> Bookkeeping:
    """The dialect that a file has; where it has several tables, `schema_migrations` counts."""
    table = schema.table("schema_migrations")
    if table is not None:
        return _dialect_of(table)
    for kind, column in _TELLING_COLUMN.items():
        table = schema.table(kind.value)
        if table is not None and column in _column_names(table):
            return kind
    return Bookkeeping.NONE


def recorded_version(connection: ReadConnection, kind: Bookkeeping) -> int | None:
    """The newest version that the file says it has, as Hive itself decides; None where it records no numbers.

    Zero means that the table is there and empty.
    """
    table = _NUMBERED.get(kind)
    if table is None:
        return None
    return connection.integer(
        f"SELECT max(0, coalesce(max(CAST(version AS INTEGER)), 0)) FROM {table}"
    )


def _dialect_of(table: Table) -> Bookkeeping:
    columns = _column_names(table)
    if columns >= _EXTENDED:
        return Bookkeeping.EXTENDED
    return Bookkeeping.COMPACT if columns >= _COMPACT else Bookkeeping.UNUSUAL


def _column_names(table: Table) -> set[str]:
    return {folded(column.name) for column in table.columns}
