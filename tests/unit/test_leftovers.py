"""What killed programs left is removed at the next start, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.durable import draft_of, noted_draft, write_durably
from hive_inspector.core.leftovers import clear_leftovers
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ended() -> int:
    """The number of a process that runs no more."""
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", ""])
    process.wait()
    return process.pid


def note(of: Path, owner: int) -> Path:
    app_paths().drafts.mkdir(parents=True, exist_ok=True)
    made = app_paths().drafts / f"{owner}.{len(list(app_paths().drafts.iterdir()))}"
    made.write_bytes(os.fsencode(of))
    return made


def test_a_draft_of_a_program_that_ended_is_removed_with_what_lies_beside_it(
    tmp_path: Path, ended: int
) -> None:
    draft = tmp_path / f".out.csv.{ended}.part"
    beside = draft.with_name(f"{draft.name}-wal")
    for file in (draft, beside):
        file.write_text("half")
    noted = note(draft, ended)
    clear_leftovers()
    assert not any(file.exists() for file in (draft, beside, noted))


def test_what_is_no_draft_of_that_program_is_left_alone(tmp_path: Path, ended: int) -> None:
    names = ("mine.txt", f"out.{ended}.part", f".out.{ended + 1}.part", f".out.{ended}.part.txt")
    for name in names:
        (tmp_path / name).write_text("mine")
        note(tmp_path / name, ended)
    clear_leftovers()
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == sorted(names)
    assert not list(app_paths().drafts.iterdir())


def test_a_draft_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    draft = draft_of(tmp_path / "out.csv")
    draft.write_text("half")
    with noted_draft(draft):
        clear_leftovers()
        assert draft.exists()
    assert not list(app_paths().drafts.iterdir())


def test_the_draft_on_a_disk_that_is_not_there_is_remembered(tmp_path: Path, ended: int) -> None:
    noted = note(tmp_path / "medium" / f".out.{ended}.part", ended)
    clear_leftovers()
    assert noted.exists()


def test_without_a_place_for_notes_a_file_is_written_all_the_same(tmp_path: Path) -> None:
    state = app_paths().state
    state.parent.mkdir(parents=True)
    state.write_text("in the way")
    write_durably(tmp_path / "kept.json", b"{}")
    assert (tmp_path / "kept.json").read_bytes() == b"{}"
    clear_leftovers()


def test_private_copies_of_programs_that_ended_are_removed(ended: int) -> None:
    copy = app_paths().private_copies / f"{ended}-x" / "hive.db"
    copy.parent.mkdir(parents=True)
    copy.write_text("private")
    clear_leftovers()
    assert not copy.parent.exists()
