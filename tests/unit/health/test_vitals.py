from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.thresholds import Level
from hive_inspector.core.health.vitals import Vitals, free_level, read_vitals
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from pathlib import Path


def vitals_of(path: Path) -> Vitals:
    with open_database(DatabaseTarget(path)) as database:
        return read_vitals(database, CancelToken())


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


def test_readings_are_those_of_the_file(file_with_free_pages: Path) -> None:
    with closing(sqlite3.connect(file_with_free_pages)) as raw:
        pages, free, size = (
            raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )

    vitals = vitals_of(file_with_free_pages)

    assert (vitals.facts.page_count, vitals.facts.freelist_count) == (pages, free)
    assert vitals.facts.free_bytes == free * size
    assert vitals.free_share == pytest.approx(free / pages)
    assert free / pages > 0.9
    assert 0 < vitals.response_ms < 5000
    assert not vitals.uses_wal
    assert vitals.wal_bytes == 0


def test_the_pool_is_seen_without_the_connection_that_looks(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))

    with open_database(DatabaseTarget(path)) as database:
        first = read_vitals(database, CancelToken())
        with database.reading():
            second = read_vitals_on_another_thread(database)

    assert (first.pool.in_use, first.pool.idle, first.pool.size) == (0, 0, 10)
    assert second.pool.in_use == 1
    assert second.pool_share == pytest.approx(0.1)


def read_vitals_on_another_thread(database: object) -> Vitals:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(read_vitals, database, CancelToken()).result()  # type: ignore[arg-type]


def test_our_own_connections_enforce_foreign_keys(tmp_path: Path) -> None:
    assert vitals_of(make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))).foreign_keys_enforced


def test_the_log_beside_a_file_in_use_is_measured(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",), wal=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as app:
        app.execute("INSERT INTO t VALUES (zeroblob(100000))")

        vitals = vitals_of(path)

        assert vitals.uses_wal
        assert vitals.wal_bytes == (tmp_path / "x.db-wal").stat().st_size > 100_000


def test_a_database_without_pages_has_nothing_free(file_with_free_pages: Path) -> None:
    vitals = vitals_of(file_with_free_pages)

    empty = replace(vitals, facts=replace(vitals.facts, page_count=0, freelist_count=0))

    assert empty.free_share == 0


def test_a_cancelled_look_ends_as_cancelled(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))
    token = CancelToken()
    token.cancel()

    with open_database(DatabaseTarget(path)) as database, pytest.raises(Cancelled):
        read_vitals(database, token)


def test_free_pages_matter_only_where_compacting_gains_something(
    file_with_free_pages: Path,
) -> None:
    vitals = vitals_of(file_with_free_pages)
    large = replace(vitals.facts, page_count=40_000, freelist_count=20_000)

    assert vitals.free_share > 0.25
    assert free_level(vitals) is Level.GOOD
    assert free_level(replace(vitals, facts=large)) is Level.WATCH
    assert free_level(replace(vitals, facts=replace(large, freelist_count=5_000))) is Level.GOOD
