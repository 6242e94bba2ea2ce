"""Changes by others: told once, told soon, not told where there are none, and nobody is kept from working."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing import changes
from hive_inspector.core.browsing.changes import Change, ChangeWatch, end_of, new_rows
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.way import Way
from tests.support.databases import OtherProgram, leave_wal, make_database

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.connections import Database
    from tests.support.browsed import BrowsedFile

INSERT = "INSERT INTO item (name) VALUES ('new')"


def way_of(database: Database) -> Way:
    return database.opened.way


def touched(path: Path) -> None:
    """Give a file another time, as a write does."""
    now = path.stat().st_mtime_ns
    os.utime(path, ns=(now, now + 10**9))


@pytest.mark.parametrize("wal", [True, False])
def test_what_another_program_commits_is_told_once(tmp_path: Path, *, wal: bool) -> None:
    path = make_database(tmp_path / "live.db", wal=wal)
    with (
        OtherProgram(path, "SELECT 1 FROM item") as program,
        open_database(DatabaseTarget(path)) as database,
    ):
        assert way_of(database) is Way.LIVE
        watch = ChangeWatch(database)
        assert watch.look() is Change.NONE
        program.execute("BEGIN IMMEDIATE")
        program.execute(INSERT)
        assert watch.look() is Change.NONE
        program.execute("COMMIT")
        assert watch.look() is Change.CONTENT
        assert watch.look() is Change.NONE
        program.execute(INSERT)
        assert watch.look() is Change.CONTENT


def test_a_checkpoint_that_others_do_is_no_change(tmp_path: Path) -> None:
    path = make_database(tmp_path / "live.db", wal=True)
    with OtherProgram(path, INSERT) as program, open_database(DatabaseTarget(path)) as database:
        watch = ChangeWatch(database)
        before = path.stat().st_mtime_ns
        assert program.execute("PRAGMA wal_checkpoint(PASSIVE)")[0][0] == 0
        assert path.stat().st_mtime_ns > before
        assert watch.look() is Change.NONE


def test_our_own_reading_is_no_change(tmp_path: Path) -> None:
    path = make_database(tmp_path / "live.db", wal=True)
    with OtherProgram(path, INSERT), open_database(DatabaseTarget(path)) as database:
        watch = ChangeWatch(database)
        for _ in range(3):
            with database.reading() as connection:
                connection.integer("SELECT count(*) FROM item")
            assert watch.look() is Change.NONE


def test_the_watch_keeps_nobody_from_emptying_the_log_or_writing(tmp_path: Path) -> None:
    path = make_database(tmp_path / "live.db", wal=True)
    with OtherProgram(path, INSERT) as program, open_database(DatabaseTarget(path)) as database:
        watch = ChangeWatch(database)
        program.execute(INSERT)
        watch.look()
        assert program.execute("PRAGMA wal_checkpoint(TRUNCATE)") == [[0, 0, 0]]
        program.execute(INSERT)
        assert program.execute("SELECT changes()") == [[1]]


def test_while_nobody_writes_sqlite_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_database(tmp_path / "live.db", wal=True)
    monkeypatch.setattr(changes, "_SETTLED_NS", -(10**18))
    with OtherProgram(path, INSERT), open_database(DatabaseTarget(path)) as database:
        watch = ChangeWatch(database)
        monkeypatch.setattr(type(database), "data_version", lambda self: pytest.fail("asked"))
        assert watch.look() is Change.NONE


def test_a_file_written_a_moment_ago_is_asked_again_though_its_stamps_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_database(tmp_path / "live.db")
    monkeypatch.setattr(changes, "_SETTLED_NS", 10**18)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as raw,
        open_database(DatabaseTarget(path)) as database,
    ):
        watch = ChangeWatch(database)
        stamp = path.stat()
        raw.execute("UPDATE item SET name = 'other' WHERE id = 1")
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        assert path.stat().st_size == stamp.st_size
        assert watch.look() is Change.CONTENT


def test_a_locked_file_is_asked_again_later(tmp_path: Path) -> None:
    path = make_database(tmp_path / "live.db")
    with (
        OtherProgram(path, "SELECT 1 FROM item") as program,
        open_database(DatabaseTarget(path)) as database,
    ):
        watch = ChangeWatch(database)
        program.execute(INSERT)
        program.execute("BEGIN EXCLUSIVE")
        assert watch.look() is Change.NONE
        program.execute("COMMIT")
        assert watch.look() is Change.CONTENT


def test_an_unused_file_that_comes_into_use_has_not_changed_yet(tmp_path: Path) -> None:
    path = make_database(tmp_path / "unused.db", wal=True)
    with open_database(DatabaseTarget(path)) as database:
        assert way_of(database) is Way.IMMUTABLE
        watch = ChangeWatch(database)
        with OtherProgram(path, "SELECT 1 FROM item") as program:
            assert watch.look() is Change.NONE
            with database.reading() as connection:
                connection.integer("SELECT count(*) FROM item")
            assert way_of(database) is Way.LIVE
            assert watch.look() is Change.NONE
            program.execute(INSERT)
            assert watch.look() is Change.CONTENT


def test_an_unused_file_that_is_written_has_changed(tmp_path: Path) -> None:
    path = make_database(tmp_path / "unused.db", wal=True)
    with open_database(DatabaseTarget(path)) as database:
        watch = ChangeWatch(database)
        with OtherProgram(path, INSERT):
            assert watch.look() is Change.CONTENT
            assert watch.look() is Change.NONE


def test_of_a_private_copy_the_original_is_watched(tmp_path: Path) -> None:
    path = leave_wal(make_database(tmp_path / "copied.db"), INSERT, shm=False)
    with open_database(DatabaseTarget(path)) as database:
        assert way_of(database) is Way.PRIVATE_COPY
        watch = ChangeWatch(database)
        assert watch.look() is Change.NONE
        touched(path.with_name(f"{path.name}-wal"))
        assert watch.look() is Change.ORIGINAL
        assert watch.look() is Change.NONE


def test_a_file_that_is_gone_breaks_nothing(tmp_path: Path) -> None:
    path = make_database(tmp_path / "live.db")
    with open_database(DatabaseTarget(path)) as database:
        watch = ChangeWatch(database)
        path.unlink()
        assert watch.look() is Change.NONE


def test_while_the_schema_is_altered_no_other_connection_is_open(tmp_path: Path) -> None:
    path = make_database(tmp_path / "live.db", wal=True)
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        watch = ChangeWatch(database)
        with database.altering(CancelToken()) as connection:
            assert connection.value("PRAGMA journal_mode = DELETE") == "delete"
            connection.execute(INSERT)
            assert database.data_version() is None
            assert watch.look() is Change.NONE
        assert watch.look() is Change.CONTENT


def test_a_closed_database_tells_nothing(tmp_path: Path) -> None:
    path = make_database(tmp_path / "live.db")
    database = open_database(DatabaseTarget(path))
    watch = ChangeWatch(database)
    database.close()
    touched(path)
    assert database.data_version() is None
    assert watch.look() is Change.NONE


def test_new_rows_are_counted_behind_the_former_end(
    browsed: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST_COUNTED", 50)
    browsed.raw.execute("CREATE TABLE t (v)")
    browsed.raw.execute("CREATE TABLE k (a PRIMARY KEY) WITHOUT ROWID")
    table, keyed = browsed.table("t"), browsed.table("k")
    with browsed.reading() as connection:
        assert end_of(connection, keyed) is None
        empty = end_of(connection, table)
        assert empty is not None
        assert new_rows(connection, table, empty) == 0
    browsed.insert("t", [(i,) for i in range(10)])
    with browsed.reading() as connection:
        assert new_rows(connection, table, empty) == 10
        end = end_of(connection, table)
        assert end == 10
    browsed.insert("t", [(i,) for i in range(60)])
    browsed.raw.execute("DELETE FROM t WHERE rowid = 3")
    with browsed.reading() as connection:
        assert new_rows(connection, table, 10) == 50
        assert new_rows(connection, table, 65) == 5
