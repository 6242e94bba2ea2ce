"""Whatever file a user brings: it is read without a trace, or refused in a sentence of its own."""

from __future__ import annotations

import gzip
import os
import sqlite3
import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import header
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.way import Way
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.paths import app_paths
from tests.support.databases import (
    ROWS,
    OtherProgram,
    contents,
    item_statements,
    leave_hot_journal,
    leave_wal,
    make_database,
    open_folder,
    plain,
    without_privileges,
)

if TYPE_CHECKING:
    from collections.abc import Callable
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


def rollback_journal(path: Path) -> None:
    make_database(path)


def unused_wal(path: Path) -> None:
    make_database(path, wal=True)


def empty_wal(path: Path) -> None:
    make_database(path, wal=True)
    path.with_name(f"{path.name}-wal").touch()


def empty_wal_of_rollback_file(path: Path) -> None:
    make_database(path)
    path.with_name(f"{path.name}-wal").touch()


def stale_shm(path: Path) -> None:
    make_database(path, wal=True)
    path.with_name(f"{path.name}-shm").write_bytes(bytes(32768))


def empty_wal_and_shm(path: Path) -> None:
    make_database(path, wal=True)
    with OtherProgram(path, COUNT) as program:
        program.crash()


def crashed_wal(path: Path) -> None:
    leave_wal(path, *item_statements())


def crashed_wal_without_shm(path: Path) -> None:
    leave_wal(path, *item_statements(), shm=False)


def hot_journal(path: Path) -> None:
    leave_hot_journal(make_database(path), "UPDATE item SET name = 'half', filler = zeroblob(900)")


def journal_beside_wal_file(path: Path) -> None:
    make_database(path, wal=True)
    path.with_name(f"{path.name}-journal").write_bytes(bytes(512))


STATES: dict[Callable[[Path], None], Way] = {
    rollback_journal: Way.LIVE,
    unused_wal: Way.IMMUTABLE,
    empty_wal: Way.IMMUTABLE,
    empty_wal_of_rollback_file: Way.IMMUTABLE,
    stale_shm: Way.IMMUTABLE,
    empty_wal_and_shm: Way.LIVE,
    crashed_wal: Way.LIVE,
    crashed_wal_without_shm: Way.PRIVATE_COPY,
    hot_journal: Way.PRIVATE_COPY,
    journal_beside_wal_file: Way.PRIVATE_COPY,
}


@pytest.mark.parametrize("make", STATES, ids=lambda make: make.__name__)
def test_every_committed_row_is_read_and_no_trace_is_left(
    folder: Path, make: Callable[[Path], None]
) -> None:
    make(folder / "hive-ai.db")
    before = contents(folder)
    with open_database(DatabaseTarget(folder / "hive-ai.db")) as database:
        assert count(database) == ROWS
        with database.reading() as connection:
            assert connection.value("SELECT count(*) FROM item WHERE name LIKE 'name %'") == ROWS
        assert database.opened.way is STATES[make]
        assert bool(database.opened.note) == (STATES[make] is Way.PRIVATE_COPY)
    assert contents(folder) == before


@pytest.mark.parametrize("make", STATES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("folder_mode", [0o555, 0o777], ids=["closed_folder", "open_folder"])
def test_another_user_reads_every_row_and_leaves_no_trace(
    make: Callable[[Path], None], folder_mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_folder() as outer:
        monkeypatch.setenv("XDG_CACHE_HOME", str(outer / "cache"))
        (outer / "cache").mkdir()
        (outer / "cache").chmod(0o777)
        inner = outer / "owners"
        inner.mkdir()
        make(inner / "hive-ai.db")
        for file in inner.iterdir():
            file.chmod(0o444)
        inner.chmod(folder_mode)
        before = contents(inner)
        with (
            without_privileges(),
            open_database(DatabaseTarget(inner / "hive-ai.db")) as database,
        ):
            assert count(database) == ROWS
        assert contents(inner) == before
        assert not list((outer / "cache").rglob("hive-ai.db*"))


@pytest.mark.parametrize("make", STATES, ids=lambda make: make.__name__)
def test_a_file_opened_for_writing_keeps_every_row_and_gets_nothing_beside_it(
    folder: Path, make: Callable[[Path], None]
) -> None:
    path = folder / "hive-ai.db"
    make(path)
    before = set(contents(folder))
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        assert count(database) == ROWS
        with database.writing() as connection:
            connection.execute("INSERT INTO item (name) VALUES ('new')")
        assert count(database) == ROWS + 1
    assert set(contents(folder)) <= before
    assert plain(path, COUNT) == [(ROWS + 1,)]
    assert plain(path, "PRAGMA integrity_check") == [("ok",)]


NAMES = [
    "plain.db",
    "question?mark.db",
    "hash#tag.db",
    "per%20cent.db",
    "a b 'c' \"d\".db",
    "ünï-🐝.db",
    "new\nline.db",
    "?mode=memory&cache=shared",
    os.fsdecode(b"not-\xff\xfe-utf8.db"),
    "x" * 247 + ".db",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize("wal", [False, True])
def test_any_name_is_opened(folder: Path, name: str, *, wal: bool) -> None:
    path = folder / name
    made = make_database(folder / "made.db", wal=wal)
    made.rename(path)
    with open_database(DatabaseTarget(path)) as database:
        assert count(database) == ROWS
    assert list(folder.iterdir()) == [path]


def test_side_files_lie_beside_the_target_of_a_link(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db", wal=True)
    link = folder.parent / ".hive-ai.db"
    link.symlink_to(path)
    with (
        OtherProgram(path, "INSERT INTO item (name) VALUES ('new')"),
        open_database(DatabaseTarget(link)) as database,
    ):
        assert database.real_path == path
        assert count(database) == ROWS + 1


def sqlite_file(path: Path) -> bytes:
    return make_database(path).read_bytes()


def with_byte(content: bytes, offset: int, value: int) -> bytes:
    return content[:offset] + bytes([value]) + content[offset + 1 :]


BAD_CONTENT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "The file is empty: no database has been made in it yet."),
    "one byte": (lambda _: b"S", "This is a text file, not a database."),
    "magic only": (lambda db: db[:16], "The database is damaged: it ends after 16 bytes."),
    "header only": (lambda db: db[:100], "The database is damaged"),
    "text": (lambda _: b"Dear diary,\n" * 40, "This is a text file, not a database."),
    "random": (lambda _: bytes(range(256)) * 8, "not a SQLite database, or it is encrypted"),
    "latin-1": (
        lambda _: "Bücher\n".encode("latin-1") * 20,
        "not a SQLite database, or it is encrypted",
    ),
    "gzip": (
        lambda db: gzip.compress(db)[:-9],
        "gzip-compressed file|is cut off: its end is missing",
    ),
    "gzip of a text": (lambda _: gzip.compress(b"Dear diary,\n" * 40), "gzip-compressed file"),
    "HIVEENC1": (lambda db: b"HIVEENC1" + db, "This is an encrypted Hive backup"),
    "HIVEENC2": (lambda db: b"HIVEENC2" + db, "This is an encrypted and compressed Hive backup"),
    "zip": (lambda _: b"PK\x03\x04" + bytes(200), "This is a zip archive"),
    "png": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(200), "This is a picture"),
    "wal": (lambda _: b"\x37\x7f\x06\x82" + bytes(200), "the write-ahead log of a database"),
    "journal": (
        lambda _: b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(200),
        "the rollback journal of a database",
    ),
    "page size": (lambda db: with_byte(db, 17, 3), "its header names an impossible page size"),
    "read version": (lambda db: with_byte(db, 19, 3), "a newer SQLite format"),
    "schema format": (lambda db: with_byte(db, 47, 9), "a newer SQLite format"),
    "schema gone": (lambda db: db[:100] + bytes(len(db) - 100), "The database is damaged"),
}


@pytest.mark.parametrize("what", BAD_CONTENT)
@pytest.mark.parametrize("access", [Access.READ_ONLY, Access.WRITABLE])
def test_what_is_no_database_is_named_quickly_and_left_alone(
    folder: Path, what: str, access: Access
) -> None:
    change, sentence = BAD_CONTENT[what]
    path = folder / "hive-ai.db"
    path.write_bytes(change(sqlite_file(folder.parent / "whole.db")))
    before = contents(folder)
    started = time.process_time()
    with pytest.raises(EnvironmentProblem, match=sentence) as caught:
        open_database(DatabaseTarget(path, access))
    assert time.process_time() - started < 1
    assert caught.value.hint.endswith(".")
    assert contents(folder) == before


def missing(folder: Path) -> Path:
    return folder / "missing.db"


def inside_a_file(folder: Path) -> Path:
    return make_database(folder / "file.db") / "hive-ai.db"


def directory(folder: Path) -> Path:
    return folder


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def dangling(folder: Path) -> Path:
    (folder / "link").symlink_to("/nowhere/hive-ai.db")
    return folder / "link"


def looping(folder: Path) -> Path:
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    return folder / "one"


def nul(folder: Path) -> Path:
    return folder / "a\0b"


BAD_PATHS: dict[Callable[[Path], Path], str] = {
    missing: "There is no file",
    inside_a_file: "There is no file",
    nul: "There is no file",
    directory: "is a folder, not a database",
    fifo: "is a device or pipe, not a file",
    dangling: "is a symbolic link to /nowhere/hive-ai.db, which does not exist",
    looping: "is a symbolic link that leads back to itself",
}


@pytest.mark.parametrize("make", BAD_PATHS, ids=lambda make: make.__name__)
def test_a_path_that_leads_to_no_file_is_told_why(
    folder: Path, make: Callable[[Path], Path]
) -> None:
    path = make(folder)
    with pytest.raises(EnvironmentProblem, match=BAD_PATHS[make]):
        open_database(DatabaseTarget(path))


def test_files_that_another_user_may_not_read_are_told_apart() -> None:
    with open_folder() as outer:
        hidden = outer / "hidden"
        hidden.mkdir()
        make_database(hidden / "hive-ai.db")
        secret = make_database(outer / "secret.db")
        secret.chmod(0o000)
        hidden.chmod(0o000)
        with without_privileges():
            with pytest.raises(EnvironmentProblem, match="You may not look into the folder"):
                open_database(DatabaseTarget(hidden / "hive-ai.db"))
            with pytest.raises(EnvironmentProblem, match="cannot be read: Permission denied"):
                open_database(DatabaseTarget(secret))


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555)])
def test_what_cannot_be_written_is_not_opened_for_writing(file_mode: int, folder_mode: int) -> None:
    with open_folder() as outer:
        inner = outer / "owners"
        inner.mkdir()
        path = make_database(inner / "hive-ai.db", wal=True)
        path.chmod(file_mode)
        inner.chmod(folder_mode)
        before = contents(inner)
        with without_privileges(), pytest.raises(EnvironmentProblem, match="cannot be written"):
            open_database(DatabaseTarget(path, Access.WRITABLE))
        assert contents(inner) == before


def test_a_format_that_only_newer_programs_write_is_read_and_not_written(folder: Path) -> None:
    path = folder / "hive-ai.db"
    path.write_bytes(with_byte(sqlite_file(folder.parent / "whole.db"), 18, 3))
    with open_database(DatabaseTarget(path)) as database:
        assert count(database) == ROWS
    with pytest.raises(EnvironmentProblem, match="can read but not write"):
        open_database(DatabaseTarget(path, Access.WRITABLE))


@pytest.mark.parametrize("wal", [False, True])
def test_a_file_that_was_cut_off_is_shown_as_far_as_it_goes(folder: Path, *, wal: bool) -> None:
    path = make_database(folder / "hive-ai.db", wal=wal)
    whole = path.stat().st_size
    os.truncate(path, whole - 3 * 4096)
    before = contents(folder)
    with open_database(DatabaseTarget(path)) as database:
        assert database.opened.salvaging
        assert database.opened.note == (
            f"The file is cut off: it has {whole - 12288:,} of {whole:,} bytes."
        )
        with database.reading() as connection:
            assert read_schema(connection).table("item")
            assert connection.rows("SELECT id FROM item LIMIT 5") == [(1,), (2,), (3,), (4,), (5,)]
    assert contents(folder) == before
    with pytest.raises(EnvironmentProblem, match="The database is damaged"):
        open_database(DatabaseTarget(path, Access.WRITABLE))


def test_a_schema_with_one_bad_entry_shows_the_others(folder: Path) -> None:
    path = make_database(
        folder / "hive-ai.db",
        *item_statements(),
        "PRAGMA writable_schema = 1",
        "INSERT INTO sqlite_master VALUES ('table', 'bad', 'bad', 2, 'CREATE TABBLE bad (a)')",
    )
    with open_database(DatabaseTarget(path)) as database:
        assert count(database) == ROWS
        assert database.opened.note == "The file is damaged; what can still be read of it is shown."
        with database.reading() as connection:
            bad, item = read_schema(connection).tables
        assert (bad.name, bad.problem) == (
            "bad",
            "This table cannot be read: its declaration is damaged.",
        )
        assert (item.name, item.problem) == ("item", "")


def test_a_locked_file_is_told_and_not_waited_for(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db")
    with OtherProgram(path, "BEGIN EXCLUSIVE"):
        started = time.monotonic()
        with pytest.raises(EnvironmentProblem, match="Another program is using this database"):
            open_database(DatabaseTarget(path))
        assert time.monotonic() - started < 30  # far more than it takes, for machines that are busy


def test_a_new_file_is_an_empty_wal_database_for_its_owner_alone(folder: Path) -> None:
    path = folder / "new.db"
    with open_database(DatabaseTarget(path, Access.NEW)) as database:
        with database.writing() as connection:
            connection.execute("CREATE TABLE item (id)")
        assert count(database) == 0
    assert plain(path, "PRAGMA journal_mode") == [("wal",)]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in folder.iterdir()] == ["new.db"]


def test_a_new_file_takes_nobodys_place(folder: Path) -> None:
    path = make_database(folder / "hive-ai.db")
    before = contents(folder)
    with pytest.raises(Refusal, match="exists already; it was left as it is"):
        open_database(DatabaseTarget(path, Access.NEW))
    assert contents(folder) == before
    with pytest.raises(EnvironmentProblem, match="cannot be created: No such file or directory"):
        open_database(DatabaseTarget(folder / "none" / "new.db", Access.NEW))
    with pytest.raises(EnvironmentProblem, match="cannot be created"):
        open_database(DatabaseTarget(nul(folder), Access.NEW))


def test_a_cancelled_opening_leaves_nothing(folder: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        open_database(DatabaseTarget(folder / "new.db", Access.NEW), token=token)
    path = leave_wal(folder / "hive-ai.db", *item_statements(), shm=False)
    token = CancelToken()
    with pytest.raises(Cancelled):
        open_database(DatabaseTarget(path), token=token, progress=lambda *_: token.cancel())
    assert not (folder / "new.db").exists()


def test_a_new_file_that_sqlite_cannot_make_is_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    monkeypatch.setattr(sqlite3, "connect", full)
    with pytest.raises(EnvironmentProblem, match="no room left on the disk"):
        open_database(DatabaseTarget(folder / "new.db", Access.NEW))
    assert not list(folder.iterdir())


def test_a_copy_that_cannot_be_read_either_is_removed(folder: Path) -> None:
    path = leave_wal(folder / "hive-ai.db", *item_statements(), shm=False)
    path.with_name("hive-ai.db-wal").rename(folder / "wal")
    path.write_bytes(path.read_bytes()[:100] + bytes(4096))
    (folder / "hive-ai.db-wal").write_bytes(b"x" * 32)
    with pytest.raises(EnvironmentProblem, match="The database is damaged"):
        open_database(DatabaseTarget(path))
    assert not list(app_paths().private_copies.iterdir())


@pytest.mark.parametrize("times", [1, 99])
def test_a_file_that_changes_while_it_is_opened_is_looked_at_again(
    folder: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_database(folder / "hive-ai.db", wal=True)
    parse, left = header.parse, [times]

    def changing(first_bytes: bytes) -> header.Header:
        if left[0]:
            left[0] -= 1
            os.utime(path, ns=(left[0], left[0]))
        return parse(first_bytes)

    monkeypatch.setattr(header, "parse", changing)
    with open_database(DatabaseTarget(path)) as database:
        assert database.opened.way is (Way.IMMUTABLE if times == 1 else Way.LIVE)
        assert count(database) == ROWS
