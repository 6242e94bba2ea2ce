"""What cells, columns and files cost: a huge cell, a profile, an export, and hearing of a change."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.cellpieces import open_cell
from hive_inspector.core.browsing.changes import LOOK_EVERY_S, Change, ChangeWatch
from hive_inspector.core.browsing.export import ExportRequest, Format, export, formats
from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.browsing.order import natural_order, survey
from hive_inspector.core.browsing.profile import profile_column
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget, file_uri
from tests.benchmarks.measuring import Figure, milliseconds, number, percentile

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection

HUGE = 400_000_000
"""Bytes of the huge cell."""
EXPORTED = 1_000_000
"""Rows that are exported in one turn."""
TURNS = 3
COLUMN = "content"


def huge_cell(folder: Path) -> list[Figure]:
    """From a lease to the first piece of a text of 400 MB on the screen's side."""
    path = folder / "huge.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("CREATE TABLE t (v TEXT)")
        raw.execute("INSERT INTO t VALUES (?)", ("ä" * (HUGE // 2),))
    with open_database(DatabaseTarget(path)) as database:
        with database.reading() as connection:
            table = _table(connection, "t")

        def first_piece() -> None:
            with (
                database.reading() as connection,
                open_cell(connection, table, Rowid(1), "v") as cell,
            ):
                cell.text(0)

        reached = percentile(milliseconds(first_piece, 9), 0.95)
    path.unlink()
    return [Figure("a cell of 400 MB opened, first piece as text, p95", reached, 50, "ms")]


def profiling(path: Path) -> list[Figure]:
    """The profile of the largest column: its first result, and how soon a cancel ends it."""
    with open_database(DatabaseTarget(path)) as database:
        with database.reading() as connection:
            table = _table(connection, "messages")

        def first_result() -> None:
            with database.reading() as connection:
                next(profile_column(connection, table, COLUMN))

        first = percentile(milliseconds(first_result, 5), 0.5)

        def whole(connection: ReadConnection) -> None:
            while True:
                list(profile_column(connection, table, COLUMN))

        stopped = max(_cancelled(database, whole) for _ in range(5))
    return [
        Figure("profile of a column of 5,000,000 texts, first result", first, 500, "ms"),
        Figure("a profile cancelled, slowest of five", stopped, 100, "ms"),
    ]


def exporting(path: Path) -> list[Figure]:
    """CSV beside a bare `csv.writer` over a bare cursor, and how soon a cancel ends each format."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, _opened(path) as database:
        with database.reading() as connection:
            table = _table(connection, "messages")
            order = survey(connection, table, natural_order(connection, table))
        columns = tuple(column.name for column in table.columns)
        count = min(EXPORTED, order.count)
        ours, bare = [], []
        for _ in range(TURNS):
            target = Path(folder) / "bare.csv"
            bare.append(_timed(partial(_write_bare, path, target, columns, count)))
            target.unlink()
            target = Path(folder) / "ours.csv"
            request = _request(table, target, Format.CSV, order, count)
            ours.append(_timed(partial(_write, database, request)))
            target.unlink()
        stopped = max(
            _cancelled(database, partial(_export, table, Path(folder), one.format))
            for one in formats()
            if not one.missing
        )
    slowest_bare = percentile(bare, 0.5)
    return [
        Figure(
            "export to CSV, of a bare csv.writer over a bare cursor",
            slowest_bare / percentile(ours, 0.5),
            0.8,
            "×",
            at_least=True,
            beside=f"{count:,} rows; bare {number(slowest_bare)} s",
        ),
        Figure("an export cancelled, slowest of the seven formats", stopped, 100, "ms"),
    ]


def hearing_of_changes(folder: Path) -> list[Figure]:
    """From a commit on another connection until a watch that looks four times a second tells of it."""
    path = folder / "watched.db"
    delays = []
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE t (v)")
        with open_database(DatabaseTarget(path)) as database:
            watch = ChangeWatch(database)
            for turn in range(8):
                time.sleep(LOOK_EVERY_S * turn / 8)
                raw.execute("INSERT INTO t VALUES (1)")
                committed = time.perf_counter()
                while watch.look() is not Change.CONTENT:
                    time.sleep(LOOK_EVERY_S)
                time.sleep(LOOK_EVERY_S)
                delays.append(time.perf_counter() - committed)
    return [
        Figure(
            "a change made by another program is noticed, slowest of eight",
            max(delays),
            0.5,
            "s",
            beside="one whole wait between two looks counted in",
        )
    ]


def _opened(path: Path) -> Database:
    return open_database(DatabaseTarget(path))


def _table(connection: ReadConnection, name: str) -> Table:
    table = read_schema(connection).table(name)
    if table is None:
        raise LookupError(name)
    return table


def _request(
    table: Table, target: Path, of: Format, order: RowOrder | None = None, count: int = 0
) -> ExportRequest:
    columns = tuple(column.name for column in table.columns)
    rows = (range(count),) if count else ()
    return ExportRequest(table, columns, target, of, order=order, rows=rows, replace=True)


def _write(database: Database, request: ExportRequest) -> None:
    with database.reading() as connection:
        export(connection, request)


def _export(table: Table, folder: Path, of: Format, connection: ReadConnection) -> None:
    export(connection, _request(table, folder / "cancelled", of))


def _write_bare(path: Path, target: Path, columns: tuple[str, ...], count: int) -> None:
    with (
        closing(sqlite3.connect(file_uri(path, "ro"), uri=True, isolation_level=None)) as raw,
        target.open("w", newline="", encoding="utf-8") as file,
    ):
        raw.execute("PRAGMA mmap_size = 268435456")
        lines = csv.writer(file)
        lines.writerow(columns)
        lines.writerows(raw.execute(f"SELECT * FROM messages ORDER BY rowid LIMIT {count}"))


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _cancelled(database: Database, work: Callable[[ReadConnection], None]) -> float:
    """Milliseconds from a cancel, half a second into the work, until it has ended."""
    token = CancelToken()
    asked: list[float] = []

    def ask() -> None:
        asked.append(time.perf_counter())
        token.cancel()

    stopper = threading.Timer(0.5, ask)
    try:
        with database.reading(token) as connection:
            stopper.start()
            work(connection)
    except Cancelled:
        return (time.perf_counter() - asked[0]) * 1000
    finally:
        stopper.cancel()
        stopper.join()
    return 0.0
