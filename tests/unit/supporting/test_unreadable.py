"""A backup put into a file that cannot be opened any more: not a byte of the damaged file is lost."""

from __future__ import annotations

import errno
import random
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.audit import own_trail
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import answerers, first_contact, overwriting
from hive_inspector.core.database.first_contact import Unsurvivable
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.wrapping import Wrapping
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.migrations.restore_points.points import list_restore_points, remove_old
from hive_inspector.core.migrations.restore_points.restoring import restore
from hive_inspector.core.supporting.backups import back_up, restore_backup, unpacked
from hive_inspector.core.supporting.unreadable import UNREADABLE, restore_over_damage
from tests.support.databases import OtherProgram, contents, leave_wal, make_database
from tests.support.migrated import migrated, noon
from tests.support.runs import content, opened, recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.migrations.restore_points.restoring import Restored

    Damage = Callable[[bytes], bytes]


def overwritten(first: int, last: int, filler: bytes) -> Damage:
    return lambda data: data[:first] + filler * (last - first) + data[last:]


DAMAGES: dict[str, Damage] = {
    "no header": overwritten(0, 100, b"\0"),
    "no first page": overwritten(0, 4096, b"\0"),
    "a first page of nothing but garbage": lambda data: random.Random(1).randbytes(len(data)),
    "an impossible page size": overwritten(16, 18, b"\xff"),
    "a schema that is no tree": overwritten(100, 112, b"\xff"),
    "a schema of broken cells": overwritten(200, 4096, b"\xff"),
    "cut off within the header": lambda data: data[:50],
    "cut off after two pages": lambda data: data[: 2 * 4096],
    "nothing left": lambda _data: b"",
}


@pytest.fixture
def hive(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 13, ["INSERT INTO users (id) VALUES ('u')"])


def backed_up(path: Path, wrapping: Wrapping = Wrapping.PLAIN) -> Path:
    with opened(path, Access.READ_ONLY) as file:
        return back_up(file, wrapping=wrapping, clock=noon).path


def damage(path: Path, how: str) -> bytes:
    found = DAMAGES[how](path.read_bytes())
    path.write_bytes(found)
    return found


def restored(path: Path, source: Path, token: CancelToken | None = None) -> Restored:
    with unpacked(source) as inside:
        return restore_over_damage(path, inside, token=token)


@pytest.mark.parametrize("how", DAMAGES)
def test_the_file_has_the_backups_content_and_its_old_bytes_are_kept(hive: Path, how: str) -> None:
    source = backed_up(hive, Wrapping.GZIP)
    then = content(hive)
    damaged = damage(hive, how)
    hive.chmod(0o640)
    with pytest.raises(UNREADABLE), opened(hive):
        pass

    done = restored(hive, source)

    assert content(hive) == then
    assert hive.stat().st_mode & 0o777 == 0o640
    assert recorded(hive)[-1][1:3] == ("restore", "done")
    assert done.before.path.read_bytes() == damaged
    (point,) = list_restore_points(done.before.path.parent, hive)
    assert point.is_damaged
    assert point.path == done.before.path
    assert [path.name for path in hive.parent.glob("*hive.db*")] == ["hive.db"]
    last = list(own_trail().entries())[-1]
    assert (last.what, last.outcome) == ("backup.restore", "done")
    assert last.details["restore_point"] == str(point.path)


def test_a_file_that_sqlite_does_not_survive_takes_a_backup_without_being_loaded(
    hive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = backed_up(hive)
    then = content(hive)
    columns = ", ".join(f"column_number_{number}" for number in range(1_000))
    tables = (f"CREATE TABLE many{number} ({columns})" for number in range(120))
    harmful = make_database(hive.with_name("harmful.db"), "BEGIN", *tables, "COMMIT").read_bytes()
    hive.with_name("harmful.db").unlink()
    hive.write_bytes(harmful)
    monkeypatch.setattr(first_contact, "MEMORY", 4_000_000)  # else it takes half a million tables
    bounded = answerers.Waiting(
        0
    )  # SQLite's bound is never raised again: who has it may not look at other files
    monkeypatch.setattr(first_contact.first_contact, "_waiting", bounded)
    with pytest.raises(Unsurvivable), opened(hive):
        pass

    done = restored(hive, source)

    assert content(hive) == then
    assert done.before.path.read_bytes() == harmful
    assert done.before.is_damaged


@pytest.mark.parametrize("how", ["no header", "a schema of broken cells"])
def test_what_lies_beside_it_is_kept_and_never_replayed_into_the_new_content(
    hive: Path, how: str
) -> None:
    source = backed_up(hive)
    then = content(hive)
    leave_wal(hive, "DELETE FROM users")
    damaged = damage(hive, how)
    wal = hive.with_name("hive.db-wal").read_bytes()
    assert wal

    done = restored(hive, source)

    assert content(hive) == then
    kept = done.before.path
    assert kept.read_bytes() == damaged
    assert kept.with_name(kept.name + "-wal").read_bytes() == wal


def test_a_link_leads_to_the_same_file_as_before(hive: Path, tmp_path: Path) -> None:
    source = backed_up(hive)
    then = content(hive)
    link = tmp_path / "elsewhere" / "linked.db"
    link.parent.mkdir()
    link.symlink_to(hive)
    damage(hive, "no header")

    restored(link, source)

    assert link.is_symlink()
    assert content(hive) == then


@pytest.mark.parametrize("how", ["no header", "a schema of broken cells"])
def test_it_is_refused_while_another_program_has_the_file_open(hive: Path, how: str) -> None:
    source = backed_up(hive)
    with OtherProgram(hive, "SELECT count(*) FROM users") as program:
        damage(hive, how)
        before = contents(hive.parent)
        with pytest.raises(Refusal, match=str(program.pid)):
            restored(hive, source)
        assert contents(hive.parent) == before
    assert list_restore_points(hive.parent / "backups", hive) == ()


def test_a_file_that_can_be_opened_is_restored_in_the_usual_way_only(hive: Path) -> None:
    source = backed_up(hive)
    before = contents(hive.parent)
    with pytest.raises(Refusal, match="can be opened after all"):
        restored(hive, source)
    assert contents(hive.parent) == before


def test_something_else_than_a_hive_is_not_put_in_its_place(hive: Path, tmp_path: Path) -> None:
    other = make_database(tmp_path / "other.db")
    damage(hive, "no header")
    before = contents(hive.parent)
    with pytest.raises(Refusal, match="holds no Hive database"):
        restored(hive, other)
    assert contents(hive.parent) == before


def test_what_was_kept_of_a_damaged_file_is_never_cleared_away_nor_restored(hive: Path) -> None:
    source = backed_up(hive)
    damage(hive, "a schema of broken cells")
    kept = restored(hive, source).before
    for _ in range(3):
        with opened(hive) as file, unpacked(source) as inside:
            restore_backup(file, inside)
    folder = kept.path.parent
    assert len(remove_old(folder, hive, 1)) == 2
    points = list_restore_points(folder, hive)
    assert [point.is_damaged for point in points] == [False, True]
    with opened(hive) as file, pytest.raises(Refusal, match="damaged file as it was found"):
        restore(file, points[-1])


@pytest.mark.parametrize("step", ["Keeping the damaged file", "Preparing the restore", "Restoring"])
def test_a_cancel_leaves_everything_as_it_was(hive: Path, step: str) -> None:
    source = backed_up(hive)
    damage(hive, "no header")
    before = contents(hive.parent)
    kept = contents(hive.parent / "backups")
    token = CancelToken()

    def cancel(_done: int, _total: int | None, now: str) -> None:
        if now == step:
            token.cancel()

    with unpacked(source) as inside, pytest.raises(Cancelled):
        restore_over_damage(hive, inside, token=token, progress=cancel)
    assert contents(hive.parent) == before
    assert contents(hive.parent / "backups") == kept


@pytest.mark.parametrize("call", ["flush_file", "copy_file"])
def test_a_full_disk_leaves_everything_as_it_was(
    hive: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = backed_up(hive)
    damage(hive, "no header")
    before = contents(hive.parent)
    kept = contents(hive.parent / "backups")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(overwriting, call, full)
    with pytest.raises(EnvironmentProblem, match="No space left"):
        restored(hive, source)
    assert contents(hive.parent) == before
    assert contents(hive.parent / "backups") == kept
