"""What holds for every test: it sees none of the user's own folders, and leaves nothing open behind it."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from hypothesis import settings

from hive_inspector.core.paths import app_paths
from tests.faults.counting import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("steady", deadline=None, print_blob=True, max_examples=examples(100, 50))
settings.load_profile("steady")

_MEMORY = Path("/dev/shm")
_ROOM = 4 << 30
"""Bytes that have to be free there and in memory; a whole run needs a tenth of them at a time."""


def _keep_files_in_memory() -> None:
    """Have tests write to memory, where there is room and nobody has chosen a place.

    The program flushes what it writes, and over that a disk takes longer than most tests over everything else.
    """
    if "TMPDIR" in os.environ or not os.path.ismount(_MEMORY) or not os.access(_MEMORY, os.W_OK):
        return
    if min(psutil.disk_usage(os.fspath(_MEMORY)).free, psutil.virtual_memory().available) > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = os.fspath(_MEMORY)


_keep_files_in_memory()

_FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
_HIVE = ("HIVE_DB_PATH", "HIVE_BACKUP_DIR")
_PATIENCE_S = 60.0
"""How long a thread that was told to end may take to do so."""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of the test, empty; the program's own folders lie below it."""
    home = tmp_path / "home"
    for name in _FOLDERS:
        folder = home if name == "HOME" else home / name.lower()
        monkeypatch.setenv(name, os.fspath(folder))
    for name in _HIVE:
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(autouse=True)
def nothing_left_open(
    own_folders: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Fail a test that leaves a thread, an open file below the temporary folder, or a private copy."""
    base = tmp_path_factory.getbasetemp()
    threads, files = set(threading.enumerate()), _open_files(base)
    copies = app_paths().private_copies
    yield
    assert not _new_threads(threads), "threads were left running"
    assert not _open_files(base) - files, "files were left open"
    assert not copies.is_dir() or not list(copies.iterdir()), "private copies were left behind"


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    new = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    for thread in new:
        thread.join(_PATIENCE_S)
    return [thread for thread in new if thread.is_alive()]


def _open_files(below: Path) -> set[str]:
    return {name for name in _names_of_open_files() if name.startswith(os.fspath(below))}


def _names_of_open_files() -> Iterator[str]:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        yield from (file.path for file in psutil.Process().open_files())
        return
    for descriptor in descriptors.iterdir():
        try:
            yield os.fspath(descriptor.readlink())
        except FileNotFoundError:  # the one that listed the folder
            continue
