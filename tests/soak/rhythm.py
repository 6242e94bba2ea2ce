"""How long the window's thread let nothing have its turn, over a long time and in little memory.

As `tests.benchmarks.beating`, which keeps every beat: here they are counted in steps of a tenth of a millisecond.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from tests.benchmarks.beating import LOOP_MS, waited_s

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS_A_MS = 10
_STEPS = 5000 * _STEPS_A_MS


class Rhythm(QObject):
    """Beats while it is started."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = [0] * (_STEPS + 1)
        self._last: tuple[float, float] | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(LOOP_MS)
        self._timer.timeout.connect(self._beat)
        self.longest: list[tuple[float, str]] = []
        """The longest gaps in ms, the longest first, each with what was being done."""
        self.doing: Callable[[], str] = str

    def start(self) -> None:
        """Beat."""
        self._last = None
        self._timer.start()

    def stop(self) -> None:
        """Rest."""
        self._timer.stop()

    @property
    def count(self) -> int:
        """How many gaps were measured."""
        return sum(self._steps)

    def percentile(self, share: float) -> float:
        """The gap in ms that `share` (0 to 1) of them do not exceed."""
        left = share * self.count
        for step, count in enumerate(self._steps):
            left -= count
            if left <= 0:
                return step / _STEPS_A_MS
        return _STEPS / _STEPS_A_MS

    def over(self, milliseconds: float) -> int:
        """How many gaps were longer."""
        return sum(self._steps[round(milliseconds * _STEPS_A_MS) + 1 :])

    @Slot()
    def _beat(self) -> None:
        now, waited = time.perf_counter(), waited_s()
        if self._last is not None:
            then, before = self._last
            gap = max((now - then) - (waited - before), 0) * 1000 - LOOP_MS
            self._note(max(gap, 0.0))
        self._last = (now, waited)

    def _note(self, gap: float) -> None:
        self._steps[min(round(gap * _STEPS_A_MS), _STEPS)] += 1
        if len(self.longest) < 12 or gap > self.longest[-1][0]:
            self.longest = sorted([*self.longest, (gap, self.doing())], reverse=True)[:12]
