"""Who else has a database open, and when it was last written; found out without opening it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil

from hive_inspector.core.database.locks import lock_holders
from hive_inspector.core.database.sidefiles import beside, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

ALL_ASKED_EVERY_S = 10.0
"""How often every process is asked."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that has the database open."""

    pid: int
    name: str


@dataclass(frozen=True, slots=True)
class Activity:
    """What goes on around a database at one moment."""

    wal_bytes: int
    """Size of the write-ahead log; 0 where there is none."""
    changed_at: datetime | None
    """When the database or its write-ahead log was last written, in UTC; None where the file is gone."""
    holders: tuple[Holder, ...]
    """Other programs that have it open, as far as this user may see them; never any on Windows."""


class Lookout:
    """Looks at a database from outside, again and again.

    Going through all processes takes some ten milliseconds, so it is done once in a while. Between, only programs are
    asked that had it open before, and such that hold locks on it: whoever has a file in WAL mode open holds one.
    """

    def __init__(self, real_path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare to look.

        Args:
            real_path: The database, its symlinks resolved.
            clock: Tells seconds from any moment on.
        """
        self._path = real_path
        self._clock = clock
        self._known: tuple[Holder, ...] = ()
        self._all_asked_at: float | None = None

    def look(self) -> Activity:
        """How it is now."""
        database, wal = stamp(self._path), stamp(beside(self._path, "-wal"))
        newest = max((one.modified_ns for one in (database, wal) if one and one.size), default=None)
        return Activity(
            wal_bytes=wal.size if wal else 0,
            changed_at=None if database is None or newest is None else _moment(newest),
            holders=self._holders(),
        )

    def _holders(self) -> tuple[Holder, ...]:
        now = self._clock()
        if self._all_asked_at is None or now - self._all_asked_at >= ALL_ASKED_EVERY_S:
            self._all_asked_at = now
            self._known = holders(self._path)
            return self._known
        pids = {holder.pid for holder in self._known}
        pids |= {holder.pid for holder in lock_holders(self._path) or () if holder.pid}
        self._known = _holders_among(_processes(sorted(pids)), self._path)
        return self._known


def holders(real_path: Path) -> tuple[Holder, ...]:
    """Other programs that have the database or a file beside it open; every process is asked."""
    if psutil.WINDOWS:  # there the question may block for minutes
        return ()
    return _holders_among(psutil.process_iter(), real_path)


def _processes(pids: Iterable[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        try:
            yield psutil.Process(pid)
        except psutil.Error:  # it ended
            continue


def _holders_among(processes: Iterable[psutil.Process], real_path: Path) -> tuple[Holder, ...]:
    names = frozenset(os.fspath(beside(real_path, suffix)) for suffix in ("", "-wal", "-shm"))
    found = (_holder(process, names) for process in processes)
    return tuple(holder for holder in found if holder is not None)


def _holder(process: psutil.Process, names: frozenset[str]) -> Holder | None:
    if process.pid == os.getpid():
        return None
    try:
        if any(file.path in names for file in process.open_files()):
            return Holder(process.pid, process.name())
    except psutil.Error:  # it ended meanwhile, or belongs to somebody else
        return None
    return None


def _moment(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
