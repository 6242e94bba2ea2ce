"""The open database: leases for reading, for writing, and for altering the schema.

A lease belongs to one task on one worker thread. It leaves no trace on the connection that goes back to the pool:
cursors closed, cancel hooks removed, transaction ended, and what must hold is read back.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, TypeVar

import peewee

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.failures import DatabaseChanged, explained
from hive_inspector.core.database.fileops import held_open
from hive_inspector.core.database.pool import ConnectionPool, PoolUse
from hive_inspector.core.database.privatecopy import remove_private_copy
from hive_inspector.core.database.retry import DRIVER_WAIT_MS
from hive_inspector.core.database.sidefiles import look_beside, stamp
from hive_inspector.core.database.statements import (
    ReadConnection,
    WriteConnection,
    explaining,
)
from hive_inspector.core.database.target import Access, file_uri
from hive_inspector.core.database.transactions import immediate_transaction, read_transaction
from hive_inspector.core.database.way import Opening, Way
from hive_inspector.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from hive_inspector.core.database.target import DatabaseTarget

STATEMENT_PATIENCE_S = 5.0
"""How long a statement waits for a lock of another program."""
_STEPS_BETWEEN_CANCEL_CHECKS = 1000
"""Steps of SQLite's virtual machine; below 1 % of the run time, and stops a scan within 15 ms (measured)."""

Lease = TypeVar("Lease", bound=ReadConnection)


class LeaseOnForbiddenThreadError(RuntimeError):
    """A bug: the thread that draws the window asked for the database."""


class AlteringConnection(WriteConnection):
    """The only open connection to a file: foreign keys off, ALTER TABLE leaving other objects' text alone."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes of the block, or none."""
        with (
            self._explaining(),
            immediate_transaction(self._raw, self.token, self._patience_s),
        ):
            yield


class Database:
    """A database file that is open. Made by `core.database.opening.open_database`; a context manager that closes it."""

    def __init__(
        self,
        target: DatabaseTarget,
        real_path: Path,
        opening: Opening,
        reopen: Callable[[], Opening],
    ) -> None:
        self.target = target
        self.real_path = real_path
        self.last_statement_ms: float | None = None
        """How long the last statement took to its first row, in milliseconds."""
        self._reopen = reopen
        self._forbidden_thread: int | None = None
        self._swap = threading.Lock()
        self._resources = ExitStack()
        self._resources.enter_context(held_open(real_path))
        self._adopt(opening)

    @property
    def opened(self) -> Opening:
        """How the file is read at present."""
        return self._opening

    @property
    def peewee_database(self) -> object:
        """What Peewee's query builder binds to; it executes nothing outside a lease."""
        return self._pool.peewee_database

    def forbid_thread(self, thread_id: int) -> None:
        """Make every lease asked for by that thread raise, so that it never waits for a disk."""
        self._forbidden_thread = thread_id

    @contextmanager
    def reading(self, token: CancelToken | None = None) -> Iterator[ReadConnection]:
        """A lease for reading one consistent state of the file.

        Raises:
            EnvironmentProblem: The file cannot be read now, or no connection came free.
            DatabaseChanged: Another program wrote while an unused file was read; what was read may be mixed.
            Cancelled: The token was cancelled.
        """
        token = token or CancelToken()
        pool, opening = self._current()
        with self._lease(pool, token) as raw, _cancellable(raw, token), read_transaction(raw):
            connection = self._describe(ReadConnection, raw, opening, token)
            try:
                yield connection
            finally:
                connection.close_cursors()
        self._require_unchanged(opening)

    @contextmanager
    def writing(self, token: CancelToken | None = None) -> Iterator[WriteConnection]:
        """A lease for one transaction, committed at the end of the block and rolled back if the block raises.

        Raises:
            Refusal: The file was opened read-only.
            EnvironmentProblem: The file cannot be written now.
            Cancelled: The token was cancelled before the commit; nothing was changed.
        """
        self._require_writable()
        token = token or CancelToken()
        pool, opening = self._current()
        with (
            self._lease(pool, token) as raw,
            explaining(self.real_path, token),
            _writable(raw),
            _cancellable(raw, token),
            immediate_transaction(raw, token, STATEMENT_PATIENCE_S),
        ):
            connection = self._describe(WriteConnection, raw, opening, token)
            yield connection
            connection.close_cursors()

    @contextmanager
    def altering(self, token: CancelToken | None = None) -> Iterator[AlteringConnection]:
        """The only connection, for changing the schema; the pool is empty for as long as the block lasts.

        Foreign keys are off and `legacy_alter_table` is on, both read back: inside a transaction SQLite ignores such
        pragmas silently, and a table rebuild would then delete the rows of its children.

        Raises:
            Refusal: The file was opened read-only.
            EnvironmentProblem: The file cannot be written now.
            Cancelled: The token was cancelled.
        """
        self._require_writable()
        token = token or CancelToken()
        pool, opening = self._current()
        with (
            pool.drained(token),
            explaining(self.real_path, token),
            closing(_connect_alone(opening.read_path)) as raw,
            _cancellable(raw, token),
        ):
            connection = self._describe(AlteringConnection, raw, opening, token)
            yield connection
            connection.close_cursors()

    def pool_use(self) -> PoolUse:
        """How the pool's connections are used now."""
        return self._pool.use()

    def trim(self) -> None:
        """Close connections that were idle for ten minutes."""
        self._pool.trim()

    def close(self) -> None:
        """Close every connection and remove a private copy. Call when no lease is out; further calls do nothing."""
        self._pool.close()
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _adopt(self, opening: Opening) -> None:
        mode = "ro" if self.target.access is Access.READ_ONLY else "rw"
        if opening.way is Way.PRIVATE_COPY:
            mode = "rw"
            self._resources.callback(remove_private_copy, opening.read_path)
        uri = file_uri(opening.read_path, mode, immutable=opening.way is Way.IMMUTABLE)
        self._pool = ConnectionPool(uri, memory_mapped=opening.memory_mapped)
        self._opening = opening

    def _current(self) -> tuple[ConnectionPool, Opening]:
        """The pool to lease from; a new one when a file that nobody used has come into use."""
        with self._swap:
            if self._opening.way is Way.IMMUTABLE and not self._is_still_unused():
                self._pool.close()
                self._adopt(self._reopen())
            return self._pool, self._opening

    def _is_still_unused(self) -> bool:
        return stamp(self.real_path) == self._opening.stamp and not look_beside(self.real_path).wal

    @contextmanager
    def _lease(self, pool: ConnectionPool, token: CancelToken) -> Iterator[sqlite3.Connection]:
        if threading.get_ident() == self._forbidden_thread:
            raise LeaseOnForbiddenThreadError
        with ExitStack() as stack:
            try:
                raw = stack.enter_context(pool.leased(token, STATEMENT_PATIENCE_S))
            except peewee.PeeweeException as error:
                raise explained(error, self.real_path) from error
            stack.callback(_close_unless_clean, raw)
            yield raw

    def _describe(
        self, kind: type[Lease], raw: sqlite3.Connection, opening: Opening, token: CancelToken
    ) -> Lease:
        return kind(
            raw,
            self.real_path,
            token,
            opened=opening,
            patience_s=STATEMENT_PATIENCE_S,
            timed=self._note_duration,
        )

    def _note_duration(self, milliseconds: float) -> None:
        self.last_statement_ms = milliseconds

    def _require_writable(self) -> None:
        if self.target.access is Access.READ_ONLY:
            raise Refusal(
                "This database is open for reading only; nothing was changed.",
                "Switch to Writable first.",
            )

    def _require_unchanged(self, opening: Opening) -> None:
        if opening.way is Way.IMMUTABLE and stamp(self.real_path) != opening.stamp:
            raise DatabaseChanged(
                "Another program wrote to the database while it was read.",
                "Reload to see the new state.",
            )


@contextmanager
def _cancellable(raw: sqlite3.Connection, token: CancelToken) -> Iterator[None]:
    raw.set_progress_handler(token.poll, _STEPS_BETWEEN_CANCEL_CHECKS)
    try:
        with token.stopping_with(raw.interrupt):
            yield
    finally:
        raw.set_progress_handler(None, 0)


@contextmanager
def _writable(raw: sqlite3.Connection) -> Iterator[None]:
    raw.execute("PRAGMA query_only = 0")
    try:
        yield
    finally:
        raw.execute("PRAGMA query_only = 1")


def _close_unless_clean(raw: sqlite3.Connection) -> None:
    """A connection on which a lease left something behind is closed, so that the pool drops it."""
    raw.set_authorizer(None)
    guards = [raw.execute(f"PRAGMA {name}").fetchone() for name in ("query_only", "foreign_keys")]
    if raw.in_transaction or guards != [(1,), (1,)]:
        raw.close()


def _connect_alone(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(
        file_uri(path, "rw"), uri=True, isolation_level=None, timeout=DRIVER_WAIT_MS / 1000
    )
    raw.execute("PRAGMA foreign_keys = 0")
    raw.execute("PRAGMA legacy_alter_table = 1")
    guards = [
        raw.execute(f"PRAGMA {name}").fetchone() for name in ("foreign_keys", "legacy_alter_table")
    ]
    if guards != [(0,), (1,)]:
        raw.close()
        raise RuntimeError(f"SQLite would not let foreign keys be switched off: {guards}")
    return raw
