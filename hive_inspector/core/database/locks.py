"""Which programs hold locks on a database, where the system tells: Linux lists them all in `/proc/locks`.

SQLite's locks are byte ranges (sqlite.org/src: `os_unix.c`, sqlite.org/walformat.html §2.3). With a rollback journal
they lie in the database itself, from 0x40000000 on: pending, reserved, and a range that readers share. In WAL mode
every program that has the file open shares that range for as long as it does, and who reads and writes shows in the
`-shm`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from hive_inspector.core.database.sidefiles import beside
from hive_inspector.core.language import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIST = Path("/proc/locks")
_PENDING, _SHARED_END = 0x40000000, 0x40000000 + 511
_SHARED = _PENDING + 2
_WRITE, _CHECKPOINT, _RECOVER, _FIRST_READ, _LAST_READ = 120, 121, 122, 123, 127
_FIELDS = 8


class Lock(StrEnum):
    """What a program holds; the value is the word for it."""

    OPEN = mark("has it open")
    READ = mark("reads")
    WRITE = mark("writes")
    CHECKPOINT = mark("checkpoints")


@dataclass(frozen=True, slots=True)
class LockHolder:
    """A program that holds locks on a database."""

    pid: int
    """0 where it runs outside of the container that we are in."""
    name: str
    """Empty where the system does not tell us."""
    locks: frozenset[Lock]
    is_ours: bool

    @property
    def writes(self) -> bool:
        """Whether it is in a transaction that changes something."""
        return Lock.WRITE in self.locks

    @property
    def reads(self) -> bool:
        """Whether it is reading."""
        return Lock.READ in self.locks


@dataclass(frozen=True, slots=True)
class _Range:
    """One line of the list."""

    pid: int
    inode: tuple[int, int, int]
    """Major and minor number of the device, and the inode."""
    is_exclusive: bool
    first: int
    last: int


def lock_holders(real_path: Path, listing: str | None = None) -> tuple[LockHolder, ...] | None:
    """The programs that hold locks on a database now, ourselves included, by rising process number.

    Args:
        real_path: The database, its symlinks resolved.
        listing: What `/proc/locks` says, if it was read already.

    Returns:
        None where the system does not tell.
    """
    text = _listed() if listing is None else listing
    if text is None:
        return None
    database, index = _inode(real_path), _inode(beside(real_path, "-shm"))
    held: dict[int, set[Lock]] = {}
    for one in _ranges(text):
        if one.inode == index:
            held.setdefault(one.pid, set()).update(_of_log(one))
        elif one.inode == database:
            held.setdefault(one.pid, set()).update(_of_database(one, uses_log=index is not None))
    return tuple(_holder(pid, locks) for pid, locks in sorted(held.items()) if locks)


def _listed() -> str | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return _LIST.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None


def _ranges(text: str) -> Iterator[_Range]:
    """Each lock that is held; those that somebody waits for have an arrow and are left out."""
    for line in text.splitlines():
        fields = line.split()
        if len(fields) != _FIELDS or fields[1] != "POSIX":
            continue
        pid, place, first, last = fields[4:]
        major, minor, inode = place.split(":")
        yield _Range(
            pid=max(0, int(pid)),
            inode=(int(major, 16), int(minor, 16), int(inode)),
            is_exclusive=fields[3] == "WRITE",
            first=int(first),
            last=sys.maxsize if last == "EOF" else int(last),
        )


def _of_log(one: _Range) -> Iterator[Lock]:
    yield Lock.OPEN
    if one.is_exclusive and one.first <= _WRITE <= one.last:
        yield Lock.WRITE
    if one.is_exclusive and one.first <= _RECOVER and one.last >= _CHECKPOINT:
        yield Lock.CHECKPOINT
    if not one.is_exclusive and one.first <= _LAST_READ and one.last >= _FIRST_READ:
        yield Lock.READ


def _of_database(one: _Range, *, uses_log: bool) -> Iterator[Lock]:
    if one.last < _PENDING or one.first > _SHARED_END:
        return
    yield Lock.OPEN
    if one.is_exclusive:
        yield Lock.WRITE
    elif not uses_log and one.last >= _SHARED:
        yield Lock.READ


def _holder(pid: int, locks: set[Lock]) -> LockHolder:
    return LockHolder(pid, _name_of(pid), frozenset(locks), is_ours=pid == os.getpid())


def _name_of(pid: int) -> str:
    try:
        return psutil.Process(pid).name() if pid else ""
    except psutil.Error:  # it ended meanwhile
        return ""


def _inode(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return os.major(status.st_dev), os.minor(status.st_dev), status.st_ino
