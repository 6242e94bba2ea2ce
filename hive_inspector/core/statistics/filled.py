"""Which tables have rows: where the same thing may stand in several, one without a row tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.snapshot import TableKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection


def filled_tables(
    connection: ReadConnection, schema: Schema, names: Iterable[str]
) -> frozenset[str]:
    """Those of the tables that have rows; one that is damaged counts as such, so that what reads it says so.

    Raises:
        InspectorError: The file cannot be read at all.
        Cancelled: The lease was cancelled.
    """
    return frozenset(name for name in names if _is_filled(connection, schema, name))


def _is_filled(connection: ReadConnection, schema: Schema, name: str) -> bool:
    table = schema.table(name)
    if table is None or table.kind is not TableKind.TABLE:
        return False
    try:
        return bool(connection.value(f"SELECT EXISTS (SELECT 1 FROM {quoted(table.name)})"))
    except DatabaseDamaged:
        return True
