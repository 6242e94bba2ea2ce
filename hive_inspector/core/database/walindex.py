"""What the index of a write-ahead log says: frames in the log, frames copied into the database, commits counted.

The first 136 bytes of a `-shm` file, in the byte order of the machine (sqlite.org/walformat.html §2.1): two equal
copies of a header, so that a torn reading is seen, and where checkpoints stand. Nothing else tells without asking for a
checkpoint, which a program that only looks must not do.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.sidefiles import beside

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.peeking import Peeker

SIZE = 100
"""Bytes that are needed; those from 120 on are what programs lock, and Windows would refuse to read them."""
_COPY = 48
_VERSION = 3_007_000
_CHANGES_AT, _IS_READY_AT, _FRAMES_AT, _COPIED_AT = 8, 12, 16, 96


@dataclass(frozen=True, slots=True)
class LogState:
    """A write-ahead log at one moment."""

    frames: int
    """Pages that the log holds."""
    copied: int
    """Those of them that a checkpoint has copied into the database."""
    commits: int
    """Counts commits by any program, and starts anew with the log's index; wraps at 2³²."""

    @property
    def waiting(self) -> int:
        """Frames not yet checkpointed."""
        return self.frames - self.copied


def parse(first_bytes: bytes) -> LogState | None:
    """What the first bytes of a `-shm` say; None where they are torn, not made yet, or of another version."""
    if len(first_bytes) < SIZE or first_bytes[:_COPY] != first_bytes[_COPY : 2 * _COPY]:
        return None
    frames, copied = _number(first_bytes, _FRAMES_AT), _number(first_bytes, _COPIED_AT)
    is_ready = first_bytes[_IS_READY_AT] and _number(first_bytes, 0) == _VERSION
    if not is_ready or copied > frames:  # copied belongs to the log before, which is being replaced
        return None
    return LogState(frames, copied, _number(first_bytes, _CHANGES_AT))


def read_log_state(real_path: Path, peeker: Peeker) -> LogState | None:
    """The state of a database's log now; None where there is no log that is in use, or it cannot be told.

    Args:
        real_path: The database, its symlinks resolved.
        peeker: Reads the file.
    """
    first_bytes = peeker.read(beside(real_path, "-shm"), SIZE)
    return None if first_bytes is None else parse(first_bytes)


def commits_between(earlier: LogState, later: LogState) -> int | None:
    """Commits from one state to the other; None where the count was started anew in between."""
    made = (later.commits - earlier.commits) % (1 << 32)
    return made if made < 1 << 31 else None


def _number(data: bytes, at: int) -> int:
    number: int = struct.unpack_from("=I", data, at)[0]
    return number
