"""Python's search for reference cycles, on the thread that draws the window and a little at a time.

Left to itself it runs on whatever thread happens to allocate. On a worker it may destroy an object of Qt's there, and
it holds the interpreter, so that a scrolling window stood still for 60 to 90 ms (measured).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

from hive_inspector.core.memory import give_back

INTERVAL_MS = 2000
_TICKS_UNTIL_STARTED = 3
"""By then every module is loaded. What was made until then is put aside without a look: it stays anyway, and looking
through it once takes as long as ten frames."""
_TICKS_OF_A_FULL_ROUND = 15
_YOUNG = 1
"""Generations 0 and 1: what was made since the last few ticks."""


class GarbageCollection(QObject):
    """Collects while it is started; before and after, Python does so by itself."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Take over."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def tick(self) -> None:
        """Collect what is young; now and then everything that was made after the start, and give its memory back.

        Giving back takes 4 to 9 ms here. What workers give back when a file is put away comes before most of the file's
        pages are collected.
        """
        self._ticks += 1
        if self._ticks <= _TICKS_UNTIL_STARTED:
            gc.freeze()
        elif self._ticks % _TICKS_OF_A_FULL_ROUND == 0:
            gc.collect()
            give_back()
        else:
            gc.collect(_YOUNG)
