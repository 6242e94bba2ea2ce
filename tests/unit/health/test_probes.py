"""What is measured of a file, compared with what plain SQLite and the system say."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.activity import Holder
from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.database.locks import Lock, LockHolder
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.peeking import Peeker
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.probes import Reading, Slow, sample
from hive_inspector.core.health.watch import BACKLOG_EVERY_S, Watch
from hive_inspector.core.hive.app_settings import app_settings
from hive_inspector.core.hive.opening import open_hive
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.connections import Database


@pytest.fixture
def peeker() -> Iterator[Peeker]:
    made = Peeker()
    yield made
    made.close()


@pytest.fixture
def file_with_free_pages(tmp_path: Path) -> Path:
    return make_file(
        tmp_path / "x.db",
        (
            "CREATE TABLE kept (a)",
            "CREATE TABLE gone (a)",
            "INSERT INTO gone VALUES (zeroblob(400000))",
            "DROP TABLE gone",
        ),
    )


def reading_of(path: Path, peeker: Peeker) -> Reading:
    with open_database(DatabaseTarget(path)) as database:
        return sample(database, CancelToken(), peeker)


def test_readings_are_those_of_the_file(file_with_free_pages: Path, peeker: Peeker) -> None:
    with closing(sqlite3.connect(file_with_free_pages)) as raw:
        pages, free, size = (
            raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )

    reading = reading_of(file_with_free_pages, peeker)

    assert reading.inside is not None
    facts = reading.inside.facts
    assert (facts.page_count, facts.freelist_count) == (pages, free)
    assert facts.free_bytes == free * size
    assert reading.free_share == pytest.approx(free / pages)
    assert free / pages > 0.9
    assert 0 < reading.inside.response_ms < 5000
    assert reading.uses_wal is False
    assert (reading.wal_bytes, reading.waiting_frames) == (0, 0)
    assert reading.foreign_keys_enforced is True
    assert (reading.inside.ours.synchronous, reading.inside.ours.cache_kb) == (1, 32_000)


def test_the_pool_is_seen_without_the_connection_that_looks(tmp_path: Path, peeker: Peeker) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))

    with open_database(DatabaseTarget(path)) as database:
        first = sample(database, CancelToken(), peeker)
        with database.reading(), ThreadPoolExecutor(1) as pool:
            second = pool.submit(sample, database, CancelToken(), peeker).result()

    assert (first.pool.in_use, first.pool.idle, first.pool.size) == (0, 0, 10)
    assert second.pool.in_use == 1
    assert second.pool_share == pytest.approx(0.1)


def test_the_log_of_a_file_in_use_is_measured(tmp_path: Path, peeker: Peeker) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",), wal=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as app:
        app.execute("PRAGMA wal_autocheckpoint = 0")
        app.execute("INSERT INTO t VALUES (zeroblob(100000))")
        before = reading_of(path, peeker)
        _, in_log, copied = app.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        after = reading_of(path, peeker)

    assert before.uses_wal
    assert before.wal_bytes > 100_000
    assert before.waiting_frames == in_log == copied
    assert after.waiting_frames == 0
    assert after.log is not None
    assert after.log.frames == in_log


def test_room_on_the_disk_is_what_the_system_says(
    file_with_free_pages: Path, peeker: Peeker
) -> None:
    reading = reading_of(file_with_free_pages, peeker)
    status = os.statvfs(file_with_free_pages)

    assert reading.disk is not None
    assert reading.disk.total == status.f_frsize * status.f_blocks


def test_a_locked_file_is_told_with_who_locks_it(tmp_path: Path, peeker: Peeker) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        " c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    )
    with (
        open_database(DatabaseTarget(path)) as database,
        subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as other,
    ):
        assert other.stdout is not None
        other.stdout.readline()
        reading = _sample_at_once(database, peeker)
        other.terminate()

    assert reading.inside is None
    assert isinstance(reading.failure, DatabaseLocked)
    assert reading.free_share is None
    if reading.locks is not None:
        assert [one.pid for one in reading.writers] == [other.pid]


def _sample_at_once(database: Database, peeker: Peeker) -> Reading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hive_inspector.core.database.connections.STATEMENT_PATIENCE_S", 0.05)
        return sample(database, CancelToken(), peeker)


def test_a_cancelled_look_ends_as_cancelled(tmp_path: Path, peeker: Peeker) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))
    token = CancelToken()
    token.cancel()

    with open_database(DatabaseTarget(path)) as database, pytest.raises(Cancelled):
        sample(database, token, peeker)


def test_hive_is_known_by_its_name_among_those_who_hold_the_file(
    file_with_free_pages: Path, peeker: Peeker
) -> None:
    reading = reading_of(file_with_free_pages, peeker)
    hive = LockHolder(7, "hive-ai", frozenset({Lock.OPEN}), is_ours=False)
    ours = replace(hive, name="hive-inspector", is_ours=True)

    assert replace(reading, locks=(hive,)).hive_is_running is True
    assert replace(reading, locks=(ours,)).hive_is_running is False
    assert replace(reading, locks=None).hive_is_running is None
    assert replace(reading, locks=None, slow=Slow(users=(Holder(7, "Hive"),))).hive_is_running


def test_what_costs_more_is_looked_at_only_when_it_is_due(tmp_path: Path) -> None:
    path = tmp_path / "hive-ai.db"
    make_lineage_file(path, "core-013")
    add = (
        "INSERT INTO pending_sync (conversation_id, user_id, question_hash, conversation_token,"
        " created_at, sync_attempts) VALUES (?, 'u', 'h', 't', '2025-09-05 14:03:11', ?)"
    )
    clock = [0.0]
    hive = open_hive(DatabaseTarget(path))
    watch = Watch(hive.database, hive.schema, {}, tmp_path, lambda: clock[0])
    try:
        first = watch.take(CancelToken())
        with closing(sqlite3.connect(path, isolation_level=None)) as app:
            app.executemany(add, [("a", 0), ("b", 2)])
            clock[0] = BACKLOG_EVERY_S - 1
            early = watch.take(CancelToken())
            clock[0] = BACKLOG_EVERY_S
            due = watch.take(CancelToken())
    finally:
        watch.close()
        hive.database.close()

    counts = [reading.slow.backlog for reading in (first, early, due)]
    assert [one.waiting if one else None for one in counts] == [0, 0, 2]
    assert counts[2] is not None
    assert counts[2].failing == 1
    assert str(counts[2].oldest) == "2025-09-05 14:03:11+00:00"
    assert due.slow.backup is not None


def test_what_the_system_does_not_tell_is_none(
    file_with_free_pages: Path, peeker: Peeker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object) -> None:
        raise OSError

    monkeypatch.setattr("hive_inspector.core.health.probes.shutil.disk_usage", refuse)
    reading = replace(reading_of(file_with_free_pages, peeker), wal_bytes=9, locks=None)

    assert reading.disk is None
    assert reading.waiting_frames is None
    assert (reading.readers, reading.writers) == ((), ())


def test_a_file_that_nobody_has_open_counts_as_unchanged(tmp_path: Path, peeker: Peeker) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",), wal=True)

    with open_database(DatabaseTarget(path)) as database:
        first, second = (sample(database, CancelToken(), peeker) for _ in range(2))

    assert first.content is not None
    assert first.content == second.content
    assert first.log is None


def test_what_cannot_be_looked_at_now_is_not_known_and_looked_at_again_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hive-ai.db"
    make_lineage_file(path, "core-013")
    hive = open_hive(DatabaseTarget(path))
    watch = Watch(hive.database, hive.schema, {}, tmp_path, lambda: 0.0)

    def fail(*_: object) -> None:
        raise DatabaseLocked("Somebody writes.", "Try again.")

    try:
        with monkeypatch.context() as broken:
            broken.setattr("hive_inspector.core.health.watch.read_backlog", fail)
            broken.setattr("hive_inspector.core.health.watch.read_backup_settings", fail)
            unknown = watch.take(CancelToken()).slow
        watch.forget()
        known = watch.take(CancelToken()).slow
    finally:
        watch.close()
        hive.database.close()

    assert (unknown.backlog, unknown.backup) == (None, None)
    assert known.backlog is not None
    assert known.backup is not None


@pytest.mark.parametrize(
    ("lineage", "mapped"), [("core-013", 268_435_456), ("desktop", None), ("knowledge", 0)]
)
def test_how_hive_opens_its_file_is_known_by_lineage(
    tmp_path: Path, lineage: str, mapped: int | None
) -> None:
    path = tmp_path / "x.db"
    make_lineage_file(path, lineage)
    hive = open_hive(DatabaseTarget(path))
    hive.database.close()

    settings = app_settings(hive.identity)

    if lineage == "knowledge":
        assert settings is None
        return
    assert settings is not None
    assert (settings.foreign_keys, settings.mmap_bytes) == (True, mapped)
