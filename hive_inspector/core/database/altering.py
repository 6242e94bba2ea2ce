"""The one connection for changing a schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import StatementForbidden, StatementProblem, error_name
from hive_inspector.core.database.retry import DRIVER_WAIT_MS, patiently
from hive_inspector.core.database.statements import COPY_WAIT_S, ReadConnection, WriteConnection
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.database.transactions import immediate_transaction, read_transaction
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.guarding import Guard
    from hive_inspector.core.database.statements import Parameters
    from hive_inspector.core.database.values import Cell


class AlteringConnection(WriteConnection):
    """The only open connection to a file: foreign keys off, ALTER TABLE leaving other objects' text alone.

    Outside `transaction` each statement stands alone, which is what a PRAGMA or VACUUM needs.
    """

    _must_be_in_transaction = False
    _guard: Guard | None = None
    _listener: Callable[[str], None] | None = None
    staying: Callable[[], AbstractContextManager[None]] = nullcontext
    """Around what is in a transaction: raises where the file is no longer the one that was opened."""

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a changing statement; returns the rows it changed."""
        self._tell(sql)
        return super().execute(sql, parameters)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> int:
        """Run a changing statement once for each row of parameters; returns the rows changed in all."""
        self._tell(sql)
        return super().execute_many(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes of the block, or none.

        Raises:
            InspectorError: A statement or the commit failed; nothing was changed.
            Cancelled: The lease's token was cancelled before the commit; nothing was changed.
        """
        with (
            self._explaining(),
            immediate_transaction(self._raw, self.token, self._patience_s),
            self.staying(),
        ):
            self._must_be_in_transaction = True
            try:
                yield
            finally:
                self._must_be_in_transaction = False
                self.close_cursors()

    @contextmanager
    def guarded(self, guard: Guard) -> Iterator[None]:
        """Let a guard decide on every statement of the block.

        Raises:
            StatementForbidden: A statement was refused; the message is the guard's reason.
        """
        self._guard = guard
        self._raw.set_authorizer(guard)
        try:
            yield
        except (StatementProblem, sqlite3.DatabaseError) as error:
            if not _is_refusal(error):
                raise
            hint = tr("Take it out of the script.")
            raise StatementForbidden(guard.refused, hint, str(error)) from error
        finally:
            self._guard = None
            self._raw.set_authorizer(None)

    @contextmanager
    def telling(self, listener: Callable[[str], None]) -> Iterator[None]:
        """Tell each changing statement of the block before it runs, as it was written: values stay untold."""
        self._listener = listener
        try:
            yield
        finally:
            self._listener = None

    @contextmanager
    def beside(self, token: CancelToken | None = None) -> Iterator[ReadConnection]:
        """A second connection, which reads the file as it was last committed while this one changes it.

        Args:
            token: Stops what it reads; the lease's own by default.
        """
        raw = sqlite3.connect(
            file_uri(self._path, "ro"),
            uri=True,
            isolation_level=None,
            timeout=DRIVER_WAIT_MS / 1000,
        )
        with closing(raw), self._explaining(), read_transaction(raw):
            yield ReadConnection(
                raw,
                self._path,
                token or self.token,
                opened=self.opened,
                patience_s=self._patience_s,
                timed=self._timed,
            )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other program has the file open in the block, and none can begin to read or write it.

        A lock of the whole file, taken before the first page is read: in WAL mode it is not given while any other
        connection exists, whether that one is doing anything or not.

        Raises:
            DatabaseLocked: Another program has the file open.
        """
        with self._explaining():
            self._raw.execute("PRAGMA locking_mode = EXCLUSIVE")
            patiently(lambda: self._raw.execute("BEGIN EXCLUSIVE"), self.token, self._patience_s)
            self._raw.execute("COMMIT")
        yield  # the lock goes with the connection, which is closed at the end of the lease

    @contextmanager
    def looking(self) -> Iterator[None]:
        """SQLite refuses every change in the block."""
        self._set("query_only", 1)
        try:
            yield
        finally:
            self._set("query_only", 0)

    @contextmanager
    def renaming(self) -> Iterator[None]:
        """ALTER TABLE … RENAME changes the name in the text of other objects too for as long as the block lasts."""
        self._set("legacy_alter_table", 0)
        try:
            yield
        finally:
            self._set("legacy_alter_table", 1)

    def copy_from(
        self, source: sqlite3.Connection, pages: int, report: Callable[[int, int, int], None]
    ) -> None:
        """Replace the whole content, pages of the source at a time, all or nothing; outside a transaction.

        Args:
            source: What to copy; read as a whole.
            pages: How many pages to copy between reports.
            report: Given SQLite's code of the last piece, pages left and pages in all; may raise to stop.
        """
        with self._explaining(), self.staying():
            source.backup(self._raw, pages=pages, progress=report, sleep=COPY_WAIT_S)

    def _set(self, pragma: str, value: int) -> None:
        """Past the guard, which lets no script do this."""
        guard = self._guard
        if guard is not None:
            guard.is_off = True
        try:
            self._raw.execute(f"PRAGMA {pragma} = {value}")
        finally:
            if guard is not None:
                guard.is_off = False

    def _tell(self, sql: str) -> None:
        if self._listener is not None:
            self._listener(sql.strip())


def _is_refusal(error: Exception) -> bool:
    """Whether the authorizer said no; about a function SQLite says so in words only."""
    return error_name(error) == "SQLITE_AUTH" or "not authorized" in str(error)


def connect_alone(uri: str, *, checkpoints: bool) -> sqlite3.Connection:
    """A connection outside any pool.

    Args:
        uri: The file, as `core.database.target.file_uri` writes it.
        checkpoints: Whether a commit may copy the write-ahead log into the database.
    """
    raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=DRIVER_WAIT_MS / 1000)
    for name, setting in _SETTINGS:
        raw.execute(f"PRAGMA {name} = {setting}")
    if not checkpoints:
        raw.execute("PRAGMA wal_autocheckpoint = 0")
    found = [(name, raw.execute(f"PRAGMA {name}").fetchone()[0]) for name, _ in _SETTINGS]
    if found != _SETTINGS:
        raw.close()
        raise RuntimeError(f"SQLite would not take the settings: {found}")
    return raw


_SETTINGS = [("foreign_keys", 0), ("legacy_alter_table", 1)]
"""Read back, because inside a transaction SQLite ignores a change of `foreign_keys` silently."""
