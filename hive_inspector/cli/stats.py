"""`stats`: what a Hive has done and what it cost, in numbers and small charts."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import write_lines
from hive_inspector.cli.stats_document import document_of
from hive_inspector.cli.stats_text import Found, lines_of
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.health.backups import known_backups, read_backup_settings
from hive_inspector.core.statistics.charts import Failed
from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.measures import MEASURES, SIZE
from hive_inspector.core.statistics.periods import Bucket, Choice, Period, Span, read_day
from hive_inspector.core.statistics.reading import StatisticsReader, StatisticsRequest
from hive_inspector.core.statistics.subjects import CHARTS, GROWTH, SIZES
from hive_inspector.core.statistics.values import MeasureValue

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.locations import Backup
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.statistics.charts import Chart

DESCRIPTION = """\
Conversations, cost, tokens, response times and more: in all, in the last 24 hours, 7, 30 or 90 days, or between two
days, and how they went over time. The days are those of this computer's clock. The last of them is the one of the
file's newest entry, or today where the file is in use; which of both is told.

What the file has no place for stands under "not in this database", with what it would need: that is something else
than zero. Values and times that do not fit (no time, the year 3000, an infinite cost) are counted and told.

json   {"period", "from", "to", "bucket", "newest", "values", "before", "sources", "series", "unavailable", "misfits",
       "problems"}: a value that the file cannot give is null; times are UTC; "newest" is the hour of the newest entry
       where the period ends with it; "sources" are the columns or tables that values come from

The exit code is 1 when something that the file has could not be read."""

SPANS = tuple(span.value for span in Span if span is not Span.CUSTOM)


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument(
        "--period",
        choices=SPANS,
        help="which stretch of time is counted; all of it is the default",
    )
    parser.add_argument(
        "--from",
        dest="first",
        metavar="DAY",
        help="the first day that is counted, as 2025-09-01, instead of --period",
    )
    parser.add_argument(
        "--to",
        dest="last",
        metavar="DAY",
        help="the last day that is counted; without it up to the newest entry",
    )
    parser.add_argument(
        "--by",
        choices=[bucket.value for bucket in Bucket],
        help="what the stretch is cut into; without it what fits its length",
    )
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    choice = _choice(arguments)
    path = session.database_path(arguments.database)
    with session.opened(path) as hive:
        found = read_statistics(hive, choice, session)
    if arguments.json:
        session.document({"path": str(path), **document_of(found)})
    else:
        write_lines(sys.stdout, lines_of(hive, found))
    return Exit.PROBLEMS if found.problems else Exit.DONE


def _choice(arguments: Namespace) -> Choice:
    bucket = Bucket(arguments.by) if arguments.by else None
    if arguments.first is None and arguments.last is None:
        return Choice(Span(arguments.period or Span.ALL.value), bucket)
    if arguments.period is not None:
        raise UsageProblem("--period and --from exclude each other.", "Leave out one of them.")
    if arguments.first is None:
        raise UsageProblem("--to needs --from.", "Add the first day, as --from 2025-09-01.")
    first = _day(arguments.first)
    if arguments.last is None:
        return Choice(Span.CUSTOM, bucket, first)
    last = _day(arguments.last)
    if last < first:
        raise UsageProblem("The last day lies before the first one.", "Exchange --from and --to.")
    return Choice(Span.CUSTOM, bucket, first, last + timedelta(days=1))


def _day(text: str) -> datetime:
    """What the clock shows when a day begins."""
    day = read_day(text)
    if day is None:
        raise UsageProblem(f"{text!r} is no day.", "Write it as 2025-09-01.")
    return day


def read_statistics(hive: OpenHive, choice: Choice, session: Session) -> Found:
    """Every number and chart of a file, in the order in which they are shown."""
    request = StatisticsRequest(
        hive.schema,
        hive.identity,
        choice,
        backups=_backups(hive, session),
        now=datetime.now(UTC),
    )
    reader = StatisticsReader(hive.database, Clock())
    periods: list[Period] = []
    numbers: dict[str, MeasureValue] = {}
    charts: dict[str, Chart] = {}
    with session.progress("Counting") as progress:
        for piece in reader.read(request, session.token, progress):
            match piece:
                case Period():
                    periods.append(piece)
                case MeasureValue():
                    numbers[piece.measure.id] = piece
                case _:
                    charts[piece.subject.id] = piece
    return Found(
        period=periods[0],
        numbers=tuple(numbers[one.id] for one in (*MEASURES, SIZE)),
        charts=tuple(
            charts[subject.id] for subject in (*(one.subject for one in CHARTS), SIZES, GROWTH)
        ),
        problems=tuple(
            dict.fromkeys(
                (
                    *(one.problem for one in numbers.values() if one.problem),
                    *(one.problem for one in charts.values() if isinstance(one, Failed)),
                )
            )
        ),
    )


def _backups(hive: OpenHive, session: Session) -> tuple[Backup, ...]:
    with hive.database.reading(session.token) as connection:
        settings = read_backup_settings(connection, hive.schema)
    return known_backups(hive.database.real_path, settings, session.environ, session.home)


COMMAND = Command(
    name="stats",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
