"""Records: the rows as they lie on pages."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from hive_inspector.core.database.values import Cell

    Values: TypeAlias = list[Cell]

_INTEGER_SIZES = (0, 1, 2, 3, 4, 6, 8)
_FLOAT, _ZERO, _ONE, _FIRST_BLOB = 7, 8, 9, 12
_RESERVED = frozenset({10, 11})
_VARINT_BYTES = 9
ENCODINGS = {1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
"""How a file writes its texts, by the number in its header."""


class RawText(bytes):
    """A text whose bytes are no valid text in the file's encoding; kept as they are."""

    __slots__ = ()


class MalformedRecord(ValueError):
    """Bytes that are no record."""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, as unsigned; and the position after it.

    Raises:
        IndexError: The data ends within it.
    """
    value = 0
    for place in range(at, at + _VARINT_BYTES - 1):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that more follows
            return value, place + 1
    return value << 8 | data[at + 8], at + _VARINT_BYTES


def signed(value: int) -> int:
    """A rowid from its unsigned form."""
    return value - (1 << 64) if value >> 63 else value


def decoded(payload: bytes, encoding: str) -> Values:
    """The values of a record that is there in full.

    Raises:
        MalformedRecord: It is none, down to the last byte.
    """
    types, at = _types(payload, len(payload))
    sizes = list(map(_size, types))
    if at + sum(sizes) != len(payload):
        raise MalformedRecord
    values: Values = []
    for kind, size in zip(types, sizes, strict=True):
        values.append(_value(kind, payload[at : at + size], encoding))
        at += size
    return values


def decoded_in_part(payload: bytes, size: int, encoding: str) -> tuple[Values, bool]:
    """The values of a record of which the end is missing: what is not there is NULL, a text goes as far as it does.

    Returns:
        The values, and whether all of them are there in full.

    Raises:
        MalformedRecord: It is none.
    """
    types, at = _types(payload, size)
    sizes = list(map(_size, types))
    if at + sum(sizes) != size:
        raise MalformedRecord
    values: Values = []
    is_whole = True
    for kind, length in zip(types, sizes, strict=True):
        piece = payload[at : at + length]
        at += length
        if len(piece) == length:
            values.append(_value(kind, piece, encoding))
            continue
        is_whole = False
        values.append(_cut_text(piece, encoding) if kind >= _FIRST_BLOB and kind % 2 else None)
    return values, is_whole


def column_count(payload: bytes) -> int:
    """How many values a record has, or 0 where that cannot be told."""
    try:
        return len(_types(payload, len(payload))[0])
    except MalformedRecord:
        return 0


def _types(payload: bytes, size: int) -> tuple[list[int], int]:
    types: list[int] = []
    try:
        end, at = varint(payload, 0)
        if not at <= end <= min(size, len(payload)):
            raise MalformedRecord
        while at < end:
            kind, at = varint(payload, at)
            if kind in _RESERVED:
                raise MalformedRecord
            types.append(kind)
    except IndexError:
        raise MalformedRecord from None
    if at != end:
        raise MalformedRecord
    return types, end


def _size(kind: int) -> int:
    if kind >= _FIRST_BLOB:
        return (kind - _FIRST_BLOB) // 2
    return _INTEGER_SIZES[kind] if kind < _FLOAT else 8 if kind == _FLOAT else 0


def _value(kind: int, piece: bytes, encoding: str) -> Cell:
    if kind >= _FIRST_BLOB:
        return _text(piece, encoding) if kind % 2 else piece
    if kind == 0:
        return None
    if kind == _FLOAT:
        number: float = struct.unpack(">d", piece)[0]
        return None if number != number else number  # noqa: PLR0124 - SQLite reads NaN as NULL
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO
    return int.from_bytes(piece, "big", signed=True)


def _text(piece: bytes, encoding: str) -> Cell:
    try:
        return str(piece, encoding)
    except UnicodeDecodeError:
        return RawText(piece)


def _cut_text(piece: bytes, encoding: str) -> Cell:
    return str(piece, encoding, "ignore") if piece else None
