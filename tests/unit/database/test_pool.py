"""The pool under load, at its end, and where it leans on what Peewee keeps to itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playhouse.pool import PooledSqliteDatabase

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import pool as pool_module
from hive_inspector.core.database.pool import (
    ConnectionPool,
    ConnectionSettings,
    PoolRetired,
    PoolUse,
)
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.errors import EnvironmentProblem
from tests.support.databases import ROWS, make_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_S = 1.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_database(tmp_path / "hive-ai.db", wal=True)


@contextmanager
def pooled(path: Path, size: int = 10) -> Iterator[ConnectionPool]:
    pool = ConnectionPool(file_uri(path, "ro", immutable=True), ConnectionSettings(), size=size)
    try:
        yield pool
    finally:
        pool.close(lambda: None)


def count(pool: ConnectionPool, token: CancelToken | None = None) -> int:
    with pool.leased(token or CancelToken(), PATIENCE_S) as raw:
        found: int = raw.execute("SELECT count(*) FROM item").fetchone()[0]
        return found


def await_waiting(pool: ConnectionPool, tasks: int) -> None:
    while pool.use().waiting < tasks:
        pass


def test_thirty_two_threads_share_ten_connections(path: Path) -> None:
    seen: set[int] = set()

    def work(number: int) -> int:
        with pool.leased(CancelToken(), PATIENCE_S) as raw:
            seen.add(id(raw))
            assert pool.use().in_use <= 10
            found = raw.execute("SELECT id FROM item WHERE id > ? LIMIT 21", (number,)).fetchall()
            return len(found)

    with pooled(path) as pool:
        with ThreadPoolExecutor(32) as executor:
            results = list(executor.map(work, [number % 400 for number in range(2000)]))
        assert results == [21] * 2000
        use = pool.use()
        assert (use.in_use, use.waiting) == (0, 0)
        assert 1 <= use.idle <= 10
        assert len(seen) <= 10
    assert pool.use().idle == 0


def test_a_connection_goes_from_thread_to_thread(path: Path) -> None:
    with pooled(path, size=1) as pool:
        for _ in range(3):
            with ThreadPoolExecutor(1) as executor:
                assert executor.submit(count, pool).result() == ROWS
        assert pool.use() == PoolUse(size=1, in_use=0, idle=1, waiting=0)


def test_a_cancel_ends_the_wait_for_a_connection_and_takes_nobodys_place(path: Path) -> None:
    token = CancelToken()
    with pooled(path, size=1) as pool, ThreadPoolExecutor(2) as executor:
        with pool.leased(CancelToken(), PATIENCE_S):
            cancelled = executor.submit(count, pool, token)
            served = executor.submit(count, pool)
            await_waiting(pool, 2)
            token.cancel()
            assert isinstance(cancelled.exception(timeout=60), Cancelled)
            assert pool.use().waiting == 1
        assert served.result(timeout=60) == ROWS


def test_a_wait_that_takes_too_long_says_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "CHECKOUT_TIMEOUT_S", 0.05)
    with (
        pooled(path, size=1) as pool,
        ThreadPoolExecutor(1) as executor,
        pool.leased(CancelToken(), PATIENCE_S),
    ):
        error = executor.submit(count, pool).exception(timeout=60)
        assert isinstance(error, EnvironmentProblem)
        assert error.message.startswith("All 1 connections to the database were busy")
        assert pool.use() == PoolUse(size=1, in_use=1, idle=0, waiting=0)


def test_readers_and_a_change_of_the_schema_that_wait_for_each_other_are_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "CHECKOUT_TIMEOUT_S", 0.05)
    with pooled(path) as pool, ThreadPoolExecutor(1) as executor:
        with pool.leased(CancelToken(), PATIENCE_S):
            error = executor.submit(drain, pool).exception(timeout=60)
            assert isinstance(error, EnvironmentProblem)
            assert "got in each other's way" in error.message
        with pool.drained(CancelToken()):
            error = executor.submit(count, pool).exception(timeout=60)
            assert isinstance(error, EnvironmentProblem)
            assert "got in each other's way" in error.message
        assert count(pool) == ROWS


def drain(pool: ConnectionPool) -> None:
    with pool.drained(CancelToken()):
        assert pool.use().in_use == pool.use().idle == 0


def test_closing_sends_those_who_wait_to_the_successor(path: Path) -> None:
    parted = threading.Event()
    pool = ConnectionPool(file_uri(path, "ro", immutable=True), ConnectionSettings(), size=1)
    with ThreadPoolExecutor(2) as executor:
        with pool.leased(CancelToken(), PATIENCE_S) as raw:
            waiting: list[Callable[[], object]] = [lambda: count(pool), lambda: drain(pool)]
            sent = [executor.submit(work) for work in waiting]
            await_waiting(pool, 1)
            pool.close(parted.set)
            for one in sent:
                assert isinstance(one.exception(timeout=60), PoolRetired)
            assert raw.execute("SELECT count(*) FROM item").fetchone() == (ROWS,)
            assert not parted.is_set()
        assert parted.is_set()
    with pytest.raises(PoolRetired):
        count(pool)


def test_an_old_connection_is_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pooled(path) as pool:
        count(pool)
        monkeypatch.setattr(pool.peewee_database, "_is_stale", lambda _: True)
        with pool.leased(CancelToken(), PATIENCE_S):
            assert pool.use().idle == 0
        assert pool.use().idle == 0


def test_a_damaged_file_and_a_writer_of_its_own_have_settings_of_their_own(path: Path) -> None:
    settings = ConnectionSettings(salvaging=True, checkpoints=True)
    pool = ConnectionPool(file_uri(path, "ro", immutable=True), settings)
    with pool.leased(CancelToken(), PATIENCE_S) as raw:
        found = [
            raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("writable_schema", "wal_autocheckpoint")
        ]
    pool.close(lambda: None)
    assert found == [1, 1000]


def test_peewee_keeps_what_the_pool_reads_of_it(path: Path) -> None:
    """Peewee tells these nowhere in public: a new version may change them."""
    pool = PooledSqliteDatabase(
        str(path), autoconnect=False, check_same_thread=False, max_connections=3, stale_timeout=600
    )
    assert len(pool._connections) == len(pool._in_use) == 0
    pool.connect()
    connection = pool.connection()
    assert (len(pool._connections), len(pool._in_use)) == (0, 1)
    pool.close()
    assert [entry[-1] for entry in pool._connections] == [connection]
    for name in ("_add_conn_hooks", "_can_reuse", "_is_stale", "close_idle", "is_closed"):
        assert callable(getattr(PooledSqliteDatabase, name))
    pool.close_idle()
    assert not pool._connections
