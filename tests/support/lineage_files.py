"""Files of each lineage, made with plain sqlite3 from the schemas that are known."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.hive.blueprints import create_statements

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def make_file(path: Path, statements: Iterable[str] = (), *, wal: bool = False) -> Path:
    """A database in which these statements were run; foreign keys are off."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        if wal:
            raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("BEGIN")
        for statement in statements:
            raw.execute(statement)
        raw.execute("COMMIT")
    return path


def make_lineage_file(
    path: Path, blueprint: str, statements: Iterable[str] = (), *, wal: bool = False
) -> Path:
    """A database with a known schema, and these statements run on it."""
    return make_file(path, (*create_statements(blueprint), *statements), wal=wal)


def cut_off(path: Path) -> None:
    """Take the last page of a file away, so that it opens only for reading and in spite of the damage."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 4096)
