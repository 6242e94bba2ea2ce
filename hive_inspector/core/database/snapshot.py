"""What a SQLite file declares, as frozen dataclasses. Read by `core.database.introspection`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping


class TableKind(Enum):
    """What sort of thing can be browsed like a table."""

    TABLE = "table"
    VIEW = "view"
    VIRTUAL = "virtual"
    SHADOW = "shadow"
    """Where a virtual table keeps its content; changing it by hand breaks the virtual table."""
    INTERNAL = "internal"
    """SQLite's own bookkeeping, such as `sqlite_sequence` and `sqlite_stat1`."""

    @property
    def noun(self) -> str:
        """What such a thing is called: `table`, `view` or `virtual table`."""
        return _NOUNS.get(self, _TABLE)


_TABLE = tr("table")
_NOUNS = {TableKind.VIEW: tr("view"), TableKind.VIRTUAL: tr("virtual table")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as `PRAGMA table_xinfo` tells it."""

    name: str
    type: str
    not_null: bool = False
    default: str | None = None
    """The default as SQL text, or None."""
    key_position: int = 0
    """1-based position in the primary key, 0 outside it."""
    generated: str = ""
    """`"virtual"`, `"stored"` or empty."""
    hidden: bool = False
    """A hidden column of a virtual table."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A declared foreign key."""

    columns: tuple[str, ...]
    table: str
    """The table referred to, which need not exist."""
    to: tuple[str, ...]
    """The columns referred to; empty where the declaration leaves them to the other table's primary key."""
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"


@dataclass(frozen=True, slots=True)
class IndexColumn:
    """One column or expression of an index."""

    name: str | None
    """None where the index holds an expression or the rowid."""
    descending: bool = False
    collation: str = "BINARY"
    expression: str = ""
    """The expression as SQL text on one line; empty where it is a column."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index, declared or made by SQLite for a UNIQUE or PRIMARY KEY."""

    name: str
    table: str
    columns: tuple[IndexColumn, ...]
    unique: bool = False
    origin: str = "c"
    """`"c"` CREATE INDEX, `"u"` UNIQUE constraint, `"pk"` primary key."""
    where: str | None = None
    """The condition of a partial index as SQL text, or None."""
    sql: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, view or virtual table."""

    name: str
    kind: TableKind
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    indexes: tuple[Index, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    """Columns of each UNIQUE constraint, in order of declaration; the primary key is none of them."""
    checks: tuple[str, ...] = ()
    """Expressions of the CHECK constraints, white space normalised."""
    without_rowid: bool = False
    strict: bool = False
    autoincrement: bool = False
    sql: str = ""
    problem: str = ""
    """Why the object could not be described (a view that fails, a missing module), or empty."""
    among: Mapping[str, Table] = field(default_factory=dict, repr=False, compare=False)
    """Of a view, a virtual or a shadow table: all tables and views of its file by folded name, to follow what it shows
    to its sources."""

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the primary key's columns in key order."""
        keyed = sorted((c.key_position, c.name) for c in self.columns if c.key_position)
        return tuple(name for _, name in keyed)

    @property
    def has_rowid(self) -> bool:
        """Whether rows can be addressed by rowid."""
        return self.kind in _STORED and not self.without_rowid


_STORED = frozenset({TableKind.TABLE, TableKind.SHADOW, TableKind.INTERNAL})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger and the table or view it belongs to."""

    name: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything a file declares, in order of name."""

    tables: tuple[Table, ...]
    triggers: tuple[Trigger, ...]
    _by_name: Mapping[str, Table] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {folded(table.name): table for table in self.tables})

    def table(self, name: str) -> Table | None:
        """The table or view of that name, compared as SQLite does (ASCII letters without case)."""
        return self._by_name.get(folded(name))
