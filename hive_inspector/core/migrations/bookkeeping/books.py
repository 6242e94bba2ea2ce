"""Writing Hive's own record of a migration, exactly as Hive would, in the dialect that the file has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.errors import Refusal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from datetime import datetime

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.migrations.scripts.script import Script

COMPACT_TABLE = """CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
)"""
"""The dialect that Hive's installs have, given to a file that has none."""
_COMPACT = frozenset({"version", "name", "applied_at"})
_EXTENDED = frozenset(
    {
        *("version", "name", "description", "checksum"),
        *("executed_at", "execution_time_ms", "rollback_sql"),
    }
)
_NO_DESCRIPTION = "No description"
"""What Hive's extended dialect has for every version, since it does not read its own headers."""


def prepare_books(connection: AlteringConnection) -> None:
    """Make Hive's table where the file has none."""
    connection.execute(COMPACT_TABLE)


def write_applied(
    connection: AlteringConnection, script: Script, moment: datetime, duration_ms: int
) -> None:
    """Record a version.

    Args:
        connection: Inside a transaction.
        script: What was applied.
        moment: When, in UTC.
        duration_ms: How long it took; of use to the extended dialect only.

    Raises:
        Refusal: The table has a form that is not Hive's.
        StatementProblem: The version is on record already.
    """
    if _is_extended(connection):
        connection.execute(
            "INSERT INTO main.schema_migrations (version, name, description, checksum, executed_at,"
            " execution_time_ms, rollback_sql) VALUES (?, ?, ?, ?, ?, ?, '')",
            (
                f"{script.version:03}",
                script.path.stem,
                _NO_DESCRIPTION,
                script.md5,
                moment.isoformat(),
                duration_ms,
            ),
        )
        return
    connection.execute(
        "INSERT INTO main.schema_migrations (version, name, applied_at) VALUES (?, ?, ?)",
        (script.version, script.recorded_as, moment.isoformat()),
    )


def write_undone(connection: AlteringConnection, version: int) -> None:
    """Take the record of a version away.

    Args:
        connection: Inside a transaction.
        version: What was rolled back.

    Raises:
        Refusal: The table has a form that is not Hive's.
    """
    number = "CAST(version AS INTEGER)" if _is_extended(connection) else "version"
    connection.execute(f"DELETE FROM main.schema_migrations WHERE {number} = ?", (version,))


def _is_extended(connection: AlteringConnection) -> bool:
    found = connection.rows("SELECT name FROM pragma_table_info('schema_migrations')")
    columns = {folded(str(name)) for (name,) in found}
    if columns >= _EXTENDED:
        return True
    if columns >= _COMPACT:
        return False
    raise Refusal(
        tr(
            "The table schema_migrations has a form that is not Hive's; nothing can be recorded "
            "in it."
        ),
        tr(
            "Compare it with a file that Hive made, and give it the columns version, name and "
            "applied_at."
        ),
    )
