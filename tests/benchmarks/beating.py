"""How long the event loop let nothing have its turn, and how much of that was the machine's doing.

On a machine that other programs keep busy, a thread that is ready to run may wait a tenth of a second for a processor.
Linux counts that wait for each thread; it is taken off, since it says nothing about the program, and told beside.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject

LOOP_MS = 1
_SCHEDULER = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True, slots=True)
class Beats:
    """When a timer had its turn: the moment, and how long its thread had waited for a processor by then, in seconds."""

    ticks: list[tuple[float, float]] = field(default_factory=list)

    def gaps(self) -> list[float]:
        """How much longer than its interval the timer waited each time, without the waits for a processor, in ms."""
        return [
            max((later - one) - (waited - before), 0) * 1000 - LOOP_MS
            for (one, before), (later, waited) in pairwise(self.ticks)
        ]

    def whole_gaps(self) -> list[float]:
        """The same with these waits."""
        return [(later - one) * 1000 - LOOP_MS for (one, _), (later, _) in pairwise(self.ticks)]


@contextmanager
def beating(owner: QObject) -> Iterator[Beats]:
    """A timer of the thread that draws the window, for as long as the block lasts."""
    from PySide6.QtCore import Qt, QTimer

    beats = Beats()
    beat = QTimer(owner)
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.timeout.connect(lambda: beats.ticks.append((time.perf_counter(), waited_s())))
    beat.start(LOOP_MS)
    yield beats
    beat.stop()


def waited_s() -> float:
    """How long this thread was ready and got no processor so far; 0 where the system does not tell."""
    try:
        return int(_SCHEDULER.read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
