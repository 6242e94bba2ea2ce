"""A backup back in the live file: verified first, a restore point of what was there, and all of it on record."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from Crypto.Cipher import AES
from Crypto.Protocol.KDF import scrypt

from hive_inspector.core.audit import AuditTrail, Entry, own_trail
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.wrapping import (
    BackupDamaged,
    Password,
    PasswordNeeded,
    PasswordWrong,
    Wrapping,
)
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal
from hive_inspector.core.migrations.restore_points.points import list_restore_points
from hive_inspector.core.migrations.restore_points.surroundings import Surroundings
from hive_inspector.core.paths import app_paths
from hive_inspector.core.support.backups.listing import Maker
from hive_inspector.core.support.backups.retention import plan_retention
from hive_inspector.core.supporting import backups
from hive_inspector.core.supporting.backups import (
    back_up,
    backup_places,
    clear_old,
    plan_clearing,
    restore_backup,
    stored_backups,
    unpacked,
    verify,
)
from tests.support.migrated import migrated, noon
from tests.support.runs import OWN, content, opened, run_sql

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.migrations.restore_points.restoring import Restored

PASSWORD = Password("open, sesame")


@pytest.fixture
def hive(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 13, ["INSERT INTO users (id) VALUES ('u')"])


def backed_up(path: Path, wrapping: Wrapping = Wrapping.PLAIN) -> Path:
    with opened(path, Access.READ_ONLY) as hive:
        return back_up(hive, wrapping=wrapping, password=PASSWORD, clock=noon).path


def restored(path: Path, source: Path, password: Password | None = PASSWORD) -> Restored:
    with opened(path) as hive, unpacked(source, password) as inside:
        return restore_backup(hive, inside)


def hives_own(content: bytes) -> bytes:
    """An encrypted and compressed backup as Hive makes it, by pycryptodome."""
    salt, nonce = os.urandom(16), os.urandom(12)
    key = scrypt(PASSWORD.text, salt, 32, N=16384, r=8, p=1)
    secret, tag = AES.new(key, AES.MODE_GCM, nonce=nonce).encrypt_and_digest(gzip.compress(content))
    return b"HIVEENC2" + salt + nonce + tag + secret


def entries() -> list[Entry]:
    return list(own_trail().entries())


@pytest.mark.parametrize("wrapping", list(Wrapping))
def test_a_backup_comes_back_and_can_be_undone(hive: Path, wrapping: Wrapping) -> None:
    source = backed_up(hive, wrapping)
    then = content(hive)
    run_sql(hive, "DELETE FROM users")
    now = content(hive)
    done = restored(hive, source)
    assert content(hive) == then
    assert done.point.path == source
    (point,) = list_restore_points(done.before.path.parent, hive)
    assert content(point.path) == now
    made, back = entries()
    assert (made.what, made.outcome, made.details["form"]) == (
        "backup.make",
        "done",
        wrapping.value,
    )
    assert (back.what, back.outcome, back.file) == ("backup.restore", "done", str(hive))
    assert back.details["restore_point"] == str(point.path)
    assert PASSWORD.text not in (own_trail().path).read_text()
    assert not list(app_paths().private_copies.iterdir())
    with closing(sqlite3.connect(hive)) as raw:
        ((name,),) = raw.execute(f"SELECT name FROM {OWN} WHERE direction = 'restore'").fetchall()
    assert name == source.name


def test_what_hive_made_comes_back_in_each_of_its_forms(hive: Path, tmp_path: Path) -> None:
    plain = tmp_path / "hive-ai-backup-2025-09-01T10-00-00-123Z.sqlite"
    with closing(sqlite3.connect(hive)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("VACUUM INTO ?", (str(plain),))
    then = content(hive)
    packed, secret = plain.with_name(f"{plain.name}.gz"), tmp_path / "by hand"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    secret.write_bytes(hives_own(plain.read_bytes()))
    for source in (plain, packed, secret):
        run_sql(hive, "DELETE FROM users")
        before = source.read_bytes()
        done = restored(hive, source)
        assert content(hive) == then
        assert source.read_bytes() == before
        if source != secret:
            assert done.point.made_at.isoformat() == "2025-09-01T10:00:00.123000+00:00"


def test_whatever_is_amiss_with_it_leaves_the_file_as_it_was(hive: Path, tmp_path: Path) -> None:
    source = backed_up(hive, Wrapping.ENCRYPTED)
    whole = source.read_bytes()
    run_sql(hive, "DELETE FROM users")
    now, trail = content(hive), len(entries())
    with pytest.raises(PasswordWrong):
        restored(hive, source, Password("no"))
    with pytest.raises(PasswordNeeded):
        restored(hive, source, None)
    source.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(BackupDamaged, match="no longer what it was when it was made"):
        restored(hive, source)
    alone = tmp_path / "alone"
    for cut in (whole[:-1], whole[:40], whole[:-1] + b"?"):
        alone.write_bytes(cut)
        with pytest.raises(InspectorError):
            restored(hive, alone)
    alone.write_text("Dear diary")
    with pytest.raises(EnvironmentProblem, match="text file"):
        restored(hive, alone)
    with pytest.raises(EnvironmentProblem, match="There is no file"):
        restored(hive, tmp_path / "gone")
    assert content(hive) == now
    assert len(entries()) == trail
    assert list_restore_points(hive.parent / "backups", hive) == ()


def test_a_backup_with_a_damaged_database_is_not_restored(hive: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    broken = bytearray(hive.read_bytes())
    broken[8_192:16_384] = b"\xff" * 8_192
    damaged.write_bytes(gzip.compress(bytes(broken)))
    now = content(hive)
    with pytest.raises(EnvironmentProblem, match="damaged"):
        restored(hive, damaged)
    assert content(hive) == now


def test_what_is_no_backup_of_hive_and_what_cannot_fit_are_refused(
    hive: Path, tmp_path: Path
) -> None:
    other = tmp_path / "places.sqlite"
    run_sql(other, "CREATE TABLE moz_places (id)")
    with pytest.raises(Refusal, match="holds no Hive database"):
        restored(hive, other)
    small = tmp_path / "small.sqlite"
    shutil.copy(hive, small)
    with closing(sqlite3.connect(small, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("PRAGMA page_size = 1024")
        raw.execute("VACUUM")
    with pytest.raises(Refusal, match="pages of 1024 bytes and the database of 4096"):
        restored(hive, small)
    assert [(one.what, one.outcome) for one in entries()] == [("backup.restore", "refused")] * 2
    assert "holds no Hive database" in str(entries()[0].details["reason"])


def test_a_file_that_is_only_read_or_cancelled_is_left_alone(hive: Path) -> None:
    source = backed_up(hive)
    run_sql(hive, "DELETE FROM users")
    now = content(hive)
    with (
        opened(hive, Access.READ_ONLY) as read,
        unpacked(source) as inside,
        pytest.raises(Refusal, match="reading only"),
    ):
        restore_backup(read, inside)
    token = CancelToken()
    with opened(hive) as written, unpacked(source) as inside, pytest.raises(Cancelled):
        restore_backup(written, inside, token=token, progress=lambda *_: token.cancel())
    assert content(hive) == now
    assert [one.outcome for one in entries()] == ["done", "refused", "cancelled"]


def test_where_backups_go_and_how_many_stay_is_by_hives_settings(
    hive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "elsewhere"
    run_sql(
        hive,
        f"INSERT OR REPLACE INTO settings (key, value) VALUES ('backup.dir', '{folder}')",
        "INSERT OR REPLACE INTO settings (key, value) VALUES ('backup.retentionCount', '2')",
    )
    own = Surroundings({"HIVE_DB_PATH": str(hive)}, tmp_path / "home")
    strange = Surroundings({}, tmp_path / "home")
    with opened(hive, Access.READ_ONLY) as file:
        assert backup_places(file, surroundings=own).folder == folder
        places = backup_places(file, surroundings=strange)
        assert places.folder == hive.parent / "backups"
        assert set(places.folders) >= {folder, hive.parent / "backups"}
        assert places.keep == 2
        for _ in range(4):
            back_up(file, clock=noon)
        folder.mkdir(parents=True)
        hives = folder / "hive-ai-backup-2025-01-01T00-00-00-000Z.sqlite"
        hives.write_bytes(b"")
        assert [one.maker for one in stored_backups(file, places)] == [
            *[Maker.INSPECTOR] * 4,
            Maker.HIVE,
        ]
        retention = plan_clearing(file, places)
        assert [one.path.name for one in retention.old] == [
            "inspector-backup-hive-2025-09-05T12-00-00-2.sqlite",
            "inspector-backup-hive-2025-09-05T12-00-00-3.sqlite",
        ]
        assert clear_old(file, retention) == retention.old
        assert len(stored_backups(file, places)) == 3
    last = entries()[-1]
    assert (last.what, last.details["count"]) == ("backup.remove", 2)
    assert plan_retention((), 2).old == ()


def test_an_older_backup_stays_for_a_newer_one_that_is_gone_since_it_was_looked_at(
    hive: Path,
) -> None:
    run_sql(
        hive,
        "INSERT OR REPLACE INTO settings (key, value) VALUES ('backup.retentionCount', '1')",
    )
    with opened(hive, Access.READ_ONLY) as file:
        older = back_up(file, clock=lambda: noon() - timedelta(days=1))
        newer = back_up(file, clock=noon)
        retention = plan_clearing(file, backup_places(file))
        assert [one.path for one in retention.old] == [older.path]
        newer.path.unlink()
        assert clear_old(file, retention) == ()
    assert older.path.exists()


def test_a_cancel_that_comes_with_the_last_piece_comes_too_late(hive: Path) -> None:
    source = backed_up(hive)
    then = content(hive)
    run_sql(hive, "DELETE FROM users")
    now = content(hive)
    token = CancelToken()

    def cancel(done: int, total: int | None, step: str) -> None:
        if step == "Restoring" and done == total:
            token.cancel()

    with opened(hive) as file, unpacked(source, PASSWORD) as inside:
        done = restore_backup(file, inside, token=token, progress=cancel)
    assert content(hive) == then
    assert content(done.before.path) == now


def test_a_verification_is_put_on_record(hive: Path, tmp_path: Path) -> None:
    trail = AuditTrail(tmp_path / "trail")
    source = backed_up(hive, Wrapping.ENCRYPTED)
    assert verify(source, PASSWORD, trail=trail).verdict.is_whole
    source.write_bytes(source.read_bytes()[:-1])
    assert not verify(source, PASSWORD, trail=trail).verdict.is_whole
    with pytest.raises(PasswordWrong):
        verify(source, Password("no"), trail=trail)
    with pytest.raises(PasswordNeeded):
        verify(source, trail=trail)
    found = [(one.outcome, str(one.details.get("found", ""))[:8]) for one in trail.entries()]
    assert found == [("done", "whole"), ("done", "The file"), ("failed", "")]


def test_a_folder_or_a_private_folder_that_cannot_be_written_is_told(
    hive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hive.parent / "backups").write_text("a file is in the way")
    with pytest.raises(EnvironmentProblem, match="folder of backups"):
        backed_up(hive)
    (hive.parent / "backups").unlink()
    source = backed_up(hive, Wrapping.GZIP)
    monkeypatch.setattr(backups, "unpack", full)
    with pytest.raises(EnvironmentProblem, match="could not be unpacked to a private folder"):
        restored(hive, source)
    assert not list(app_paths().private_copies.iterdir())
    assert tmp_path.is_dir()


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")
