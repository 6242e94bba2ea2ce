"""Running one statement on a leased connection: bound parameters, cancel, patience, and errors in the user's words."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

import peewee

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.entrusting import EntrustedCursor, concerns
from hive_inspector.core.database.failures import RETRIABLE, broken_text, error_name, explained
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.matching import ARGUMENTS, MATCHES, Matcher
from hive_inspector.core.database.retry import patiently
from hive_inspector.core.database.transactions import require_transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.database.way import Opening

    Row: TypeAlias = tuple[Cell, ...]
    Parameters: TypeAlias = Sequence[Cell] | Mapping[str, Cell]

decode_leniently = partial(str, encoding="utf-8", errors="surrogateescape")
"""How a text is read whose bytes may be no UTF-8: those become surrogate escapes instead of an error."""

COPY_WAIT_S = 0.05
"""How long a copy of a whole database waits before it tries a locked page again."""
PASSING_CACHE_KB = 4_000
"""Pages that are kept by whoever reads each only once, and the bytes that are sorted at once before they go to a
temporary file: more make neither faster (five million rows take the same time with 2 to 8 MB)."""
_BATCH = 500
_FIRST_LIST = 16
_LIST_S = 0.02
"""How long a list of rows may take, fetched and worked on, before the next one is shorter."""
_LARGEST_BATCH = 4096
_NO_UTF_8 = "Could not decode to UTF-8"
"""How the driver's message begins where a text cannot be read."""
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
        raise told(error, path, token) from error


def told(error: Exception, path: Path, token: CancelToken) -> Exception:
    """What to raise for an error of the driver."""
    if error_name(error) == "SQLITE_INTERRUPT" and token.is_cancelled:
        return Cancelled()
    return explained(error, path)


class ReadConnection:
    """A connection leased for reading; valid on the leasing thread until the lease ends.

    Every method raises `InspectorError` subclasses of `core.database.failures` for what SQLite reports, and `Cancelled`
    when the lease's token is cancelled.
    """

    _text_factory: Callable[[bytes], str] = str
    """Twice as fast as reading leniently, and raises at the first text that is no UTF-8."""
    _entrusts = True
    """Whether what the file itself computes is computed in another process."""

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
        self._unfinished: set[sqlite3.Cursor | EntrustedCursor] = set()
        self._entrusted: set[EntrustedCursor] = set()
        self._matcher: Matcher | None = None
        self._spills = False
        raw.text_factory = self._text_factory

    def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, or None where there is none."""
        try:
            cursor = self._execute(sql, parameters)
            row: Row | None = cursor.fetchone()
            cursor.close()
        except _FROM_STATEMENTS as error:
            if self._turns_lenient(error):
                return self.one(sql, parameters)
            raise self._told(error) from error
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
        try:
            return self._execute(sql, parameters).fetchall()
        except _FROM_STATEMENTS as error:
            if self._turns_lenient(error):
                return self.rows(sql, parameters)
            raise self._told(error) from error

    def stream(
        self, sql: str, parameters: Parameters = (), *, batch: int = _BATCH
    ) -> Iterator[Row]:
        """Rows one by one in constant memory, fetched `batch` at a time."""
        for rows in self._fetched(sql, parameters, repeat(batch)):
            yield from rows

    def batches(
        self, sql: str, parameters: Parameters = (), *, most: int = _LARGEST_BATCH
    ) -> Iterator[list[Row]]:
        """Rows as they are found: one at first, then twice as many each time, up to `most`."""
        doubling = (
            1 << doublings for doublings in range(most.bit_length()) if 1 << doublings < most
        )
        return self._fetched(sql, parameters, chain(doubling, repeat(most)))

    def _fetched(
        self, sql: str, parameters: Parameters, sizes: Iterator[int]
    ) -> Iterator[list[Row]]:
        """Lists of rows of those sizes, read leniently."""
        with self._explaining():
            self._raw.text_factory = decode_leniently
            cursor = self._execute(sql, parameters)
            self._unfinished.add(cursor)
            try:
                while rows := cursor.fetchmany(next(sizes)):
                    yield rows
                    self.token.raise_if_cancelled()
            finally:
                self._unfinished.discard(cursor)
                cursor.close()

    def bulk(
        self, sql: str, parameters: Parameters = (), *, size: int = _BATCH
    ) -> Iterator[list[Row]]:
        """All rows of a statement in lists of up to that size, at the driver's own speed; for very many rows.

        Lists are shorter where a row is much work, so that they take little memory, and a cancel is soon heard.
        A text that is no UTF-8 makes the statement run again, leniently and without what was handed out already: the
        order of its rows has to be fixed.
        """
        with self._explaining():
            if not self._unfinished:
                self._raw.text_factory = self._text_factory
            handed_out = 0
            while True:
                try:
                    for rows in self._lists(sql, parameters, size, handed_out):
                        yield rows
                        handed_out += len(rows)
                except sqlite3.OperationalError as error:
                    if not self._turns_lenient(error):
                        raise
                else:
                    return

    def strictly(
        self, sql: str, parameters: Parameters = (), *, size: int = _BATCH
    ) -> Iterator[list[Row]]:
        """All rows of a statement in lists, as `bulk` has them, up to the first text that is no UTF-8.

        Raises:
            BrokenText: There is such a text. None may have been handed out of the rows before it.
        """
        with self._explaining():
            if not self._unfinished:
                self._raw.text_factory = str
            try:
                yield from self._lists(sql, parameters, size, 0)
            except sqlite3.OperationalError as error:
                if str(error).startswith(_NO_UTF_8):
                    raise broken_text() from error
                raise

    def _lists(
        self, sql: str, parameters: Parameters, size: int, passed_over: int
    ) -> Iterator[list[Row]]:
        cursor = self._execute(sql, parameters)
        self._unfinished.add(cursor)
        try:
            while passed_over:
                passed_over -= len(cursor.fetchmany(min(size, passed_over)))
            step = min(size, _FIRST_LIST)
            started = time.perf_counter()
            while rows := cursor.fetchmany(step):
                yield rows
                self.token.raise_if_cancelled()
                now = time.perf_counter()
                step, started = _next_step(step, size, now - started), now
        finally:
            self._unfinished.discard(cursor)
            cursor.close()

    def scan(self) -> None:
        """Until the lease ends, keep few pages in memory: what is read is passed over once, from end to end."""
        with self._explaining():
            self._raw.execute(f"PRAGMA cache_size = -{PASSING_CACHE_KB}")

    def spill(self) -> None:
        """Until the lease ends, let statements sort in temporary files what is much, and keep few pages in memory.

        SQLite sorts in memory as much as its page cache may hold, besides that cache. A connection that has a temporary
        database already cannot put it elsewhere within a transaction: it goes on in memory.
        """
        self.scan()
        with self._explaining():
            try:
                self._raw.execute("PRAGMA temp_store = FILE")
            except sqlite3.OperationalError:
                if not self._raw.in_transaction:
                    raise
                return
        self._spills = True

    @property
    def path(self) -> Path:
        """The database itself, its symlinks resolved; a private copy of it may be what is read."""
        return self._path

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

    def copy_into(
        self, target: sqlite3.Connection, pages: int, report: Callable[[int, int, int], None]
    ) -> None:
        """Copy the whole database as the lease sees it, pages at a time.

        Args:
            target: An empty database of ours.
            pages: How many pages to copy between reports.
            report: Given SQLite's code of the last piece, pages left and pages in all; may raise to stop.
        """
        self.one(
            "SELECT count(*) FROM sqlite_master"
        )  # pins the state: without it each piece is of its own
        with self._explaining():
            self._raw.backup(target, pages=pages, progress=report, sleep=COPY_WAIT_S)

    def renew(self) -> None:
        """Read the newest state of the file from here on.

        A state that is read for long keeps the file's write-ahead log from being folded back and begun anew.
        """
        while self._unfinished:
            self._unfinished.pop().close()
        self.token.raise_if_cancelled()
        with self._explaining():
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            self._raw.execute("BEGIN")

    def close_cursors(self) -> None:
        """End every statement that is still running on this lease, and take back what was lent to it."""
        for cursors in (self._unfinished, self._entrusted):
            while cursors:
                cursors.pop().close()
        matcher, self._matcher = self._matcher, None
        if matcher is not None:
            matcher.close()
            self._raw.create_function(MATCHES, ARGUMENTS, None)

    def _execute(self, sql: str, parameters: Parameters) -> sqlite3.Cursor | EntrustedCursor:
        self._require_permission()
        if self._entrusts and concerns(self.opened.computed, sql):
            run: Callable[[str, Parameters], sqlite3.Cursor | EntrustedCursor] = self._entrust
        else:
            run = self._raw.execute
            if MATCHES in sql:
                self._lend_matcher()
        started = time.perf_counter()
        try:
            cursor = run(sql, parameters)
        except sqlite3.OperationalError as error:
            if error_name(error) not in RETRIABLE:
                raise
            cursor = patiently(lambda: run(sql, parameters), self.token, self._patience_s)
        self._timed((time.perf_counter() - started) * 1000)
        return cursor

    def _entrust(self, sql: str, parameters: Parameters) -> EntrustedCursor:
        """Have another process run a statement; that the lease's state is pinned keeps SQLite's side files there."""
        self._raw.execute("SELECT count(*) FROM sqlite_master").close()
        cursor = EntrustedCursor(self.token, self._entrusted.discard)
        self._entrusted.add(cursor)
        return cursor.execute(self.opened, sql, parameters)

    def _require_permission(self) -> None:
        """Make sure that the next statement may run."""
        self.token.raise_if_cancelled()

    def _lend_matcher(self) -> None:
        """Give the connection what its statements match patterns with, once a lease."""
        if self._matcher is None:
            encoding = self._raw.execute("PRAGMA encoding").fetchone()[0]
            self._matcher = Matcher(self.token, encoding)
            self._raw.create_function(MATCHES, ARGUMENTS, self._matcher, deterministic=True)

    def _turns_lenient(self, error: Exception) -> bool:
        """Whether the statement is worth a second try: the first one met a text that is no UTF-8."""
        if self._raw.text_factory is not str or not str(error).startswith(_NO_UTF_8):
            return False
        self._raw.text_factory = decode_leniently
        return True

    def _told(self, error: Exception) -> Exception:
        failure = self._matcher.failure if self._matcher else None
        return failure or told(error, self._path, self.token)

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except _FROM_STATEMENTS as error:
            raise self._told(error) from error


def _next_step(step: int, most: int, seconds: float) -> int:
    """How many rows to fetch next, where so many took so long."""
    if seconds > _LIST_S:
        return max(1, step // 2)
    return min(most, step * 2) if seconds < _LIST_S / 4 else step


class WriteConnection(ReadConnection):
    """A connection leased for writing, inside a transaction that the lease commits or rolls back."""

    _text_factory = decode_leniently  # a statement that changes something must not be tried twice
    _entrusts = False  # another process does not see what this transaction has changed
    _must_be_in_transaction = True

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a changing statement; returns the rows it changed."""
        with self._explaining():
            cursor = self._execute(sql, parameters)
            changed = cursor.rowcount
            cursor.close()
            return changed

    def first(self, sql: str, parameters: Parameters, count: int) -> list[Row]:
        """Run a changing statement that returns rows; gives the first of them, when all is changed."""
        with self._explaining():
            cursor = self._execute(sql, parameters)
            rows: list[Row] = cursor.fetchmany(count)
            cursor.close()
            return rows

    def execute_many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> int:
        """Run a changing statement once for each row of parameters; returns the rows changed in all."""
        with self._explaining():
            self._require_permission()
            cursor = self._raw.executemany(sql, self._until_cancelled(rows))
            changed = cursor.rowcount
            cursor.close()
            return changed

    @contextmanager
    def decided_by(self, guard: Callable[..., int]) -> Iterator[None]:
        """Let an authorizer decide on every statement of the block, as `sqlite3_set_authorizer` has it."""
        self._raw.set_authorizer(guard)
        try:
            yield
        finally:
            self._raw.set_authorizer(None)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
        """Insert rows of the named columns; returns how many."""
        names = ", ".join(map(quoted, columns))
        marks = ", ".join("?" * len(columns))
        return self.execute_many(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)

    def _require_permission(self) -> None:
        """Where SQLite has ended the transaction by itself, each further change would be final: none may run."""
        super()._require_permission()
        if self._must_be_in_transaction:
            require_transaction(self._raw)

    def _until_cancelled(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        """The rows, looking for a cancel at each: short statements end before SQLite would look."""
        is_cancelled = self.token.poll
        for row in rows:
            if is_cancelled():
                raise Cancelled
            yield row
