"""Files that are there in full or not at all, also after a power cut; for files that nobody has open through SQLite.

What is to become a file is written under a hidden name beside it, its draft. A draft in a folder that may be anywhere
is noted in the program's own folder for as long as it exists, so that the next start finds what a kill left.
"""

from __future__ import annotations

import glob
import hashlib
import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.ownfiles import make_own_folder
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHUNK = 4 * 1024 * 1024
_SIDE_FILES = ("", "-wal", "-shm", "-journal")


def flush_file(path: Path) -> None:
    """Wait until the disk has the file's content."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the names of the folder's files; Windows keeps them by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Give a file this content, replacing what it had at one stroke.

    Raises:
        OSError: It could not be written; what was there is still there.
    """
    draft = draft_of(path)
    with noted_draft(draft):
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
    flush_folder(path.parent)


def draft_of(path: Path) -> Path:
    """A hidden name beside a file for what is to become it; `remove_abandoned_drafts` finds it by its end."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


@contextmanager
def noted_draft(draft: Path) -> Iterator[None]:
    """Note a draft for as long as the block lasts; where that cannot be done the block goes on without.

    Args:
        draft: Named as `draft_of` names it, symlinks of its folder resolved.
    """
    note = app_paths().drafts / f"{os.getpid()}.{secrets.token_hex(8)}"
    try:
        with suppress(OSError):
            _note(note, draft)
        yield
    finally:
        with suppress(OSError):
            note.unlink()


def _note(note: Path, draft: Path) -> None:
    """On the disk, else a power cut would leave a draft and a note that says nothing."""
    make_own_folder(note.parent)
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.fsencode(draft))
        file.flush()
        os.fsync(file.fileno())


def remove_noted_drafts() -> None:
    """Remove the drafts of programs that ended without removing theirs, wherever they lie."""
    import psutil

    for note in app_paths().drafts.glob("*.*"):
        owner = note.name.partition(".")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            with suppress(OSError):
                _remove_draft(Path(os.fsdecode(note.read_bytes())), owner)
                note.unlink()


def _remove_draft(draft: Path, owner: str) -> None:
    """Only what is named as a draft of that program is removed, whatever a note says.

    Raises:
        OSError: It cannot be removed now: the disk is not there.
    """
    if draft.name.startswith(".") and draft.name.endswith(f".{owner}.part"):
        draft.parent.stat()
        for suffix in _SIDE_FILES:
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def remove_abandoned_drafts(folder: Path, prefix: str) -> None:
    """Remove what programs that do not run any more had begun to write.

    Args:
        folder: Where to look; it is there.
        prefix: What the names of the files begin with.
    """
    for draft in folder.glob(f".{glob.escape(prefix)}*.part"):
        import psutil

        owner = draft.name.split(".")[-2]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            with suppress(OSError):
                draft.unlink()


def file_digest(path: Path, report: Callable[[int], None]) -> str:
    """SHA-256 of a file as hexadecimal digits.

    Args:
        path: A file that is not open through SQLite.
        report: Called with the bytes read so far, every 4 MiB; may raise to stop.

    Raises:
        OSError: The file cannot be read.
    """
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            report(done)
    return digest.hexdigest()
