"""The real window while its disk is taken out and put back, fills up, and while its file is replaced."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import conftest as windows
from tests.faults.counting import IS_FULL
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.end_to_end.conftest import Program
    from tests.faults.counting import Tally

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(not IS_FULL, reason="one of the long runs: `make faults`"),
]
SIZE = "8m"
screen, program = windows.screen, windows.program
"""Fixtures of the window's own tests."""


def run(*command: object) -> bool:
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@contextmanager
def mounted(*command: object) -> Iterator[None]:
    """A file system, for as long as the block lasts."""
    if os.geteuid() or shutil.which("mount") is None or not run("mount", *command):
        pytest.skip("this system lets nobody mount a file system")
    try:
        yield
    finally:
        run("umount", "-l", command[-1])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A small disk, and the place where it is put in."""
    whole, place = tmp_path / "whole", tmp_path / "medium"
    whole.mkdir()
    place.mkdir()
    with ExitStack() as stack:
        stack.enter_context(mounted("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", whole))
        stack.enter_context(mounted("--bind", whole, place))
        make_lineage_file(place / "hive.db", "core-013", wal=True)
        yield whole, place


def says(window: Program, words: str) -> bool:
    return any(words in name for name in window.ask("names"))


def wait_until_said(window: Program, words: str) -> None:
    window.wait_for(lambda: says(window, words), f"the sentence “{words}”")


def wait_until_unsaid(window: Program, words: str) -> None:
    window.wait_for(lambda: not says(window, words), f"the end of the sentence “{words}”")


def test_a_disk_that_is_taken_out_and_put_back(
    program: Callable[..., Program], disk: tuple[Path, Path], tally: Callable[[str], Tally]
) -> None:
    whole, place = disk
    window = program(str(place / "hive.db"), "--page", "browse")
    window.wait_for(lambda: window.ask("where", name="Rows"), "the rows")
    assert run("umount", "-l", place)
    wait_until_said(window, "or its disk was taken out")
    assert run("mount", "--bind", whole, place)
    wait_until_unsaid(window, "or its disk was taken out")
    window.wait_for(lambda: window.ask("where", name="Rows"), "the rows")
    assert window.close() == 0
    tally("mishaps in the real window").add("told, and went on")


def test_a_disk_that_fills_up_and_has_room_again(
    program: Callable[..., Program], disk: tuple[Path, Path], tally: Callable[[str], Tally]
) -> None:
    _, place = disk
    window = program(str(place / "hive.db"), "--page", "browse", "--write")
    window.wait_for(lambda: window.ask("where", name="Rows"), "the rows")
    filler = place / "filler"
    with pytest.raises(OSError, match="No space left"), filler.open("wb") as file:
        while True:
            file.write(bytes(65536))
    wait_until_said(window, "is full: nothing can be written")
    filler.unlink()
    wait_until_unsaid(window, "is full: nothing can be written")
    assert window.close() == 0
    tally("mishaps in the real window").add("told, and went on")


def test_a_file_that_is_replaced_is_opened_anew_by_a_click(
    program: Callable[..., Program], tmp_path: Path, tally: Callable[[str], Tally]
) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-013", wal=True)
    window = program(str(path), "--write")
    window.wait_for(lambda: window.ask("where", name="Browse"), "the pages")
    make_lineage_file(tmp_path / "other.db", "desktop", wal=True).replace(path)
    wait_until_said(window, "Another file has taken the place of hive.db")
    window.click("Reopen")
    wait_until_unsaid(window, "Another file has taken the place of hive.db")
    wait_until_said(window, "desktop")
    assert window.close() == 0
    tally("mishaps in the real window").add("told, and opened anew")


@pytest.mark.parametrize("what", ["moved", "folder moved", "cut off", "deleted"])
def test_a_file_that_is_moved_cut_off_or_deleted_is_told(
    program: Callable[..., Program], tmp_path: Path, what: str, tally: Callable[[str], Tally]
) -> None:
    folder = tmp_path / "of hive"
    folder.mkdir()
    path = make_lineage_file(folder / "hive.db", "core-013", wal=True)
    window = program(str(path), "--page", "browse")
    window.wait_for(lambda: window.ask("where", name="Rows"), "the rows")
    if what == "moved":
        path.rename(folder / "moved.db")
        wait_until_said(window, "hive.db is gone")
        (folder / "moved.db").rename(path)
    elif what == "folder moved":
        folder.rename(tmp_path / "elsewhere")
        wait_until_said(window, "The folder of hive.db is gone")
        (tmp_path / "elsewhere").rename(folder)
    elif what == "cut off":
        content = path.read_bytes()
        os.truncate(path, len(content) - 8192)
        wait_until_said(window, "hive.db was cut off")
        path.write_bytes(content)
    else:
        path.unlink()
        wait_until_said(window, "hive.db is gone")
        path.parent.joinpath("hive.db").symlink_to("nowhere")
        wait_until_said(window, "hive.db is gone")
        path.unlink()
    if what != "deleted":
        for words in ("hive.db is gone", "The folder of hive.db", "was cut off"):
            wait_until_unsaid(window, words)
    assert window.close() == 0
    tally("mishaps in the real window").add("told")
