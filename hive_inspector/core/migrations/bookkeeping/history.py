"""What a file says about the migrations it has had, in whichever dialect it says it.

The tables are another program's, so nothing about their content is taken for granted: a version may be text, NULL or
nonsense, a column may be missing, a name may be a megabyte long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.hive.bookkeeping import OWN_PREFIX, Bookkeeping, bookkeeping_of
from hive_inspector.core.hive.core_versions import content_tables

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell

LONGEST_TEXT = 200
"""Characters of a recorded text that are read."""
MOST_ENTRIES = 10_000
"""Entries that are read; every real history is far shorter."""


CORE_BOOKS = frozenset({Bookkeeping.COMPACT, Bookkeeping.EXTENDED})
"""The dialects that Hive's core keeps its record in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a file's history."""

    recorded: str
    """The version as it is written there."""
    version: int | None
    """The same as a number, or None where it is none."""
    name: str | None = None
    applied_at: str | None = None
    """When, as it is written there; `core.database.times.read_time` reads it."""
    checksum: str | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All lines, those with a number first and in its order."""

    kind: Bookkeeping
    entries: tuple[Entry, ...] = ()

    @property
    def newest(self) -> int | None:
        """The highest number on record, by which Hive decides what comes next; None where there is no number."""
        return max((e.version for e in self.entries if e.version is not None), default=None)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a dialect keeps what; of several names the first that the table has."""

    version: tuple[str, ...]
    name: tuple[str, ...] = ()
    applied_at: tuple[str, ...] = ()
    checksum: tuple[str, ...] = ()
    duration_ms: tuple[str, ...] = ()


_SCHEMA_MIGRATIONS = _Columns(
    version=("version",),
    name=("name", "description"),
    applied_at=("applied_at", "executed_at"),
    checksum=("checksum",),
    duration_ms=("execution_time_ms",),
)
_COLUMNS = {
    Bookkeeping.COMPACT: _SCHEMA_MIGRATIONS,
    Bookkeeping.EXTENDED: _SCHEMA_MIGRATIONS,
    Bookkeeping.UNUSUAL: _SCHEMA_MIGRATIONS,
    Bookkeeping.MIGRATION_HISTORY: _Columns(
        version=("migration_version",),
        name=("notes",),
        applied_at=("migration_timestamp",),
        checksum=("validation_checksum",),
    ),
    Bookkeeping.SCHEMA_VERSION: _Columns(version=("version",), applied_at=("migrated_at",)),
    Bookkeeping.PEEWEE_MIGRATE: _Columns(
        version=("name",), name=("name",), applied_at=("migrated_at",)
    ),
    Bookkeeping.PEEWEE: _Columns(version=("name",), name=("name",), applied_at=("applied",)),
}
_NAMED_BY_FILE = frozenset({Bookkeeping.PEEWEE_MIGRATE, Bookkeeping.PEEWEE})
_NUMBER = re.compile(r" *0*([0-9]{1,9}) *", re.ASCII)
_NUMBER_IN_FRONT = re.compile(r"0*([0-9]{1,9})_.*", re.ASCII | re.DOTALL)


def read_history(connection: ReadConnection, schema: Schema) -> History:
    """Read the history of a file; an empty one where it keeps none."""
    kind = bookkeeping_of(schema)
    table = schema.table(_table_name(kind))
    if kind is Bookkeeping.NONE or table is None:
        return History(kind)
    rows = connection.rows(_query(table, _COLUMNS[kind]))
    entries = [_entry(row, named_by_file=kind in _NAMED_BY_FILE) for row in rows]
    return History(kind, tuple(sorted(entries, key=_by_version)))


def is_at_nothing(schema: Schema, history: History) -> bool:
    """Whether a file is at version 0: no table, or none but an empty record of Hive's core and the program's own.

    The last is what a file is that was taken back to before the first version.
    """
    tables = {name for name in content_tables(schema) if not name.startswith(OWN_PREFIX)}
    return not tables or (
        tables == {"schema_migrations"} and history.kind in CORE_BOOKS and not history.entries
    )


def _table_name(kind: Bookkeeping) -> str:
    if _COLUMNS.get(kind) is _SCHEMA_MIGRATIONS:
        return "schema_migrations"
    return kind.value


def _query(table: Table, columns: _Columns) -> str:
    present = {folded(column.name) for column in table.columns}
    wanted = (
        columns.version,
        columns.name,
        columns.applied_at,
        columns.checksum,
        columns.duration_ms,
    )
    terms = ", ".join(_term(candidates, present) for candidates in wanted)
    return f"SELECT {terms} FROM {quoted(table.name)} LIMIT {MOST_ENTRIES}"


def _term(candidates: tuple[str, ...], present: set[str]) -> str:
    """SQL for the first of these columns that is there: text cut, a BLOB as NULL."""
    column = next((quoted(name) for name in candidates if name in present), "NULL")
    return (
        f"CASE typeof({column}) WHEN 'text' THEN substr({column}, 1, {LONGEST_TEXT})"
        f" WHEN 'blob' THEN NULL ELSE {column} END"
    )


def _entry(row: tuple[Cell, ...], *, named_by_file: bool) -> Entry:
    version, name, applied_at, checksum, duration_ms = row
    return Entry(
        recorded="" if version is None else str(version),
        version=_number(version, _NUMBER_IN_FRONT if named_by_file else _NUMBER),
        name=_text(name),
        applied_at=_text(applied_at),
        checksum=_text(checksum),
        duration_ms=duration_ms if isinstance(duration_ms, int) else None,
    )


def _number(version: Cell, pattern: re.Pattern[str]) -> int | None:
    if isinstance(version, int):
        return version
    if isinstance(version, float) and version.is_integer():
        return int(version)
    match = pattern.fullmatch(version) if isinstance(version, str) else None
    return int(match[1]) if match else None


def _text(value: Cell) -> str | None:
    return None if value is None else str(value)


def _by_version(entry: Entry) -> tuple[bool, int]:
    return entry.version is None, entry.version or 0
