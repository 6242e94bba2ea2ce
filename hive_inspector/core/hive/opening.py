"""Opening a file with everything that is known of it: its schema, what it is, and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.facts import FileFacts, read_facts
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.hive.lineages import Identity, identify
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.target import DatabaseTarget


@dataclass(frozen=True, slots=True)
class OpenHive:
    """An open file and what it was when it was opened, all of one state."""

    database: Database
    schema: Schema
    identity: Identity
    facts: FileFacts

    @property
    def is_here(self) -> bool:
        """Whether there are rows to read: of a bundle only what it tells is known."""
        return True


def open_hive(
    target: DatabaseTarget, *, token: CancelToken | None = None, progress: Progress = silent
) -> OpenHive:
    """Open a file, read what it declares, and recognise it. Whoever calls this closes the database.

    Args:
        target: The file, and whether it is to be read, written or made.
        token: Stops the work.
        progress: Hears of bytes copied, where the file has to be read from a private copy.

    Raises:
        EnvironmentProblem: The file cannot be opened or read; it is closed again.
        Cancelled: The token was cancelled; the file is closed again.
    """
    database = open_database(target, token=token, progress=progress)
    try:
        with database.reading(token) as connection:
            schema = read_schema(connection)
            identity = identify(connection, schema, file_name=database.real_path.name)
            facts = read_facts(connection)
    except BaseException:
        database.close()
        raise
    return OpenHive(database, schema, identity, facts)
