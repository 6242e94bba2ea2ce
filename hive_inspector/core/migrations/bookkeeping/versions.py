"""The state of every version of a file, with all that decides it gathered in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.hive.core_versions import TWICE_NUMBERED
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.records import read_records
from hive_inspector.core.migrations.bookkeeping.status import migration_status
from hive_inspector.core.migrations.checking.halfway import lacking_of_version_10

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.identity import Identity
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.migrations.scripts.script import Script


def read_versions(
    connection: ReadConnection, schema: Schema, identity: Identity, scripts: Sequence[Script]
) -> tuple[MigrationStatus, ...]:
    """How each version stands, by Hive's record, the program's own, and the objects that are there.

    Args:
        connection: A lease on the file.
        schema: What the file declares.
        identity: What it was recognised as.
        scripts: The scripts in order.

    Raises:
        EnvironmentProblem: The file cannot be read.
    """
    history = read_history(connection, schema)
    return migration_status(
        history,
        scripts,
        identity,
        read_records(connection, schema),
        is_whole=history.newest != TWICE_NUMBERED or not lacking_of_version_10(schema),
    )
