"""The files that SQLite keeps beside a database, and what they say about who is using it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What changes when somebody writes to a file."""

    inode: int
    size: int
    """Bytes."""
    modified_ns: int
    """Nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class SideFiles:
    """Sizes in bytes of what lies beside a database; None where there is no such file."""

    wal: int | None
    shm: int | None
    journal: int | None


@dataclass(frozen=True, slots=True)
class FileState:
    """The stamps of all files that a database's content lies in; None where there is no such file."""

    database: FileStamp | None
    wal: FileStamp | None
    journal: FileStamp | None


@lru_cache(maxsize=64)
def beside(database: Path, suffix: str) -> Path:
    """The side file with that suffix (`-wal`, `-shm`, `-journal`) of a database whose symlinks are resolved."""
    return database.with_name(database.name + suffix)


def look_beside(database: Path) -> SideFiles:
    """What lies beside the database now. Looks at the folder only, opens nothing."""
    return SideFiles(
        wal=_size(beside(database, "-wal")),
        shm=_size(beside(database, "-shm")),
        journal=_size(beside(database, "-journal")),
    )


def state_of(database: Path) -> FileState:
    """The stamps of a database's files now. Opens nothing."""
    return FileState(
        database=stamp(database),
        wal=stamp(beside(database, "-wal")),
        journal=stamp(beside(database, "-journal")),
    )


def is_same_file(one: FileState, other: FileState) -> bool:
    """Whether two states are of one database file, whatever was written to it between them."""
    return bool(one.database and other.database and one.database.inode == other.database.inode)


def stamp(path: Path) -> FileStamp | None:
    """The file's stamp, or None where there is no such file, or where its name is too long to exist."""
    try:
        status = os.stat(path)  # noqa: PTH116 - at each lease, and a third faster
    except OSError:
        return None
    return FileStamp(status.st_ino, status.st_size, status.st_mtime_ns)


def _size(path: Path) -> int | None:
    found = stamp(path)
    return None if found is None else found.size
