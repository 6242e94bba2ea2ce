"""Demo databases for tests, and plain looks at them through `sqlite3` alone."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hive_inspector.core.demo.making import make_demo


def small_demo(path: Path, lineage: str = "core", *, with_defects: bool = False) -> Path:
    """A small demo of that lineage, its owner's alone, as `make_demo` makes it."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(_demo(lineage, with_defects))
    return path


@cache
def _demo(lineage: str, with_defects: bool) -> bytes:
    """Its content, which is the same each time; made once, because it takes as long as many a test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hive.db"
        make_demo(path, lineage=lineage, with_defects=with_defects)
        assert [one.name for one in path.parent.iterdir()] == [path.name]
        return path.read_bytes()


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
