"""Who has a file open, found out without opening it."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil
import pytest

from hive_inspector.core.database.activity import ALL_ASKED_EVERY_S, Activity, Lookout, holders
from tests.support.databases import OtherProgram, make_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_a_file_that_nobody_has_open_is_quiet(tmp_path: Path) -> None:
    path = make_database(tmp_path / "one.db", wal=True)
    os.utime(path, (1757081000, 1757081000))
    assert Lookout(path).look() == Activity(
        wal_bytes=0, changed_at=datetime(2025, 9, 5, 14, 3, 20, tzinfo=UTC), holders=()
    )


@pytest.mark.skipif(psutil.WINDOWS, reason="not asked on Windows")
def test_another_program_is_named_and_we_are_not(tmp_path: Path) -> None:
    path = make_database(tmp_path / "one.db", wal=True)
    with (
        OtherProgram(path, "INSERT INTO item (name) VALUES ('x')") as program,
        closing(sqlite3.connect(path)) as ours,
    ):
        ours.execute("SELECT count(*) FROM item").fetchone()
        found = Lookout(path).look()
        assert [holder.pid for holder in found.holders] == [program.pid]
        assert found.holders[0].name.startswith("python")
        wal = path.with_name("one.db-wal")
        assert found.wal_bytes == wal.stat().st_size > 0
        os.utime(path, (0, 0))
        os.utime(wal, (1757081000, 1757081000))
        assert Lookout(path).look().changed_at == datetime(2025, 9, 5, 14, 3, 20, tzinfo=UTC)


def test_a_file_that_is_gone_has_no_time(tmp_path: Path) -> None:
    assert Lookout(tmp_path / "gone.db").look() == Activity(
        wal_bytes=0, changed_at=None, holders=()
    )


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells who holds locks")
def test_a_program_that_comes_and_goes_is_seen_without_asking_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[None] = []
    every = psutil.process_iter

    def counted() -> Iterator[psutil.Process]:
        asked.append(None)
        return every()

    monkeypatch.setattr(psutil, "process_iter", counted)
    path, clock = make_database(tmp_path / "one.db", wal=True), Clock()
    lookout = Lookout(path, clock)
    assert lookout.look().holders == ()
    with OtherProgram(path, "SELECT count(*) FROM item") as program:
        clock.now = ALL_ASKED_EVERY_S / 2
        assert [holder.pid for holder in lookout.look().holders] == [program.pid]
    assert lookout.look().holders == ()
    assert len(asked) == 1


@pytest.mark.skipif(psutil.WINDOWS, reason="not asked on Windows")
def test_a_program_without_a_lock_is_seen_when_every_process_is_asked_again(tmp_path: Path) -> None:
    path, clock = make_database(tmp_path / "one.db"), Clock()
    lookout = Lookout(path, clock)
    assert lookout.look().holders == ()
    with OtherProgram(path, "SELECT count(*) FROM item") as program:
        clock.now = ALL_ASKED_EVERY_S
        assert [holder.pid for holder in lookout.look().holders] == [program.pid]
        clock.now += 1
        assert [holder.pid for holder in lookout.look().holders] == [program.pid]


def test_a_process_that_may_not_be_looked_into_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: psutil.Process) -> list[object]:
        raise psutil.AccessDenied

    path = make_database(tmp_path / "one.db")
    with OtherProgram(path, "SELECT count(*) FROM item"):
        monkeypatch.setattr(psutil.Process, "open_files", denied)
        assert holders(path) == ()


def test_windows_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_database(tmp_path / "one.db")
    with OtherProgram(path, "SELECT count(*) FROM item"):
        monkeypatch.setattr(psutil, "WINDOWS", True)
        assert holders(path) == ()
