"""Private copies are complete, private, and gone when they are no longer used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.privatecopy import (
    make_private_copy,
    remove_abandoned_copies,
    remove_private_copy,
)
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import silent
from tests.support.databases import ROWS, item_statements, leave_wal, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    return leave_wal(tmp_path / "hive-ai.db", *item_statements(), shm=False)


def test_a_copy_holds_everything_and_only_its_user_may_look(crashed: Path) -> None:
    heard: list[tuple[int, int | None, str]] = []
    copy = make_private_copy(crashed, CancelToken(), lambda *report: heard.append(report))
    assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert app_paths().private_copies.stat().st_mode & 0o777 == 0o700
    assert plain(copy, "SELECT count(*) FROM item") == [(ROWS,)]
    total = sum(crashed.with_name(name).stat().st_size for name in ("hive-ai.db", "hive-ai.db-wal"))
    assert heard[-1] == (total, total, "Copying the database to read it")
    remove_private_copy(copy)
    assert not list(app_paths().private_copies.iterdir())


def test_a_cancelled_copy_leaves_nothing(crashed: Path) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        make_private_copy(crashed, token, lambda *_: token.cancel())
    assert not list(app_paths().private_copies.iterdir())


def changing(crashed: Path, times: int) -> Callable[[int, int | None, str], None]:
    left = [times]

    def change(*_: object) -> None:
        if left[0]:
            left[0] -= 1
            os.utime(crashed, ns=(left[0], left[0]))

    return change


def test_a_file_that_changed_meanwhile_is_copied_again(crashed: Path) -> None:
    copy = make_private_copy(crashed, CancelToken(), changing(crashed, 1))
    assert plain(copy, "SELECT count(*) FROM item") == [(ROWS,)]
    remove_private_copy(copy)


def test_a_file_that_keeps_changing_is_given_up(crashed: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="kept changing"):
        make_private_copy(crashed, CancelToken(), changing(crashed, 99))
    assert not list(app_paths().private_copies.iterdir())


def test_a_full_disk_is_told_before_it_is_full(
    crashed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(crashed)._replace(free=16_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(EnvironmentProblem, match="no room") as caught:
        make_private_copy(crashed, CancelToken(), silent)
    assert caught.value.hint == "Free 1 MB and try again."
    assert not list(app_paths().private_copies.iterdir())


def test_a_place_that_cannot_be_used_is_told(crashed: Path) -> None:
    app_paths().cache.parent.mkdir(parents=True)
    app_paths().cache.write_text("in the way")
    with pytest.raises(EnvironmentProblem, match="could not be copied") as caught:
        make_private_copy(crashed, CancelToken(), silent)
    assert str(app_paths().cache) in caught.value.hint


def test_a_file_that_vanishes_while_it_is_copied_is_told(crashed: Path) -> None:
    def vanish(*_: object) -> None:
        crashed.with_name("hive-ai.db-wal").unlink(missing_ok=True)

    with pytest.raises(EnvironmentProblem, match="could not be copied"):
        make_private_copy(crashed, CancelToken(), vanish)
    assert not list(app_paths().private_copies.iterdir())


def test_copies_of_programs_that_crashed_are_removed_and_others_kept(
    crashed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = app_paths().private_copies
    root.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    abandoned = root / f"{ended.pid}-abc"
    ours = root / f"{os.getpid()}-abc"
    recycled = root / f"{os.getppid()}-abc"
    foreign = root / "notes"
    for folder in (abandoned, ours, recycled, foreign):
        folder.mkdir()
        (folder / "hive-ai.db").touch()
    monkeypatch.setattr(
        psutil.Process,
        "create_time",
        lambda process: 0.0 if process.pid == os.getpid() else 4e9,
    )
    remove_abandoned_copies()
    assert set(root.iterdir()) == {ours, foreign}
    shutil.rmtree(root)


def test_there_is_nothing_to_remove_before_the_first_copy() -> None:
    remove_abandoned_copies()
    assert not app_paths().private_copies.exists()
