"""Backups of ours: one state of a busy file, complete or not there; listed, verified, and which would go first."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import backup
from hive_inspector.core.database.failures import DatabaseChanged, DatabaseLocked
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.wrapping import (
    Password,
    PasswordNeeded,
    PasswordWrong,
    Wrapping,
)
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
    make_restore_point,
)
from hive_inspector.core.paths import app_paths
from hive_inspector.core.support.backups import making
from hive_inspector.core.support.backups.listing import Maker, StoredBackup, list_backups
from hive_inspector.core.support.backups.making import BackupRequest, MadeBackup, make_backup
from hive_inspector.core.support.backups.manifests import (
    BackupManifest,
    encoded,
    manifest_path,
    read_manifest,
)
from hive_inspector.core.support.backups.naming import OURS, free_path
from hive_inspector.core.support.backups.retention import plan_retention, remove_backups
from hive_inspector.core.support.backups.verdicts import Verdict, Verdicts, remember
from hive_inspector.core.support.backups.verifying import verify_backup
from tests.support.migrated import NOON, migrated, noon
from tests.support.runs import content, fetched, opened

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = Password("open, sesame")
EVERY_FORM = pytest.mark.parametrize("wrapping", list(Wrapping))


@pytest.fixture
def hive(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive-ai.db", 13, ["INSERT INTO users (id) VALUES ('u')"])


def made(path: Path, place: Path, wrapping: Wrapping = Wrapping.PLAIN) -> MadeBackup:
    request = BackupRequest(place, wrapping, PASSWORD if wrapping.is_encrypted else None)
    with opened(path, Access.READ_ONLY) as hive:
        return make_backup(hive, request, clock=noon)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def stored(name: str, days: int, maker: Maker = Maker.HIVE) -> StoredBackup:
    return StoredBackup(Path(name), maker, NOON - timedelta(days=days), 1)


@EVERY_FORM
def test_a_backup_holds_the_file_and_says_so_beside_it(hive: Path, wrapping: Wrapping) -> None:
    folder = hive.parent / "kept"
    folder.mkdir()
    done = made(hive, folder / "b", wrapping)
    assert names(folder) == {"b", "b.json"}
    assert done.path.stat().st_mode & 0o777 == 0o600
    manifest = read_manifest(done.path)
    assert manifest == done.manifest
    assert (manifest.lineage, manifest.version, manifest.source) == ("core", 13, str(hive))
    assert manifest.sha256 == hashlib.sha256(done.path.read_bytes()).hexdigest()
    assert (manifest.size, manifest.wrapping) == (done.path.stat().st_size, wrapping)
    assert manifest.made_at == NOON
    plain = made(hive, folder / "plain").path
    assert manifest.database_bytes == plain.stat().st_size
    assert content(plain) == content(hive)
    assert not list(app_paths().private_copies.glob("*"))


@EVERY_FORM
def test_what_is_made_is_found_whole(hive: Path, wrapping: Wrapping) -> None:
    done = made(hive, hive.parent / "b", wrapping)
    found = verify_backup(done.path, PASSWORD, clock=noon)
    assert found.verdict == Verdict(is_whole=True, at=NOON)
    assert (found.lineage, found.version, found.has_manifest) == ("core", 13, True)
    assert Verdicts().of(done.path) == found.verdict
    done.path.write_bytes(done.path.read_bytes() + b"x")
    assert Verdicts().of(done.path) is None


def test_one_state_is_copied_while_another_program_commits(hive: Path, tmp_path: Path) -> None:
    """Two counters that only ever change together stay equal in every backup."""
    with closing(sqlite3.connect(hive)) as raw:
        raw.executescript("CREATE TABLE a (n); INSERT INTO a VALUES (0); CREATE TABLE b (n)")
        raw.execute("INSERT INTO b VALUES (0)")
        raw.execute("CREATE TABLE ballast (t)")
        raw.executemany("INSERT INTO ballast VALUES (?)", (("x" * 2_000,) for _ in range(2_000)))
        raw.commit()
    stop, written = threading.Event(), [0]

    def write() -> None:
        with closing(sqlite3.connect(hive, isolation_level=None)) as raw:
            while not stop.is_set():
                raw.execute("BEGIN IMMEDIATE")
                raw.execute("UPDATE a SET n = n + 1")
                raw.execute("UPDATE b SET n = n + 1")
                raw.execute("COMMIT")
                written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while written[0] < 5:
            time.sleep(0.001)
        before = written[0]
        backup_pieces(lambda: made(hive, tmp_path / "one"), 65_536)
        assert written[0] > before
        done = made(hive, tmp_path / "two", Wrapping.GZIP)
    finally:
        stop.set()
        writer.join()
    (pair,) = fetched(tmp_path / "one", "SELECT a.n = b.n AND a.n > 0 FROM a, b")
    assert pair == (1,)
    (tmp_path / "three").write_bytes(gzip.decompress(done.path.read_bytes()))
    assert fetched(tmp_path / "three", "SELECT a.n = b.n FROM a, b") == [(1,)]


def backup_pieces(work: Callable[[], object], size: int) -> None:
    whole, backup.PIECE_BYTES = backup.PIECE_BYTES, size
    try:
        work()
    finally:
        backup.PIECE_BYTES = whole


@pytest.mark.parametrize("problem", [DatabaseChanged, DatabaseLocked])
def test_a_file_that_comes_into_use_meanwhile_is_copied_again(
    hive: Path, monkeypatch: pytest.MonkeyPatch, problem: type[EnvironmentProblem]
) -> None:
    calls = []
    copy = backup.copy_out

    def unlucky(*arguments: object, **named: object) -> None:
        calls.append(1)
        if len(calls) < making.ATTEMPTS:
            raise problem("In use.", "Wait.")
        copy(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "copy_out", unlucky)
    monkeypatch.setattr(making, "_FIRST_WAIT_S", 0.001)
    assert content(made(hive, hive.parent / "b").path) == content(hive)
    calls.clear()
    monkeypatch.setattr(making, "ATTEMPTS", 1)
    monkeypatch.setattr(making, "copy_out", lambda *_, **__: fail(problem))
    with pytest.raises(problem):
        made(hive, hive.parent / "c")
    assert not {name for name in names(hive.parent) if name.startswith(("c", ".c"))}


def fail(problem: type[EnvironmentProblem]) -> None:
    raise problem("In use.", "Wait.")


@EVERY_FORM
def test_a_cancel_at_any_report_leaves_nothing(hive: Path, wrapping: Wrapping) -> None:
    folder = hive.parent / "kept"
    folder.mkdir()
    reports = 0
    while True:
        reports += 1
        token, left = CancelToken(), [reports]

        def cancel(
            _done: int,
            _total: int | None,
            _step: str,
            token: CancelToken = token,
            left: list[int] = left,
        ) -> None:
            left[0] -= 1
            if not left[0]:
                token.cancel()

        request = BackupRequest(folder / "b", wrapping, PASSWORD)
        with opened(hive, Access.READ_ONLY) as file:
            try:
                make_backup(file, request, token=token, progress=cancel)
            except Cancelled:
                assert names(folder) == set()
                continue
            break
    assert reports > 2
    assert left[0] > 0
    assert names(folder) == {"b", "b.json"}


def test_names_that_are_taken_are_left_alone(hive: Path) -> None:
    place = hive.parent / "b"
    for taken in (place, manifest_path(place)):
        taken.write_text("mine")
        with pytest.raises(Refusal, match="There is already a file"):
            made(hive, place)
        assert taken.read_text() == "mine"
        taken.unlink()
    with pytest.raises(Refusal, match="database itself"):
        made(hive, hive)
    with opened(hive, Access.READ_ONLY) as file, pytest.raises(PasswordNeeded):
        make_backup(file, BackupRequest(place, Wrapping.ENCRYPTED))
    assert not place.exists()


def test_a_manifest_whose_backup_never_came_to_be_gives_way(hive: Path) -> None:
    place = hive.parent / "b"
    left = made(hive, place).path
    left.unlink()
    assert manifest_path(place).exists()
    draft = hive.parent / f".b.abcd.{2**22 + 1}.part"
    draft.write_bytes(b"half")
    made(hive, place)
    assert verify_backup(place).verdict.is_whole
    assert not draft.exists()


def test_what_a_kill_left_in_the_folder_of_backups_is_removed(hive: Path) -> None:
    folder = hive.parent / "kept"
    folder.mkdir()
    name = "inspector-backup-hive-ai-2025-09-05T10-00-00.sqlite"
    (folder / f".{name}.abcd.{2**22 + 1}.part").write_bytes(b"half")
    (folder / f"{name}.json").write_text("{}")
    (folder / "notes.json").write_text("{}")
    place = free_path(folder, hive, NOON, Wrapping.PLAIN)
    made(hive, place)
    assert names(folder) == {place.name, f"{place.name}.json", "notes.json"}


@pytest.mark.parametrize("wrapping", list(Wrapping))
def test_names_are_neither_hives_nor_a_restore_points(hive: Path, wrapping: Wrapping) -> None:
    folder = hive.parent
    first = free_path(folder, hive, NOON, wrapping)
    assert first.name.startswith("inspector-backup-hive-ai-2025-09-05T12-00-00.sqlite")
    made(hive, first, wrapping)
    second = free_path(folder, hive, NOON, wrapping)
    assert second != first
    for path in (first, second):
        assert OURS.fullmatch(path.name)
    assert list_restore_points(folder) == ()


def test_hives_and_ours_are_listed_with_what_is_known_without_a_password(hive: Path) -> None:
    folder = hive.parent / "kept"
    folder.mkdir()
    for number, wrapping in enumerate(Wrapping):
        made(hive, free_path(folder, hive, NOON + timedelta(hours=number), wrapping), wrapping)
    shutil.copy(hive, folder / "hive-ai-backup-2025-09-01T10-00-00-123Z.sqlite")
    packed = gzip.compress(hive.read_bytes())
    (folder / "hive-ai-backup-2025-09-02T10-00-00-123Z.sqlite.gz").write_bytes(packed)
    (folder / "hive-ai-backup-2025-08-02T10-00-00-123Z.sqlite").write_bytes(b"no database")
    (folder / "diary.sqlite").write_bytes(hive.read_bytes())
    other = migrated(hive.parent / "other.db", 3)
    made(other, free_path(folder, other, NOON, Wrapping.PLAIN))
    with opened(hive) as file:
        make_restore_point(file.database, "before", folder, clock=noon)
    found = list_backups([folder, folder, hive.parent / "nowhere"], hive)
    assert [(one.maker, one.wrapping, one.lineage, one.version) for one in found] == [
        *((Maker.INSPECTOR, wrapping, "core", 13) for wrapping in found_order()),
        (Maker.HIVE, Wrapping.GZIP, None, None),
        (Maker.HIVE, Wrapping.PLAIN, "core", 13),
        (Maker.HIVE, None, None, None),
    ]
    assert found[-2].made_at == datetime(2025, 9, 1, 10, 0, 0, 123_000, UTC)
    assert found[-2].age_s(datetime(2025, 9, 1, 10, 1, tzinfo=UTC)) == pytest.approx(59.877)
    assert len(list_backups([folder])) == len(found) + 1
    assert all(one.verdict is None for one in found)


def found_order() -> list[Wrapping]:
    """All were made at noon by their manifests, so that their names decide."""
    ends = {
        Wrapping.PLAIN: "T12-00-00.sqlite",
        Wrapping.GZIP: "T13-00-00.sqlite.gz",
        Wrapping.ENCRYPTED: "T14-00-00.sqlite.enc",
        Wrapping.ENCRYPTED_GZIP: "T15-00-00.sqlite.gz.enc",
    }
    return sorted(Wrapping, key=ends.__getitem__, reverse=True)


def test_what_cannot_be_read_is_listed_by_its_name_and_a_folder_that_cannot_is_told(
    hive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hive.parent / "kept"
    folder.mkdir()
    damaged = bytearray(hive.read_bytes())
    damaged[16:18] = b"\3\3"
    (folder / "hive-ai-backup-2025-09-01T10-00-00-123Z.sqlite").write_bytes(damaged)
    (found,) = list_backups([folder])
    assert (found.wrapping, found.lineage) == (Wrapping.PLAIN, None)
    monkeypatch.setattr("hive_inspector.core.database.finding.first_bytes", deny)
    (found,) = list_backups([folder])
    assert (found.maker, found.wrapping) == (Maker.HIVE, None)
    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.iterdir", deny)
        with pytest.raises(EnvironmentProblem, match="cannot be read"):
            list_backups([folder])


def test_what_is_broken_is_found_and_named(hive: Path) -> None:
    gone = made(hive, hive.parent / "plain").path
    content_of = bytearray(gone.read_bytes())
    content_of[8_192:8_300] = b"\xff" * 108
    gone.write_bytes(content_of)
    problems = verify_backup(gone).verdict.problems
    assert problems[0] == "The file is no longer what it was when it was made."
    manifest_path(gone).unlink()
    assert verify_backup(gone).verdict.problems[0].startswith("The database is damaged: ")
    gone.write_bytes(content_of[:5_000])
    assert not verify_backup(gone).verdict.is_whole
    cut = made(hive, hive.parent / "packed", Wrapping.ENCRYPTED_GZIP).path
    cut.write_bytes(cut.read_bytes()[:-1])
    told = verify_backup(cut, PASSWORD).verdict.problems
    assert "bytes and had" in told[0]
    assert "was changed or cut off after it was made" in told[1]
    text = hive.parent / "text"
    text.write_text("Dear diary")
    assert verify_backup(text).verdict.problems == ("This is a text file, not a database.",)


def test_a_value_that_breaks_a_constraint_is_no_damage_and_a_lost_index_entry_is(
    hive: Path,
) -> None:
    with closing(sqlite3.connect(hive, isolation_level=None)) as raw:
        raw.executescript(
            "CREATE TABLE n (a, b); CREATE INDEX i ON n (b); INSERT INTO n VALUES (NULL, 1)"
        )
        rename(raw, "CREATE TABLE n (a, b)", "CREATE TABLE n (a NOT NULL, b)")
    assert verify_backup(made(hive, hive.parent / "one").path).verdict.is_whole
    with closing(sqlite3.connect(hive, isolation_level=None)) as raw:
        rename(raw, "CREATE INDEX i ON n (b)", "CREATE INDEX i ON n (a)")
    (problem,) = verify_backup(made(hive, hive.parent / "two").path).verdict.problems
    assert problem == "The database in it is damaged: row 1 missing from index i."


def rename(raw: sqlite3.Connection, before: str, after: str) -> None:
    """Change the text of an object without its content."""
    raw.execute("PRAGMA writable_schema = 1")
    raw.execute("UPDATE sqlite_master SET sql = ? WHERE sql = ?", (after, before))
    raw.execute("PRAGMA writable_schema = RESET")


def test_a_password_that_is_missing_or_wrong_is_no_verdict(hive: Path) -> None:
    done = made(hive, hive.parent / "b", Wrapping.ENCRYPTED).path
    with pytest.raises(PasswordNeeded):
        verify_backup(done)
    with pytest.raises(PasswordWrong):
        verify_backup(done, Password("no"))
    assert Verdicts().of(done) is None


def test_hives_settings_say_how_many_are_kept_and_what_goes_first() -> None:
    hives = [stored(f"h{day}", day) for day in range(5)]
    ours = [stored(f"o{day}", day, Maker.INSPECTOR) for day in range(3)]
    plan = plan_retention([*ours, *reversed(hives)], 3)
    assert [str(one.path) for one in plan.old] == ["h4", "h3"]
    assert len(plan.kept) == 6
    assert plan_retention(hives, 0).keep == 1
    broken = replace(hives[0], verdict=Verdict(is_whole=False, at=NOON))
    plan = plan_retention([broken, *hives[1:]], 1)
    assert [str(one.path) for one in plan.kept] == ["h0", "h1"]


def test_only_what_is_hives_or_ours_by_name_is_removed(hive: Path) -> None:
    folder = hive.parent / "kept"
    folder.mkdir()
    ours = made(hive, free_path(folder, hive, NOON, Wrapping.PLAIN)).path
    hives = folder / "hive-ai-backup-2025-09-01T10-00-00-123Z.sqlite"
    mine = folder / "mine.sqlite"
    link = folder / "hive-ai-backup-2025-09-02T10-00-00-123Z.sqlite"
    for path in (hives, mine):
        path.write_bytes(b"x")
    link.symlink_to(mine)
    listed = [
        StoredBackup(path, Maker.HIVE, NOON, 1)
        for path in (ours, hives, mine, link, folder / "hive-ai-backup-gone.sqlite")
    ]
    assert [one.path for one in remove_backups(listed)] == [ours, hives]
    assert names(folder) == {mine.name, link.name}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "[" * 100_000, '{"format": "hive-inspector-backup-1"}', "x" * 200_000],
)
def test_a_manifest_that_is_not_ours_says_nothing(tmp_path: Path, text: str) -> None:
    manifest_path(tmp_path / "b").write_text(text)
    assert read_manifest(tmp_path / "b") is None


def test_every_field_of_a_manifest_comes_back_and_wrong_ones_do_not(tmp_path: Path) -> None:
    place = tmp_path / "b"
    whole = BackupManifest(NOON, 1, "ab", Wrapping.GZIP, 2, "/\udcff/x", "core", None)
    manifest_path(place).write_bytes(encoded(whole))
    assert read_manifest(place) == whole
    about = json.loads(manifest_path(place).read_bytes().decode("utf-8", "surrogateescape"))
    for name in about:
        wrongs: list[object] = [None, [], "x", 1e400]
        for wrong in wrongs:
            if isinstance(wrong, str) and name in {"sha256", "source", "lineage"}:
                continue
            manifest_path(place).write_text(json.dumps(about | {name: wrong}))
            read = read_manifest(place)
            assert read is None or name in {"sha256", "source", "lineage", "version"}


def test_verdicts_that_cannot_be_kept_or_read_stop_nothing(
    hive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(hive, Verdict(is_whole=True, at=NOON))
    journal = app_paths().state / "verified-backups.jsonl"
    journal.write_bytes(b"broken\n{}\n[]\n" + journal.read_bytes())
    assert Verdicts().of(hive) == Verdict(is_whole=True, at=NOON)
    assert Verdicts().of(hive.parent / "gone") is None
    remember(hive.parent / "gone", Verdict(is_whole=True, at=NOON))
    monkeypatch.setattr("hive_inspector.core.journal.Journal.append", deny)
    monkeypatch.setattr("hive_inspector.core.journal.Journal.lines", deny)
    remember(hive, Verdict(is_whole=False, at=NOON))
    assert Verdicts().of(hive) is None


def deny(*_: object) -> None:
    raise PermissionError(13, "no")
