"""By what the rows of two tables are matched: primary key, else a unique key, else the rowid, else the whole row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Schema, Table

ALIAS = "t"
_ROWID_NAMES = ("rowid", "_rowid_", "oid")


class MatchedBy(Enum):
    """What tells which row of one side is which of the other."""

    PRIMARY_KEY = "primary key"
    UNIQUE = "unique key"
    ROWID = "rowid"
    WHOLE_ROW = "whole row"
    """Rows are then only on one side or on both; none is changed."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two tables of the same name, and how their rows are read and matched."""

    left: Table
    right: Table
    by: MatchedBy
    key: tuple[str, ...]
    """The columns of the key, as the left side spells them; empty for the rowid."""
    columns: tuple[str, ...]
    """What is compared: the columns that both sides store, as the left side spells them and in its order."""
    only_left: tuple[str, ...]
    """Columns that only the left table has; not compared."""
    only_right: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table, as the left side spells it."""
        return self.left.name

    @property
    def key_places(self) -> tuple[int, ...]:
        """Where the key stands in a row as `sql_of` reads it."""
        if self.by is MatchedBy.ROWID:
            return (len(self.columns),)
        if self.by is MatchedBy.WHOLE_ROW:
            return tuple(range(len(self.columns)))
        return tuple(self.columns.index(name) for name in self.key)

    def sql_of(self, table: Table) -> str:
        """The rows of either table, in the order of the key: the columns, and the rowid where that is the key."""
        names = [f"{ALIAS}.{quoted(name)}" for name in self._spelled(table)]
        row = rowid_of(table)
        read = [*names, f"{ALIAS}.{row}"] if self.by is MatchedBy.ROWID else names
        if self.by is MatchedBy.ROWID:
            order = [read[-1]]
        else:
            order = [f"{read[place]} COLLATE BINARY" for place in self.key_places]
        selected = ", ".join(read)
        return f"SELECT {selected} FROM {quoted(table.name)} AS {ALIAS} ORDER BY {', '.join(order)}"

    def _spelled(self, table: Table) -> Iterator[str]:
        own = {folded(column.name): column.name for column in table.columns}
        return (own[folded(name)] for name in self.columns)


@dataclass(frozen=True, slots=True)
class Apart:
    """A table whose rows are not matched, and why."""

    name: str
    left: Table | None
    right: Table | None
    reason: str = ""
    """Empty where the table is on one side only."""


def pairs(left: Schema, right: Schema) -> Iterator[Match | Apart]:
    """The tables with rows of their own of two files, in order of name.

    Views, search indexes and what lies behind them, and SQLite's own tables are left out: they follow from the others.
    """
    names = {folded(t.name): t.name for schema in (right, left) for t in schema.tables}
    for key in sorted(names):
        here, there = (_stored(schema, names[key]) for schema in (left, right))
        if here is not None and there is not None:
            yield match(here, there)
        elif one := here or there:
            yield Apart(one.name, here, there)


def match(left: Table, right: Table) -> Match | Apart:
    """How the rows of two tables are matched."""
    there = {folded(name) for name in stored_columns(right)}
    here = {folded(name) for name in stored_columns(left)}
    columns = tuple(name for name in stored_columns(left) if folded(name) in there)
    if not columns:
        return Apart(left.name, left, right, tr("The two tables have no column in common."))
    by, key = _key(left, right, columns)
    return Match(
        left,
        right,
        by,
        key,
        columns,
        only_left=tuple(name for name in stored_columns(left) if folded(name) not in there),
        only_right=tuple(name for name in stored_columns(right) if folded(name) not in here),
    )


def stored_columns(table: Table) -> tuple[str, ...]:
    """The columns that have values of their own."""
    return tuple(c.name for c in table.columns if not c.generated and not c.hidden)


def rowid_of(table: Table) -> str | None:
    """A name by which the rowid can be read, or None where there is none: a column may hide each of the three."""
    if not table.has_rowid:
        return None
    taken = {folded(column.name) for column in table.columns}
    return next((name for name in _ROWID_NAMES if name not in taken), None)


def _stored(schema: Schema, name: str) -> Table | None:
    table = schema.table(name)
    return table if table is not None and table.kind is TableKind.TABLE else None


def _key(left: Table, right: Table, columns: tuple[str, ...]) -> tuple[MatchedBy, tuple[str, ...]]:
    compared = {folded(name) for name in columns}
    theirs = [_names(key) for key in (right.primary_key, *_unique(right))]
    for key in (left.primary_key, *_unique(left)):
        if key and _names(key) in theirs and _names(key) <= compared:
            by = MatchedBy.PRIMARY_KEY if key == left.primary_key else MatchedBy.UNIQUE
            spelled = {folded(name): name for name in columns}
            return by, tuple(spelled[folded(name)] for name in key)
    if rowid_of(left) and rowid_of(right):
        return MatchedBy.ROWID, ()
    return MatchedBy.WHOLE_ROW, ()


def _unique(table: Table) -> Iterator[tuple[str, ...]]:
    """Unique keys without a condition, none of whose columns may be NULL: of NULLs there can be many."""
    required = {folded(column.name) for column in table.columns if column.not_null}
    for index in table.indexes:
        names = tuple(column.name or "" for column in index.columns)
        is_key = index.unique and index.where is None and index.origin != "pk"
        if is_key and all(folded(name) in required for name in names):
            yield names


def _names(key: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, key))
