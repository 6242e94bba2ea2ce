"""Up to ten connections to one file, handed from thread to thread.

The pool is Peewee's. What its defaults lack for threads is set here: `check_same_thread` off (a connection that another
thread reuses would raise), the driver's busy timeout short (it cannot be cancelled, see `retry`), and a wait for a free
connection that a cancel ends.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from playhouse.pool import PooledSqliteDatabase

from hive_inspector.core.database.retry import DRIVER_WAIT_MS, patiently
from hive_inspector.core.errors import EnvironmentProblem

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from hive_inspector.core.cancellation import CancelToken

POOL_SIZE = 10
CHECKOUT_TIMEOUT_S = 30
IDLE_TIMEOUT_S = 600
CACHE_KB = 32_000
MMAP_BYTES = 268_435_456
_POLL_S = 0.05

_decode_leniently = partial(str, encoding="utf-8", errors="surrogateescape")


@dataclass(frozen=True, slots=True)
class PoolUse:
    """How the pool's connections are used at one moment."""

    size: int
    """Connections that may be open at most."""
    in_use: int
    idle: int
    waiting: int
    """Tasks that wait for a connection."""


class ConnectionPool:
    """The pooled connections of one opening of a file. Safe from any thread."""

    def __init__(self, uri: str, *, memory_mapped: bool, size: int = POOL_SIZE) -> None:
        self._peewee = _LenientPool(
            uri,
            pragmas=_pragmas(memory_mapped=memory_mapped),
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
        self._waiting = 0
        self._closed_to_new = False
        self._last_return = time.monotonic()

    @property
    def peewee_database(self) -> PooledSqliteDatabase:
        """Peewee's view of the pool, to build statements with; only leases execute them."""
        return self._peewee

    @contextmanager
    def leased(self, token: CancelToken, patience_s: float) -> Iterator[sqlite3.Connection]:
        """A connection for the calling thread, for as long as the block lasts.

        Raises:
            EnvironmentProblem: All connections stayed in use for 30 seconds.
            Cancelled: The token was cancelled while waiting.
            peewee.PeeweeException: A new connection could not be made.
        """
        self._wait_for_turn(token)
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
            return PoolUse(self._size, self._in_use, idle, self._waiting)

    def trim(self) -> None:
        """Close idle connections when none was used for ten minutes."""
        if time.monotonic() - self._last_return >= IDLE_TIMEOUT_S:
            self._peewee.close_idle()

    @contextmanager
    def drained(self, token: CancelToken) -> Iterator[None]:
        """No connection is open and none can be leased for as long as the block lasts.

        Raises:
            Cancelled: The token was cancelled while others finished their leases.
        """
        with self._changed:
            self._closed_to_new = True
        try:
            with self._changed:
                while self._in_use:
                    token.raise_if_cancelled()
                    self._changed.wait(_POLL_S)
            self._peewee.close_idle()
            yield
        finally:
            with self._changed:
                self._closed_to_new = False
                self._changed.notify_all()

    def close(self) -> None:
        """Close every idle connection; those in use close when their lease ends."""
        with self._changed:
            self._closed_to_new = True
            self._changed.notify_all()
        self._peewee.retired = True
        self._peewee.close_idle()

    def _wait_for_turn(self, token: CancelToken) -> None:
        deadline = time.monotonic() + CHECKOUT_TIMEOUT_S
        with self._changed:
            self._waiting += 1
            try:
                while self._closed_to_new or self._in_use >= self._size:
                    token.raise_if_cancelled()
                    _refuse_after(deadline, self._size)
                    self._changed.wait(_POLL_S)
                self._in_use += 1
            finally:
                self._waiting -= 1

    def _give_turn_back(self) -> None:
        self._last_return = time.monotonic()
        with self._changed:
            self._in_use -= 1
            self._changed.notify_all()


class _LenientPool(PooledSqliteDatabase):  # type: ignore[misc]  # playhouse has no types
    """Peewee's pool, reading text that is not valid UTF-8 instead of raising."""

    retired = False
    """Set when no connection may be used again."""

    def _add_conn_hooks(self, connection: sqlite3.Connection) -> None:
        connection.text_factory = _decode_leniently
        super()._add_conn_hooks(connection)

    def _can_reuse(self, connection: sqlite3.Connection) -> bool:
        return not self.retired and bool(super()._can_reuse(connection))


def _refuse_after(deadline: float, size: int) -> None:
    if time.monotonic() > deadline:
        raise EnvironmentProblem(
            f"All {size} connections to the database were busy for {CHECKOUT_TIMEOUT_S} seconds.",
            "Cancel a running task, then try again.",
        )


def _pragmas(*, memory_mapped: bool) -> tuple[tuple[str, Any], ...]:
    """What every connection is set to, in order; the first two keep the others from waiting or trusting the file."""
    return (
        ("busy_timeout", DRIVER_WAIT_MS),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("cache_size", -CACHE_KB),
        ("mmap_size", MMAP_BYTES if memory_mapped else 0),
        ("temp_store", "MEMORY"),
        ("synchronous", "NORMAL"),
        ("foreign_keys", 1),
        ("query_only", 1),
    )
