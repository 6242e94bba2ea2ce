"""Measures an open file once a second for as long as somebody looks, one measurement at a time."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.health.vitals import Vitals, read_vitals
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner

INTERVAL_MS = 1000
KEPT = 300
"""Response times that are remembered: those of five minutes."""


class Sampler(QObject):
    """Takes the vitals of a file at regular times.

    Signals:
        measured: Carries the `Vitals`.
        failed: Carries the `InspectorError` of a measurement; the next one may succeed.
    """

    measured = Signal(object)
    failed = Signal(object)

    def __init__(
        self, database: Database, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._database = database
        self._tasks = tasks
        self._running: TaskHandle | None = None
        self._response_ms: deque[float] = deque(maxlen=KEPT)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.measure)

    @property
    def recent_response_ms(self) -> Sequence[float]:
        """The response times of the last minutes, the newest last."""
        return tuple(self._response_ms)

    @property
    def is_active(self) -> bool:
        """Whether it measures."""
        return self._timer.isActive()

    def start(self) -> None:
        """Measure now and from now on."""
        if not self._timer.isActive():
            self._timer.start()
            self.measure()

    def stop(self) -> None:
        """Measure no more."""
        self._timer.stop()

    @Slot()
    def measure(self) -> None:
        """Take one measurement, unless the last one is still under way."""
        if self._running is not None and self._running.is_running:
            return
        self._running = self._tasks.submit(
            self._work,
            on_result=self._on_result,
            on_failure=self._on_failure,
            lane=Lane.SAMPLER,
            quiet=True,
        )

    def _work(self, token: CancelToken, progress: Progress) -> Vitals:  # noqa: ARG002 - over at once
        return read_vitals(self._database, token)

    def _on_result(self, vitals: Vitals) -> None:
        self._response_ms.append(vitals.response_ms)
        self.measured.emit(vitals)

    def _on_failure(self, error: InspectorError) -> None:
        self.failed.emit(error)
