"""Reading the settings that Hive keeps in its own database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection


def read_setting(connection: ReadConnection, schema: Schema, key: str) -> str | None:
    """The value of a row of table `settings`, such as `backup.dir`.

    None where the file has no such table, the table has other columns, or there is no such row.
    """
    table = schema.table("settings")
    if table is None or not {"key", "value"} <= {folded(column.name) for column in table.columns}:
        return None
    value = connection.value("SELECT value FROM settings WHERE key = ?", (key,))
    return value if isinstance(value, str) else None
