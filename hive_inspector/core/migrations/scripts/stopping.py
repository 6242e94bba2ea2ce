"""Stopping a script that never asks the database anything.

SQLite ends its own statements on a cancel, but a loop in a script's Python knows nothing of that. CPython can raise an
exception in another thread at its next byte code; this is the only place that does so, for scripts alone. It does it
again until the script has ended, because an exception that hits a callback of SQLite's is swallowed there.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import StatementForbidden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_AGAIN_S = 0.02
_LAST_LOOK_S = 0.001
_TURNS = 100
_PATIENCE_S = 30.0
"""Far more than the other thread needs to see that it is over, on the most crowded machine."""


class _Stop(BaseException):
    """Passes through a script's own `except Exception`."""


@contextmanager
def stoppable(token: CancelToken) -> Iterator[None]:
    """Let a cancel end the block even in the middle of Python code.

    A call into C, such as a sleep, ends first.

    Raises:
        Cancelled: The token was cancelled.
    """
    home = sys._getframe().f_back  # noqa: SLF001 - there is no other way to see where a thread is
    stopper = _Stopper(token, home.f_back if home else None)
    try:
        with _ending(stopper), token.stopping_with(stopper.start):
            yield
    except _Stop as stop:
        raise Cancelled from stop
    except Exception as error:
        if token.is_cancelled:
            raise Cancelled from error
        raise


@contextmanager
def in_time(token: CancelToken, seconds: float) -> Iterator[CancelToken]:
    """A token that is cancelled with the given one, and by itself after that many seconds.

    Raises:
        Cancelled: The given token was cancelled before.
    """
    limited = CancelToken()
    timer = threading.Timer(seconds, limited.cancel)
    timer.name, timer.daemon = "time limit", True
    timer.start()
    try:
        with token.stopping_with(limited.cancel):
            yield limited
    finally:
        timer.cancel()
        timer.join()


@contextmanager
def _ending(stopper: _Stopper) -> Iterator[None]:
    try:
        yield
    finally:
        while not stopper.has_ended:
            with contextlib.suppress(_Stop):
                stopper.end()


class _Stopper:
    """Raises in the thread that made it, from its start to its end.

    What it shares with that thread are plain attributes: an exception that comes while a lock is taken would leave it
    locked. What was not delivered is waited for and never taken back: taking back leaves CPython 3.11 asking at every
    turn for an exception that does not come, and under a tracer it then never gets on. Nothing is raised while the
    token is still calling its hooks: under a tracer every other thread stands still until the exception has arrived,
    and it could not arrive in a thread that waits for the token's lock. Nothing is raised in our own code that the
    script calls: a lock, a pragma or a cursor would stay as it was in between, and the token ends what is done there
    anyway. And nothing is raised where the block is being left: what arrived there once too often would be at large
    in the rest of the program.
    """

    def __init__(self, token: CancelToken, home: FrameType | None) -> None:
        """Make ready.

        Args:
            token: Whose hooks are waited for.
            home: The frame whose block may be ended; what it calls there runs in frames of its own.
        """
        self._token = token
        self._home = home
        self._target = threading.get_ident()
        self._has_begun = False
        self._is_running = False
        self._is_ended = False
        self.has_ended = False

    def start(self) -> None:
        """Begin; from any thread."""
        self._has_begun = self._is_running = True
        try:
            threading.Thread(target=self._repeat, name="stop", daemon=True).start()
        except (RuntimeError, StatementForbidden):
            # The system has no thread left, or the script's own thread cancels, which may start none. The next
            # statement ends the script in either case.
            self._is_running = False

    def end(self) -> None:
        """Make sure that nothing is raised any more; in the thread concerned."""
        self._is_ended = True
        while self._has_begun:
            try:
                deadline = time.monotonic() + _PATIENCE_S
                while self._is_running and time.monotonic() < deadline:
                    time.sleep(_LAST_LOOK_S)
                for _ in range(_TURNS):
                    pass  # what is still to be raised comes at the end of a turn of a loop
                self._has_begun = False
            except _Stop:
                continue
        self.has_ended = True

    def _repeat(self) -> None:
        self._token.wait_for_hooks()
        while not self._is_ended:
            if not self._is_in_block():
                time.sleep(_LAST_LOOK_S)
                continue
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._target), ctypes.py_object(_Stop)
            )
            time.sleep(_AGAIN_S)
        self._is_running = False

    def _is_in_block(self) -> bool:
        """Whether the thread is in the script's own code, and not in ours that it called, nor on its way in or out."""
        frame = sys._current_frames().get(self._target)  # noqa: SLF001 - as above
        called: FrameType | None = None
        owner = ""
        while frame is not None and frame is not self._home:
            owner = owner or _owner(frame)
            called, frame = frame, frame.f_back
        is_leaving = called is None or called.f_code.co_filename in _WAYS_IN_AND_OUT
        return frame is not None and not is_leaving and owner != _OURS


def _owner(frame: FrameType) -> str:
    """The package that a frame works for: nothing for Python's own library, which works for whoever calls it."""
    package = str(frame.f_globals.get("__name__", "script")).partition(".")[0]
    return "" if package in sys.stdlib_module_names else package


_OURS = __name__.partition(".")[0]
_WAYS_IN_AND_OUT = frozenset({__file__, contextlib.__file__})
