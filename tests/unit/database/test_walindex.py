"""The index of a write-ahead log, and the process that reads it."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database import peeking
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.peeking import Peeker
from hive_inspector.core.database.peeking_helper import answer_questions
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.walindex import (
    SIZE,
    LogState,
    commits_between,
    parse,
    read_log_state,
)
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def peeker() -> Iterator[Peeker]:
    made = Peeker()
    yield made
    made.close()


@pytest.fixture
def wal_file(tmp_path: Path) -> Path:
    return make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",), wal=True)


def test_frames_and_commits_are_those_that_were_made(wal_file: Path, peeker: Peeker) -> None:
    with closing(sqlite3.connect(wal_file, isolation_level=None)) as app:
        app.execute("PRAGMA wal_autocheckpoint = 0")
        app.execute("INSERT INTO t VALUES (1)")
        first = read_log_state(wal_file, peeker)
        for number in range(20):
            app.execute("INSERT INTO t VALUES (?)", (number,))
        second = read_log_state(wal_file, peeker)
        frames = ((wal_file.parent / "x.db-wal").stat().st_size - 32) // (24 + 4096)

    assert first is not None
    assert second is not None
    assert commits_between(first, second) == 20
    assert (second.frames, second.copied, second.waiting) == (frames, 0, frames)


def test_a_file_without_a_log_has_no_state(tmp_path: Path, peeker: Peeker) -> None:
    assert read_log_state(make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",)), peeker) is None


def test_a_torn_or_strange_index_tells_nothing(wal_file: Path) -> None:
    with closing(sqlite3.connect(wal_file, isolation_level=None)) as app:
        app.execute("INSERT INTO t VALUES (1)")
        good = (wal_file.parent / "x.db-shm").read_bytes()[:SIZE]

    assert parse(good) is not None
    for at in (0, 8, 12, 16, 60):
        torn = bytearray(good)
        torn[at] ^= 0xFF
        assert parse(bytes(torn)) is None
    strange = bytearray(good)
    strange[0] = strange[48] = 9
    assert parse(bytes(strange)) is None
    assert parse(good[:50]) is None
    assert parse(bytes(SIZE)) is None
    replaced = good[:96] + b"\xff\xff\xff\x7f"
    assert parse(replaced) is None


@pytest.mark.parametrize(
    ("earlier", "later", "made"), [(5, 9, 4), (9, 9, 0), (2**32 - 1, 1, 2), (500, 3, None)]
)
def test_a_count_that_began_anew_is_not_taken_for_commits(
    earlier: int, later: int, made: int | None
) -> None:
    assert commits_between(LogState(1, 0, earlier), LogState(1, 0, later)) == made


def test_looking_at_the_index_drops_no_lock_of_ours(wal_file: Path, peeker: Peeker) -> None:
    locked = pytest.raises(sqlite3.OperationalError, match="locked")
    with (
        open_database(DatabaseTarget(wal_file, Access.WRITABLE)) as database,
        database.writing() as connection,
    ):
        connection.execute("INSERT INTO t VALUES (1)")
        assert read_log_state(wal_file, peeker) is not None
        with closing(sqlite3.connect(wal_file, timeout=0)) as other, locked:
            other.execute("BEGIN IMMEDIATE")


def test_the_first_bytes_are_those_of_the_file(tmp_path: Path, peeker: Peeker) -> None:
    path = tmp_path / os.fsdecode(b"caf\xc3\xa9 \xff.bin")
    path.write_bytes(b"0123456789")

    assert peeker.read(path, 4) == b"0123"
    assert peeker.read(path, 200) == b"0123456789"
    assert peeker.read(tmp_path / "none", 4) is None
    assert peeker.read(path, 4) == b"0123"


def test_a_process_that_was_ended_is_started_again(tmp_path: Path, peeker: Peeker) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"0123456789")
    peeker.read(path, 4)
    assert peeker._process is not None
    peeker._process.kill()
    peeker._process.wait()

    assert peeker.read(path, 4) is None
    assert peeker.read(path, 4) == b"0123"


def test_a_closed_peeker_reads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"0123456789")
    peeker = Peeker()
    assert peeker.read(path, 4) == b"0123"
    process = peeker._process

    peeker.close()

    assert peeker.read(path, 4) is None
    assert process is not None
    assert process.returncode is not None


def test_the_helper_answers_one_question_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"0123456789")
    names = [os.fsencode(path), os.fsencode(tmp_path / "none")]
    questions = BytesIO(b"".join(b"\x04" + len(n).to_bytes(4, "big") + n for n in names))
    answers = BytesIO()

    answer_questions(questions, answers)

    assert answers.getvalue() == b"\x040123\x00"


def test_where_no_lock_is_lost_by_closing_a_file_it_is_read_here(
    tmp_path: Path, peeker: Peeker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peeking, "_IS_WINDOWS", True)
    path = tmp_path / "x"
    path.write_bytes(b"0123456789")

    assert peeker.read(path, 4) == b"0123"
    assert peeker.read(tmp_path / "none", 4) is None
    assert peeker._process is None


def test_a_helper_that_does_not_answer_is_given_up(
    tmp_path: Path, peeker: Peeker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peeking, "_PATIENCE_S", 0.01)
    silent = tmp_path / "silent.py"
    silent.write_text("import sys; sys.stdin.read()", encoding="utf-8")
    monkeypatch.setattr(peeking, "command_beside", lambda _: [sys.executable, str(silent)])

    assert peeker.read(silent, 4) is None
    assert peeker._process is None
