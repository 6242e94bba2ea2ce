"""The row counts of the list, coming in while the user works."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.counts import TableCount, count_tables
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner

_BATCH_S = 0.1
"""Counts are handed over ten times a second, not ten thousand times."""


class RowCounts:
    """Counts tables in the background, one task after the other."""

    def __init__(
        self,
        database: Database,
        tasks: TaskRunner,
        on_counts: Callable[[tuple[TableCount, ...]], None],
    ) -> None:
        self._database = database
        self._tasks = tasks
        self._on_counts = on_counts
        self._counts: Iterator[TableCount] = iter(())
        self._token = CancelToken()
        self._handle: TaskHandle | None = None

    def start(self, tables: Sequence[Table]) -> None:
        """Count these tables; a count under way is given up."""
        self.stop()
        self._token = CancelToken()
        self._counts = count_tables(self._database, tables, self._token)
        self._go_on()

    def stop(self) -> None:
        """Count no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _go_on(self) -> None:
        self._handle = self._tasks.submit(
            _Batch(self._counts, self._token),
            on_result=self._take,
            on_failure=self._give_up,
            lane=Lane.CHECKS,
        )

    def _take(self, counts: tuple[TableCount, ...]) -> None:
        self._handle = None
        if counts:
            self._on_counts(counts)
            self._go_on()

    def _give_up(self, error: InspectorError) -> None:  # noqa: ARG002 - the grid tells what is wrong with the file
        self._handle = None


class _Batch:
    """The work of one task: as many counts as come within the time, but at least one; none when all are counted."""

    def __init__(self, counts: Iterator[TableCount], token: CancelToken) -> None:
        self._counts = counts
        self._token = token

    def __call__(self, token: CancelToken, progress: Progress) -> tuple[TableCount, ...]:  # noqa: ARG002
        found: list[TableCount] = []
        end = time.monotonic() + _BATCH_S
        with token.stopping_with(self._token.cancel):
            for count in self._counts:
                found.append(count)
                if time.monotonic() > end:
                    break
        return tuple(found)
