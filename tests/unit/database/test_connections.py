"""Leases leave nothing behind, keep every row, and tell the true reason."""

from __future__ import annotations

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn

import peewee
import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import connections
from hive_inspector.core.database.connections import LeaseOnForbiddenThreadError
from hive_inspector.core.database.failures import (
    DatabaseChanged,
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseMoved,
    StatementProblem,
    TransactionLost,
)
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.pool import LeaseInsideLeaseError
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.trust import trusted_schema
from hive_inspector.core.database.way import Way
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.paths import app_paths
from tests.support.databases import (
    ROWS,
    OtherProgram,
    item_statements,
    leave_wal,
    make_database,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.connections import Database

COUNT = "SELECT count(*) FROM item"
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
PAIRS = "SELECT count(*) FROM item a, item b, item c, item d"
"""A count of 62,500,000,000 pairs, during which SQLite calls no progress handler for long stretches."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_database(tmp_path / "hive-ai.db", wal=True)


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with open_database(DatabaseTarget(path)) as database:
        yield database


@pytest.fixture
def writable(path: Path) -> Iterator[Database]:
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        yield database


def test_every_connection_has_the_settings_that_the_house_asks_for(database: Database) -> None:
    with database.reading() as connection:
        found = {
            name: connection.value(f"PRAGMA {name}")
            for name in (
                "cache_size",
                "mmap_size",
                "foreign_keys",
                "temp_store",
                "query_only",
                "trusted_schema",
                "cell_size_check",
                "synchronous",
                "busy_timeout",
            )
        }
    assert found == {
        "cache_size": -32_000,
        "mmap_size": 0,
        "foreign_keys": 1,
        "temp_store": 2,
        "query_only": 1,
        "trusted_schema": trusted_schema(),
        "cell_size_check": 1,
        "synchronous": 1,
        "busy_timeout": 100,
    }


@pytest.mark.parametrize("statement", ["DELETE FROM item", "CREATE TABLE other (a)", "VACUUM"])
def test_a_reading_lease_changes_nothing(writable: Database, statement: str) -> None:
    with writable.reading() as connection, pytest.raises((StatementProblem, EnvironmentProblem)):
        connection.rows(statement)
    with writable.reading() as connection:
        assert connection.integer(COUNT) == ROWS


@pytest.mark.parametrize("lease", ["writing", "altering"])
def test_a_file_opened_for_reading_is_not_written(database: Database, lease: str) -> None:
    with pytest.raises(Refusal, match="open for reading only"), getattr(database, lease)():
        pass


def test_a_reading_lease_sees_one_state_while_another_program_writes(path: Path) -> None:
    with (
        OtherProgram(path, COUNT) as program,
        open_database(DatabaseTarget(path)) as database,
        database.reading() as connection,
    ):
        assert connection.integer(COUNT) == ROWS
        program.execute("DELETE FROM item")
        assert connection.integer(COUNT) == ROWS


def test_the_work_of_a_writing_lease_is_kept_as_a_whole(writable: Database, path: Path) -> None:
    with writable.writing() as connection:
        assert connection.insert("item", ["id", "name"], [(1001, "a"), (1002, "b")]) == 2
        assert connection.execute("UPDATE item SET name = 'c' WHERE id > 1000") == 2
    with pytest.raises(ZeroDivisionError), writable.writing() as connection:
        connection.execute("DELETE FROM item")
        raise ZeroDivisionError
    writable.close()
    assert plain(path, "SELECT count(*), sum(name = 'c') FROM item") == [(ROWS + 2, 2)]


def test_a_failed_lease_gives_back_a_connection_that_nothing_is_left_on(
    writable: Database,
) -> None:
    with pytest.raises(ZeroDivisionError), writable.writing() as connection:
        rows = connection.stream("SELECT id FROM item", batch=1)
        next(rows)
        connection.execute("INSERT INTO item (name) VALUES ('x')")
        raise ZeroDivisionError
    with writable.reading() as reading:
        assert reading.value("PRAGMA query_only") == 1
        assert reading.integer(COUNT) == ROWS
    assert writable.pool_use().in_use == 0
    with pytest.raises(StatementProblem):
        next(rows)


def test_an_unfinished_cursor_keeps_nobodys_log_alive(path: Path) -> None:
    with OtherProgram(path, COUNT) as program, open_database(DatabaseTarget(path)) as database:
        with database.reading() as connection:
            next(connection.stream("SELECT id FROM item", batch=1))
        assert program.execute("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0


def test_a_connection_that_kept_another_setting_is_not_used_again(writable: Database) -> None:
    with writable.reading() as connection:
        connection._raw.execute("PRAGMA query_only = 0")
    assert writable.pool_use().idle == 0
    with writable.reading() as connection:
        assert connection.value("PRAGMA query_only") == 1


def test_a_guard_on_the_statements_does_not_outlive_its_lease(database: Database) -> None:
    with database.reading() as connection:
        connection._raw.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
        with pytest.raises(StatementProblem, match="not allowed here"):
            connection.value("SELECT 1")
    assert _count(database) == ROWS


def test_changes_after_sqlite_ended_the_transaction_are_refused(
    writable: Database, path: Path
) -> None:
    with pytest.raises(TransactionLost), writable.writing() as connection:
        connection.execute("INSERT INTO item (name) VALUES ('first')")
        connection.rows("PRAGMA max_page_count = 1")
        with pytest.raises(EnvironmentProblem, match="no room left on the disk"):
            connection.execute("INSERT INTO item VALUES (1001, 'too big', zeroblob(999999))")
        connection.execute("INSERT INTO item (name) VALUES ('second')")
    writable.close()
    assert plain(path, COUNT) == [(ROWS,)]


def test_a_lost_transaction_is_not_taken_for_a_commit(writable: Database) -> None:
    with pytest.raises(TransactionLost), writable.writing() as connection:
        connection._raw.execute("ROLLBACK")


def test_a_foreign_key_that_fails_at_the_commit_keeps_nothing(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "keys.db",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
    )
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        with (
            pytest.raises(StatementProblem, match="A rule of the table"),
            database.writing() as one,
        ):
            one.execute("INSERT INTO child VALUES (7)")
        assert database.pool_use().in_use == 0
    assert plain(path, "SELECT count(*) FROM child") == [(0,)]


def test_triggers_that_fill_a_search_index_work_under_distrust(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "fts.db",
        "CREATE TABLE note (body TEXT)",
        "CREATE VIRTUAL TABLE note_index USING fts5(body)",
        "CREATE TRIGGER fill AFTER INSERT ON note BEGIN"
        " INSERT INTO note_index (rowid, body) VALUES (new.rowid, new.body); END",
    )
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        with database.writing() as connection:
            connection.execute("INSERT INTO note VALUES ('bees make honey')")
        with database.reading() as connection:
            found = connection.value("SELECT rowid FROM note_index WHERE note_index MATCH 'honey'")
    assert found == 1


@pytest.mark.parametrize("sql", [ENDLESS, PAIRS])
def test_a_cancelled_statement_ends_and_leaves_the_next_one_alone(
    database: Database, sql: str
) -> None:
    token, started = CancelToken(), threading.Event()

    def work() -> None:
        with database.reading(token) as connection:
            connection.value(COUNT)
            started.set()
            connection.value(sql)

    with ThreadPoolExecutor(1) as executor:
        done = executor.submit(work)
        started.wait()
        token.cancel()
        assert isinstance(done.exception(timeout=60), Cancelled)
        with database.reading() as connection:
            assert connection.integer(COUNT) == ROWS
    assert database.pool_use().in_use == 0


def test_a_cancel_while_writing_keeps_nothing(writable: Database, path: Path) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled), writable.writing(token) as connection:
        connection.execute("DELETE FROM item")
        token.cancel()
    with pytest.raises(Cancelled), writable.writing(CancelToken()) as connection:
        connection.execute("DELETE FROM item")
        connection.token.cancel()
        connection.execute("DELETE FROM item")
    writable.close()
    assert plain(path, COUNT) == [(ROWS,)]


def test_a_cancel_reaches_many_short_inserts(writable: Database) -> None:
    token = CancelToken()

    def names() -> Iterator[tuple[str]]:
        for number in range(1_000_000):
            if number == 1000:
                token.cancel()
            assert number < 1002
            yield (f"name {number}",)

    with pytest.raises(Cancelled), writable.writing(token) as connection:
        connection.insert("item", ["name"], names())
    assert _count(writable) == ROWS


def test_a_cancel_ends_the_wait_for_a_lock_at_once(path: Path) -> None:
    token = CancelToken()
    with (
        OtherProgram(path, "BEGIN IMMEDIATE"),
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
        ThreadPoolExecutor(1) as executor,
    ):

        def work() -> None:
            with database.writing(token):
                pass

        done = executor.submit(work)
        while not database.pool_use().in_use:
            pass
        token.cancel()
        assert isinstance(done.exception(timeout=60), Cancelled)


def test_a_lock_that_is_not_let_go_of_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STATEMENT_PATIENCE_S", 0.1)
    with (
        OtherProgram(path, "BEGIN IMMEDIATE"),
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
    ):
        with pytest.raises(DatabaseLocked), database.writing():
            pass
        with database.reading() as connection:
            assert connection.integer(COUNT) == ROWS


def test_a_lock_let_go_of_in_time_is_waited_for(path: Path) -> None:
    with (
        OtherProgram(path, "BEGIN IMMEDIATE") as program,
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
        ThreadPoolExecutor(1) as executor,
    ):

        def work() -> int:
            with database.writing() as connection:
                return connection.execute("DELETE FROM item")

        done = executor.submit(work)
        while not database.pool_use().in_use:
            pass
        program.execute("COMMIT")
        assert done.result(timeout=60) == ROWS


def test_a_write_never_builds_on_an_outdated_state(path: Path) -> None:
    """A lease that only upgraded a read transaction would fail with SQLITE_BUSY_SNAPSHOT here."""
    with (
        OtherProgram(path, COUNT, "PRAGMA busy_timeout = 0") as program,
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
    ):
        with database.writing() as connection:
            assert connection.integer(COUNT) == ROWS
            assert program.execute("DELETE FROM item") == "SQLITE_BUSY"
            connection.execute("INSERT INTO item (name) VALUES ('new')")
        assert program.execute(COUNT) == [[ROWS + 1]]


def test_what_was_read_of_an_unused_file_is_not_trusted_once_it_changes(
    path: Path, database: Database
) -> None:
    with pytest.raises(DatabaseChanged), database.reading() as connection:
        assert connection.integer(COUNT) == ROWS
        plain(path, "SELECT 1")
        with closing(sqlite3.connect(path)) as other:
            other.execute("DELETE FROM item WHERE id = 1")
            other.commit()
    with database.reading() as connection:
        assert connection.integer(COUNT) == ROWS - 1


def test_damage_that_is_a_change_is_called_a_change(path: Path, database: Database) -> None:
    with pytest.raises(DatabaseChanged) as caught, database.reading() as connection:
        connection.value("SELECT 1 FROM item")
        os.utime(path, ns=(0, 0))
        raise DatabaseDamaged("damaged", "look for a backup")
    assert isinstance(caught.value.__cause__, DatabaseDamaged)


def test_damage_is_called_damage(database: Database) -> None:
    with pytest.raises(DatabaseDamaged), database.reading():
        raise DatabaseDamaged("damaged", "look for a backup")


def test_leases_that_are_out_end_on_the_file_they_began_with(tmp_path: Path) -> None:
    path = leave_wal(tmp_path / "hive-ai.db", *item_statements(), shm=False)
    with open_database(DatabaseTarget(path)) as database, ThreadPoolExecutor(1) as executor:
        with database.reading() as old:
            assert database.opened.way is Way.PRIVATE_COPY
            with OtherProgram(path, "DELETE FROM item"):
                assert executor.submit(_count, database).result() == 0
                assert old.integer(COUNT) == ROWS
                assert len(list(app_paths().private_copies.iterdir())) == 1
        assert not list(app_paths().private_copies.iterdir())


def _count(database: Database) -> int:
    with database.reading() as connection:
        return connection.integer(COUNT)


def test_closing_waits_for_nobody_and_clears_up_after_the_last(tmp_path: Path) -> None:
    path = leave_wal(tmp_path / "hive-ai.db", *item_statements(), shm=False)
    database = open_database(DatabaseTarget(path))
    with database.reading() as connection:
        database.close()
        assert connection.integer(COUNT) == ROWS
        assert list(app_paths().private_copies.iterdir())
    assert not list(app_paths().private_copies.iterdir())
    database.close()
    with pytest.raises(EnvironmentProblem, match="has been closed"), database.reading():
        pass


def test_a_thread_that_draws_gets_no_lease(writable: Database) -> None:
    writable.forbid_thread(threading.get_ident())
    for lease in (writable.reading, writable.writing, writable.altering):
        with pytest.raises(LeaseOnForbiddenThreadError), lease():
            pass
    with ThreadPoolExecutor(1) as executor:
        assert executor.submit(_count, writable).result() == ROWS


def test_a_lease_inside_a_lease_is_a_bug_that_shows(database: Database) -> None:
    with database.reading(), pytest.raises(LeaseInsideLeaseError), database.reading():
        pass
    assert database.pool_use().in_use == 0


def test_the_time_of_the_last_statement_is_told(database: Database) -> None:
    before = database.last_statement_ms
    _count(database)
    after = database.last_statement_ms
    assert before is None
    assert after is not None
    assert 0 < after < 1000


def test_peewee_builds_statements_and_runs_none_outside_a_lease(database: Database) -> None:
    assert isinstance(database.peewee_database, peewee.SqliteDatabase)
    with pytest.raises(peewee.InterfaceError):
        peewee.Table("item").bind(database.peewee_database).select().count()


def test_idle_connections_are_kept_for_ten_minutes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _count(database)
    database.trim()
    assert database.pool_use().idle == 1
    monkeypatch.setattr(database._pool.pool, "_last_return", -601.0)
    database.trim()
    assert database.pool_use().idle == 0


def test_a_reading_lease_hands_out_how_the_file_is_read(database: Database) -> None:
    with database.reading() as connection:
        assert connection.opened is database.opened


def test_a_task_that_waits_while_the_file_is_replaced_reads_the_new_one_and_alters_none(
    tmp_path: Path, path: Path, writable: Database
) -> None:
    replacement = make_database(tmp_path / "new.db", *item_statements(3), wal=True)

    def count_alone() -> int:
        with writable.altering() as connection:
            return connection.integer(COUNT)

    with ThreadPoolExecutor(2) as executor:
        with writable.altering():
            old = writable._pool.pool
            waiting = [executor.submit(_count, writable), executor.submit(count_alone)]
            while old.use().waiting < 1:
                pass
            replacement.replace(path)
            with ThreadPoolExecutor(1) as another:
                assert another.submit(_count, writable).result() == 3
            assert writable._pool.pool is not old
        reading, altering = waiting
        assert reading.result(timeout=60) == 3
        with pytest.raises(DatabaseMoved):
            altering.result(timeout=60)


def test_a_connection_that_cannot_be_made_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorname = "SQLITE_CANTOPEN"
        raise error

    monkeypatch.setattr(sqlite3, "connect", fail)
    with pytest.raises(EnvironmentProblem, match="could not be opened"), database.reading():
        pass
    assert database.pool_use().in_use == 0


def test_a_cancel_ends_the_wait_for_a_file_that_is_being_reopened(database: Database) -> None:
    token = CancelToken()
    token.cancel()
    with database._pool._swap, pytest.raises(Cancelled), database.reading(token):
        pass


def test_a_file_that_is_locked_outright_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STATEMENT_PATIENCE_S", 0.1)
    path = make_database(tmp_path / "rollback.db")
    with (
        open_database(DatabaseTarget(path)) as database,
        OtherProgram(path, "BEGIN EXCLUSIVE") as program,
    ):
        for _ in range(2):
            with pytest.raises(DatabaseLocked):
                _count(database)
        program.execute("COMMIT")
        assert _count(database) == ROWS
        program.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseLocked):
            _count(database)
    assert database.pool_use().in_use == 0
