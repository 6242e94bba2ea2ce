"""Watching one file: a reading each time it is asked, and what costs more only when it is due."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.database.activity import holders
from hive_inspector.core.database.peeking import Peeker
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.health.backlog import read_backlog
from hive_inspector.core.health.backups import last_backup, read_backup_settings
from hive_inspector.core.health.probes import Reading, Slow, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.health.backlog import Backlog
    from hive_inspector.core.health.backups import LastBackup

USERS_EVERY_S = 15.0
"""Asking every process of the system which files it has open takes milliseconds; locks tell most of it sooner."""
BACKLOG_EVERY_S = 10.0
BACKUP_EVERY_S = 60.0


class Watch:
    """Takes readings of a file; used by one thread at a time, closed from any."""

    def __init__(
        self,
        database: Database,
        schema: Schema,
        environ: Mapping[str, str],
        home: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare to watch; nothing is measured yet.

        Args:
            database: The open file.
            schema: What it declared when it was opened.
            environ: The environment's variables.
            home: The user's home folder.
            clock: Counts seconds.
        """
        self._database = database
        self._schema = schema
        self._environ = environ
        self._home = home
        self._clock = clock
        self._peeker = Peeker()
        self._slow = Slow()
        self._due: dict[str, float] = {}

    def take(self, token: CancelToken) -> Reading:
        """Take a reading.

        Raises:
            Cancelled: The token was cancelled.
        """
        reading = sample(self._database, token, self._peeker, self._slow)
        if reading.locks is None or not reading.uses_wal:
            self._look_at_users()
        if reading.inside is not None:
            self._look_inside(token)
        return replace(reading, slow=self._slow)

    def forget(self) -> None:
        """Look at everything anew next time: the user asked for the present state."""
        self._due.clear()

    def close(self) -> None:
        """End the process that reads for it."""
        self._peeker.close()

    def _look_at_users(self) -> None:
        """Where locks do not tell: in WAL mode every program that has the file open holds one."""
        if self._is_due("users", USERS_EVERY_S):
            self._slow = replace(self._slow, users=holders(self._database.real_path))

    def _look_inside(self, token: CancelToken) -> None:
        if self._is_due("backlog", BACKLOG_EVERY_S):
            self._slow = replace(self._slow, backlog=self._backlog(token))
        if self._is_due("backup", BACKUP_EVERY_S):
            self._slow = replace(self._slow, backup=self._backup(token))

    def _backlog(self, token: CancelToken) -> Backlog | None:
        try:
            with self._database.reading(token) as connection:
                connection.scan()
                return read_backlog(connection, self._schema)
        except (
            InspectorError
        ):  # it is locked or damaged there: the reading itself, or a check, says so
            return None

    def _backup(self, token: CancelToken) -> LastBackup | None:
        try:
            with self._database.reading(token) as connection:
                settings = read_backup_settings(connection, self._schema)
            return last_backup(self._database.real_path, settings, self._environ, self._home)
        except InspectorError:
            return None

    def _is_due(self, what: str, every_s: float) -> bool:
        now = self._clock()
        if now < self._due.get(what, now):
            return False
        self._due[what] = now + every_s
        return True
