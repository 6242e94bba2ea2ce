"""Changing the schema: alone on the file, foreign keys off, all or nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import altering
from hive_inspector.core.database.failures import StatementProblem, TransactionLost
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from tests.support.databases import ROWS, make_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.connections import Database

COUNT = "SELECT count(*) FROM item"


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Database]:
    path = make_database(tmp_path / "hive-ai.db", wal=True)
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        yield database


def _count(database: Database) -> int:
    with database.reading() as connection:
        return connection.integer(COUNT)


def test_altering_is_alone_with_foreign_keys_off(writable: Database) -> None:
    with writable.reading():
        pass
    assert writable.pool_use().idle == 1
    with writable.altering() as connection:
        assert writable.pool_use().idle == 0
        assert connection.value("PRAGMA foreign_keys") == 0
        assert connection.value("PRAGMA legacy_alter_table") == 1
        with connection.transaction():
            connection.execute("ALTER TABLE item RENAME TO thing")
        with pytest.raises(StatementProblem), connection.transaction():
            connection.execute("DELETE FROM thing")
            connection.execute("DELETE FROM nothing")
        connection.execute("VACUUM")
        assert connection.integer("SELECT count(*) FROM thing") == ROWS
    with writable.reading() as reading:
        assert reading.value("PRAGMA foreign_keys") == 1


def test_changes_after_a_lost_transaction_are_refused_while_altering(writable: Database) -> None:
    with writable.altering() as connection:
        with pytest.raises(TransactionLost), connection.transaction():
            connection.execute("DELETE FROM item")
            connection._raw.execute("ROLLBACK")
            connection.execute("DELETE FROM item")
        assert connection.integer(COUNT) == ROWS
        connection.execute("DELETE FROM item WHERE id = 1")
        assert connection.integer(COUNT) == ROWS - 1


def test_two_that_alter_take_turns(writable: Database) -> None:
    inside: list[int] = []

    def alter(number: int) -> None:
        with writable.altering() as connection, connection.transaction():
            inside.append(number)
            connection.execute("INSERT INTO item (name) VALUES ('x')")
            assert inside.pop() == number
            assert not inside

    with ThreadPoolExecutor(4) as executor:
        for done in [executor.submit(alter, number) for number in range(12)]:
            done.result()
    assert _count(writable) == ROWS + 12


def test_altering_waits_for_readers_until_cancelled(writable: Database) -> None:
    token = CancelToken()
    with writable.reading(), ThreadPoolExecutor(1) as executor:

        def work() -> None:
            with writable.altering(token):
                pass

        done = executor.submit(work)
        while not writable._pool.pool._draining:
            pass
        token.cancel()
        assert isinstance(done.exception(timeout=60), Cancelled)
    assert _count(writable) == ROWS


def test_a_setting_that_sqlite_does_not_take_stops_the_change(
    writable: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(altering, "_SETTINGS", [("foreign_keys", 7)])
    with pytest.raises(RuntimeError, match="would not take"), writable.altering():
        pass
    assert _count(writable) == ROWS
