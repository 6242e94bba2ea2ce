"""Whether an open file is still where it was opened, and as it was: looked at from outside, without opening it.

A path is only a name. While a file is open it can be moved, replaced by another one, cut off or taken away with its
disk, and SQLite then goes on with what it has open. So that nothing is written to the wrong file, every writing lease
asks twice whether the name still leads to the file that was opened; so that nobody is misled, the window looks every
two seconds and says what happened.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.database.failures import DatabaseMoved
from hive_inspector.core.database.finding import read_header
from hive_inspector.core.database.sidefiles import look_beside
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from pathlib import Path

Identity: TypeAlias = "tuple[int, int]"
"""Device and inode: what a file keeps under any name."""

LEAST_ROOM = 1024 * 1024
"""Bytes below which a disk counts as full: a commit of Hive's needs some hundred kilobytes."""


class Mishap(Enum):
    """What can happen to a file while it is open."""

    GONE = "gone"
    FOLDER_GONE = "folder gone"
    REPLACED = "replaced"
    CUT_OFF = "cut off"
    UNREADABLE = "unreadable"
    READ_ONLY = "read-only"
    NO_ROOM = "no room"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened to an open file."""

    mishap: Mishap
    text: str
    """What happened and what that means, in sentences."""

    @property
    def needs_reopening(self) -> bool:
        """Whether it stays so until the file is opened anew; of everything else the end is noticed."""
        return self.mishap in {Mishap.REPLACED, Mishap.CUT_OFF}


def identity_of(path: Path) -> Identity | None:
    """What tells a file from every other; None where there is none that can be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def require_same_file(real_path: Path, identity: Identity | None) -> None:
    """Make sure that a path still leads to the file that was opened under it.

    Raises:
        DatabaseMoved: It leads to another file, or nowhere.
    """
    if identity is None or identity_of(real_path) != identity:
        raise DatabaseMoved.of(real_path)


class Place:
    """One open file, looked at again and again by one thread at a time."""

    def __init__(
        self, real_path: Path, identity: Identity | None, *, writable: bool, size: int = 0
    ) -> None:
        """Know the file; nothing is looked at yet.

        Args:
            real_path: Where it was opened, symlinks resolved.
            identity: Which file it was then.
            writable: Whether it is open for writing, so that its user should hear that it cannot be written.
            size: Bytes that it had when it was opened.
        """
        self._path = real_path
        self._identity = identity
        self._writable = writable
        self._size = size

    def look(self) -> Trouble | None:
        """What has happened to it, if anything. Opens nothing but a file that has become smaller."""
        mishap = self._mishap()
        return None if mishap is None else Trouble(mishap, self._told(mishap))

    def _mishap(self) -> Mishap | None:
        try:
            status = self._path.stat()
        except PermissionError:
            return Mishap.UNREADABLE
        except OSError:
            return Mishap.GONE if self._path.parent.is_dir() else Mishap.FOLDER_GONE
        if (status.st_dev, status.st_ino) != self._identity:
            return Mishap.REPLACED
        if not _may(self._path, os.R_OK):
            return Mishap.UNREADABLE
        if self._is_cut_off(status.st_size):
            return Mishap.CUT_OFF
        return self._obstacle()

    def _obstacle(self) -> Mishap | None:
        """What keeps a file that is well from being written, where it is open for that."""
        if not self._writable:
            return None
        if not (_may(self._path, os.W_OK) and _may(self._path.parent, os.W_OK)):
            return Mishap.READ_ONLY
        return Mishap.NO_ROOM if _room(self._path.parent) < LEAST_ROOM else None

    def _is_cut_off(self, size: int) -> bool:
        """Whether it became smaller than it says it is; VACUUM makes it smaller, and says so."""
        if size >= self._size:
            self._size = size
            return False
        if look_beside(self._path).wal:
            return size == 0
        try:
            expected = read_header(self._path).expected_bytes or 0
        except EnvironmentProblem:  # not even the header is left
            return True
        if size < expected:
            return True
        self._size = size
        return False

    def _told(self, mishap: Mishap) -> str:
        return _TOLD[mishap].format(name=self._path.name)


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def _room(folder: Path) -> int:
    import shutil

    try:
        return shutil.disk_usage(folder).free
    except OSError:  # told as something else at the next look
        return LEAST_ROOM


_WAITING = tr("What is shown is from before; this goes on by itself when it is back.")
_TOLD = {
    Mishap.GONE: tr(
        "{{name}} is gone: it was moved, renamed or deleted, or its disk was taken out. {waiting}",
        waiting=_WAITING,
    ),
    Mishap.FOLDER_GONE: tr(
        "The folder of {{name}} is gone: it was moved or renamed, or its disk was taken "
        "out. {waiting}",
        waiting=_WAITING,
    ),
    Mishap.REPLACED: tr(
        "Another file has taken the place of {name}. Nothing is written to it; reopen to "
        "see what it holds."
    ),
    Mishap.CUT_OFF: tr(
        "{name} was cut off: some of its pages are missing. Reopen to see what is left, "
        "and look for a backup."
    ),
    Mishap.UNREADABLE: tr(
        "{name} may not be read any more: its permissions were changed. This goes on by "
        "itself when it may."
    ),
    Mishap.READ_ONLY: tr(
        "{name} cannot be written any more: the file or its folder has become read-only. "
        "Looking at it goes on."
    ),
    Mishap.NO_ROOM: tr(
        "The disk of {name} is full: nothing can be written until there is room. Looking "
        "at it goes on."
    ),
}
