"""Files that are there in full or not at all, also after a power cut; for files that nobody has open through SQLite."""

from __future__ import annotations

import glob
import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CHUNK = 4 * 1024 * 1024


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


def remove_abandoned_drafts(folder: Path, prefix: str) -> None:
    """Remove what programs that do not run any more had begun to write.

    Args:
        folder: Where to look; it is there.
        prefix: What the names of the files begin with.
    """
    import psutil

    for draft in folder.glob(f".{glob.escape(prefix)}*.part"):
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
