"""`query`: statements that only read, each with its own outcome."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json, whole_number
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.queryformats import CsvOutput, JsonOutput, TableOutput
from hive_inspector.cli.rows import FORMATS
from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.console.binding import read_value
from hive_inspector.core.console.outcomes import Outcome, State
from hive_inspector.core.console.redacting import redacted
from hive_inspector.core.console.running import Console, Limits, stream_statement
from hive_inspector.core.console.splitting import split
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

    from hive_inspector.cli.queryformats import Output
    from hive_inspector.cli.session import Session
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.hive.opening import OpenHive

DESCRIPTION = """\
Runs SQL that only reads. Several statements are run one after the other, until one fails. What would change, attach
or write anything, or load a program, is refused; a statement that takes too long or too much memory is stopped.

Parameters (:name, ?1) are given as in --value name=Ada. Numbers, NULL and X'00' are read as SQL would
read them; quote a number to have it as a text: --value "name='12'".

table  cells cut to 80 characters; at most 1,000 rows unless --limit says otherwise
json   {"outcomes": [{"statement", "state", "columns", "rows", "error", …}]}: whole values, as with rows
csv    whole values of the one statement that is given, written as they come

Result columns in which secrets may be are dots in every format. --reveal shows them, which is recorded in the
audit trail first."""

DEFAULT_TIMEOUT_S = 30.0
TABLE_ROWS = 1_000
_MOST_SECONDS = 86_400.0
_EVERYTHING = 1 << 60


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument(
        "sql", metavar="SQL", help="one or more statements; - reads them from standard input"
    )
    parser.add_argument(
        "--value",
        metavar="NAME=VALUE",
        action="append",
        type=_value,
        default=[],
        help="what a parameter is given; may be repeated",
    )
    parser.add_argument(
        "--limit", metavar="N", type=whole_number, help="rows at most of each statement"
    )
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=_seconds,
        default=DEFAULT_TIMEOUT_S,
        help="seconds that a statement may take (%(default)g)",
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="table, json or csv")
    parser.add_argument("--reveal", action="store_true", help="show secrets instead of dots")
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    sql = sys.stdin.read() if arguments.sql == "-" else arguments.sql
    statements = split(sql)
    format_ = "json" if arguments.json else arguments.format
    if not statements:
        raise UsageProblem("There is no statement.", "Write one, such as: SELECT 1")
    if format_ == "csv" and len(statements) > 1:
        raise UsageProblem(
            "CSV holds the result of one statement.", "Give one, or use --format json."
        )
    output = _output(format_, session)
    limits = _limits(arguments, format_)
    with session.opened(arguments.database) as hive:
        if arguments.reveal:
            _record(sql, format_, hive)
        with Console(hive.database, hive.schema) as console, closing(output):
            asking = _Asking(
                console, output, dict(arguments.value), limits, arguments.reveal, session
            )
            worst = asking.ask(statements)
            output.finish()
    return worst


class _Asking:
    """Statements on their way to the output."""

    def __init__(
        self,
        console: Console,
        output: Output,
        values: Mapping[str, Cell],
        limits: Limits,
        reveal: bool,  # noqa: FBT001 - as above
        session: Session,
    ) -> None:
        self._console = console
        self._output = output
        self._values = values
        self._limits = limits
        self._reveal = reveal
        self._session = session

    def ask(self, statements: tuple[Statement, ...]) -> Exit:
        """Run them until one fails."""
        for statement in statements:
            outcome = self._run(statement)
            code = self._told(outcome)
            if code is not Exit.DONE:
                return code
        return Exit.DONE

    def _run(self, statement: Statement) -> Outcome:
        pieces = stream_statement(
            self._console,
            statement,
            self._values,
            self._limits,
            self._session.token,
            reveal=self._reveal,
        )
        self._output.begin(statement)
        with closing(pieces):
            for piece in pieces:
                if isinstance(piece, Outcome):
                    self._output.end(piece)
                    return piece
                self._output.take(piece)
        raise AssertionError("a statement has an outcome")

    def _told(self, outcome: Outcome) -> Exit:
        """Tell what the rows do not; the exit code."""
        if outcome.state is State.CANCELLED:
            raise Cancelled
        if outcome.note:
            self._session.remark(outcome.note)
        trouble = outcome.trouble
        if trouble is None:
            return Exit.DONE
        place = trouble.place
        where = f"{_line_and_column(outcome.statement, place.start)}: " if place else ""
        self._session.remark(where + trouble.message)
        self._session.remark(trouble.hint)
        if trouble.is_outside:
            return Exit.ENVIRONMENT
        return Exit.USAGE if outcome.state is State.FAILED else Exit.PROBLEMS


def _line_and_column(statement: Statement, offset: int) -> str:
    before = statement.text[:offset]
    line = before.count("\n") + 1
    return f"line {line}, column {offset - before.rfind(chr(10))}"


def _output(format_: str, session: Session) -> Output:
    match format_:
        case "json":
            return JsonOutput(sys.stdout)
        case "csv":
            return CsvOutput(sys.stdout)
    return TableOutput(sys.stdout, session.remark)


def _limits(arguments: Namespace, format_: str) -> Limits:
    rows = arguments.limit
    if rows is None and format_ == "table":
        rows = TABLE_ROWS
    return Limits(seconds=arguments.timeout, rows=rows, kept_bytes=_EVERYTHING)


def _record(sql: str, format_: str, hive: OpenHive) -> None:
    """Record that secrets may be about to be shown.

    Raises:
        EnvironmentProblem: It cannot be recorded.
    """
    trail = AuditTrail(app_paths().audit)
    details: dict[str, str | int] = {"sql": redacted(sql), "format": format_}
    if not trail.record(Entry("reveal.query", str(hive.database.real_path), details=details)):
        raise EnvironmentProblem(
            "The secrets stay hidden, because showing them could not be recorded.",
            f"Make room for {trail.path}, or give yourself the right to write it.",
        )


def _value(text: str) -> tuple[str, Cell]:
    name, is_given, value = text.partition("=")
    if not is_given or not name.strip():
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), read_value(value)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= _MOST_SECONDS:
        raise ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds


COMMAND = Command(
    name="query",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
