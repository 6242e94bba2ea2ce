"""The core's figures: queries through the pool, opening, migrating, ten workers, the memory of `status`."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget, file_uri
from hive_inspector.core.migrations.performing.runner import make_database
from tests.benchmarks.measuring import Figure, milliseconds, number, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.database.connections import Database

    Query = tuple[str, tuple[object, ...]]

WORKERS = 10
ROUNDS = 40
SECONDS = 3.0
"""How long the workers run in each of the two ways."""
THINK = 20
"""Queries that a worker runs in one lease, as a page of the window does."""


def typical_queries(path: Path) -> list[tuple[str, Query]]:
    """Seven questions that people ask of a Hive database, about things that are in this one."""
    with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as raw:
        conversation, user = raw.execute(
            "SELECT id, user_id FROM conversations WHERE user_id IS NOT NULL LIMIT 1 OFFSET 99"
        ).fetchone()
        message = raw.execute("SELECT id FROM messages LIMIT 1 OFFSET 999").fetchone()[0]
    return [
        (
            "latest conversations",
            (
                "SELECT conversation_id, timestamp FROM conversation_usage ORDER BY timestamp DESC LIMIT 50",
                (),
            ),
        ),
        (
            "messages of a conversation",
            (
                "SELECT id, role, stage, substr(content, 1, 80) FROM messages WHERE conversation_id = ?",
                (conversation,),
            ),
        ),
        ("one message", ("SELECT * FROM messages WHERE id = ?", (message,))),
        (
            "models by price",
            (
                "SELECT openrouter_id, pricing_input FROM openrouter_models ORDER BY pricing_input DESC LIMIT 50",
                (),
            ),
        ),
        (
            "slowest answers",
            (
                "SELECT conversation_id, total_duration FROM performance_metrics ORDER BY total_duration DESC LIMIT 50",
                (),
            ),
        ),
        (
            "dearest conversations",
            (
                "SELECT conversation_id, total_cost FROM cost_analytics ORDER BY total_cost DESC LIMIT 50",
                (),
            ),
        ),
        (
            "latest activity of a user",
            (
                "SELECT event_type, created_at FROM activity_log WHERE user_id = ? LIMIT 50",
                (user,),
            ),
        ),
    ]


def queries_through_the_pool(path: Path) -> list[Figure]:
    """Each query in a lease of its own; the slowest of the seven by its 95th percentile."""
    worst, worst_name, beside = 0.0, "", 0.0
    with (
        open_database(DatabaseTarget(path)) as database,
        closing(_raw(path)) as raw,
    ):
        for name, query in typical_queries(path):
            pooled = percentile(milliseconds(_leased(database, query), ROUNDS), 0.95)
            bare = percentile(milliseconds(_bare(raw, query), ROUNDS), 0.95)
            if pooled > worst:
                worst, worst_name, beside = pooled, name, bare
    return [
        Figure(
            "slowest of seven typical queries through the pool, p95",
            worst,
            3,
            "ms",
            beside=f"{worst_name}; bare sqlite3 {number(beside)} ms",
        )
    ]


def opening(path: Path) -> list[Figure]:
    """From a path to a schema that can be shown."""

    def through_the_core() -> None:
        with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
            read_schema(connection)

    def bare() -> None:
        with closing(_raw(path)) as raw:
            raw.execute("SELECT * FROM sqlite_master").fetchall()

    reached = percentile(milliseconds(through_the_core, 15), 0.5)
    return [
        Figure(
            "core opened: pool, pragmas, snapshot of the schema",
            reached,
            50,
            "ms",
            beside=f"bare sqlite3, sqlite_master only: {number(percentile(milliseconds(bare, 15), 0.5))} ms",
        )
    ]


def migrating(folder: Path) -> list[Figure]:
    """The thirteen migrations on an empty file, beside their bare SQL in as many transactions."""
    made = folder / "migrated.db"
    bare_file = folder / "bare.db"

    def through_the_core() -> None:
        _remove(made)
        make_database(made)

    through_the_core()
    script = _schema_script(made)

    def bare() -> None:
        _remove(bare_file)
        with closing(sqlite3.connect(bare_file, isolation_level=None)) as raw:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.executescript(f"BEGIN; {script} COMMIT;")

    return [
        Figure(
            "migrations 001–013 on an empty file",
            percentile(milliseconds(through_the_core, 9), 0.5),
            500,
            "ms",
            beside=f"the final schema in one bare transaction: {number(percentile(milliseconds(bare, 9), 0.5))} ms",
        )
    ]


def ten_workers(path: Path) -> list[Figure]:
    """Ten threads drawing from the pool against ten threads with a connection each, in turn, three times."""
    queries = [query for _, query in typical_queries(path)]
    ratios, pooled_rates = [], []
    with open_database(DatabaseTarget(path)) as database:
        for _ in range(3):
            pooled = _rate(lambda stop, seed: _work_pooled(database, queries, stop, seed))
            bare = _rate(lambda stop, seed: _work_bare(path, queries, stop, seed))
            ratios.append(pooled / bare)
            pooled_rates.append(pooled)
    return [
        Figure(
            "ten workers on the pool, of ten threads with a connection each",
            percentile(ratios, 0.5),
            0.85,
            "×",
            at_least=True,
            beside=f"{percentile(pooled_rates, 0.5):,.0f} queries a second",
        )
    ]


def memory_of_status(path: Path) -> list[Figure]:
    """Peak resident memory of `status`, beyond the interpreter with the libraries that it imports."""
    whole = peak_memory(["-m", "hive_inspector", "status", str(path), "--json"], allowed=(0, 1))
    libraries = peak_memory(["-c", f"import {', '.join(_libraries_of_status(path))}"])
    return [
        Figure(
            "memory of `status` beyond the interpreter and its libraries",
            whole - libraries,
            25,
            "MB",
            beside=f"{number(whole)} MB in all",
        )
    ]


def peak_memory(arguments: list[str], allowed: tuple[int, ...] = (0,)) -> float:
    """Peak resident memory of a Python process, in MB."""
    measured = (
        "import os, resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, *arguments], capture_output=True, text=True, check=True
    )
    code, kilobytes = map(int, done.stdout.split())
    if code not in allowed:
        raise RuntimeError(f"{arguments} ended with {code}")
    return kilobytes / 1024


def _libraries_of_status(path: Path) -> list[str]:
    """Modules that `status` imports and that are not ours."""
    listing = (
        "import sys\n"
        "from hive_inspector.__main__ import main\n"
        "try:\n"
        f"    main(['status', {str(path)!r}, '--json'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "names = {n for n in sys.modules if n.partition('.')[0] not in ('hive_inspector', '__main__')}\n"
        "print('\\n' + ' '.join(sorted(n for n in names if not n.startswith('_'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    names = done.stdout.splitlines()[-1].split()
    return [name for name in names if not name.startswith(("__", "site"))]


def _raw(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(file_uri(path, "ro"), uri=True, isolation_level=None)
    raw.execute("PRAGMA cache_size = -32000")
    return raw


def _leased(database: Database, query: Query) -> Callable[[], object]:
    def run() -> object:
        with database.reading() as connection:
            return connection.rows(*query)  # type: ignore[arg-type]  # bound parameters of any type

    return run


def _bare(raw: sqlite3.Connection, query: Query) -> Callable[[], object]:
    return lambda: raw.execute(*query).fetchall()


def _rate(work: Callable[[threading.Event, int], int]) -> float:
    """Queries a second of ten threads together."""
    stop = threading.Event()
    done = [0] * WORKERS

    def run(number_of_worker: int) -> None:
        done[number_of_worker] = work(stop, number_of_worker)

    threads = [threading.Thread(target=run, args=(one,)) for one in range(WORKERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    stop.wait(SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)


def _work_pooled(database: Database, queries: list[Query], stop: threading.Event, seed: int) -> int:
    dice, done = random.Random(seed), 0
    while not stop.is_set():
        with database.reading() as connection:
            for _ in range(THINK):
                connection.rows(*dice.choice(queries))  # type: ignore[arg-type]
                done += 1
    return done


def _work_bare(path: Path, queries: list[Query], stop: threading.Event, seed: int) -> int:
    dice, done = random.Random(seed), 0
    with closing(_raw(path)) as raw:
        while not stop.is_set():
            raw.execute("BEGIN")
            for _ in range(THINK):
                raw.execute(*dice.choice(queries)).fetchall()
                done += 1
            raw.execute("ROLLBACK")
    return done


def _schema_script(path: Path) -> str:
    with closing(_raw(path)) as raw:
        rows = raw.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            " ORDER BY type DESC"
        )
        return "".join(f"{sql};\n" for (sql,) in rows)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
