"""Running one statement on a leased connection: bound parameters, cancel, patience, and errors in the user's words."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakSet

import peewee

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.failures import error_name, explained
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.retry import patiently
from hive_inspector.core.database.transactions import require_transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.database.way import Opening

    Row: TypeAlias = tuple[Cell, ...]
    Parameters: TypeAlias = Sequence[Cell] | Mapping[str, Cell]

_BATCH = 500
_FROM_TRANSACTIONS = (sqlite3.Error, peewee.PeeweeException)
_FROM_STATEMENTS = (sqlite3.Error, UnicodeError, OverflowError)
"""A value that SQLite cannot take fails in the driver: a number beyond 64 bits, a text that is no Unicode."""


@contextmanager
def explaining(
    path: Path, token: CancelToken, *, kinds: tuple[type[Exception], ...] = _FROM_TRANSACTIONS
) -> Iterator[None]:
    """Turn what SQLite raises in the block into the user's words, and an asked-for interruption into `Cancelled`."""
    try:
        yield
    except kinds as error:
        if error_name(error) == "SQLITE_INTERRUPT" and token.is_cancelled:
            raise Cancelled from error
        raise explained(error, path) from error


class ReadConnection:
    """A connection leased for reading; valid on the leasing thread until the lease ends.

    Every method raises `InspectorError` subclasses of `core.database.failures` for what SQLite reports, and `Cancelled`
    when the lease's token is cancelled.
    """

    def __init__(
        self,
        raw: sqlite3.Connection,
        path: Path,
        token: CancelToken,
        *,
        opened: Opening,
        patience_s: float,
        timed: Callable[[float], None],
    ) -> None:
        self.token = token
        self.opened = opened
        self._raw = raw
        self._path = path
        self._patience_s = patience_s
        self._timed = timed
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, or None where there is none."""
        with self._explaining():
            cursor = self._execute(sql, parameters)
            row: Row | None = cursor.fetchone()
            cursor.close()
            return row

    def value(self, sql: str, parameters: Parameters = ()) -> Cell:
        """The first column of the first row, or None where there is no row."""
        row = self.one(sql, parameters)
        return None if row is None else row[0]

    def integer(self, sql: str, parameters: Parameters = ()) -> int:
        """The first column of the first row where the statement yields a whole number, such as a count."""
        value = self.value(sql, parameters)
        if not isinstance(value, int):
            raise TypeError(f"{sql} gave {value!r}, not a whole number")
        return value

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows at once; for results known to be small."""
        with self._explaining():
            cursor = self._execute(sql, parameters)
            rows: list[Row] = cursor.fetchall()
            cursor.close()
            return rows

    def stream(
        self, sql: str, parameters: Parameters = (), *, batch: int = _BATCH
    ) -> Iterator[Row]:
        """Rows one by one in constant memory, fetched `batch` at a time."""
        with self._explaining():
            cursor = self._execute(sql, parameters)
            try:
                while rows := cursor.fetchmany(batch):
                    yield from rows
                    self.token.raise_if_cancelled()
            finally:
                cursor.close()

    def columns_of(self, sql: str, parameters: Parameters = ()) -> tuple[str, ...]:
        """The column names of a statement's result, duplicates and all."""
        with self._explaining():
            cursor = self._execute(sql, parameters)
            names = tuple(description[0] for description in cursor.description or ())
            cursor.close()
            return names

    @contextmanager
    def blob(self, table: str, column: str, rowid: int) -> Iterator[sqlite3.Blob]:
        """One text or blob cell, readable in pieces without loading it."""
        with self._explaining():
            self.token.raise_if_cancelled()
            opened = self._raw.blobopen(table, column, rowid, readonly=True)
        with closing(opened), explaining(self._path, self.token, kinds=(sqlite3.Error,)):
            yield opened

    def close_cursors(self) -> None:
        """End every statement that is still running on this lease."""
        for cursor in tuple(self._cursors):
            cursor.close()

    def _execute(self, sql: str, parameters: Parameters) -> sqlite3.Cursor:
        cursor = self._cursor()
        started = time.perf_counter()
        patiently(lambda: cursor.execute(sql, parameters), self.token, self._patience_s)
        self._timed((time.perf_counter() - started) * 1000)
        return cursor

    def _cursor(self) -> sqlite3.Cursor:
        self.token.raise_if_cancelled()
        cursor = self._raw.cursor()
        self._cursors.add(cursor)
        return cursor

    def _explaining(self) -> AbstractContextManager[None]:
        return explaining(self._path, self.token, kinds=_FROM_STATEMENTS)


class WriteConnection(ReadConnection):
    """A connection leased for writing, inside a transaction that the lease commits or rolls back."""

    _must_be_in_transaction = True

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a changing statement; returns the rows it changed."""
        with self._explaining():
            cursor = self._execute(sql, parameters)
            changed = cursor.rowcount
            cursor.close()
            return changed

    def execute_many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> int:
        """Run a changing statement once for each row of parameters; returns the rows changed in all."""
        with self._explaining():
            cursor = self._cursor()
            cursor.executemany(sql, self._until_cancelled(rows))
            changed = cursor.rowcount
            cursor.close()
            return changed

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
        """Insert rows of the named columns; returns how many."""
        names = ", ".join(map(quoted, columns))
        marks = ", ".join("?" * len(columns))
        return self.execute_many(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)

    def _cursor(self) -> sqlite3.Cursor:
        """A cursor, unless SQLite has ended the transaction by itself: each further change would then be final."""
        if self._must_be_in_transaction:
            require_transaction(self._raw)
        return super()._cursor()

    def _until_cancelled(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        """The rows, looking for a cancel at each: short statements end before SQLite would look."""
        is_cancelled = self.token.poll
        for row in rows:
            if is_cancelled():
                raise Cancelled
            yield row
