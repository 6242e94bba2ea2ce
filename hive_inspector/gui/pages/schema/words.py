"""What the page calls the schemas that can be compared, and its tables in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.blueprints import blueprint_names
from hive_inspector.core.hive.catalogue import Domain, domain_of
from hive_inspector.gui.pages.schema.work import FILE
from hive_inspector.gui.widgets.tables.model import TableEntry, TableGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.hive.identity import Identity

_TITLES = {
    "desktop": "Hive Desktop",
    "desktop-memory": "Hive Desktop, memory file",
    "hybrid": "Hive Core 13 used by Hive Desktop",
    "knowledge": "Hive knowledge file",
    "enhanced": "Hive Enhanced",
}
_MARKS = {TableKind.VIEW: "view", TableKind.VIRTUAL: "virtual"}


def comparable() -> tuple[tuple[str, str], ...]:
    """Name and title of everything that can stand on a side: the file, and every schema that is known."""
    return ((FILE, "This file"), *((name, _title(name)) for name in blueprint_names()))


def usual_sides(identity: Identity) -> tuple[str, str]:
    """What a file is compared with at first: what it should be, or else the newest version of Hive's core."""
    return identity.blueprint or max(n for n in blueprint_names() if n.startswith("core-")), FILE


def _title(name: str) -> str:
    if name.startswith("core-"):
        return f"Hive Core, version {int(name.removeprefix('core-'))}"
    return _TITLES.get(name, name)


def groups_of(schema: Schema) -> tuple[TableGroup, ...]:
    """The tables under their domains, found by the names of their columns, indexes and triggers as well."""
    tables: dict[Domain, list[TableEntry]] = {domain: [] for domain in Domain}
    triggers: dict[str, list[str]] = {}
    for trigger in schema.triggers:
        triggers.setdefault(trigger.table, []).append(trigger.name)
    for table in schema.tables:
        entry = TableEntry(
            name=table.name,
            mark=_MARKS.get(table.kind, ""),
            problem=table.problem,
            also=" ".join((*_parts(table), *triggers.get(table.name, ()))),
        )
        tables[domain_of(table.name, table.kind)].append(entry)
    return tuple(TableGroup(d.value, tuple(found)) for d, found in tables.items() if found)


def _parts(table: Table) -> Iterator[str]:
    yield from (column.name for column in table.columns)
    yield from (index.name for index in table.indexes if index.origin == "c")
