"""A file's bytes are read without dropping the locks that SQLite holds on it."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn

import pytest

from hive_inspector.core.database import fileops
from hive_inspector.core.database.fileops import copy_file, first_bytes, held_open
from tests.support.databases import OtherProgram, make_database

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_database(tmp_path / "hive-ai.db")


def test_the_lock_of_a_file_that_is_open_here_survives_the_look_at_its_bytes(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw, held_open(path):
        raw.execute("BEGIN IMMEDIATE")
        assert first_bytes(path, 6) == b"SQLite"
        with OtherProgram(path, "PRAGMA busy_timeout = 0") as program:
            assert program.execute("BEGIN IMMEDIATE") == "SQLITE_BUSY"
        raw.execute("COMMIT")


def test_a_file_that_is_not_open_here_is_read_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held_open(path), held_open(path):
        pass
    monkeypatch.setattr(subprocess, "run", None)
    assert first_bytes(path, 15) == b"SQLite format 3"
    assert first_bytes(path, 10**9) == path.read_bytes()


def test_the_helper_tells_why_it_could_not_read(path: Path) -> None:
    with held_open(path):
        path.unlink()
        path.mkdir()
        with held_open(path), pytest.raises(IsADirectoryError):
            first_bytes(path, 100)


def test_a_helper_that_hangs_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> NoReturn:
        raise subprocess.TimeoutExpired("helper", 20)

    monkeypatch.setattr(subprocess, "run", hang)
    with held_open(path), pytest.raises(TimeoutError):
        first_bytes(path, 100)


def test_a_file_that_is_gone_is_held_by_nobody(tmp_path: Path) -> None:
    with held_open(tmp_path / "gone"), pytest.raises(FileNotFoundError):
        first_bytes(tmp_path / "gone", 1)


def test_a_copy_is_exact_private_and_reported(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    copy_file(path, tmp_path / "copy", heard.append)
    assert (tmp_path / "copy").read_bytes() == path.read_bytes()
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert heard == [path.stat().st_size]


def test_a_copy_takes_nobodys_place_and_can_be_stopped(path: Path, tmp_path: Path) -> None:
    def stop(_: int) -> NoReturn:
        raise ZeroDivisionError

    (tmp_path / "taken").touch()
    with pytest.raises(FileExistsError):
        copy_file(path, tmp_path / "taken", lambda _: None)
    with pytest.raises(ZeroDivisionError):
        copy_file(path, tmp_path / "stopped", stop)


def test_the_helper_does_one_thing_at_a_time(
    path: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The helper's own code, run here where coverage sees it."""
    assert fileops._help(["head", os.fspath(path), "6"]) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"SQLite"
    assert fileops._help(["copy", os.fspath(path), os.fspath(tmp_path / "copy")]) == 0
    assert int(capfdbinary.readouterr().out) == path.stat().st_size
    assert fileops._help(["head", os.fspath(tmp_path / "gone"), "6"]) == errno.ENOENT
