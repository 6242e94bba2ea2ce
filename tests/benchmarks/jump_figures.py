"""The figures of jumps: a page anywhere in a large table, where no rowid is missing, and where some are.

The tables of the demo have no gaps, so the rows of one are copied, every seventh left out, into a file of its own.
Every jump leads to rows that this run has not read: whatever part of a large file the system does not hold in memory
comes from the disk, for us as for raw sqlite3, which jumps in the same minute to other rows of the same table.
"""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.order import natural_order, survey
from hive_inspector.core.browsing.pages import PageRequest, read_page
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget, file_uri
from tests.benchmarks.measuring import Figure, number, percentile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table

JUMPS = 30
PAGE_ROWS = 64
ROWIDS_WITH_GAPS = 350_000
"""Every seventh is left out, so 300,000 rows remain."""


def jumping(path: Path, folder: Path) -> list[Figure]:
    """Pages at random positions of `messages`, dense, and with gaps before and after they have been surveyed."""
    gappy = folder / "gaps.db"
    _copy_with_gaps(path, gappy)
    with open_database(DatabaseTarget(path)) as database:
        _, dense = _orders(database)
        figures = [_figure("jump to any position, no rowid missing", 20, database, dense)]
    with open_database(DatabaseTarget(gappy)) as database:
        estimated, anchored = _orders(database)
        return [
            *figures,
            _figure("jump to any position, rowids missing", 50, database, anchored),
            _figure("the same before the table was surveyed", 200, database, estimated),
        ]


def _copy_with_gaps(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as raw:
        (sql,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = 'messages'").fetchone()
    with closing(sqlite3.connect(copy, isolation_level=None, uri=True)) as raw:
        raw.execute("PRAGMA journal_mode = OFF")
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute(sql)
        raw.execute("ATTACH ? AS whole", (file_uri(path, "ro"),))
        names = [row[1] for row in raw.execute("PRAGMA table_info(messages)")]
        columns = ", ".join(["rowid", *(f'"{name}"' for name in names)])
        raw.execute(
            f"INSERT INTO main.messages ({columns}) SELECT {columns} FROM whole.messages"
            " WHERE rowid <= ? AND rowid % 7",
            (ROWIDS_WITH_GAPS,),
        )


def _orders(database: Database) -> tuple[RowOrder, RowOrder]:
    """The order at once, and the one that the background finds."""
    table = _messages(database)
    with database.reading() as connection:
        at_once = natural_order(connection, table)
        return at_once, survey(connection, table, at_once)


def _figure(work: str, bound: float, database: Database, order: RowOrder) -> Figure:
    taken, raw = _jumps(database, order), _raw_jumps(database.real_path, order.count)
    beside = (
        f"p95 of {JUMPS} in {order.count:,} rows; median {number(percentile(taken, 0.5))} ms;"
        f" raw: p95 {number(percentile(raw, 0.95))} ms, median {number(percentile(raw, 0.5))} ms"
    )
    return Figure(work, percentile(taken, 0.95), bound, "ms", beside=beside)


def _jumps(database: Database, order: RowOrder) -> Sequence[float]:
    """Milliseconds of each jump, the lease included."""
    table, dice, taken = _messages(database), random.Random(11), []
    columns = tuple(column.name for column in table.columns)
    for _ in range(JUMPS):
        request = PageRequest(table, columns, dice.randrange(order.count - PAGE_ROWS), PAGE_ROWS)
        began = time.perf_counter()
        with database.reading() as connection:
            read_page(connection, request, order)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _raw_jumps(path: Path, count: int) -> Sequence[float]:
    """Milliseconds in which SQLite alone reads as many whole rows behind any rowid."""
    sql = "SELECT * FROM messages WHERE rowid >= ? ORDER BY rowid LIMIT ?"
    dice, taken = random.Random(12), []
    with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as raw:
        for _ in range(JUMPS):
            first = dice.randrange(count - PAGE_ROWS)
            began = time.perf_counter()
            raw.execute(sql, (first, PAGE_ROWS)).fetchall()
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def _messages(database: Database) -> Table:
    with database.reading() as connection:
        table = read_schema(connection).table("messages")
    if table is None:
        raise LookupError(f"{database.real_path} has no messages")
    return table
