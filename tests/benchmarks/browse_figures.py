"""The figures of filters, sorts and searches over the messages of the large demo, beside raw sqlite3.

A scan of gigabytes differs by a tenth from run to run, so raw and ours take turns, and the best of each counts.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.everywhere import search
from hive_inspector.core.browsing.filters import RowFilter, parse_filter
from hive_inspector.core.browsing.found import FoundOrder
from hive_inspector.core.browsing.pages import PageRequest, read_page
from hive_inspector.core.browsing.rowid_list import RowidList
from hive_inspector.core.browsing.selection import Selection, SortTerm, select_rows
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget, file_uri
from tests.benchmarks.measuring import Figure, number, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema, Table

NOWHERE, COMMON = "zqzq", "copy"
TURNS = 3
PAGE_ROWS = 64
PAGES = 60


def selecting(path: Path) -> list[Figure]:
    """All of it."""
    with open_database(DatabaseTarget(path)) as database, closing(_raw(path)) as raw:
        with database.reading() as connection:
            schema = read_schema(connection)
        table = schema.table("messages")
        if table is None:
            raise LookupError(f"{path} has no messages")
        return [
            *_filters(database, raw, table),
            *_sorts(database, raw, table),
            *_searches(database, schema, raw),
            *_cancels(database, table),
        ]


def _filters(database: Database, raw: sqlite3.Connection, table: Table) -> list[Figure]:
    sql = "SELECT rowid FROM messages WHERE content LIKE ?"
    ours, bare = _in_turn(
        lambda: _last(database, table, _containing(table, NOWHERE)),
        lambda: raw.execute(sql, (f"%{NOWHERE}%",)).fetchall(),
    )
    firsts = [_first(database, table, _containing(table, COMMON)) for _ in range(5)]
    order = _last(database, table, _containing(table, COMMON))
    return [
        Figure(
            "filter by substring: first match found",
            percentile(firsts, 0.5) * 1000,
            100,
            "ms",
            beside=f"of {order.count:,}",
        ),
        Figure(
            "filter by substring: whole scan, of a raw scan",
            ours / bare,
            1.15,
            "×",
            beside=f"{number(ours)} s; raw {number(bare)} s",
        ),
        _pages_figure("a page of what a filter found, p95", database, table, order),
    ]


def _sorts(database: Database, raw: sqlite3.Connection, table: Table) -> list[Figure]:
    by_time = Selection(sort=(SortTerm("timestamp"),))
    sql = "SELECT rowid FROM messages ORDER BY timestamp"
    ours, bare = _in_turn(
        lambda: _first(database, table, by_time), lambda: raw.execute(sql).fetchone()
    )
    began = time.perf_counter()
    order = _last(database, table, by_time)
    whole = time.perf_counter() - began
    by_index = Selection(sort=(SortTerm("conversation_id", descending=True),))
    index_order = _last(database, table, by_index)
    return [
        Figure(
            "sort without an index: first page, of a raw ORDER BY of the rowids",
            ours / bare,
            1.3,
            "×",
            beside=f"{number(ours)} s; raw {number(bare)} s; all rows in order {number(whole)} s",
        ),
        _pages_figure("a later page of it, p95", database, table, order),
        Figure(
            "memory that a filter or sort keeps",
            _bytes_a_row(order),
            10,
            "bytes a row",
            beside=f"{order.count:,} rows",
        ),
        Figure(
            "sort by an index: first page",
            _first(database, table, by_index) * 1000,
            20,
            "ms",
        ),
        _pages_figure("a later page of it, p95", database, table, index_order),
    ]


def _searches(database: Database, schema: Schema, raw: sqlite3.Connection) -> list[Figure]:
    sql = "SELECT conversation_id FROM messages LIMIT 1 OFFSET 1000"
    (wanted,) = raw.execute(sql).fetchone()
    began = time.perf_counter()
    with database.reading() as connection:
        next(search(connection, schema, wanted))
        taken = time.perf_counter() - began
    return [Figure("search all tables for an id: first hit", taken * 1000, 100, "ms")]


def _cancels(database: Database, table: Table) -> list[Figure]:
    work = [
        _containing(table, NOWHERE),
        _containing(table, "/(q|z)+(x|y)+w$/"),
        Selection(sort=(SortTerm("timestamp"),)),
    ]
    waited = [_cancelled(database, table, one, seconds) for one in work for seconds in (0.05, 2, 4)]
    return [
        Figure("cancel of a filter or sort, the slowest of nine", max(waited) * 1000, 100, "ms")
    ]


def _cancelled(database: Database, table: Table, selection: Selection, after: float) -> float:
    """Seconds from the cancel until the work has ended."""
    token = CancelToken()
    asked: list[float] = []

    def cancel() -> None:
        asked.append(time.perf_counter())
        token.cancel()

    timer = threading.Timer(after, cancel)
    try:
        with database.reading(token) as connection:
            timer.start()
            while True:
                for _ in select_rows(connection, table, selection):
                    pass
    except Cancelled:
        return time.perf_counter() - asked[0]
    finally:
        timer.join()


def _pages_figure(work: str, database: Database, table: Table, order: RowOrder) -> Figure:
    columns = tuple(column.name for column in table.columns)
    dice, taken = random.Random(7), []
    for _ in range(PAGES):
        first = dice.randrange(max(1, order.count - PAGE_ROWS))
        began = time.perf_counter()
        with database.reading() as connection:
            read_page(connection, PageRequest(table, columns, first, PAGE_ROWS), order)
        taken.append((time.perf_counter() - began) * 1000)
    beside = (
        f"{PAGES} pages of {PAGE_ROWS} rows anywhere; median {number(percentile(taken, 0.5))} ms"
    )
    return Figure(work, percentile(taken, 0.95), 20, "ms", beside=beside)


def _bytes_a_row(order: RowOrder) -> float:
    if not isinstance(order, FoundOrder):
        raise TypeError(f"{order!r} keeps no rows")
    if not isinstance(order.found, RowidList):
        raise TypeError(f"{order.found!r} is no list that grows")
    return order.found.bytes_taken() / order.count


def _containing(table: Table, text: str) -> Selection:
    column = next(column for column in table.columns if column.name == "content")
    return Selection(RowFilter((parse_filter(text, column, None, datetime.now(tz=UTC)),)))


def _first(database: Database, table: Table, selection: Selection) -> float:
    """Seconds until the first order with a row."""
    began = time.perf_counter()
    with database.reading() as connection:
        for order in select_rows(connection, table, selection):
            if order.count:
                return time.perf_counter() - began
    raise LookupError("no row was found")


def _last(database: Database, table: Table, selection: Selection) -> RowOrder:
    with database.reading() as connection:
        *_, order = select_rows(connection, table, selection)
    return order


def _in_turn(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """The best time of each, in seconds, after one turn that fills the caches."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS + 1):
        for work, times in zip((bare, ours), taken, strict=True):
            began = time.perf_counter()
            result = work()
            times.append(result if isinstance(result, float) else time.perf_counter() - began)
    return min(taken[1][1:]), min(taken[0][1:])


def _raw(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(file_uri(path, "ro"), uri=True, isolation_level=None)
    raw.execute("PRAGMA cache_size = -32000")
    return raw
