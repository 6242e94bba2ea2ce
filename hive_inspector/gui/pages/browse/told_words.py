"""What is said of a table that is not here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.wording import counted
from hive_inspector.gui.pages.browse.listing import description_of
from hive_inspector.gui.pages.browse.profile_words import shown_profile
from hive_inspector.gui.pages.browse.told_view import NO_VALUES

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.core.supporting.told import ToldHive

_KINDS = {TableKind.VIEW: "view", TableKind.VIRTUAL: "virtual table", TableKind.TABLE: ""}
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
    profiles = {one.column: shown_profile(one) for one in hive.profiles(table.name)}
    facts = {name: dict(one.facts) for name, one in profiles.items()}
    samples = {one.note for one in profiles.values() if one.note.startswith("From a sample")}
    notes = [NO_VALUES, *sorted(samples)]
    if not profiles:
        notes[1:] = ["Its columns are not told of."]
    if table.problem:
        notes.append(table.problem)
    return ToldTable(
        name=table.name,
        kind=_KINDS[table.kind],
        count=_count(hive, table),
        description=description_of(table),
        note=" ".join(notes),
        columns=tuple(_row(hive, table, one, facts.get(one.name)) for one in table.columns),
    )


def _count(hive: ToldHive, table: Table) -> str:
    found = next((one for one in hive.counts if one.name == table.name), None)
    if found is None or found.rows is None:
        return "rows not counted"
    return ("" if found.exact else "~") + counted(found.rows, "row")


def _row(
    hive: ToldHive, table: Table, column: Column, facts: dict[str, str] | None
) -> tuple[str, ...]:
    problem = hive.problem_of(table.name, column.name)
    if facts is None or problem:
        return column.name, column.type, *_NONE[:-2], problem, ""
    secret = facts.get("secret", "")
    stored = f"secret, {secret.removesuffix(' are hidden')}" if secret else facts.get("types", "")
    index = facts.get("index", "")
    return (
        column.name,
        column.type,
        facts.get("filled", ""),
        facts.get("empty", ""),
        facts.get("distinct", ""),
        facts.get("length", ""),
        stored,
        "" if index == "none" else index,
    )
