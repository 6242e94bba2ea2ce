"""Measures an open file at regular times for as long as a page shows what is measured, one measurement at a time.

One sampler a file: the pages that show gauges hold it, and it pauses when none of them is in front. It knows what its
user chose (the time between two readings, the limits), which is remembered with the file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from hive_inspector.core.health.history import KEPT_S, PERIODS_S, History
from hive_inspector.core.health.limits import limits_from
from hive_inspector.core.health.watch import Watch
from hive_inspector.core.preferences import LIMITS, PERIOD_MS
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.health.limits import Limits
    from hive_inspector.core.health.probes import Reading
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

_PERIOD_KEY, _LIMITS_KEY = "health.period_ms", "health.limits"


class Sampler(QObject):
    """Takes readings of a file.

    Signals:
        measured: Carries the `Reading`; it is in the history already.
        limits_changed: The user's limits are others now.
        period_changed: Carries the seconds between two readings, which are others now.
    """

    measured = Signal(object)
    limits_changed = Signal()
    period_changed = Signal(float)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        opened = workspace.opened
        self._tasks = workspace.tasks
        self._state = workspace.state
        self._watch = Watch(opened.database, opened.schema, os.environ, Path.home())
        self._limits = limits_from(self._state.get(_LIMITS_KEY), workspace.preferences.limits)
        self._holders: set[str] = set()
        self._running: TaskHandle | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one is off by a twentieth
        self._preferences = workspace.preferences
        self._preferences.changed.connect(self._on_preference)
        self._timer.setInterval(self._period_ms())
        self._timer.timeout.connect(self.measure)
        self.history = History()

    @property
    def is_active(self) -> bool:
        """Whether it measures."""
        return self._timer.isActive()

    @property
    def period_s(self) -> float:
        """Seconds between two readings."""
        return self._timer.interval() / 1000

    @property
    def slots(self) -> int:
        """How many readings the history has room for."""
        return round(KEPT_S / self.period_s) + 1

    @property
    def limits(self) -> Limits:
        """What the readings are judged by."""
        return self._limits

    def set_period(self, seconds: float) -> None:
        """Measure that often, now and when the file is opened again."""
        chosen = round(seconds * 1000)
        usual = self._preferences.number(PERIOD_MS)
        self._state.put(_PERIOD_KEY, None if chosen == usual else chosen)
        self._take_period()

    def set_limits(self, limits: Limits) -> None:
        """Judge by other limits, now and when the file is opened again."""
        self._limits = limits
        self._state.put(_LIMITS_KEY, dict(limits.remembered()) or None)  # type: ignore[arg-type]
        self.limits_changed.emit()

    def is_held_by(self, page: str) -> bool:
        """Whether a page shows what is measured."""
        return page in self._holders

    def hold(self, page: str) -> None:
        """A page shows what is measured: measure now and from now on."""
        self._holders.add(page)
        if not self._timer.isActive():
            self._timer.start()
            self.measure()

    def release(self, page: str) -> None:
        """A page is hidden: measure no more, unless another one shows it."""
        self._holders.discard(page)
        if not self._holders:
            self._timer.stop()

    def close(self) -> None:
        """Measure no more, and end what helps with it."""
        self._timer.stop()
        self._watch.close()

    def look_anew(self) -> None:
        """Look soon at what is otherwise looked at only now and then."""
        self._watch.forget()
        if self.is_active:
            self.measure()

    @Slot()
    def measure(self) -> None:
        """Take one reading, unless the last one is still under way."""
        if self._running is not None and self._running.is_running:
            return
        self._running = self._tasks.submit(
            self._work, on_result=self._on_reading, lane=Lane.SAMPLER, quiet=True
        )

    @Slot(str)
    def _on_preference(self, id_: str) -> None:
        if id_ == PERIOD_MS:
            self._take_period()
        elif id_ == LIMITS:
            self._limits = self._limits.over(self._preferences.limits)
            self.limits_changed.emit()

    def _take_period(self) -> None:
        """Measure as often as is chosen now."""
        if self._timer.interval() != self._period_ms():
            self._timer.setInterval(self._period_ms())
            self.period_changed.emit(self.period_s)

    def _period_ms(self) -> int:
        """What was chosen for this file, else for all of them."""
        remembered = self._state.number(_PERIOD_KEY)
        is_chosen = remembered / 1000 in PERIODS_S
        return remembered if is_chosen else self._preferences.number(PERIOD_MS)

    def _work(self, token: CancelToken, progress: Progress) -> Reading:  # noqa: ARG002 - over at once
        return self._watch.take(token)

    def _on_reading(self, reading: Reading) -> None:
        self.history.add(reading)
        self.measured.emit(reading)
