"""What is said of a table that is not here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.browse.listing import description_of
from hive_inspector.gui.pages.browse.profile_words import (
    DISTINCT,
    EMPTY,
    FILLED,
    LENGTH,
    TYPES,
    sample_note,
    shown_profile,
)
from hive_inspector.gui.pages.browse.told_view import NO_VALUES

if TYPE_CHECKING:
    from hive_inspector.core.browsing.profile import ColumnProfile
    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.core.supporting.told import ToldHive

_KINDS = {TableKind.VIEW: tr("view"), TableKind.VIRTUAL: tr("virtual table"), TableKind.TABLE: ""}
_NONE = ("",) * 6


@dataclass(frozen=True, slots=True)
class ToldTable:
    """A table in words."""

    name: str
    kind: str
    count: str
    description: str
    note: str
    """What is not shown, and of how many rows the rest speaks."""
    columns: tuple[tuple[str, ...], ...]


def told_table(hive: ToldHive, table: Table) -> ToldTable:
    """A table, as far as the bundle tells of it."""
    profiles = {one.column: one for one in hive.profiles(table.name)}
    samples = {note for one in profiles.values() if (note := sample_note(one))}
    notes = [NO_VALUES, *sorted(samples)]
    if not profiles:
        notes[1:] = [tr("Its columns are not told of.")]
    if table.problem:
        notes.append(table.problem)
    return ToldTable(
        name=table.name,
        kind=_KINDS[table.kind],
        count=_count(hive, table),
        description=description_of(table),
        note=" ".join(notes),
        columns=tuple(_row(hive, table, one, profiles.get(one.name)) for one in table.columns),
    )


def _count(hive: ToldHive, table: Table) -> str:
    found = next((one for one in hive.counts if one.name == table.name), None)
    if found is None or found.rows is None:
        return tr("rows not counted")
    return ("" if found.exact else "~") + plural(found.rows, "{count:,} row", "{count:,} rows")


def _row(
    hive: ToldHive, table: Table, column: Column, profile: ColumnProfile | None
) -> tuple[str, ...]:
    problem = hive.problem_of(table.name, column.name)
    if profile is None or problem:
        return column.name, column.type, *_NONE[:-2], problem, ""
    facts = dict(shown_profile(profile).facts)
    hidden = plural(profile.hidden, "{count:,} value", "{count:,} values")
    stored = tr("secret, {hidden}", hidden=hidden) if profile.hidden else facts.get(TYPES, "")
    return (
        column.name,
        column.type,
        facts.get(FILLED, ""),
        facts.get(EMPTY, ""),
        facts.get(DISTINCT, ""),
        facts.get(LENGTH, ""),
        stored,
        profile.index,
    )
