"""Who else has a database open, and when it was last written; found out without opening it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil

from hive_inspector.core.database.sidefiles import beside, stamp

if TYPE_CHECKING:
    from pathlib import Path


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


def look(real_path: Path) -> Activity:
    """Look at a database from outside.

    Args:
        real_path: The database, its symlinks resolved.
    """
    database, wal = stamp(real_path), stamp(beside(real_path, "-wal"))
    newest = max((one.modified_ns for one in (database, wal) if one and one.size), default=None)
    return Activity(
        wal_bytes=wal.size if wal else 0,
        changed_at=None if database is None or newest is None else _moment(newest),
        holders=holders(real_path),
    )


def holders(real_path: Path) -> tuple[Holder, ...]:
    """Other programs that have the database or a file beside it open; takes a few milliseconds."""
    if psutil.WINDOWS:  # there the question may block for minutes
        return ()
    names = frozenset(os.fspath(beside(real_path, suffix)) for suffix in ("", "-wal", "-shm"))
    found = (_holder(process, names) for process in psutil.process_iter())
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
