"""Rows as they came from another process: packed in bytes, which take a tenth of the memory of Python's objects."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hive_inspector.core.database.statements import Row

_COUNT_AT = 1
"""Where marshal's list has its length: behind the one byte that says that it is a list (four bytes, little-endian)."""


class RowPack:
    """Neighbouring rows of a result."""

    __slots__ = ("_packed", "count")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self.count = int.from_bytes(packed[_COUNT_AT : _COUNT_AT + 4], "little")
        """How many rows."""

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self._packed)

    def rows(self) -> list[Row]:
        """The rows; made anew each time."""
        found: list[Row] = unpacked(self._packed)
        return found


def packed(rows: list[Row]) -> RowPack:
    """Rows of this process, packed."""
    return RowPack(marshal.dumps(rows))


def unpacked(content: bytes) -> Any:
    """What another process of this program has packed."""
    return marshal.loads(content)  # noqa: S302 - never from a stranger
