"""Statements that somebody typed, asked of a process of their own (see `question_helper`).

A process that is asked is ended when the token is cancelled or the time is up, whatever it is doing. One that has
answered closes the file and waits for the next question, since starting one takes longer than most answers. The file is
read the way it was opened: a lease is held while it is asked, so that it stays open that way, and is told of changes.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database import answerers
from hive_inspector.core.database.failures import StatementProblem, explained
from hive_inspector.core.database.question_helper import (
    COLUMNS,
    DONE,
    FAILED,
    LOOK,
    OPEN,
    PLAN,
    ROWS,
    RUN,
)
from hive_inspector.core.database.question_rules import Rule
from hive_inspector.core.database.rowpacks import RowPack, unpacked
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.database.trust import trusted_schema
from hive_inspector.core.database.way import Way
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.statements import Parameters, ReadConnection

_LAST = (DONE, FAILED)
"""Kinds of answers behind which no other comes."""
_MOST_IDLE = 2
_GRACE_S = 0.05
"""How long after its time a process that does not stop by itself is ended."""


class OutOf(InspectorError):
    """A statement was ended because it would have taken more than it may."""


class AnswererGone(InspectorError):
    """The process that answered ended by itself."""


class StatementRefused(InspectorError):
    """A statement that the rules do not allow."""

    def __init__(self, rule: Rule, about: str) -> None:
        super().__init__(
            rule.sentence(about), tr("Ask for it in another way, or use the page for it.")
        )
        self.rule = rule
        self.about = about


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one question may take."""

    seconds: float = 30.0
    rows: int = 100_000
    value_bytes: int = 100_000_000
    """Bytes of the longest value, also in between; longer ones in the file cannot be read."""
    memory: int = 1_000_000_000
    """Bytes that SQLite may take for sorting and in between."""


@dataclass(frozen=True, slots=True)
class Read:
    """A column that a statement reads."""

    table: str
    column: str
    """Empty where rows are only counted."""
    inside: str
    """The view or named subquery that reads it, or empty."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of an answer."""

    limited: bool
    """Whether there are more rows than were asked for."""


class Questions:
    """Asks about one open database. Safe from several threads, each with a conversation of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting = answerers.Waiting(_MOST_IDLE)

    def warm_up(self) -> None:
        """Start a process, so that the first question need not wait for that (some 40 ms)."""
        self._waiting.give_back(self._waiting.take())

    def close(self) -> None:
        """End the processes that wait; those that answer end with their conversation."""
        self._waiting.close()

    @contextmanager
    def conversation(
        self, bounds: Bounds, token: CancelToken | None = None
    ) -> Iterator[Conversation]:
        """Questions to the file as it is now, all within the bounds' time.

        Raises:
            OutOf: The time or the memory was not enough.
            AnswererGone: The process ended by itself.
            EnvironmentProblem: The file cannot be read now.
            DatabaseChanged: Another program wrote while an unused file was read; what was read may be mixed.
            Cancelled: The token was cancelled.
        """
        token = token or CancelToken()
        with self._database.reading(token) as connection:
            connection.one(
                "SELECT count(*) FROM sqlite_master"
            )  # SQLite's side files are there now
            process = self._waiting.take()
            talk = Conversation(process, connection, bounds)
            try:
                with token.stopping_with(process.kill), talk.timed():
                    talk.open()
                    yield talk
                    talk.close_file()
            except BaseException:
                answerers.end(process)
                raise
            if talk.is_idle:
                self._waiting.give_back(process)
            else:
                answerers.end(process)


class Conversation:
    """Questions to one file in one process. Used by one thread."""

    def __init__(
        self, process: subprocess.Popen[bytes], connection: ReadConnection, bounds: Bounds
    ) -> None:
        self._process = process
        self._connection = connection
        self._bounds = bounds
        self._until = time.monotonic() + bounds.seconds
        self._is_late = False
        self.is_idle = True
        """Whether the process has answered everything."""

    @contextmanager
    def timed(self) -> Iterator[None]:
        """End the process when the time is up."""
        timer = threading.Timer(self._bounds.seconds + _GRACE_S, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def open(self) -> None:
        """Let the process open the file, the way it is open here."""
        opened = self._connection.opened
        self._ask(
            OPEN,
            {
                "uri": file_uri(opened.read_path, "ro", immutable=opened.way is Way.IMMUTABLE),
                "salvaging": opened.salvaging,
                "trusted_schema": trusted_schema(),
                "value_bytes": self._bounds.value_bytes,
                "memory": self._bounds.memory,
            },
        )
        self._take(DONE)

    def close_file(self) -> None:
        """Let the process close the file, if it has answered everything."""
        if self.is_idle:
            self._ask(OPEN, None)
            self._take(DONE)

    def complaint(self, sql: str) -> str:
        """What there is to say about a text that is compiled; nothing where it is sound."""
        try:
            self.look(sql)
        except (StatementProblem, StatementRefused) as error:
            return error.message
        return ""

    def look(self, sql: str, parameters: Parameters = ()) -> frozenset[Read]:
        """Compile a statement without running it; returns what it reads.

        Raises:
            StatementRefused: The rules do not allow it.
            InspectorError: SQLite does not understand it.
        """
        self._about(LOOK, sql, parameters)
        told = unpacked(self._take(DONE))
        return frozenset(Read(*one) for one in told["reads"])

    def plan(self, sql: str, parameters: Parameters = ()) -> list[tuple[int, int, str]]:
        """How SQLite would run a statement: the number of each step, that of the step it belongs to, and its words.

        Raises:
            StatementRefused: The rules do not allow it.
            InspectorError: SQLite does not understand it.
        """
        self._about(PLAN, sql, parameters)
        rows = unpacked(self._take(DONE))["rows"]
        return [(number, parent, words) for number, parent, _, words in rows]

    def run(
        self, sql: str, parameters: Parameters = ()
    ) -> Iterator[tuple[str, ...] | RowPack | Finished]:
        """Run a statement: its columns, its rows as they are found, its end.

        Raises:
            StatementRefused: The rules do not allow it.
            OutOf: It took all its time or memory; what came before was right.
            InspectorError: SQLite failed.
            Cancelled: The token was cancelled.
        """
        self._about(RUN, sql, parameters)
        yield tuple(unpacked(self._take(COLUMNS)))
        while True:
            kind, content = self._answer()
            if kind == DONE:
                yield Finished(bool(unpacked(content)["limited"]))
                return
            yield RowPack(content)

    def _about(self, kind: bytes, sql: str, parameters: Parameters) -> None:
        bound = parameters if isinstance(parameters, dict) else tuple(parameters)
        seconds = max(0.001, self._until - time.monotonic())
        self._ask(
            kind, {"sql": sql, "parameters": bound, "seconds": seconds, "rows": self._bounds.rows}
        )

    def _ask(self, kind: bytes, content: dict[str, Any] | None) -> None:
        self.is_idle = False
        try:
            answerers.send(self._process, kind, content)
        except BrokenPipeError:
            raise self._gone() from None

    def _take(self, wanted: bytes) -> bytes:
        kind, content = self._answer()
        if kind != wanted:
            raise AssertionError(f"{kind!r} instead of {wanted!r}")
        return content

    def _answer(self) -> tuple[bytes, bytes]:
        message = answerers.answer(self._process)
        if message is None:
            raise self._gone()
        self.is_idle = message[0] in _LAST
        if message[0] == FAILED:
            raise self._failure(unpacked(message[1]))
        if message[0] == ROWS:
            self._connection.token.raise_if_cancelled()
        return message

    def _gone(self) -> Exception:
        self._connection.token.raise_if_cancelled()
        if self._is_late:
            return self._out_of("time")
        return AnswererGone(
            tr("The statement ended the process that ran it."),
            tr("Ask for less at once. The file was not changed."),
            answerers.how_it_ended(self._process),
        )

    def _failure(self, told: dict[str, Any]) -> Exception:
        if told["rule"]:
            return StatementRefused(Rule[told["rule"]], told["about"])
        if told["out_of"]:
            return self._out_of(told["out_of"])
        return explained(_error(told), self._connection.path)

    def _out_of(self, what: str) -> OutOf:
        if what == "time":
            message = tr("The statement was stopped after 1 second.")
            if self._bounds.seconds != 1:
                message = tr(
                    "The statement was stopped after {seconds:g} seconds.",
                    seconds=self._bounds.seconds,
                )
            return OutOf(
                message,
                tr("Raise the time limit, or ask for less."),
            )
        return OutOf(
            tr(
                "The statement needed more than {memory:,} MB of memory.",
                memory=self._bounds.memory // 1000000,
            ),
            tr("Ask for fewer rows, or sort and group by an indexed column."),
        )

    def _end_late(self) -> None:
        self._is_late = True
        self._process.kill()


def _error(told: dict[str, Any]) -> Exception:
    """What the driver raised in the other process."""
    if told["type"] == "OverflowError":
        return OverflowError(told["message"])
    error = sqlite3.DatabaseError(told["message"])
    error.sqlite_errorname = told["name"]
    return error
