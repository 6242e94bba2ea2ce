"""What a file says about itself as a whole."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.way import Way

if TYPE_CHECKING:
    from hive_inspector.core.database.statements import ReadConnection

SQLITE_VERSION = sqlite3.sqlite_version
"""The library that reads the files."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Settings and sizes of a database file, by the names of SQLite's pragmas (sqlite.org/pragma.html)."""

    page_size: int
    """Bytes."""
    page_count: int
    """Pages, those that stand only in the `-wal` included."""
    freelist_count: int
    """Pages that hold nothing any more and would go with a VACUUM."""
    journal_mode: str
    """`"wal"`, or `"delete"` for every kind of rollback journal: only `wal` is kept in the file."""
    encoding: str
    """`"UTF-8"`, `"UTF-16le"` or `"UTF-16be"`."""
    user_version: int
    application_id: int
    auto_vacuum: int
    """0 none, 1 full, 2 incremental."""
    schema_version: int
    """Counts the changes of the schema."""

    @property
    def size_bytes(self) -> int:
        """Bytes of all pages."""
        return self.page_count * self.page_size

    @property
    def free_bytes(self) -> int:
        """Bytes of the pages that hold nothing."""
        return self.freelist_count * self.page_size


def read_facts(connection: ReadConnection) -> FileFacts:
    """Read them all in the lease's one state of the file."""
    return FileFacts(
        page_size=connection.integer("PRAGMA page_size"),
        page_count=connection.integer("PRAGMA page_count"),
        freelist_count=connection.integer("PRAGMA freelist_count"),
        journal_mode=_journal_mode(connection),
        encoding=str(connection.value("PRAGMA encoding")),
        user_version=connection.integer("PRAGMA user_version"),
        application_id=connection.integer("PRAGMA application_id"),
        auto_vacuum=connection.integer("PRAGMA auto_vacuum"),
        schema_version=connection.integer("PRAGMA schema_version"),
    )


def _journal_mode(connection: ReadConnection) -> str:
    """As the file has it: read as immutable, SQLite takes a WAL database for one with a rollback journal."""
    opened = connection.opened
    if opened.way is Way.IMMUTABLE and opened.header.uses_wal:
        return "wal"
    return str(connection.value("PRAGMA journal_mode")).lower()
