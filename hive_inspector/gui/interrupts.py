"""Ctrl+C in the terminal closes the window as its own button would."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

if TYPE_CHECKING:
    from types import FrameType


class Interrupts(QObject):
    """Hears of SIGINT and SIGTERM while Qt's loop runs, which would otherwise keep Python from hearing of them.

    Signals:
        arrived: The program is asked to end.
    """

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ear, self._mouth = socket.socketpair()
        for end in (self._ear, self._mouth):
            end.settimeout(0)
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)
        self._before_fd = signal.set_wakeup_fd(self._mouth.fileno())
        self._before = {
            number: signal.signal(number, _wake) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def stop(self) -> None:
        """Listen no more; the handlers are what they were."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_fd)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._ear.close()
        self._mouth.close()

    @Slot()
    def _on_activated(self) -> None:
        self._ear.recv(64)
        self.arrived.emit()


def _wake(_number: int, _frame: FrameType | None) -> None:
    """Python writes to the wake-up socket before it calls this; nothing else is to be done."""
