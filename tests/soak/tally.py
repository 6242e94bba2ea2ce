"""Numbers that a writer shares with whoever watches it: a file of eight bytes each, mapped into both."""

from __future__ import annotations

import mmap
import struct
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = struct.Struct("q")


class Slot(IntEnum):
    """What is told."""

    COMMITS = 0
    REFUSED = 1
    """Transactions that another program's lock kept from beginning or ending."""
    SLOWEST_US = 2
    """The longest transaction since this was set to 0, in microseconds."""
    STOP = 3
    """1 when the writer is to end."""


class Tally:
    """The numbers of one writer."""

    def __init__(self, path: Path) -> None:
        """Map the file; one that is missing is made."""
        if not path.exists():
            path.write_bytes(bytes(_NUMBER.size * len(Slot)))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), 0)

    def __getitem__(self, slot: Slot) -> int:
        (value,) = _NUMBER.unpack_from(self._bytes, slot * _NUMBER.size)
        return int(value)

    def __setitem__(self, slot: Slot, value: int) -> None:
        _NUMBER.pack_into(self._bytes, slot * _NUMBER.size, value)

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()
