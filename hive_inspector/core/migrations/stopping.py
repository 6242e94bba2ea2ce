"""Stopping a script that never asks the database anything.

SQLite ends its own statements on a cancel, but a loop in a script's Python knows nothing of that. CPython can raise an
exception in another thread at its next byte code; this is the only place that does so, for scripts alone, and takes
back what was not delivered.
"""

from __future__ import annotations

import ctypes
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.cancellation import CancelToken


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
    try:
        with token.stopping_with(lambda: _raise_in(thread, _Stop)):
            yield
        _raise_in(thread, None)
    except _Stop as stop:
        raise Cancelled from stop
    except BaseException:
        _raise_in(thread, None)
        raise


def _raise_in(thread: int, kind: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), None if kind is None else ctypes.py_object(kind)
    )
