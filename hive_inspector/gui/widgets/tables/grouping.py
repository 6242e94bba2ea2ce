"""The tables of a file under the headings of their domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.catalogue import Domain, domain_of
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.tables.model import TableGroup

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.gui.widgets.tables.model import TableEntry

_MARKS = {TableKind.VIEW: tr("view"), TableKind.VIRTUAL: tr("virtual")}


def grouped(schema: Schema, entry_of: Callable[[Table], TableEntry]) -> tuple[TableGroup, ...]:
    """Every table in the order of the domains; domains without a table are left out."""
    tables: dict[Domain, list[TableEntry]] = {domain: [] for domain in Domain}
    for table in schema.tables:
        tables[domain_of(table.name, table.kind)].append(entry_of(table))
    return tuple(
        TableGroup(tr(domain.value), tuple(found)) for domain, found in tables.items() if found
    )


def mark_of(table: Table) -> str:
    """What it is where it is no ordinary table."""
    return _MARKS.get(table.kind, "")
