"""Who holds locks on a database, from the list of the system."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hive_inspector.core.database import locks
from hive_inspector.core.database.locks import Lock, LockHolder, lock_holders
from tests.support.lineage_files import make_file

pytestmark = pytest.mark.skipif(
    not Path("/proc/locks").exists() or sys.platform == "win32", reason="the system tells no locks"
)


def held_by_us(path: Path) -> frozenset[Lock]:
    found = lock_holders(path)
    assert found is not None
    ours = [one for one in found if one.is_ours]
    return ours[0].locks if ours else frozenset()


@pytest.fixture
def wal_file(tmp_path: Path) -> Path:
    return make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",), wal=True)


def test_readers_and_writers_of_a_log_are_told_apart(wal_file: Path) -> None:
    assert held_by_us(wal_file) == frozenset()
    with closing(sqlite3.connect(wal_file, isolation_level=None)) as app:
        app.execute("SELECT * FROM t").fetchall()
        idle = held_by_us(wal_file)
        app.execute("BEGIN")
        app.execute("SELECT * FROM t").fetchall()
        reading = held_by_us(wal_file)
        app.execute("INSERT INTO t VALUES (1)")
        writing = held_by_us(wal_file)
        app.execute("COMMIT")

    assert idle == {Lock.OPEN}
    assert reading == {Lock.OPEN, Lock.READ}
    assert writing == {Lock.OPEN, Lock.READ, Lock.WRITE}


def test_with_a_rollback_journal_the_locks_lie_in_the_file(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))
    with closing(sqlite3.connect(path, isolation_level=None)) as app:
        app.execute("BEGIN")
        app.execute("SELECT * FROM t").fetchall()
        reading = held_by_us(path)
        app.execute("INSERT INTO t VALUES (1)")
        writing = held_by_us(path)
        app.execute("ROLLBACK")

    assert reading == {Lock.OPEN, Lock.READ}
    assert writing == {Lock.OPEN, Lock.READ, Lock.WRITE}


def test_only_held_locks_on_sqlites_bytes_of_this_file_count(wal_file: Path) -> None:
    status = wal_file.stat()
    place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    listing = f"""1: POSIX  ADVISORY  WRITE 4000001 {place} 1073741824 1073742335
1: -> POSIX  ADVISORY  WRITE 4000002 {place} 1073741824 1073742335
2: FLOCK  ADVISORY  WRITE 4000003 {place} 0 EOF
3: POSIX  ADVISORY  READ 4000004 {place} 0 99
4: POSIX  ADVISORY  READ -1 {place} 0 EOF
5: POSIX  ADVISORY  READ 4000005 00:00:{status.st_ino} 1073741826 1073742335
nonsense
"""

    assert lock_holders(wal_file, listing) == (
        LockHolder(0, "", frozenset({Lock.OPEN, Lock.READ}), is_ours=False),
        LockHolder(4000001, "", frozenset({Lock.OPEN, Lock.WRITE}), is_ours=False),
    )


def test_the_holder_has_its_programs_name(wal_file: Path) -> None:
    with closing(sqlite3.connect(wal_file)) as app:
        app.execute("SELECT * FROM t").fetchall()
        found = lock_holders(wal_file)

    assert found is not None
    assert found[0].name == Path("/proc/self/comm").read_text(encoding="utf-8").strip()


def test_a_file_that_is_gone_has_no_holders(tmp_path: Path) -> None:
    assert lock_holders(tmp_path / "gone.db") == ()


def test_a_checkpoint_is_told(wal_file: Path) -> None:
    with closing(sqlite3.connect(wal_file)) as app:
        app.execute("SELECT * FROM t").fetchall()
        status = wal_file.with_name("x.db-shm").stat()
        place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
        found = lock_holders(wal_file, f"1: POSIX  ADVISORY  WRITE 4000001 {place} 121 121\n")

    assert found is not None
    assert found[0].locks == {Lock.OPEN, Lock.CHECKPOINT}
    assert not found[0].reads
    assert not found[0].writes


@pytest.mark.parametrize(
    ("system", "listing"), [("darwin", "/proc/locks"), ("linux", "/none/here")]
)
def test_a_system_that_does_not_tell_is_not_taken_for_one_without_locks(
    wal_file: Path, monkeypatch: pytest.MonkeyPatch, system: str, listing: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(locks, "_LIST", Path(listing))

    assert lock_holders(wal_file) is None
