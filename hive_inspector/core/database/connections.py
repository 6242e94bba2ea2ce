"""The open database: leases for reading, for writing, and for altering the schema.

A lease belongs to one task on one worker thread. It leaves no trace on the connection that goes back to the pool:
cursors closed, cancel hooks removed, transaction ended, and what must hold is read back.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, TypeVar

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.altering import AlteringConnection, connect_alone
from hive_inspector.core.database.failures import DatabaseChanged, DatabaseDamaged
from hive_inspector.core.database.place import identity_of, require_same_file
from hive_inspector.core.database.pool import CACHE_KB, IDLE_CACHE_KB
from hive_inspector.core.database.probe import DataVersion, VersionProbe
from hive_inspector.core.database.reopening import ReopeningPool
from hive_inspector.core.database.statements import ReadConnection, WriteConnection, explaining
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.transactions import immediate_transaction, read_transaction
from hive_inspector.core.database.trust import trusted_schema
from hive_inspector.core.database.way import Opening, Way, still_holds
from hive_inspector.core.errors import Refusal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from hive_inspector.core.database.pool import PoolUse
    from hive_inspector.core.database.target import DatabaseTarget

STATEMENT_PATIENCE_S = 5.0
"""How long a statement waits for a lock of another program."""
_STEPS_BETWEEN_CANCEL_CHECKS = 1000
"""Steps of SQLite's virtual machine; below 1 % of the run time, and stops a scan within 15 ms (measured)."""

Lease = TypeVar("Lease", bound=ReadConnection)


class LeaseOnForbiddenThreadError(RuntimeError):
    """A bug: the thread that draws the window asked for the database."""


class Database:
    """A database file that is open. Made by `core.database.opening.open_database`; a context manager that closes it."""

    def __init__(
        self,
        target: DatabaseTarget,
        real_path: Path,
        opening: Opening,
        reopen: Callable[[CancelToken], Opening],
    ) -> None:
        self.target = target
        self.real_path = real_path
        self.last_statement_ms: float | None = None
        """How long the last statement took to its first row, in milliseconds."""
        self.identity = identity_of(real_path)
        """Which file it is, whatever its path leads to later."""
        self._forbidden_thread: int | None = None
        self._pool = ReopeningPool(real_path, target.access, opening, reopen)
        self._probe = VersionProbe()

    @property
    def opened(self) -> Opening:
        """How the file is read at present."""
        return self._pool.opening

    @property
    def peewee_database(self) -> object:
        """What Peewee's query builder binds to; it executes nothing outside a lease."""
        return self._pool.pool.peewee_database

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
        with self._lease(token) as (raw, opening), read_transaction(raw), _cancellable(raw, token):
            connection = self._describe(ReadConnection, raw, opening, token)
            try:
                yield connection
            except DatabaseDamaged as error:
                self._require_unchanged(opening, error)
                raise
            finally:
                connection.close_cursors()
        self._require_unchanged(opening)

    @contextmanager
    def writing(
        self, token: CancelToken | None = None, *, patience_s: float = STATEMENT_PATIENCE_S
    ) -> Iterator[WriteConnection]:
        """A lease for one transaction, committed at the end of the block and rolled back if the block raises.

        Args:
            token: Stops it.
            patience_s: How long the lock of another program is waited for, in seconds.

        Raises:
            Refusal: The file was opened read-only.
            DatabaseMoved: The path does not lead to the file that was opened any more; nothing was changed.
            EnvironmentProblem: The file cannot be written now.
            Cancelled: The token was cancelled before the commit; nothing was changed.
        """
        self._require_writable()
        token = token or CancelToken()
        with (
            self._lease(token) as (raw, opening),
            explaining(self.real_path, token),
            _writable(raw),
            immediate_transaction(raw, token, patience_s),
            self._staying(),
            _cancellable(raw, token),
        ):
            connection = self._describe(WriteConnection, raw, opening, token)
            try:
                yield connection
            finally:
                connection.close_cursors()

    @contextmanager
    def altering(self, token: CancelToken | None = None) -> Iterator[AlteringConnection]:
        """The only connection, for changing the schema; the pool is empty for as long as the block lasts.

        Foreign keys are off and `legacy_alter_table` is on, both read back: inside a transaction SQLite ignores such
        pragmas silently, and a table rebuild would then delete the rows of its children.

        Raises:
            Refusal: The file was opened read-only.
            DatabaseMoved: The path does not lead to the file that was opened any more.
            EnvironmentProblem: The file cannot be written now, or others did not stop reading it.
            Cancelled: The token was cancelled.
        """
        self._require_writable()
        token = token or CancelToken()
        with self._alone(token) as (raw, opening), _cancellable(raw, token):
            connection = self._describe(AlteringConnection, raw, opening, token)
            connection.staying = self._staying
            try:
                yield connection
            finally:
                connection.close_cursors()

    def data_version(self) -> DataVersion | None:
        """The state of the file's content, to be compared with what it was; takes no lease and waits for nobody.

        Returns:
            None where SQLite cannot tell: now, since the file is locked or its schema is being altered; or at all,
            since it is not read where it lies and as it changes.
        """
        self._require_permitted_thread()
        opening = self._pool.present() if self.opened.way is Way.LIVE else None
        if opening is None:
            return None
        return self._probe.ask(opening.uri, opening.read_path)

    def pool_use(self) -> PoolUse:
        """How the pool's connections are used now."""
        return self._pool.pool.use()

    def trim(self) -> None:
        """Close connections that were idle for ten minutes."""
        self._pool.pool.trim()

    def close(self) -> None:
        """Close every connection and remove a private copy; what a lease still uses goes when the lease ends."""
        self._probe.close()
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _lease(self, token: CancelToken) -> Iterator[tuple[sqlite3.Connection, Opening]]:
        self._require_permitted_thread()
        with ExitStack() as stack:
            raw, opening = self._pool.check_out(stack, token, STATEMENT_PATIENCE_S)
            raw.execute(f"PRAGMA cache_size = -{CACHE_KB}")
            stack.callback(_put_back, raw)
            yield raw, opening

    @contextmanager
    def _alone(self, token: CancelToken) -> Iterator[tuple[sqlite3.Connection, Opening]]:
        self._require_permitted_thread()
        with ExitStack() as stack:
            stack.enter_context(self._probe.suspended())
            opening = self._pool.drain(stack, token)
            stack.enter_context(explaining(self.real_path, token))
            raw = connect_alone(opening.uri, checkpoints=self._pool.checkpoints)
            stack.enter_context(closing(raw))
            require_same_file(self.real_path, self.identity)
            yield raw, opening

    @contextmanager
    def _staying(self) -> Iterator[None]:
        """Within a transaction: what is written is written to the file that was opened, or rolled back."""
        require_same_file(self.real_path, self.identity)
        yield
        require_same_file(self.real_path, self.identity)

    def _require_permitted_thread(self) -> None:
        if threading.get_ident() == self._forbidden_thread:
            raise LeaseOnForbiddenThreadError

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
                tr("This database is open for reading only; nothing was changed."),
                tr("Switch to Writable first."),
            )

    def _require_unchanged(self, opening: Opening, cause: Exception | None = None) -> None:
        if opening.way is Way.IMMUTABLE and not still_holds(
            opening, self.real_path, read_only=True
        ):
            raise DatabaseChanged(
                tr("Another program wrote to the database while it was read."),
                tr("Reload to see the new state."),
            ) from cause


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
    """Let the connection write, and the file's own triggers fill their search indexes: distrusted, they may not."""
    raw.execute("PRAGMA query_only = 0")
    raw.execute("PRAGMA trusted_schema = 1")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA trusted_schema = {trusted_schema()}")
        raw.execute("PRAGMA query_only = 1")


def _put_back(raw: sqlite3.Connection) -> None:
    """A connection that waits keeps few pages; one on which a lease left something behind is closed and dropped.

    Where it sorts is set back here and not in the lease: SQLite refuses that within a transaction once the connection
    has a temporary database, and a look at its schema is enough for one.
    """
    raw.set_authorizer(None)
    if raw.in_transaction or [_pragma(raw, name) for name in ("query_only", "foreign_keys")] != [
        1,
        1,
    ]:
        raw.close()
    else:
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute(f"PRAGMA cache_size = -{IDLE_CACHE_KB}")


def _pragma(raw: sqlite3.Connection, name: str) -> object:
    return raw.execute(f"PRAGMA {name}").fetchone()[0]
