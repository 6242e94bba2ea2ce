"""What is in a file, read by plain `sqlite3` without a line of the program's own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Typed: TypeAlias = "tuple[str, str]"
"""SQLite's type of a value, and the value as Python writes it."""
Record: TypeAlias = "dict[str, Typed]"
"""A row: values by column, and its rowid under `ROWID`, where it has one."""

ROWID = "<rowid>"
OWN = "_hive_inspector"
"""What the names of the inspector's own tables begin with."""
COUNTERS = "sqlite_sequence"
_ROWID_NAMES = ("rowid", "_rowid_", "oid")


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a file declares and holds, without the inspector's own history."""

    objects: tuple[tuple[Any, ...], ...]
    """Type, name, table and text of every object, sorted."""
    tables: dict[str, list[Record]]

    def without(self, *names: str) -> State:
        """The same without some tables and what is on them."""
        return State(
            tuple(one for one in self.objects if one[2] not in names),
            {name: rows for name, rows in self.tables.items() if name not in names},
        )


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def state(path: Path) -> State:
    """The state of a file that nobody has open in this process; a crash is recovered from, as a start would do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        return state_within(raw)


def state_within(raw: sqlite3.Connection) -> State:
    """The state as one connection sees it."""
    raw.text_factory = bytes
    objects = [
        tuple(
            part.decode("utf-8", "surrogateescape") if isinstance(part, bytes) else part
            for part in row
        )
        for row in raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    ]
    objects = [one for one in objects if not one[2].startswith(OWN)]
    names = [name for kind, name, _, _ in objects if kind == "table"]
    tables = {name: _counters(raw) if name == COUNTERS else _records(raw, name) for name in names}
    return State(tuple(sorted(objects, key=repr)), tables)


def records(path: Path, table: str) -> list[Record]:
    """The rows of one table."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.text_factory = bytes
        return _records(raw, table)


def columns(path: Path, table: str) -> list[str]:
    """Names of a table's columns in order."""
    with closing(sqlite3.connect(path)) as raw:
        return [row[1] for row in raw.execute(f"PRAGMA table_xinfo({quoted(table)})")]


def problems(path: Path) -> list[str]:
    """What SQLite finds wrong with a file."""
    with closing(sqlite3.connect(path)) as raw:
        return [text for (text,) in raw.execute("PRAGMA integrity_check") if text != "ok"]


def broken_references(path: Path) -> list[tuple[Any, ...]]:
    """Rows that refer to nothing; where SQLite cannot check that, its words."""
    with closing(sqlite3.connect(path)) as raw:
        try:
            return sorted(raw.execute("PRAGMA foreign_key_check").fetchall(), key=repr)
        except sqlite3.OperationalError as error:
            return [(str(error),)]


def in_order(rows: Iterable[Record]) -> list[Record]:
    """Rows in an order of their own, whatever the order of their columns."""
    return sorted(rows, key=lambda row: repr(sorted(row.items())))


def outcomes(path: Path, statements: Iterable[str]) -> list[str]:
    """Run statements with foreign keys enforced; rows changed, or the name of the error."""
    found = []
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = 0")
        raw.execute("PRAGMA foreign_keys = 1")
        for statement in statements:
            try:
                found.append(str(raw.execute(statement).rowcount))
            except sqlite3.Error as error:
                found.append(error.sqlite_errorname)
    return found


def _counters(raw: sqlite3.Connection) -> list[Record]:
    """The counters of AUTOINCREMENT; one at zero is as good as none, and where it stands means nothing."""
    return in_order(
        {name: value for name, value in row.items() if name != ROWID}
        for row in _records(raw, COUNTERS)
        if row["seq"] != ("integer", "0")
    )


def _records(raw: sqlite3.Connection, table: str) -> list[Record]:
    names = [
        row[1].decode()
        for row in raw.execute(f"PRAGMA table_xinfo({quoted(table)})")
        if row[6] != 1
    ]
    terms = [f"typeof({quoted(name)}), {quoted(name)}" for name in names]
    rowid = _rowid_of(raw, table, names)
    if rowid:
        names, terms = [ROWID, *names], [f"'integer', {rowid}", *terms]
    rows = raw.execute(f"SELECT {', '.join(terms)} FROM {quoted(table)}")
    found = [
        {
            name: (_text(row[2 * place]), repr(row[2 * place + 1]))
            for place, name in enumerate(names)
        }
        for row in rows
    ]
    return in_order(found)


def _rowid_of(raw: sqlite3.Connection, table: str, names: list[str]) -> str | None:
    listed = raw.execute(
        "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE BINARY",
        (table,),
    ).fetchone()
    if listed is None or listed[0]:
        return None
    taken = {name.lower() for name in names}
    return next((name for name in _ROWID_NAMES if name not in taken), None)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
