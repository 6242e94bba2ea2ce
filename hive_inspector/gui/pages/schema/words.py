"""What the page calls the schemas that can be compared, and its tables in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.hive.blueprints import blueprint_names
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.schema.work import FILE
from hive_inspector.gui.widgets.tables.grouping import grouped, mark_of
from hive_inspector.gui.widgets.tables.model import TableEntry, TableGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.hive.identity import Identity

_TITLES = {
    "desktop": tr("Hive desktop app"),
    "desktop-memory": tr("Hive desktop app with memory"),
    "hybrid": tr("Hive core 13, used by the desktop app"),
    "knowledge": tr("Hive knowledge store"),
    "enhanced": tr("Hive enhanced"),
}


def comparable() -> tuple[tuple[str, str], ...]:
    """Name and title of everything that can stand on a side: the file, and every schema that is known."""
    return ((FILE, tr("This file")), *((name, _title(name)) for name in blueprint_names()))


def usual_sides(identity: Identity) -> tuple[str, str]:
    """What a file is compared with at first: what it should be, or else the newest version of Hive's core."""
    return identity.blueprint or max(n for n in blueprint_names() if n.startswith("core-")), FILE


def _title(name: str) -> str:
    if name.startswith("core-"):
        return tr("Hive core, version {name}", name=int(name.removeprefix("core-")))
    return _TITLES.get(name, name)


def groups_of(schema: Schema) -> tuple[TableGroup, ...]:
    """The tables under their domains, found by the names of their columns, indexes and triggers as well."""
    triggers: dict[str, list[str]] = {}
    for trigger in schema.triggers:
        triggers.setdefault(folded(trigger.table), []).append(trigger.name)

    def entry_of(table: Table) -> TableEntry:
        also = " ".join((*_parts(table), *triggers.get(folded(table.name), ())))
        return TableEntry(table.name, mark_of(table), problem=table.problem, also=also)

    return grouped(schema, entry_of)


def _parts(table: Table) -> Iterator[str]:
    yield from (column.name for column in table.columns)
    yield from (index.name for index in table.indexes if index.origin == "c")
