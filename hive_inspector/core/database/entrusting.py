"""Statements over what a file itself computes: run in a process that may be lost, their rows fetched from there.

A view, or a column that is computed when it is read, may ask for anything: that a search runs for years in one step
that looks for no stop, or that a sort takes all memory there is. What is known of their first row (`survey`) says
nothing of the others. So no lease runs such a statement itself (`concerns`), nor SQLite's own checks of a file, which
compute what tables, indexes and conditions declare. The process is ended when the token is cancelled. It reads the
file the way the lease does, but a state of its own: the newest when the statement begins.
"""

from __future__ import annotations

import atexit
import re
import sqlite3
from contextlib import ExitStack
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database import answerers
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.matching import ARGUMENTS, MATCHES
from hive_inspector.core.database.question_helper import FAILED, NEXT, OPEN, RUN
from hive_inspector.core.database.retry import DRIVER_WAIT_MS
from hive_inspector.core.database.rowpacks import unpacked
from hive_inspector.core.database.trust import trusted_schema
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.statements import Parameters, Row
    from hive_inspector.core.database.way import Opening

MEMORY = 1_000_000_000
"""Bytes that SQLite may take there for sorting and in between."""
_MOST_IDLE = 1
_ROWS_AT_ONCE = 1000
_HINT = tr("Ask for fewer of its columns or rows. The file was not changed.")
_WORDS = re.compile(r"""'(?:[^']|'')*'|"((?:[^"]|"")*)"|(\w+)""")
_CHECKS = re.compile(r"\s*PRAGMA\s+(?:\w+\.)?(?:integrity|quick)_check\b", re.IGNORECASE)
_COMPUTING = """
    SELECT name, CASE WHEN type = 'table' AND rootpage = 0 THEN sql ELSE '' END FROM sqlite_master
    WHERE typeof(name) = 'text' AND typeof(sql) = 'text' AND (type = 'view' OR type = 'table'
      AND (rootpage = 0 OR sql GLOB '*[^A-Za-z0-9_$][Aa][Ss][^A-Za-z0-9_$]*'))"""
"""Views; tables that may have a column `AS (…)`; and virtual ones, which may show the content of a view."""

_waiting = answerers.Waiting(_MOST_IDLE, "computing_helper")
atexit.register(_waiting.close)


def computed_names(raw: sqlite3.Connection) -> frozenset[str]:
    """Which tables and views of a file compute what they show, by folded name; rather one too many.

    Raises:
        sqlite3.Error: The schema cannot be read.
    """
    before, raw.text_factory = raw.text_factory, _leniently
    try:
        found = raw.execute(_COMPUTING).fetchall()
    finally:
        raw.text_factory = before
    names = {folded(name) for name, sql in found if not sql}
    virtual = [(folded(name), folded(sql)) for name, sql in found if sql]
    return frozenset(names | {name for name, sql in virtual if any(one in sql for one in names)})


def concerns(names: frozenset[str], sql: str) -> bool:
    """Whether a statement has to be entrusted to another process, in a file where these names compute."""
    return bool(names and names & _words_in(sql)) or _CHECKS.match(sql) is not None


class EntrustedCursor:
    """What `sqlite3.Cursor` is for a statement that is run here. Used by one thread.

    Raises what the driver raises, besides `StatementProblem` where the process was lost, and `Cancelled`.
    """

    rowcount = -1
    """None is changed."""

    def __init__(self, token: CancelToken, on_close: Callable[[EntrustedCursor], None]) -> None:
        self.description: tuple[tuple[str, ...], ...] = ()
        """As the driver has it: each column's name first."""
        self._token = token
        self._on_close = on_close
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = ExitStack()
        self._has_answered = True

    def execute(self, opened: Opening, sql: str, parameters: Parameters) -> EntrustedCursor:
        """Begin a statement."""
        self._token.raise_if_cancelled()
        self._process = process = _waiting.take()
        try:
            self._stopping.enter_context(self._token.stopping_with(process.kill))
            self._ask(OPEN, _opening(opened))
            bound = parameters if isinstance(parameters, dict) else tuple(parameters)
            names = self._ask(RUN, {"sql": sql, "parameters": bound})
        except BaseException:
            self.close()
            raise
        self.description = tuple((name,) for name in names)
        return self

    def fetchone(self) -> Row | None:
        """The next row, or None at the end."""
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, count: int) -> list[Row]:
        """So many rows, or those that are left."""
        if self._process is None:
            return []
        try:
            rows: list[Row] = self._ask(NEXT, count)
        except BaseException:
            self.close()
            raise
        if len(rows) < count:
            self.close()
        return rows

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        found: list[Row] = []
        while rows := self.fetchmany(_ROWS_AT_ONCE):
            found += rows
        return found

    def close(self) -> None:
        """Let go of the process, which is ended if it is at work; may be called again."""
        process, self._process = self._process, None
        if process is None:
            return
        self._stopping.close()
        self._on_close(self)
        if self._has_answered and _has_closed_the_file(process):
            _waiting.give_back(process)
        else:
            answerers.end(process)

    def _ask(self, kind: bytes, content: object) -> Any:
        if self._process is None:
            raise sqlite3.ProgrammingError(tr("the cursor is closed"))
        self._has_answered = False
        try:
            answerers.send(self._process, kind, content)
            message = answerers.answer(self._process)
        except BrokenPipeError:
            message = None
        if message is None:
            self._token.raise_if_cancelled()
            raise _lost(self._process)
        self._has_answered = True
        if message[0] == FAILED:
            raise _raised(unpacked(message[1]))
        return unpacked(message[1])


def _opening(opened: Opening) -> dict[str, Any]:
    return {
        "uri": opened.uri,
        "writable_schema": int(opened.salvaging),
        "trusted_schema": trusted_schema(),
        "lock_wait_s": DRIVER_WAIT_MS / 1000,
        "memory": MEMORY,
        "matching": (MATCHES, ARGUMENTS),
    }


def _has_closed_the_file(process: subprocess.Popen[bytes]) -> bool:
    try:
        answerers.send(process, OPEN, None)
        return answerers.answer(process) is not None
    except BrokenPipeError:  # it was ended by a cancel
        return False


def _lost(process: subprocess.Popen[bytes]) -> StatementProblem:
    return StatementProblem(
        tr("What this file computes ended the process that computed it."),
        _HINT,
        answerers.how_it_ended(process),
    )


def _raised(told: dict[str, Any]) -> Exception:
    """What the driver raised in the other process."""
    kind, message = told["type"], told["message"]
    if kind == "MemoryError":
        memory = tr("{memory:,} MB", memory=MEMORY // 1000000)
        return StatementProblem(
            tr("What this file computes needs more than {memory}.", memory=memory), _HINT
        )
    if kind == "UnicodeEncodeError":
        return UnicodeEncodeError("utf-8", "", 0, 1, message)
    if kind == "OverflowError":
        return OverflowError(message)
    error: sqlite3.Error = getattr(sqlite3, kind, sqlite3.DatabaseError)(message)
    error.sqlite_errorname = told["name"]
    return error


@lru_cache(maxsize=64)
def _words_in(sql: str) -> frozenset[str]:
    """The names in a text of SQL, folded, with much that is none."""
    return frozenset(
        folded(quoted.replace('""', '"') or plain) for quoted, plain in _WORDS.findall(sql)
    )


def _leniently(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
