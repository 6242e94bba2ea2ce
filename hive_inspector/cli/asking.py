"""Whether a change may be made: the user's leave, given beforehand or when asked."""

from __future__ import annotations

import select
import signal
import socket
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken

NOBODY = "Nobody can be asked whether to go on, as this is no terminal; add --yes to go on without asking."
DECLINED = "It was not confirmed."


def can_ask() -> bool:
    """Whether there is a terminal to ask on."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def answer(token: CancelToken) -> str:
    """The line that the user types. To be called on the main thread.

    Reading alone would not do: a signal that arrives in the moment before the reading begins, or that another thread
    receives, is noticed by Python only when the line is there.

    Raises:
        Cancelled: The token was cancelled instead.
        KeyboardInterrupt: Ctrl+C, where that is its handler.
    """
    if sys.platform != "win32":  # there the console itself ends the reading
        _wait_for_line(token)
    return sys.stdin.readline()


def _wait_for_line(token: CancelToken) -> None:
    ear, mouth = socket.socketpair()

    def wake() -> None:
        mouth.send(b"\0")

    with ear, mouth:
        mouth.settimeout(0)
        before = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
        try:
            with token.stopping_with(wake):
                while sys.stdin not in select.select([sys.stdin, ear], [], [])[0]:
                    ear.recv(64)
                    token.raise_if_cancelled()
        finally:
            signal.set_wakeup_fd(before)
