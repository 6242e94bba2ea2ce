"""Which rule each table of the sources falls under; what no rule speaks of goes by names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import tr
from hive_inspector.core.support.importing.mappings import (
    BOOKKEEPING,
    SYNONYMS,
    Move,
    moves_of,
    stay_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.snapshot import Column, Schema, Table

_NO_TABLE = tr("Core has no table for it.")
_BY_NAME = tr("Core has the same table.")


@dataclass(frozen=True, slots=True)
class Planned:
    """A table of a source, and what is to become of it."""

    number: int
    """Of the source file, from 0."""
    file: str
    table: Table
    moves: tuple[Move, ...]
    """Empty where it stays."""
    reason: str
    """Why it stays, or empty."""

    @property
    def columns_left(self) -> tuple[tuple[str, str], ...]:
        """Columns that go nowhere, each with why."""
        read = {name for move in self.moves for name in move.needs}
        known = {folded(k): v for move in self.moves for k, v in move.stays.items()}
        return tuple(
            (column.name, known.get(folded(column.name), tr("Core has no such column.")))
            for column in self.table.columns
            if self.moves and (folded(column.name) not in read or folded(column.name) in known)
        )


def plan_table(number: int, file: str, table: Table, core: Schema) -> Planned:
    """What is to become of a table with rows of its own."""
    if is_bookkeeping(table.name):
        return Planned(number, file, table, (), BOOKKEEPING)
    if stay := stay_of(table):
        return Planned(number, file, table, (), stay.reason)
    moves = moves_of(table)
    if not moves:
        found = _by_name(table, core)
        if isinstance(found, str):
            return Planned(number, file, table, (), found)
        moves = (found,)
    return Planned(number, file, table, moves, "")


def is_counted(table: Table) -> bool:
    """Whether a table has rows of its own that have to be accounted for."""
    return table.kind is TableKind.TABLE and not table.problem


def is_derived(table: Table) -> bool:
    """Whether a table shows rows of others."""
    return table.kind in {TableKind.VIEW, TableKind.VIRTUAL}


def in_order(core: Schema) -> Mapping[str, int]:
    """The tables of core, each behind those that it refers to, by folded name."""
    placed: dict[str, int] = {}

    def place(table: Table, above: frozenset[str]) -> None:
        name = folded(table.name)
        if name in placed or name in above:
            return
        for reference in table.references:
            parent = core.table(reference.table)
            if parent is not None:
                place(parent, above | {name})
        placed[name] = len(placed)

    for table in core.tables:
        place(table, frozenset())
    return placed


def _by_name(table: Table, core: Schema) -> Move | str:
    """Core's table of the same name, column by column; or why not."""
    target = core.table(table.name)
    if target is None or target.kind is not TableKind.TABLE:
        return _NO_TABLE
    own = {folded(column.name): column for column in target.columns}
    columns = {}
    for column in table.columns:
        name = folded(column.name)
        name = SYNONYMS.get((folded(table.name), name), name)
        if name in own:
            columns[own[name].name] = f"s.{quoted(column.name)}"
    missing = [c.name for c in target.columns if _is_required(c, target) and c.name not in columns]
    if missing:
        return tr(
            "Core's table of that name holds something else: it needs {names}.",
            names=listed(missing),
        )
    read = {folded(text[3:-1].replace('""', '"')) for text in columns.values()}
    return _NamedMove(
        folded(table.name), target.name, columns, _BY_NAME, read_columns=frozenset(read)
    )


def _is_required(column: Column, table: Table) -> bool:
    """Whether no row can do without it; a number that is the key is given by SQLite."""
    if folded(column.type) == "integer" and table.primary_key == (column.name,):
        return False
    return (column.not_null or bool(column.key_position)) and column.default is None


@dataclass(frozen=True, slots=True)
class _NamedMove(Move):
    """A move by names, which may be of any characters."""

    read_columns: frozenset[str] = frozenset()

    @property
    def needs(self) -> frozenset[str]:
        """The source columns that it reads, in lower case."""
        return self.read_columns
