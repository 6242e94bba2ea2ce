"""The schema of a file, read through the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema


def schema_of(path: Path) -> Schema:
    """What the file declares."""
    with (
        open_database(DatabaseTarget(path)) as database,
        database.reading() as connection,
    ):
        return read_schema(connection)
