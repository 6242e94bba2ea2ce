"""Very many rowids, to which more are appended: 4 bytes each where they fit, else 8."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

_PIECE = 65_536
_NARROW, _WIDE = "I", "q"
"""Types of arrays: 32 bits without a sign, as nearly every rowid has it, and the 64 bits of SQLite."""


class RowidList(Sequence[int]):
    """Rowids in pieces of a quarter of a megabyte, so that growing never moves what is there.

    One array of five million has to be copied again and again while it grows: for moments it takes twice its size, and
    each copy keeps the interpreter from the thread that draws the window. A piece with a rowid below 0 or beyond 32
    bits is twice as large. Readers may go on reading what was there while one thread appends.
    """

    def __init__(self, rowids: Sequence[int] = ()) -> None:
        self._pieces: list[array[int]] = [array(_NARROW)]
        self._length = 0
        self.extend(rowids)

    def extend(self, rowids: Sequence[int]) -> None:
        """Append rowids."""
        added = _packed(rowids)
        start = 0
        while start < len(added):
            room = _PIECE - len(self._pieces[-1])
            self._fill(added[start : start + room])
            start += room
        self._length += len(added)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> array[int]: ...
    def __getitem__(self, place: int | slice) -> int | array[int]:
        """One rowid, or those of neighbouring places."""
        if isinstance(place, slice):
            return self._part(*place.indices(self._length))
        place += self._length if place < 0 else 0
        if not 0 <= place < self._length:
            raise IndexError(place)
        return self._pieces[place // _PIECE][place % _PIECE]

    def index(self, rowid: int, start: int = 0, stop: int | None = None) -> int:
        """The first place of a rowid.

        Raises:
            ValueError: It is at none of these places.
        """
        stop = self._length if stop is None else stop
        for first, piece in zip(range(0, stop, _PIECE), self._pieces, strict=False):
            here = piece[max(start - first, 0) : max(stop - first, 0)]
            if rowid in here:
                return max(start, first) + here.index(rowid)
        raise ValueError(rowid)

    def bytes_taken(self) -> int:
        """How much memory the rowids take."""
        return sum(piece.__sizeof__() for piece in self._pieces)

    def _fill(self, added: array[int]) -> None:
        """Append to the last piece what it has room for; a full one gives back what it had set aside to grow."""
        piece = self._pieces[-1]
        if piece.typecode != added.typecode:
            piece, added = array(_WIDE, piece), array(_WIDE, added)
        piece.extend(added)
        if len(piece) < _PIECE:
            self._pieces[-1] = piece
        else:
            self._pieces[-1:] = [piece[:], array(_NARROW)]

    def _part(self, start: int, stop: int, step: int) -> array[int]:
        found: array[int] = array(_WIDE)
        place = start
        while place < stop:
            piece, at = self._pieces[place // _PIECE], place % _PIECE
            found.extend(array(_WIDE, piece[at : at + stop - place]))
            place += min(_PIECE - at, stop - place)
        return found if step == 1 else found[::step]


def _packed(rowids: Sequence[int]) -> array[int]:
    try:
        return array(_NARROW, rowids)
    except OverflowError:
        return array(_WIDE, rowids)
