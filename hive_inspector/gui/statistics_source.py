"""Reads the statistics of an open file for all pages: what one of them had gathered, the next need not read again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.sidefiles import beside, stamp
from hive_inspector.core.health.backups import known_backups, read_backup_settings
from hive_inspector.core.hive.lineages import identify
from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.periods import Choice
from hive_inspector.core.statistics.reading import StatisticsReader, StatisticsRequest

if TYPE_CHECKING:
    from collections.abc import Generator

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.core.statistics.periods import Period
    from hive_inspector.core.statistics.values import MeasureValue

Part: TypeAlias = "Period | MeasureValue | Chart"


class StatisticsSource:
    """Reads the statistics of one open file; what was gathered from its tables is kept until the file changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reader = StatisticsReader(database, Clock())

    def read(
        self,
        choice: Choice,
        token: CancelToken,
        progress: Progress,
        *,
        only: frozenset[str] = frozenset(),
    ) -> Generator[Part, None, None]:
        """The period, then every number and chart as soon as it is there; runs on a worker thread.

        Args:
            choice: Which period.
            token: Stops it.
            progress: Hears how far it is.
            only: The ids of the numbers and charts that are wanted; all of them, and the file's sizes, where empty.

        Raises:
            InspectorError: The file cannot be read at all.
            Cancelled: The token was cancelled.
        """
        database = self._database
        with database.reading(token) as connection:
            schema = read_schema(connection)
            identity = identify(connection, schema, file_name=database.real_path.name)
            settings = read_backup_settings(connection, schema)
        backups = (
            () if only else known_backups(database.real_path, settings, os.environ, Path.home())
        )
        request = StatisticsRequest(
            schema, identity, choice, backups, with_sizes=not only, only=only
        )
        yield from self._reader.read(request, token, progress)

    def gather(self, token: CancelToken, progress: Progress) -> None:
        """Read everything that a page of statistics would, so that it need not wait for it."""
        for _ in self.read(Choice(), token, progress):
            token.raise_if_cancelled()

    def stamp(self, _token: CancelToken, _progress: Progress) -> object:
        """Another one where the file was written since."""
        path = self._database.real_path
        return stamp(path), stamp(beside(path, "-wal"))
