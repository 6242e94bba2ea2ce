"""What the console adds to plain sqlite3: first rows, a million rows, a cancel, what is denied, and completion."""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.console.completion import complete
from hive_inspector.core.console.outcomes import Outcome
from hive_inspector.core.console.results import ResultRows
from hive_inspector.core.console.running import Console, Limits, run_statement, stream_statement
from hive_inspector.core.console.splitting import split
from hive_inspector.core.console.vocabulary import Vocabulary
from hive_inspector.core.database.rowpacks import RowPack
from hive_inspector.core.database.snapshot import Column, Schema, Table, TableKind
from hive_inspector.core.database.target import DatabaseTarget, file_uri
from hive_inspector.core.hive.opening import open_hive
from tests.benchmarks.measuring import Figure, milliseconds, number, percentile
from tests.support.hostile import ATTEMPTS, make_hostile

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.console.splitting import Statement

TURNS = 5
MANY = 1_000_000
FIRST_SQL = "SELECT * FROM messages LIMIT 100"
MANY_SQL = f"SELECT * FROM messages LIMIT {MANY}"
STUBBORN = "SELECT instr(zeroblob(50000000), zeroblob(20000000) || x'01')"
ALL = Limits(seconds=600, rows=None, kept_bytes=1 << 50)
TABLES = 10_000


def console(large: Path, folder: Path) -> list[Figure]:
    """All of it."""
    hive = open_hive(DatabaseTarget(large))
    with hive.database, Console(hive.database, hive.schema) as asked:
        asked.warm_up()
        figures = [*_first_rows(asked, large), *_many_rows(asked, large), _cancel(asked)]
    return [*figures, _attempts(folder), _completion()]


def _first_rows(asked: Console, large: Path) -> list[Figure]:
    statement = _statement(FIRST_SQL)

    def first() -> None:
        with closing(run_statement(asked, statement)) as pieces:
            for piece in pieces:
                if isinstance(piece, ResultRows) and piece.extent.count:
                    piece.page(0, 1)
                    return

    with closing(sqlite3.connect(file_uri(large, "ro"), uri=True)) as raw:
        bare = percentile(milliseconds(lambda: raw.execute(FIRST_SQL).fetchone(), 30), 0.95)
    whole = milliseconds(lambda: _drain(asked, statement), 30)
    ended_early = milliseconds(first, 10)
    return [
        Figure(
            "Query, first rows after raw",
            percentile(whole, 0.95) - bare,
            30,
            "ms",
            beside="warm, p95",
        ),
        Figure(
            "Query, first rows, process new",
            percentile(ended_early, 0.5) - bare,
            100,
            "ms",
            beside="the last was ended",
        ),
    ]


def _many_rows(asked: Console, large: Path) -> list[Figure]:
    """In turns, since the machine is never quiet."""
    statement = _statement(MANY_SQL)
    ratios = []
    with closing(sqlite3.connect(file_uri(large, "ro"), uri=True)) as raw:
        for _ in range(TURNS):
            started = time.perf_counter()
            cursor = raw.execute(MANY_SQL)
            while cursor.fetchmany(500):
                pass
            bare = time.perf_counter() - started
            started = time.perf_counter()
            if _drain(asked, statement) != MANY:
                raise AssertionError("rows are missing")
            ratios.append(bare / (time.perf_counter() - started))
    return [
        Figure(
            "Query, 1,000,000 rows against a bare cursor",
            statistics.median(ratios),
            0.8,
            "×",
            at_least=True,
        )
    ]


def _cancel(asked: Console) -> Figure:
    took = []
    for _ in range(TURNS):
        token = CancelToken()
        moment: list[float] = []

        def stop(token: CancelToken = token, moment: list[float] = moment) -> None:
            moment.append(time.perf_counter())
            token.cancel()

        timer = threading.Timer(0.3, stop)
        timer.start()
        for _piece in run_statement(asked, _statement(STUBBORN), token=token):
            pass
        took.append((time.perf_counter() - moment[0]) * 1000)
        timer.join()
    return Figure("Query, cancel of a function that never looks", max(took), 100, "ms")


def _attempts(folder: Path) -> Figure:
    """The longest that any hostile statement goes on, with the time limit at 0.3 s."""
    hive = open_hive(DatabaseTarget(make_hostile(folder / "hostile.db")))
    longest = (0.0, "")
    with hive.database, Console(hive.database, hive.schema) as asked:
        for attempt in ATTEMPTS:
            asked.warm_up()
            started = time.perf_counter()
            _drain(asked, _statement(attempt.sql), Limits(seconds=0.3, rows=None))
            longest = max(longest, ((time.perf_counter() - started) * 1000, attempt.sql[:40]))
    return Figure(
        f"Query, {len(ATTEMPTS)} hostile statements, longest",
        longest[0],
        500,
        "ms",
        beside=longest[1],
    )


def _completion() -> Figure:
    tables = tuple(
        Table(
            f"t_{n:05d}_data",
            TableKind.TABLE,
            (Column("id", "INTEGER"), Column(f"col_{n}", "TEXT")),
        )
        for n in range(TABLES)
    )
    vocabulary = Vocabulary(Schema(tables, ()))
    texts = (
        "SELECT * FROM t_",
        "SELECT * FROM t_00042_data a JOIN ",
        "SELECT col_ FROM t_00042_data",
        "SELECT dat",
    )
    took = [
        one
        for text in texts
        for one in milliseconds(partial(complete, text, len(text), vocabulary), 20)
    ]
    return Figure(
        "Completion among 10,000 tables",
        percentile(took, 0.95),
        50,
        "ms",
        beside=f"median {number(statistics.median(took))} ms",
    )


def _statement(sql: str) -> Statement:
    return split(sql)[0]


def _drain(asked: Console, statement: Statement, limits: Limits = ALL) -> int:
    rows = 0
    for piece in stream_statement(asked, statement, limits=limits):
        if isinstance(piece, RowPack):
            rows += piece.count
        elif isinstance(piece, Outcome):
            return rows
    raise AssertionError("no outcome")
