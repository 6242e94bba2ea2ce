"""Copies from before a change: complete or not there at all, checked, listed, restored, cleared away."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import backup
from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.database.target import Access
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.hive.locations import Backup
from hive_inspector.core.migrations.restore_points import points, restoring
from hive_inspector.core.migrations.restore_points.points import (
    RestorePoint,
    kept_copies,
    list_restore_points,
    make_restore_point,
    remove_old,
    require_intact,
    scratch_point,
)
from hive_inspector.core.migrations.restore_points.restoring import restore
from tests.support.migrated import NOON, migrated
from tests.support.runs import OWN, content, fetched, moved, opened, run_sql

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

USER = "INSERT INTO users (id) VALUES ('u1')"


def made(
    path: Path, folder: Path, reason: str = "before 013", moment: datetime = NOON
) -> RestorePoint:
    with opened(path, Access.READ_ONLY) as hive:
        return make_restore_point(hive.database, reason, folder, version=12, clock=lambda: moment)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_restore_point_is_the_file_with_a_manifest_beside_it(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive ai.db", 12, [USER])
    point = made(path, tmp_path / "new" / "folder")
    assert names(tmp_path / "new" / "folder") == [
        "hive-inspector-hive_ai-2025-09-05T12-00-00-before-013.sqlite",
        "hive-inspector-hive_ai-2025-09-05T12-00-00-before-013.sqlite.json",
    ]
    assert content(point.path) == content(path)
    assert point.sha256 == hashlib.sha256(point.path.read_bytes()).hexdigest()
    assert (point.size, point.version, point.source) == (point.path.stat().st_size, 12, str(path))
    assert point.path.stat().st_mode & 0o777 == 0o600
    manifest = json.loads(point.path.with_name(point.path.name + ".json").read_text("utf-8"))
    assert manifest["sha256"] == point.sha256
    assert manifest["reason"] == "before 013"


def test_it_holds_what_stands_in_the_wal_only(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with closing(sqlite3.connect(path)) as other:
        other.execute(USER)
        other.commit()
        point = made(path, tmp_path / "kept")
    assert fetched(point.path, "SELECT id FROM users") == [("u1",)]


def test_a_second_one_of_the_same_second_gets_a_number(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    first, second = (made(path, tmp_path / "kept") for _ in range(2))
    assert second.path.stem == f"{first.path.stem}-2"
    assert set(list_restore_points(tmp_path / "kept")) == {
        replace(first, state=None),
        replace(second, state=None),
    }


def test_progress_hears_of_bytes_and_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    told: list[tuple[int, int | None, str]] = []
    with opened(path) as hive:
        make_restore_point(
            hive.database, "x", tmp_path / "a", progress=lambda *report: told.append(report)
        )
        assert {step for _, _, step in told} == {
            "Making a restore point",
            "Summing up the restore point",
        }
        assert told[-1][0] == told[-1][1]
        for wanted in ("Making a restore point", "Summing up the restore point"):
            token = CancelToken()
            folder = tmp_path / wanted
            with pytest.raises(Cancelled):
                make_restore_point(
                    hive.database, "x", folder, token=token, progress=cancelling(token, wanted)
                )
            assert names(folder) == []


def cancelling(token: CancelToken, wanted: str) -> Callable[[int, int | None, str], None]:
    """A progress that cancels as soon as it hears of that step."""

    def hear(_done: int, _total: int | None, step: str) -> None:
        if step == wanted:
            token.cancel()

    return hear


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="No restore point could be made"):
        made(path, tmp_path / "file" / "kept")


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    path = migrated(tmp_path / "hive.db", 12)
    monkeypatch.setattr(backup, "flush_file", full)
    with pytest.raises(EnvironmentProblem, match="No space left on device"):
        made(path, tmp_path / "kept")
    assert names(tmp_path / "kept") == []


def test_a_manifest_that_cannot_be_written_takes_the_copy_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    path = migrated(tmp_path / "hive.db", 12)
    monkeypatch.setattr(points, "write_durably", full)
    with pytest.raises(EnvironmentProblem, match="No restore point could be made"):
        made(path, tmp_path / "kept")
    assert names(tmp_path / "kept") == []


def test_what_a_killed_program_had_begun_is_removed_and_what_a_living_one_writes_is_not(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / ".hive-inspector-x.sqlite.999999999.part").touch()
    (kept / f".hive-inspector-y.sqlite.{os.getpid()}.part").touch()
    (kept / ".hive-inspector-z.sqlite.me.part").touch()
    made(migrated(tmp_path / "hive.db", 12), kept)
    assert [name for name in names(kept) if name.endswith(".part")] == [
        f".hive-inspector-y.sqlite.{os.getpid()}.part",
        ".hive-inspector-z.sqlite.me.part",
    ]


def test_listed_are_complete_ones_of_the_file_with_hives_own_backups(tmp_path: Path) -> None:
    path, other = migrated(tmp_path / "hive.db", 12), migrated(tmp_path / "other.db", 12)
    kept = tmp_path / "kept"
    old = made(path, kept, moment=NOON - timedelta(days=2))
    new = made(path, kept)
    made(other, kept)
    hives = kept / "hive-ai-backup-2025-09-04T12-00-00-000Z.sqlite.gz"
    hives.write_bytes(b"x")
    for name, text in {
        "hive-inspector-a.sqlite.json": "{",
        "hive-inspector-b.sqlite.json": "[]",
        "hive-inspector-c.sqlite.json": '{"format": 2}',
        "hive-inspector-d.sqlite.json": '{"format": 1, "size": 0}',
        "notes.json": "{}",
    }.items():
        (kept / name).write_text(text, encoding="utf-8")
    (kept / "hive-inspector-d.sqlite").touch()
    assert [p.path for p in list_restore_points(kept, path)] == [new.path, old.path]
    assert len(list_restore_points(kept)) == 3
    copies = kept_copies(kept, path)
    assert [copy.path for copy in copies] == [new.path, hives, old.path]
    assert isinstance(copies[1], Backup)
    assert list_restore_points(tmp_path / "nowhere") == ()


def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(type(tmp_path), "iterdir", refused)
        with pytest.raises(EnvironmentProblem, match="cannot be read"):
            list_restore_points(tmp_path)


def test_the_newest_stay_and_hives_own_are_hives(tmp_path: Path) -> None:
    path, other = migrated(tmp_path / "hive.db", 12), migrated(tmp_path / "other.db", 12)
    kept = tmp_path / "kept"
    points = [made(path, kept, moment=NOON + timedelta(hours=n)) for n in range(4)]
    foreign = made(other, kept)
    hives = kept / "hive-ai-backup-2020-09-04T12-00-00-000Z.sqlite"
    hives.write_bytes(b"x")
    assert {p.path for p in remove_old(kept, path, 2)} == {p.path for p in points[:2]}
    assert hives.exists()
    assert {p.path for p in list_restore_points(kept)} == {
        points[2].path,
        points[3].path,
        foreign.path,
    }
    assert len(remove_old(kept, path, 0)) == 1


def test_one_that_was_tampered_with_is_not_restored(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12, [USER])
    point = made(path, tmp_path / "kept")
    bytes_ = bytearray(point.path.read_bytes())
    bytes_[5000] ^= 1
    point.path.write_bytes(bytes_)
    before = content(path)
    with opened(path) as hive, pytest.raises(EnvironmentProblem, match="no longer what it was"):
        restore(hive, point)
    assert content(path) == before
    point.path.unlink()
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        require_intact(point, CancelToken())


def test_a_restore_gives_the_content_back_and_can_itself_be_undone(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12, [USER])
    at_12 = content(path)
    outcome = moved(path, 13)
    run_sql(path, "DELETE FROM users")
    at_13 = content(path)
    inode = path.stat().st_ino
    assert outcome.restore_point is not None
    with opened(path) as hive, closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM users").fetchone() == (0,)
        restored = restore(hive, outcome.restore_point)
        assert other.execute("SELECT count(*) FROM users").fetchone() == (1,)
    assert content(path) == at_12
    assert path.stat().st_ino == inode
    assert fetched(path, "PRAGMA integrity_check") == [("ok",)]
    assert [
        row[:2] for row in fetched(path, f"SELECT direction, outcome FROM {OWN} ORDER BY seq")
    ] == [
        ("up", "done"),
        ("restore", "done"),
    ]
    with opened(path) as hive:
        restore(hive, restored.before)
    assert content(path) == at_13
    assert fetched(path, f"SELECT count(*) FROM {OWN} WHERE direction = 'restore'") == [(2,)]


def test_a_restore_stands_still_for_a_lock_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PATIENCE_S", 0.1)
    path = migrated(tmp_path / "hive.db", 12, [USER])
    point = made(path, tmp_path / "kept")
    run_sql(path, "DELETE FROM users")
    before = content(path)
    with opened(path) as hive, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseLocked):
            restore(hive, point)
        other.execute("ROLLBACK")
    assert content(path) == before
    assert list_restore_points(tmp_path / "backups") == ()


def test_a_restore_keeps_as_many_restore_points_as_hives_settings_say(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        12,
        ["INSERT INTO settings (key, value) VALUES ('backup.retentionCount', '2')"],
    )
    for version in (13, 12):
        moved(path, version)
    newest, oldest = list_restore_points(tmp_path / "backups")
    with opened(path) as hive:
        restored = restore(hive, oldest)
    assert list_restore_points(tmp_path / "backups") == (restored.before, newest)


def test_a_cancelled_restore_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12, [USER])
    point = made(path, tmp_path / "kept")
    run_sql(path, "DELETE FROM users")
    before = content(path)
    with opened(path) as hive:
        for wanted in ("Checking the restore point", "Making a restore point"):
            token = CancelToken()
            with pytest.raises(Cancelled):
                restore(hive, point, token=token, progress=cancelling(token, wanted))
    assert content(path) == before


def test_one_of_another_file_is_refused(tmp_path: Path) -> None:
    path, other = migrated(tmp_path / "hive.db", 12), migrated(tmp_path / "other.db", 12)
    point = made(other, tmp_path / "kept")
    with opened(path) as hive, pytest.raises(Refusal, match="is a copy of"):
        restore(hive, point)


def test_a_file_open_for_reading_is_not_restored(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    point = made(path, tmp_path / "kept")
    with opened(path, Access.READ_ONLY) as hive, pytest.raises(Refusal, match="reading only"):
        restore(hive, point)


def test_a_program_that_keeps_writing_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    point = made(path, tmp_path / "kept")
    really = points.restore_point_of
    written = iter(range(100))

    def writing(*arguments: object, **named: object) -> RestorePoint:
        kept = really(*arguments, **named)  # type: ignore[arg-type]
        run_sql(path, f"INSERT INTO users (id) VALUES ('w{next(written)}')")
        return kept

    monkeypatch.setattr(restoring, "restore_point_of", writing)
    with opened(path) as hive, pytest.raises(Refusal, match="keeps writing"):
        restore(hive, point)
    assert fetched(path, "SELECT count(*) FROM users") == [(3,)]
    assert list_restore_points(tmp_path / "backups") == ()


def test_pages_of_another_size_cannot_take_the_files_place(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("PRAGMA page_size = 8192")
        raw.execute("VACUUM")
    point = made(path, tmp_path / "kept")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA page_size = 4096")
        raw.execute("VACUUM")
    with opened(path) as hive, pytest.raises(EnvironmentProblem, match="pages of 8192 bytes"):
        restore(hive, point)


def test_a_restore_that_did_not_arrive_is_noticed(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    point = replace(made(path, tmp_path / "kept"), schema="another")
    with opened(path) as hive, pytest.raises(EnvironmentProblem, match="does not have the schema"):
        restore(hive, point)


def test_a_copy_for_a_rehearsal_goes_with_it(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12, [USER])
    with opened(path, Access.READ_ONLY) as hive, scratch_point(hive.database, version=12) as point:
        assert point.is_scratch
        assert content(point.path) == content(path)
        kept = point.path
    assert not kept.exists()
    assert not (tmp_path / "backups").exists()


def test_times_are_of_utc(tmp_path: Path) -> None:
    point = made(migrated(tmp_path / "hive.db", 12), tmp_path / "kept")
    (found,) = list_restore_points(tmp_path / "kept")
    assert found.made_at == point.made_at == datetime(2025, 9, 5, 12, tzinfo=UTC)
