"""What support's work costs: backups beside the bare backup API, beside a busy writer, and what they keep in memory."""

from __future__ import annotations

import shutil
import sqlite3
import time
import tracemalloc
from contextlib import closing
from statistics import median
from typing import TYPE_CHECKING

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.database.wrapping import Password, Wrapping
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.support.backups.making import BackupRequest, make_backup
from hive_inspector.core.supporting.backups import unpacked
from tests.benchmarks.measuring import Figure, number
from tests.benchmarks.watch_figures import writing

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 5
WRITER_S = 60.0
PASSWORD = Password("open, sesame")


def backing_up(medium: Path, folder: Path) -> list[Figure]:
    """Backups of the medium demo."""
    path = folder / "backed-up.db"
    shutil.copy(medium, path)
    figures = [*_beside_the_bare_api(path), *_beside_a_writer(path), *_packed(path)]
    path.unlink()
    return figures


def _beside_the_bare_api(path: Path) -> list[Figure]:
    """In turn, so that both have the same noise."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(_bare(path))
        ours.append(_ours(path, Wrapping.PLAIN))
    megabytes = path.stat().st_size / 1e6
    return [
        Figure(
            "backup with manifest, of the speed of the bare backup API",
            median(bare) / median(ours),
            0.8,
            "×",
            at_least=True,
            beside=f"{number(megabytes)} MB in {number(median(ours))} s, bare {number(median(bare))} s",
        )
    ]


def _beside_a_writer(path: Path) -> list[Figure]:
    quiet = _ours(path, Wrapping.PLAIN)
    with writing(path, WRITER_S) as writer:
        writer.begin()
        taken = [_ours(path, Wrapping.PLAIN) for _ in range(3)]
    return [
        Figure(
            "backup while another process commits 400 times a second, slowest of three",
            max(taken),
            10,
            "s",
            beside=f"undisturbed {number(quiet)} s",
        )
    ]


def _packed(path: Path) -> list[Figure]:
    """Compressed and encrypted, and unpacked again."""
    place = path.with_name("backup")
    tracemalloc.start()
    packed = _ours(path, Wrapping.ENCRYPTED, keep=True)
    started = time.perf_counter()
    with unpacked(place, PASSWORD):
        opened = time.perf_counter() - started
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    for left in (place, place.with_name("backup.json")):
        left.unlink()
    return [
        Figure(
            "memory of an encrypted backup made, decrypted and verified, beyond SQLite's",
            most,
            30,
            "MB",
            beside=f"made in {number(packed)} s, decrypted and verified in {number(opened)} s",
        )
    ]


def _bare(path: Path) -> float:
    place = path.with_name("bare")
    started = time.perf_counter()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(place)) as target:
        source.backup(target)
    taken = time.perf_counter() - started
    place.unlink()
    return taken


def _ours(path: Path, wrapping: Wrapping, *, keep: bool = False) -> float:
    place = path.with_name("backup")
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        made = make_backup(hive, BackupRequest(place, wrapping, PASSWORD))
    if not keep:
        for left in (place, place.with_name("backup.json")):
            left.unlink()
    return made.duration_ms / 1000
