"""What watching a file costs: the core that it takes, the locks that it holds, the writer that it slows, its rhythm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.connections import Database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.watch import Watch
from hive_inspector.core.hive.opening import open_hive
from tests.benchmarks.measuring import Figure, number, percentile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.statements import ReadConnection

SECONDS = 20
ROUNDS = 4
ROUND_S = 5.0
TARGET_RATE = 400
_WRITER = """
import sqlite3, sys, time
path, seconds, rate = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
app = sqlite3.connect(path, isolation_level=None, timeout=5)
for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -32000"):
    app.execute("PRAGMA " + pragma).fetchall()
app.execute("CREATE TABLE IF NOT EXISTS written (at REAL, text TEXT)")
print("ready", flush=True)
sys.stdin.readline()
began, done, slowest = time.perf_counter(), 0, 0.0
while (now := time.perf_counter()) - began < seconds:
    due = began + done / rate
    if due > now:
        time.sleep(due - now)
    started = time.perf_counter()
    app.execute("INSERT INTO written VALUES (?, ?)", (started, "x" * 200))
    slowest = max(slowest, time.perf_counter() - started)
    done += 1
print(done / (time.perf_counter() - began), slowest, flush=True)
"""


def watching(medium: Path, folder: Path) -> list[Figure]:
    """Everything that watching costs, on a file that a program writes to."""
    path = folder / "watched.db"
    shutil.copy(medium, path)
    figures = [*_cost(path), *_writer(path), *_rhythm(path)]
    path.unlink()
    return figures


def _cost(path: Path) -> list[Figure]:
    """One reading a second, of a file that another program writes to 400 times a second."""
    leases: list[float] = []
    with writing(path, SECONDS + 5) as writer, _timed_leases(leases), _watch(path) as watch:
        writer.begin()
        watch.take(CancelToken())
        leases.clear()
        before = _processor_s()
        for _ in range(SECONDS):
            time.sleep(1)
            watch.take(CancelToken())
        spent = _processor_s() - before
    return [
        Figure(
            "share of one core, a reading every second",
            spent / SECONDS * 100,
            1.0,
            "%",
            beside=f"{number(spent / SECONDS * 1000)} ms a reading, the process that reads the log's index included",
        ),
        Figure(
            "longest lease of a reading",
            max(leases),
            5.0,
            "ms",
            beside=f"median {number(percentile(leases, 0.5))} ms of {len(leases)} leases, each a read transaction",
        ),
    ]


def _writer(path: Path) -> list[Figure]:
    """Commits a second of a writer that aims at 400, alone and watched in turn."""
    alone, watched, waits = [], [], []
    for _ in range(ROUNDS):
        alone.append(_rate(path, watched=False)[0])
        rate, slowest = _rate(path, watched=True)
        watched.append(rate)
        waits.append(slowest)
    lost = 1 - percentile(watched, 0.5) / percentile(alone, 0.5)
    return [
        Figure(
            "rate that a writer of 400 commits a second loses while watched",
            max(0.0, lost * 100),
            2.0,
            "%",
            beside=(
                f"{number(percentile(watched, 0.5))} instead of {number(percentile(alone, 0.5))} a second;"
                f" slowest commit {number(max(waits) * 1000)} ms"
            ),
        )
    ]


def _rhythm(path: Path) -> list[Figure]:
    """Times between readings while ten workers read and the whole file is checked."""
    command = [sys.executable, "-m", "tests.benchmarks.watch_probe", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    gaps = [abs(gap - 1) * 100 for gap in found["gaps"]]
    return [
        Figure(
            "distance of the gauges from their rhythm, ten workers and an integrity check",
            percentile(gaps, 0.95),
            20.0,
            "%",
            beside=(
                f"p95 of {len(gaps)} readings, farthest {number(max(gaps))} %;"
                f" the workers ran {found['queries']:,} queries"
            ),
        )
    ]


class Writer:
    """Another program that commits 400 times a second."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self) -> None:
        """Let it begin."""
        if self._process.stdin is not None:
            self._process.stdin.write("\n")
            self._process.stdin.flush()

    def end(self) -> tuple[float, float]:
        """Wait until its time is over: its commits a second, and the longest of them in seconds."""
        output = self._process.stdout.readline() if self._process.stdout else "0 0"
        rate, slowest = map(float, output.split())
        return rate, slowest


@contextmanager
def writing(path: Path, seconds: float) -> Iterator[Writer]:
    """A writer that stands ready; ended with the block."""
    command = [sys.executable, "-c", _WRITER, str(path), str(seconds), str(TARGET_RATE)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is not None:
            process.stdout.readline()
        yield Writer(process)
        process.terminate()


@contextmanager
def _watch(path: Path) -> Iterator[Watch]:
    hive = open_hive(DatabaseTarget(path))
    watch = Watch(hive.database, hive.schema, os.environ, Path.home())
    try:
        yield watch
    finally:
        watch.close()
        hive.database.close()


def _rate(path: Path, *, watched: bool) -> tuple[float, float]:
    with writing(path, ROUND_S) as writer:
        writer.begin()
        if watched:
            with _watch(path) as watch:
                end = time.monotonic() + ROUND_S - 1
                while time.monotonic() < end:
                    watch.take(CancelToken())
                    time.sleep(1)
        return writer.end()


@contextmanager
def _timed_leases(leases: list[float]) -> Iterator[None]:
    """Note how long each lease for reading lasts, in milliseconds."""
    reading = Database.reading

    @contextmanager
    def timed(database: Database, token: CancelToken | None = None) -> Iterator[ReadConnection]:
        with reading(database, token) as connection:
            started = time.perf_counter()
            yield connection
            leases.append((time.perf_counter() - started) * 1000)

    Database.reading = timed  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Database.reading = reading  # type: ignore[method-assign]


def _processor_s() -> float:
    """Seconds of processor that this process and those that read for it have taken."""
    ours = time.process_time()
    for child in psutil.Process().children():
        if "peeking_helper" in " ".join(child.cmdline()):
            times = child.cpu_times()
            ours += times.user + times.system
    return ours
