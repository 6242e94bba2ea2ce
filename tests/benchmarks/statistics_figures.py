"""Numbers and charts: all of the medium demo, each pass over the large one beside its bare SQL, and other periods."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.progress import silent
from hive_inspector.core.statistics.charts import Bars, Series
from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.passes import Kind, Pass, run_pass
from hive_inspector.core.statistics.periods import Choice, Span
from hive_inspector.core.statistics.planning import plan_of
from hive_inspector.core.statistics.reading import StatisticsReader, StatisticsRequest
from tests.benchmarks.measuring import Figure, milliseconds

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.hive.opening import OpenHive

_CACHE_KB = 32_000


def statistics(medium: Path, large: Path) -> list[Figure]:
    """All figures."""
    return [
        *_whole(medium),
        *_other_periods(medium),
        *_first_charts(large),
        *_beside_bare_sql(large),
        _stopping(large),
    ]


def _read(opened: OpenHive, reader: StatisticsReader, span: Span) -> None:
    request = StatisticsRequest(opened.schema, opened.identity, Choice(span))
    for _ in reader.read(request, CancelToken()):
        pass


def _whole(medium: Path) -> list[Figure]:
    opened = open_hive(DatabaseTarget(medium))
    clock = Clock()
    with opened.database as database:
        taken, used = [], []
        for _ in range(5):
            started, busy = time.perf_counter(), time.process_time()
            _read(opened, StatisticsReader(database, clock), Span.ALL)
            taken.append((time.perf_counter() - started) * 1000)
            used.append((time.process_time() - busy) * 1000)
    beside = f"core alone, nothing kept from before; {min(used):.0f} ms of processor time"
    return [Figure("all numbers and charts, medium demo", min(taken), 500, "ms", beside=beside)]


def _other_periods(medium: Path) -> list[Figure]:
    opened = open_hive(DatabaseTarget(medium))
    with opened.database as database:
        reader = StatisticsReader(database, Clock())
        _read(opened, reader, Span.ALL)
        taken = []
        for span in (Span.DAY, Span.WEEK, Span.MONTH, Span.QUARTER, Span.ALL):
            taken += milliseconds(lambda span=span: _read(opened, reader, span), 1, warm_up=0)  # type: ignore[misc]
    beside = "the slowest of 24 h, 7 d, 30 d, 90 d and all, each for the first time"
    return [Figure("another period, from what is kept", max(taken), 100, "ms", beside=beside)]


def _first_charts(large: Path) -> list[Figure]:
    """Until two charts are there, of a file that was read before: a cold one is the disk's matter."""
    opened = open_hive(DatabaseTarget(large))
    with opened.database as database:
        taken, busy = [], []
        for _ in range(3):
            request = StatisticsRequest(opened.schema, opened.identity)
            pieces = StatisticsReader(database, Clock()).read(request, CancelToken())
            started, used, charts = time.perf_counter(), time.process_time(), 0
            for piece in pieces:
                charts += isinstance(piece, Series | Bars)
                if charts == 2:
                    taken.append(time.perf_counter() - started)
                    busy.append(time.process_time() - used)
                    break
            pieces.close()  # type: ignore[attr-defined]  # a generator
    beside = f"{median(busy):.2f} s of processor time"
    return [Figure("first charts, 5,000,000 messages", median(taken), 1, "s", beside=beside)]


def _beside_bare_sql(large: Path) -> list[Figure]:
    """Each pass in turn with what raw sqlite3 takes for the plainest SQL that groups by the hour, in processor time."""
    opened = open_hive(DatabaseTarget(large))
    figures = []
    with (
        opened.database as database,
        closing(sqlite3.connect(f"{large.as_uri()}?mode=ro", uri=True)) as raw,
    ):
        raw.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        with database.reading() as connection:
            schema = read_schema(connection)
        plan = plan_of(schema, opened.identity)
        for wanted in plan.passes:
            table = schema.table(wanted.table)
            if table is None or not wanted.time or wanted.kind is not Kind.CELLS:
                continue
            ours, bare = [], []
            for _ in range(3):
                started = time.thread_time()
                raw.execute(_bare(wanted)).fetchall()
                bare.append(time.thread_time() - started)
                started = time.thread_time()
                with database.reading() as connection:
                    run_pass(connection, table, wanted, 3600, silent)
                ours.append(time.thread_time() - started)
            if min(bare) > 0.1:
                beside = f"{min(ours):.2f} s of processor time, bare {min(bare):.2f} s"
                figures.append(
                    Figure(
                        f"{wanted.table} by hour beside bare SQL",
                        min(ours) / min(bare),
                        1.2,
                        "×",
                        beside=beside,
                    )
                )
    return figures


def _bare(wanted: Pass) -> str:
    sums = "".join(f', sum("{value}"), count("{value}")' for value in wanted.values)
    parts = "".join(f', "{part}"' for part in wanted.parts)
    where = f' WHERE "{wanted.only[0]}" {wanted.only[1]}' if wanted.only else ""
    places = ", ".join(str(number + 1) for number in range(1 + len(wanted.parts)))
    hour = f"strftime('%Y-%m-%d %H', \"{wanted.time}\")"
    return f'SELECT {hour}{parts}, count(*){sums} FROM "{wanted.table}"{where} GROUP BY {places}'


def _stopping(large: Path) -> Figure:
    opened = open_hive(DatabaseTarget(large))
    with opened.database as database:
        token = CancelToken()
        request = StatisticsRequest(opened.schema, opened.identity, now=datetime.now(UTC))
        pieces = StatisticsReader(database, Clock()).read(request, token)
        next(pieces)
        started = time.perf_counter()
        token.cancel()
        try:
            for _ in pieces:
                pass
        except Cancelled:
            taken = (time.perf_counter() - started) * 1000
    return Figure("stopping while large tables are counted", taken, 100, "ms")
