"""What a worker says while it works, brought to the window in heaps, so that a million lines do not hold it up."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

INTERVAL_MS = 60


class Feed(QObject):
    """Takes items on any thread, and hands them out on the window's.

    Signals:
        arrived: A tuple of everything that came since the last time.
    """

    arrived = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._items: deque[object] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.drain)

    @property
    def put(self) -> Callable[[object], None]:
        """Where a worker puts an item; safe from any thread."""
        return self._items.append

    def start(self) -> None:
        """Forget what is left of the last time, and hand out from now on."""
        self._items = deque()
        self._timer.start()

    def stop(self) -> None:
        """Hand out what is there, and no more."""
        self._timer.stop()
        self.drain()

    @Slot()
    def drain(self) -> None:
        """Hand out what is there."""
        items = tuple(self._items.popleft() for _ in range(len(self._items)))
        if items:
            self.arrived.emit(items)
