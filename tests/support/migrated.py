"""Files at any version of Hive's core schema, made and moved by the program's own scripts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.migrations.performing.runner import apply_step, make_database, undo_step
from hive_inspector.core.migrations.scripts.loading import load_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable

NEWEST = 13
COMPACT = (
    "CREATE TABLE schema_migrations"
    " (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
)
EXTENDED = (
    "CREATE TABLE schema_migrations"
    " (version TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, checksum TEXT NOT NULL,"
    " executed_at TEXT NOT NULL, execution_time_ms INTEGER NOT NULL, rollback_sql TEXT)"
)
"""The two forms in which Hive records its migrations."""
NOON = datetime(2025, 9, 5, 12, 0, tzinfo=UTC)


def noon() -> datetime:
    """A clock that stands still."""
    return NOON


def migrated(path: Path, version: int, statements: Iterable[str] = ()) -> Path:
    """A new file of that version, 0 being an empty one, with these statements run on it, foreign keys enforced."""
    path.write_bytes(_made(version))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = 1")
        for statement in statements:
            raw.execute(statement)
        raw.commit()
    return path


@cache
def _made(version: int) -> bytes:
    """Content of a new file of that version; made once, because it takes as long as many a test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hive.db"
        if version:
            make_database(path, to=version, clock=noon)
        else:
            open_database(DatabaseTarget(path, Access.NEW)).close()
        return path.read_bytes()


def move(path: Path, start: int, end: int) -> None:
    """Take a file from one version to another, up or down, step by step."""
    scripts = load_scripts()
    target = DatabaseTarget(path, Access.WRITABLE)
    with open_database(target) as database, database.altering() as connection:
        for script in scripts[start:end]:
            apply_step(connection, script, NOON)
        for script in reversed(scripts[end:start]):
            undo_step(connection, script, NOON)
