"""Demo databases for tests, and plain looks at them through `sqlite3` alone."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def ask(path: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """What plain `sqlite3` answers, without leaving anything beside the file."""
    uri = f"{path.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as raw:
        return raw.execute(sql, parameters).fetchall()


def one(path: Path, sql: str, *parameters: object) -> Any:
    """The first cell of the answer."""
    return ask(path, sql, *parameters)[0][0]


def tables(path: Path) -> list[str]:
    """Every table that holds rows of its own; not those that SQLite or full-text search keep for themselves."""
    rows = ask(
        path,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%_fts%' ORDER BY name",
    )
    return [name for (name,) in rows]


def digest(path: Path) -> str:
    """A checksum over every cell of every table, and over the schema."""
    sums = hashlib.sha256()
    for row in ask(path, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"):
        sums.update(repr(row).encode())
    for name in tables(path):
        for row in ask(path, f'SELECT rowid, * FROM "{name}" ORDER BY rowid'):
            sums.update(repr(row).encode())
    return sums.hexdigest()
