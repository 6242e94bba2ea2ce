"""How a hostile file is made: by plain SQL, and behind SQLite's back where it would try things out or refuse them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.hive.blueprints import create_statements

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Make: TypeAlias = Callable[["Path"], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile file."""

    name: str
    """Its family and what it is, as `code: view, load_extension`."""
    make: Make
    file_name: str = "hostile.db"

    @property
    def family(self) -> str:
        """What it is after: code, exhaust, spoof, shadow, master, values."""
        return self.name.partition(":")[0]


def by_sql(*statements: str) -> Make:
    """A file made by these statements, run in one transaction."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            _run(raw, statements)

    return make


def by_declaring(*declared: tuple[str, str, str], after: Iterable[str] = ()) -> Make:
    """A file into whose schema these objects (type, name, SQL) were written without SQLite compiling them."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            _run(raw, ("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)", _SOME_ROWS))
            _declare(raw, declared)
            _run(raw, after)

    return make


def by_replacing(statements: Iterable[str], was: str, now: str) -> Make:
    """A file made by statements, in whose schema a harmless text was then replaced by one that is not."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            _run(raw, statements)
            raw.execute("PRAGMA writable_schema = ON")
            raw.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?)", (was, now))

    return make


def by_tampering(statements: Iterable[str], *tampering: str) -> Make:
    """A file made by statements, then changed with its schema and shadow tables open to writing."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            _run(raw, statements)
            raw.execute("PRAGMA writable_schema = ON")
            for one in tampering:
                raw.execute(one)

    return make


def in_hive(*statements: str) -> Make:
    """A file of Hive's newest schema in which these statements were run."""
    return by_sql(*create_statements("core-013"), *statements)


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


_SOME_ROWS = "INSERT INTO t (a, b) VALUES (1, 'one'), (NULL, x'00'), (3.5, 'three')"


def _run(raw: sqlite3.Connection, statements: Iterable[str]) -> None:
    raw.execute("BEGIN")
    for statement in statements:
        raw.execute(statement)
    raw.execute("COMMIT")


def _declare(raw: sqlite3.Connection, declared: Iterable[tuple[str, str, str]]) -> None:
    raw.execute("PRAGMA writable_schema = ON")
    for kind, name, sql in declared:
        raw.execute(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, 0, ?)",
            (kind, name, name if kind in {"view", "table"} else "t", sql),
        )
