"""Running statements: columns, rows as they are found, and an outcome that says how it ended, whatever happens.

Nothing here changes the file. Statements that do are for `core.console.changes`.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.console.binding import bound
from hive_inspector.core.console.outcomes import Outcome, State, Trouble
from hive_inspector.core.console.results import ResultRows
from hive_inspector.core.console.secrets import Masking, Secrets, suspect
from hive_inspector.core.console.troubles import trouble_of
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.questions import (
    Bounds,
    Finished,
    OutOf,
    Questions,
    StatementRefused,
)
from hive_inspector.core.database.rowpacks import RowPack
from hive_inspector.core.database.snapshot import Schema
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from types import TracebackType
    from typing import Self, TypeAlias

    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.questions import Conversation
    from hive_inspector.core.database.values import Cell

    Piece: TypeAlias = Masking | RowPack | Outcome

_NO_VALUES: Mapping[str, Cell] = {}
_NOTHING_SECRET = Secrets(Schema((), ()))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one statement may take."""

    seconds: float = 30.0
    """How long it may run, the taking of its rows included."""
    rows: int | None = 100_000
    """Rows at most; None for all there are."""
    kept_bytes: int = 256_000_000
    """Bytes of rows that are kept at most; those of the last pack may be beyond it."""
    value_bytes: int = 100_000_000
    """Bytes of the longest value, also of one that is only made on the way."""
    memory: int = 1_000_000_000
    """Bytes that SQLite may take for sorting and on the way."""

    @property
    def bounds(self) -> Bounds:
        """As the process that answers is told."""
        rows = sys.maxsize if self.rows is None else self.rows
        return Bounds(self.seconds, rows, self.value_bytes, self.memory)


class Console:
    """Statements to one open database, read-only by three means; a context manager that closes it.

    The file is opened for reading only, an allow-list decides on everything a statement does, and it runs in a process
    that has no right to write, bounded memory, and is ended when it should stop.
    """

    def __init__(self, database: Database, schema: Schema) -> None:
        self.database = database
        self.schema = schema
        self.questions = Questions(database)
        self.secrets = Secrets(schema)

    def warm_up(self) -> None:
        """Make ready for the first statement; for a worker thread, some 40 ms before anything is asked."""
        self.questions.warm_up()

    def close(self) -> None:
        """End what waits; statements that run end with their lease."""
        self.questions.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def run_statement(
    console: Console,
    statement: Statement,
    values: Mapping[str, Cell] = _NO_VALUES,
    limits: Limits = Limits(),
    token: CancelToken | None = None,
    *,
    reveal: bool = False,
) -> Generator[ResultRows | Outcome]:
    """Run one statement and keep its rows.

    Args:
        console: What it is asked of.
        statement: One statement, as `split` gives it.
        values: For its parameters, by name.
        limits: What it may take.
        token: Stops it, whatever it does, within a few milliseconds.
        reveal: Whether secrets are shown. Whoever shows them records it first.

    Yields:
        The result as soon as its columns are known, the same object again each time that it has grown, and last, always
        and once, the outcome. Nothing is raised for what a statement or the file does.
    """
    rows: ResultRows | None = None
    pieces = stream_statement(console, statement, values, limits, token, reveal=reveal)
    for piece in pieces:
        if isinstance(piece, Masking):
            rows = ResultRows(piece.columns, piece.hides)
            yield rows
        elif isinstance(piece, RowPack):
            if rows is not None:
                rows.add(piece)
                yield rows
        else:
            if rows is not None:
                rows.complete()
            yield piece


def stream_statement(
    console: Console,
    statement: Statement,
    values: Mapping[str, Cell] = _NO_VALUES,
    limits: Limits = Limits(),
    token: CancelToken | None = None,
    *,
    reveal: bool = False,
) -> Generator[Piece]:
    """The same without keeping rows: the masking, packs of rows (not yet masked), the outcome."""
    run = _Run(statement, limits)
    try:
        with console.questions.conversation(limits.bounds, token) as talk:
            yield from run.pieces(talk, values, None if reveal else console.secrets)
    except Cancelled:
        run.state = State.CANCELLED
    except InspectorError as error:
        run.fail(error)
    yield run.outcome()


class _Run:
    """One statement on its way."""

    def __init__(self, statement: Statement, limits: Limits) -> None:
        self._statement = statement
        self._limits = limits
        self._started = time.perf_counter()
        self._first_ms: float | None = None
        self._rows = 0
        self._note = ""
        self._trouble: Trouble | None = None
        self.state = State.DONE

    def pieces(
        self, talk: Conversation, values: Mapping[str, Cell], secrets: Secrets | None
    ) -> Iterator[Masking | RowPack]:
        """Masking and packs of rows. What goes wrong with the statement is kept for the outcome."""
        sql = self._statement.text
        try:
            parameters = bound(self._statement, values)
            reads = talk.look(sql, parameters)
            known = suspect(talk, self._statement, reads, secrets or _NOTHING_SECRET)
            size = 0
            for piece in talk.run(sql, parameters):
                if isinstance(piece, RowPack):
                    size += piece.size
                    self._count(piece)
                    yield piece
                    if size > self._limits.kept_bytes:
                        self._limit(
                            tr("{kept_bytes:,} MB", kept_bytes=self._limits.kept_bytes // 1000000)
                        )
                        return
                elif isinstance(piece, Finished):
                    if piece.limited:
                        self._limit(tr("{rows:,} rows", rows=self._rows))
                else:
                    masking = known.settle(piece)
                    self._note = masking.note
                    yield masking
        except (StatementProblem, StatementRefused) as error:
            self.fail(error, talk)

    def fail(self, error: InspectorError, talk: Conversation | None = None) -> None:
        """Note why it did not come to its end."""
        self.state = State.FAILED
        if isinstance(error, StatementRefused):
            self.state = State.REFUSED
        elif isinstance(error, OutOf):
            self.state = State.STOPPED
        self._trouble = trouble_of(self._statement, error, talk)

    def outcome(self) -> Outcome:
        """How it ended."""
        return Outcome(
            statement=self._statement,
            state=self.state,
            rows=self._rows,
            duration_ms=(time.perf_counter() - self._started) * 1000,
            first_rows_ms=self._first_ms,
            trouble=self._trouble,
            note=self._note,
        )

    def _count(self, pack: RowPack) -> None:
        if self._first_ms is None:
            self._first_ms = (time.perf_counter() - self._started) * 1000
        self._rows += pack.count

    def _limit(self, what: str) -> None:
        self.state = State.LIMITED
        self._note = tr(
            "There are more rows than the first {what}. {note}", what=what, note=self._note
        ).rstrip()
