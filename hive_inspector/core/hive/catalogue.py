"""What is known about a table by its name, whatever lineage the file is of.

The core tables are described by the models, which are loaded when first asked for: a command that only names the
lineage does not wait for them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.bookkeeping import BOOKKEEPING_TABLES, is_bookkeeping
from hive_inspector.core.hive.notes import ColumnNote, Domain, TableNote, Trait
from hive_inspector.core.hive.other_tables import ADDED_COLUMNS, OTHER_TABLES
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.hive.models.base import HiveModel

__all__ = ["ColumnNote", "Domain", "TableNote", "Trait", "column_note", "domain_of", "note_of"]

_NOT_LISTED = frozenset({TableKind.SHADOW, TableKind.INTERNAL})
_NOTHING_KNOWN: Mapping[str, ColumnNote] = {}


def note_of(table: str) -> TableNote | None:
    """What is known of the table of that name, or None."""
    return _notes().get(folded(table))


def column_note(table: str, column: str) -> ColumnNote:
    """What is known of a column; a note without traits where nothing is."""
    note = note_of(table)
    columns = _NOTHING_KNOWN if note is None else note.columns
    return columns.get(folded(column)) or ColumnNote(column)


def domain_of(table: str, kind: TableKind = TableKind.TABLE) -> Domain:
    """Where a table is listed.

    Args:
        table: The table's name.
        kind: What it is: shadow tables and SQLite's own are always listed under System.
    """
    if kind in _NOT_LISTED or is_bookkeeping(table) or folded(table).startswith("sqlite_"):
        return Domain.SYSTEM
    note = note_of(table)
    return Domain.OTHER if note is None else note.domain


@cache
def _notes() -> Mapping[str, TableNote]:
    from hive_inspector.core.hive.models import ALL_MODELS

    known = [
        *map(_note_of_model, ALL_MODELS),
        *OTHER_TABLES,
        *map(_bookkeeping, BOOKKEEPING_TABLES),
    ]
    return {note.name: note for note in known}


def _bookkeeping(table: str) -> TableNote:
    times = {"applied_at", "executed_at", "migrated_at", "migration_timestamp", "applied"}
    columns = {name: ColumnNote(name, frozenset({Trait.TIME})) for name in times}
    return TableNote(table, Domain.SYSTEM, tr("Which migrations the file has had."), columns)


def _note_of_model(model: type[HiveModel]) -> TableNote:
    name = model.table_name()
    columns = {
        field.column_name: ColumnNote(field.column_name, field.traits, field.help_text or "")
        for field in model.declared_columns()
    }
    columns.update(ADDED_COLUMNS.get(name, _NOTHING_KNOWN))
    summary = model.summary()
    return TableNote(name, model.domain(), tr(summary), columns)
