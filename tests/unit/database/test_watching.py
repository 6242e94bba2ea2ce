"""A file that is watched while others use it: every row is seen, and nothing of ours is left beside it."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.way import Way
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.paths import app_paths
from tests.support.databases import (
    ROWS,
    OtherProgram,
    contents,
    item_statements,
    leave_wal,
    make_database,
    plain,
)

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.connections import Database

COUNT = "SELECT count(*) FROM item"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "users"
    folder.mkdir()
    return folder


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.integer(COUNT)


def way(database: Database) -> Way:
    return database.opened.way


def test_a_running_program_keeps_its_log_and_its_new_rows_are_seen(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db", wal=True)
    with OtherProgram(path, "INSERT INTO item (name) VALUES ('unflushed')") as program:
        with open_database(DatabaseTarget(path)) as database:
            assert database.opened.way is Way.LIVE
            assert count(database) == ROWS + 1
            program.execute("INSERT INTO item (name) VALUES ('another')")
            assert count(database) == ROWS + 2
        assert {file.name for file in folder.iterdir()} == {
            "hive-ai.db",
            "hive-ai.db-shm",
            "hive-ai.db-wal",
        }
    assert [file.name for file in folder.iterdir()] == ["hive-ai.db"]


def test_writing_beside_a_running_program_never_checkpoints(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db", wal=True)
    with OtherProgram(path, COUNT):
        before = path.read_bytes()
        with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
            with database.writing() as connection:
                connection.execute(
                    "INSERT INTO item (name, filler) VALUES ('big', zeroblob(9000000))"
                )
            with database.altering() as altering, altering.transaction():
                altering.execute(
                    "INSERT INTO item (name, filler) VALUES ('big', zeroblob(9000000))"
                )
        assert path.read_bytes() == before
    assert plain(path, COUNT) == [(ROWS + 2,)]


def test_an_unused_file_that_comes_into_use_is_read_live_from_then_on(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db", wal=True)
    with open_database(DatabaseTarget(path)) as database:
        assert count(database) == ROWS
        with OtherProgram(path, "INSERT INTO item (name) VALUES ('new')"):
            assert count(database) == ROWS + 1
            assert database.opened.way is Way.LIVE


def test_a_recovered_file_no_longer_needs_its_copy(folder: Path) -> None:
    path = leave_wal(folder / "hive-ai.db", *item_statements(), shm=False)
    with open_database(DatabaseTarget(path)) as database:
        assert count(database) == ROWS
        with OtherProgram(path, "INSERT INTO item (name) VALUES ('new')"):
            assert count(database) == ROWS + 1
            assert not list(app_paths().private_copies.iterdir())
        assert database.opened.way is Way.LIVE


def test_a_restored_backup_is_read_at_once(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db")
    make_database(folder / "backup.db", *item_statements(3))
    with open_database(DatabaseTarget(path)) as database:
        assert count(database) == ROWS
        (folder / "backup.db").replace(path)
        assert count(database) == 3


def test_a_program_that_ends_leaves_no_reason_to_make_files_again(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db", wal=True)
    with OtherProgram(path, COUNT) as program:
        database = open_database(DatabaseTarget(path))
        program.close()
        with closing(database):
            assert count(database) == ROWS
            assert database.opened.way is Way.IMMUTABLE
    assert [file.name for file in folder.iterdir()] == ["hive-ai.db"]


def test_a_file_that_vanishes_while_open_is_told_in_a_sentence(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db", wal=True)
    with open_database(DatabaseTarget(path)) as database:
        path.unlink()
        with pytest.raises(EnvironmentProblem, match="cannot be read: No such file"):
            count(database)


def test_what_a_program_leaves_that_ends_while_it_is_watched_loses_no_row(folder: Path) -> None:
    """SQLite clears up when the last program lets go; one that only reads cannot, so the log stays for the next."""
    path = make_database(folder / "hive-ai.db", wal=True)
    with OtherProgram(path, "INSERT INTO item (name) VALUES ('new')") as program:
        beside_it = set(contents(folder))
        with open_database(DatabaseTarget(path)) as database:
            assert count(database) == ROWS + 1
            program.close()
            assert count(database) == ROWS + 1
    assert set(contents(folder)) <= beside_it
    with open_database(DatabaseTarget(path)) as database:
        assert count(database) == ROWS + 1
    assert plain(path, COUNT) == [(ROWS + 1,)]
    assert [file.name for file in folder.iterdir()] == ["hive-ai.db"]


def test_a_file_that_becomes_a_wal_database_while_it_is_watched_gets_nothing_beside_it(
    folder: Path,
) -> None:
    """As when a restored backup is opened in Hive for the first time, and Hive is closed again."""
    path = make_database(folder / "hive-ai.db")
    with open_database(DatabaseTarget(path)) as database:
        assert way(database) is Way.LIVE
        assert count(database) == ROWS
        with OtherProgram(path, "PRAGMA journal_mode = WAL") as program:
            program.execute("INSERT INTO item (name) VALUES ('new')")
        assert [file.name for file in folder.iterdir()] == ["hive-ai.db"]
        assert count(database) == ROWS + 1
        assert way(database) is Way.IMMUTABLE
        assert [file.name for file in folder.iterdir()] == ["hive-ai.db"]
    assert [file.name for file in folder.iterdir()] == ["hive-ai.db"]


def test_a_file_that_is_written_without_a_log_keeps_its_connections(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db")
    with open_database(DatabaseTarget(path)) as database, OtherProgram(path) as program:
        assert count(database) == ROWS
        pool = database.peewee_database
        for more in (1, 2):
            program.execute("INSERT INTO item (name) VALUES ('new')")
            assert count(database) == ROWS + more
        assert database.peewee_database is pool
        assert database.opened.way is Way.LIVE


def test_a_file_that_others_lock_while_they_change_it_is_waited_for(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db")
    with open_database(DatabaseTarget(path)) as database, OtherProgram(path) as program:
        assert count(database) == ROWS
        program.execute("INSERT INTO item (name) VALUES ('new')")
        program.execute("BEGIN EXCLUSIVE")
        free = threading.Timer(0.8, program.execute, ["COMMIT"])
        free.start()
        assert count(database) == ROWS + 1
        free.join()
