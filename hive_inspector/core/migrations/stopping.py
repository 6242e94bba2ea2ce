"""Stopping a script that never asks the database anything.

SQLite ends its own statements on a cancel, but a loop in a script's Python knows nothing of that. CPython can raise an
exception in another thread at its next byte code; this is the only place that does so, for scripts alone. One that was
sent is always awaited and never taken back: CPython 3.11 goes on looking for a taken-back one at every byte code, and
for ever while a tracer is on.
"""

from __future__ import annotations

import ctypes
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.cancellation import CancelToken

_BYTE_CODES_TO_ARRIVE = 1000
"""More than enough: what was sent arrives at the next turn of a loop."""


class _Stop(BaseException):
    """Passes through a script's own `except Exception`."""


@contextmanager
def stoppable(token: CancelToken) -> Iterator[None]:
    """Let a cancel end the block even in the middle of Python code.

    A call into C, such as a sleep, ends first.

    Raises:
        Cancelled: The token was cancelled.
    """
    thread = threading.get_ident()
    sent = threading.Event()

    def stop() -> None:
        sent.set()
        _raise_in(thread)

    try:
        with token.stopping_with(stop):
            yield
        _await(sent)
    except _Stop as arrived:
        raise Cancelled from arrived
    except BaseException:
        with suppress(_Stop):
            _await(sent)
        raise
    if sent.is_set():
        raise Cancelled


def _await(sent: threading.Event) -> None:
    """Give what was sent the byte codes that it needs to arrive; nothing does if it has arrived already."""
    if sent.is_set():
        for _ in range(_BYTE_CODES_TO_ARRIVE):
            pass


def _raise_in(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_Stop))
