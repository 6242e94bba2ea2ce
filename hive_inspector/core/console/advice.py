"""The index that would make a statement faster, tried out on a copy.

What an index would do is not guessed: the statement is timed on a private copy without it and with it, and it is only
suggested where it was really faster. The file itself is read and nothing else.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.console.binding import bound
from hive_inspector.core.console.candidates import Candidate, candidates
from hive_inspector.core.console.plan import tree
from hive_inspector.core.database.backup import copy_out
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.questions import Bounds, OutOf, Questions
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.running import Console
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.statements import Parameters
    from hive_inspector.core.database.values import Cell

MOST_TRIED = 4
"""Indexes that are tried for one statement."""
_LONGEST_S = 10.0
"""How long the statement may take once."""
_SHORT_MS = 250.0
"""A time below which the statement is run again, for a surer one."""
_AGAIN = 4
"""How often; the shortest counts, since other programs can only make it longer."""
_FASTER = 0.7
"""What the time has to fall to, at most, as a share."""
_WORTH_MS = 1.0
"""Milliseconds that have to be gained."""
_NO_VALUES: Mapping[str, Cell] = {}


@dataclass(frozen=True, slots=True)
class Advice:
    """An index that was tried and helped."""

    sql: str
    """The statement that makes it."""
    table: str
    columns: tuple[str, ...]
    before_ms: float
    after_ms: float
    before_is_least: bool = False
    """Whether the statement did not come to its end without the index, so that it takes at least so long."""

    @property
    def sentence(self) -> str:
        """What was measured: `12 ms instead of 840 ms`."""
        before, after = milliseconds_text(self.before_ms), milliseconds_text(self.after_ms)
        if self.before_is_least:
            return tr("{after} instead of more than {before}", after=after, before=before)
        return tr("{after} instead of {before}", after=after, before=before)


def advise(
    console: Console,
    statement: Statement,
    values: Mapping[str, Cell] = _NO_VALUES,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Advice | None:
    """The index that helps a statement most, or None where none does.

    Takes room for a copy of the file and time for it; ask first where the file is large.

    Raises:
        StatementRefused: The rules do not allow the statement.
        EnvironmentProblem: There is no room for the copy, or the file cannot be read.
        InspectorError: SQLite does not understand the statement, or a parameter has no value.
        Cancelled: The token was cancelled.
    """
    parameters = bound(statement, values)
    with console.questions.conversation(Bounds(seconds=_LONGEST_S), token) as talk:
        nodes = tree(talk.plan(statement.text, parameters))
    wanted = candidates(statement.text, nodes, console.schema)[:MOST_TRIED]
    if not wanted:
        return None
    with private_folder() as folder:
        copy = folder / "copy.db"
        with console.database.reading(token) as connection:
            copy_out(
                connection, copy, progress=progress, step=tr("Copying to try indexes"), flush=False
            )
        with open_database(DatabaseTarget(copy, Access.WRITABLE), token=token) as database:
            return _best(database, statement, parameters, wanted, token, progress)


def _best(
    database: Database,
    statement: Statement,
    parameters: Parameters,
    wanted: list[Candidate],
    token: CancelToken | None,
    progress: Progress,
) -> Advice | None:
    trial = _Trial(database, statement.text, parameters, token)
    try:
        before, is_least = trial.time()
        best: Advice | None = None
        for done, candidate in enumerate(wanted):
            progress(done, len(wanted), tr("Trying indexes"))
            after = trial.time_with(candidate)
            if after is None or after > before * _FASTER or before - after < _WORTH_MS:
                continue
            if best is None or after < best.after_ms:
                columns = candidate.columns
                best = Advice(candidate.sql, candidate.table, columns, before, after, is_least)
        return best
    finally:
        trial.close()


class _Trial:
    """A statement on a copy that nobody else uses."""

    def __init__(
        self, database: Database, sql: str, parameters: Parameters, token: CancelToken | None
    ) -> None:
        self._database = database
        self._questions = Questions(database)
        self._sql = sql
        self._parameters = parameters
        self._token = token

    def time(self) -> tuple[float, bool]:
        """Milliseconds that it takes, and whether it takes longer than was waited for."""
        best = self._once()
        if best is None:
            return _LONGEST_S * 1000, True
        for _ in range(_AGAIN if best < _SHORT_MS else 0):
            best = min(best, self._once() or best)
        return best, False

    def time_with(self, candidate: Candidate) -> float | None:
        """Milliseconds that it takes with an index; None where SQLite does not use it, or it took too long."""
        with self._database.altering(self._token) as connection:
            connection.execute(candidate.sql)
        try:
            if not self._uses(candidate.name):
                return None
            milliseconds, is_least = self.time()
            return None if is_least else milliseconds
        finally:
            with self._database.altering(self._token) as connection:
                connection.execute(candidate.drop_sql)

    def close(self) -> None:
        """End its process."""
        self._questions.close()

    def _uses(self, index: str) -> bool:
        with self._questions.conversation(Bounds(seconds=_LONGEST_S), self._token) as talk:
            return any(index in words for _, _, words in talk.plan(self._sql, self._parameters))

    def _once(self) -> float | None:
        bounds = Bounds(seconds=_LONGEST_S, rows=1_000_000_000)
        try:
            with self._questions.conversation(bounds, self._token) as talk:
                started = time.perf_counter()
                for _ in talk.run(self._sql, self._parameters):
                    pass
                return (time.perf_counter() - started) * 1000
        except OutOf:
            return None
