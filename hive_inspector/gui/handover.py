"""Hears of files that other starts of the program hand over, while Qt's loop runs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from hive_inspector.core.handover import ANSWER, MOST_BYTES, is_own, read

if TYPE_CHECKING:
    import socket

    from hive_inspector.core.handover import Seat

MOST_GUESTS = 8
"""Connections at a time; a start is served in some milliseconds, and more than these are refused."""
_LONGEST_MS = 2_000
"""How long a connection may take to say its line."""

_log = logging.getLogger(__name__)


class Guest(QObject):
    """One connection, from its first byte to the answer.

    Signals:
        asked: What it wants opened, a `WindowRequest`.
        left: It is served, or sent away; carries itself.
    """

    asked = Signal(object)
    left = Signal(object)

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._connection = connection
        self._connection.settimeout(0)
        self._heard = b""
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.close)
        self._timer.start(_LONGEST_MS)

    @Slot()
    def close(self) -> None:
        """Hang up."""
        if self._timer.isActive() or self._notifier.isEnabled():
            self._timer.stop()
            self._notifier.setEnabled(False)
            self._connection.close()
            self.left.emit(self)

    @Slot()
    def _on_readable(self) -> None:
        try:
            part = self._connection.recv(MOST_BYTES + 1 - len(self._heard))
        except BlockingIOError:
            return
        except OSError:  # it is gone
            part = b""
        self._heard += part
        if part and b"\n" not in part and len(self._heard) <= MOST_BYTES:
            return
        request = read(self._heard)
        if request is None:
            _log.warning("Another program said what is no request; it was sent away")
            self.close()
            return
        try:
            self._connection.send(ANSWER)
        except OSError:  # it would not wait: it opens the file itself
            self.close()
            return
        self.close()
        self.asked.emit(request)


class Handover(QObject):
    """Listens on the program's seat.

    Signals:
        asked: What another start wants opened, a `WindowRequest`.
    """

    asked = Signal(object)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat = seat
        self._guests: list[Guest] = []
        self._notifier = QSocketNotifier(seat.ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_knock)

    def stop(self) -> None:
        """Listen no more, and leave the seat to the next."""
        self._notifier.setEnabled(False)
        for guest in tuple(self._guests):
            guest.close()
        self._seat.leave()

    @Slot()
    def _on_knock(self) -> None:
        try:
            connection, _ = self._seat.ear.accept()
        except OSError:  # it has gone again
            return
        if len(self._guests) >= MOST_GUESTS or not is_own(connection):
            connection.close()
            return
        guest = Guest(connection, self)
        self._guests.append(guest)
        guest.asked.connect(self.asked)
        guest.left.connect(self._on_left)

    @Slot(object)
    def _on_left(self, guest: Guest) -> None:
        self._guests.remove(guest)
        guest.deleteLater()
