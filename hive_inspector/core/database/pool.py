"""Up to ten connections to one file, handed from thread to thread.

The pool is Peewee's. What its defaults lack for threads is set here: `check_same_thread` off (a connection that another
thread reuses would raise), the driver's busy timeout short (it cannot be cancelled, see `retry`), and a wait for a free
connection that a cancel ends.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playhouse.pool import PooledSqliteDatabase

from hive_inspector.core.database.retry import DRIVER_WAIT_MS, patiently
from hive_inspector.core.database.trust import trusted_schema
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from hive_inspector.core.cancellation import CancelToken

POOL_SIZE = 10
CHECKOUT_TIMEOUT_S = 30
IDLE_TIMEOUT_S = 600
CACHE_KB = 32_000
"""Pages that a connection keeps while it is leased."""
IDLE_CACHE_KB = 2_000
"""Pages that it keeps between two leases. A window has half a dozen connections, which would else come to hold 32 MB
each, read one after the other from the same file; 500 pages are enough for what is asked again and again."""
_PAGES_BETWEEN_CHECKPOINTS = 1000


class PoolRetired(Exception):
    """The pool was closed; a lease has to come from its successor."""


class LeaseInsideLeaseError(RuntimeError):
    """A bug: a thread that has a lease asked for a second one, which it could wait for forever."""


@dataclass(frozen=True, slots=True)
class PoolUse:
    """How the pool's connections are used at one moment."""

    size: int
    """Connections that may be open at most."""
    in_use: int
    idle: int
    waiting: int
    """Tasks that wait for a connection."""


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """How the connections of a pool differ from file to file."""

    salvaging: bool = False
    """Whether SQLite is to show what it can read of a damaged file."""
    checkpoints: bool = False
    """Whether a commit may copy the write-ahead log into the database. Not beside another program: until SQLite 3.51.3
    two that do so at the same instant can damage the file (sqlite.org/wal.html, “The WAL-Reset Bug”)."""


class ConnectionPool:
    """The pooled connections of one opening of a file. Safe from any thread."""

    def __init__(self, uri: str, settings: ConnectionSettings, *, size: int = POOL_SIZE) -> None:
        self._peewee = _RetiringPool(
            uri,
            pragmas=_pragmas(settings),
            max_connections=size,
            timeout=CHECKOUT_TIMEOUT_S,
            stale_timeout=IDLE_TIMEOUT_S,
            uri=True,
            autoconnect=False,
            check_same_thread=False,
        )
        self._size = size
        self._changed = threading.Condition()
        self._in_use = 0
        self._queue: deque[object] = deque()
        """A ticket for each task that waits, the first to come at the front."""
        self._draining = False
        self._farewell: Callable[[], None] | None = None
        self._last_return = time.monotonic()

    @property
    def peewee_database(self) -> PooledSqliteDatabase:
        """Peewee's view of the pool, to build statements with; only leases execute them."""
        return self._peewee

    @contextmanager
    def leased(self, token: CancelToken, patience_s: float) -> Iterator[sqlite3.Connection]:
        """A connection for the calling thread, for as long as the block lasts.

        Raises:
            EnvironmentProblem: No connection came free within 30 seconds.
            Cancelled: The token was cancelled while waiting.
            PoolRetired: The pool is closed.
            LeaseInsideLeaseError: The calling thread has a lease already.
            peewee.PeeweeException: A new connection could not be made.
        """
        if not self._peewee.is_closed():
            raise LeaseInsideLeaseError
        self._take_turn(token)
        try:
            patiently(self._peewee.connect, token, patience_s)
            try:
                yield self._peewee.connection()
            finally:
                self._peewee.close()
        finally:
            self._give_turn_back()

    def use(self) -> PoolUse:
        """How the connections are used now."""
        with self._changed:
            idle = len(self._peewee._connections)  # noqa: SLF001 - Peewee tells it nowhere else
            return PoolUse(self._size, self._in_use, idle, len(self._queue))

    def trim(self) -> None:
        """Close idle connections when none was used for ten minutes."""
        if time.monotonic() - self._last_return >= IDLE_TIMEOUT_S:
            self._peewee.close_idle()

    @contextmanager
    def drained(self, token: CancelToken) -> Iterator[None]:
        """No connection is open and none can be leased for as long as the block lasts.

        Raises:
            EnvironmentProblem: Others kept their leases for 30 seconds.
            Cancelled: The token was cancelled while others finished their leases.
            PoolRetired: The pool is closed.
        """
        with self._waiting_room(token):
            self._wait_until(lambda: not self._draining, token)
            self._draining = True
        try:
            with self._waiting_room(token):
                self._wait_until(lambda: not self._in_use, token)
            self._peewee.close_idle()
            yield
        finally:
            with self._changed:
                self._draining = False
                self._changed.notify_all()

    def close(self, farewell: Callable[[], None]) -> None:
        """Close every idle connection; those in use close when their lease ends. Call once.

        Args:
            farewell: Called when the last connection has been closed, on the thread that closes it.
        """
        with self._changed:
            self._farewell = farewell
            self._peewee.retired = True
            self._changed.notify_all()
        self._peewee.close_idle()
        self._part_when_empty()

    def _take_turn(self, token: CancelToken) -> None:
        """First come, first served: who reads a row now and then is not overtaken by those who read all day."""
        with self._changed:
            if not self._queue and self._is_met(self._has_room):
                self._in_use += 1
                return
        with self._waiting_room(token):
            ticket = object()
            self._queue.append(ticket)
            try:
                self._wait_until(lambda: self._has_room() and self._queue[0] is ticket, token)
                self._in_use += 1
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _has_room(self) -> bool:
        return not self._draining and self._in_use < self._size

    @contextmanager
    def _waiting_room(self, token: CancelToken) -> Iterator[None]:
        """Holds the lock, and lets a cancel wake those who wait in it."""
        with token.stopping_with(self._wake), self._changed:
            yield

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _wait_until(self, condition: Callable[[], bool], token: CancelToken) -> None:
        deadline = time.monotonic() + CHECKOUT_TIMEOUT_S
        while not self._is_met(condition):
            token.raise_if_cancelled()
            left = deadline - time.monotonic()
            if left <= 0:
                raise self._timed_out()
            self._changed.wait(left)

    def _is_met(self, condition: Callable[[], bool]) -> bool:
        if self._peewee.retired:
            raise PoolRetired
        return condition()

    def _timed_out(self) -> EnvironmentProblem:
        if self._draining:
            return EnvironmentProblem(
                tr(
                    "Reading and changing the database's schema got in each other's way for "
                    "{checkout_timeout_s} seconds.",
                    checkout_timeout_s=CHECKOUT_TIMEOUT_S,
                ),
                tr("Cancel one of the running tasks, or wait for it, then try again."),
            )
        return EnvironmentProblem(
            tr(
                "All {size} connections to the database were busy for {checkout_timeout_s} "
                "seconds.",
                size=self._size,
                checkout_timeout_s=CHECKOUT_TIMEOUT_S,
            ),
            tr("Cancel a running task, then try again."),
        )

    def _give_turn_back(self) -> None:
        self._last_return = time.monotonic()
        with self._changed:
            self._in_use -= 1
            self._changed.notify_all()
        self._part_when_empty()

    def _part_when_empty(self) -> None:
        with self._changed:
            if self._in_use:
                return
            farewell, self._farewell = self._farewell, None
        if farewell is not None:
            farewell()


class _RetiringPool(PooledSqliteDatabase):  # type: ignore[misc]  # playhouse has no types
    """Peewee's pool, which can be told to keep no connection any more."""

    retired = False

    def _can_reuse(self, connection: sqlite3.Connection) -> bool:
        return not self.retired and bool(super()._can_reuse(connection))


def _pragmas(settings: ConnectionSettings) -> tuple[tuple[str, Any], ...]:
    """What every connection is set to, in order; the first ones keep the others from waiting or trusting the file.

    No page is mapped into memory, though Hive itself does that: SQLite then checks a page's cells at every use instead
    of once (70 µs a small query instead of 25, scans gain 3 %; measured), the mapped pages count as ours, and a file
    that is cut off under us would end the process.
    """
    return (
        ("busy_timeout", DRIVER_WAIT_MS),
        ("writable_schema", int(settings.salvaging)),
        ("trusted_schema", trusted_schema()),
        ("cell_size_check", 1),
        ("cache_size", -CACHE_KB),
        ("mmap_size", 0),
        ("temp_store", "MEMORY"),
        ("synchronous", "NORMAL"),
        ("wal_autocheckpoint", _PAGES_BETWEEN_CHECKPOINTS if settings.checkpoints else 0),
        ("foreign_keys", 1),
        ("query_only", 1),
    )
