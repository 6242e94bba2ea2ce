"""Stops one piece of work, and never the next one.

SQLite needs two mechanisms together. A progress handler that reads `is_cancelled` stops long statements, but some
statements are a single opcode (`count(*)`) during which it is never called; `Connection.interrupt()` stops those, but
called a moment too late it would hit the next statement on that connection. Therefore the interrupt is registered in
the token for exactly as long as the statement's lease lasts, and both ends happen under the token's lock.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Cancelled(Exception):
    """The work was stopped because its token was cancelled."""


class CancelToken:
    """A request to stop, shared by the one who asks and the one who works. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._hooks: dict[object, Callable[[], None]] = {}
        self.poll: Callable[[], bool] = self._cancelled.is_set
        """The cheapest way to ask `is_cancelled`, for SQLite's progress handler."""

    @property
    def is_cancelled(self) -> bool:
        """Whether the work should stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop and call every registered hook; further calls do nothing."""
        with self._lock:
            if self._cancelled.is_set():
                return
            self._cancelled.set()
            for hook in self._hooks.values():
                hook()

    def raise_if_cancelled(self) -> None:
        """Leave the work here if it was asked to stop.

        Raises:
            Cancelled: The token has been cancelled.
        """
        if self._cancelled.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait that long, or until cancelled.

        Raises:
            Cancelled: The token was cancelled before or during the wait.
        """
        self._cancelled.wait(seconds)
        self.raise_if_cancelled()

    def wait_for_hooks(self) -> None:
        """Return when `cancel` is not calling hooks any more."""
        with self._lock:
            pass

    @contextmanager
    def stopping_with(self, hook: Callable[[], None]) -> Iterator[None]:
        """Call `hook` if a cancel arrives while the block runs, and not a moment later.

        The hook runs on the cancelling thread, under the token's lock: it must return at once.

        Raises:
            Cancelled: The token was already cancelled.
        """
        key = object()
        with self._lock:
            self.raise_if_cancelled()
            self._hooks[key] = hook
        try:
            yield
        finally:
            with self._lock:
                del self._hooks[key]
