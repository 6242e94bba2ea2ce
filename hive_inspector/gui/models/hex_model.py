"""The bytes of a cell as rows of hexadecimal digits, a window of them at a time."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from hive_inspector.core.browsing.hexdump import HexRow, hex_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QColor

PIECE = 16 * 1024
"""Bytes that are asked for together."""
_MOST_PIECES = 16
_FEWEST_DIGITS = 4
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_NO_PARENT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
OFFSET, DIGITS, CHARACTERS = range(3)


class HexModel(QAbstractTableModel):
    """Shows bytes that arrive in pieces.

    Signals:
        piece_asked: The offset of a piece of `PIECE` bytes that came into sight and is not here.
    """

    piece_asked = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._size = 0
        self._row_bytes = 8
        self._pieces: OrderedDict[int, tuple[HexRow, ...]] = OrderedDict()
        self._data: OrderedDict[int, bytes] = OrderedDict()
        self._asked: int | None = None
        self._dim: QColor | None = None

    @property
    def row_bytes(self) -> int:
        """Bytes of a row."""
        return self._row_bytes

    @property
    def offset_digits(self) -> int:
        """Digits that offsets of this cell are written with."""
        return max(_FEWEST_DIGITS, len(f"{max(self._size - 1, 0):x}"))

    def show(self, size: int, start: bytes) -> None:
        """Show a cell of that size, of which the first bytes are here."""
        self.beginResetModel()
        self._size = size
        self._asked = None
        self._pieces.clear()
        self._data.clear()
        for offset in range(0, len(start), PIECE):
            piece = start[offset : offset + PIECE]
            if len(piece) == PIECE or offset + len(piece) == size:
                self._put(offset, piece)
        self.endResetModel()

    def set_row_bytes(self, count: int) -> None:
        """Make rows wider or narrower; must divide `PIECE`."""
        if count != self._row_bytes:
            self.beginResetModel()
            self._row_bytes = count
            self._pieces.clear()
            self.endResetModel()

    def set_dim(self, colour: QColor) -> None:
        """The colour of offsets."""
        self._dim = colour

    def put_piece(self, offset: int, data: bytes) -> None:
        """Bytes that were asked for are here."""
        self._asked = None
        self._put(offset, data)
        first = offset // self._row_bytes
        last = min(first + PIECE // self._row_bytes, self.rowCount()) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, CHARACTERS), [_DISPLAY])

    def rows_at(self, numbers: Iterable[int]) -> tuple[HexRow, ...]:
        """Those of these rows that are here."""
        found = (self._row(number) for number in numbers)
        return tuple(row for row in found if row is not None)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Rows of the whole cell."""
        return 0 if parent.isValid() else -(-self._size // self._row_bytes)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """Offset, digits, characters."""
        return 0 if parent.isValid() else CHARACTERS + 1

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """A part of a row; what is not here yet is asked for."""
        if role == _FOREGROUND and index.column() == OFFSET:
            return self._dim
        if role != _DISPLAY or not index.isValid():
            return None
        if index.column() == OFFSET:
            return f"{index.row() * self._row_bytes:0{self.offset_digits}x}"
        row = self._row(index.row())
        if row is None:
            self._ask(index.row())
            return ""
        return row.digits if index.column() == DIGITS else row.characters

    def _row(self, number: int) -> HexRow | None:
        offset = number * self._row_bytes
        start = offset - offset % PIECE
        if start not in self._pieces:
            data = self._data.get(start)
            if data is None:
                return None
            self._pieces[start] = hex_rows(data, start, self._row_bytes)
        rows, place = self._pieces[start], (offset - start) // self._row_bytes
        return rows[place] if place < len(rows) else None

    def _ask(self, number: int) -> None:
        """One piece at a time; the newest wish counts."""
        offset = number * self._row_bytes
        start = offset - offset % PIECE
        if self._asked != start:
            self._asked = start
            self.piece_asked.emit(start)

    def _put(self, offset: int, data: bytes) -> None:
        self._data[offset] = data
        self._pieces.pop(offset, None)
        while len(self._data) > _MOST_PIECES:
            dropped, _ = self._data.popitem(last=False)
            self._pieces.pop(dropped, None)
