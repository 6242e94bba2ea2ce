"""A file as pages, and what a single page of a tree says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.rawpages.records import ENCODINGS, signed, varint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from mmap import mmap

INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
"""The first byte of a page of a tree."""
INTERIORS = frozenset({INTERIOR_INDEX, INTERIOR_TABLE})
KINDS = frozenset({INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE})
_HEADER_BYTES = 100
_LEAST_CELL = 4
_POINTER = 4


class RawCell(NamedTuple):
    """A cell of a page: a row, or in the inside of a table's tree a child and the highest rowid in it."""

    child: int
    """The page before it, or 0 on a leaf."""
    rowid: int
    """0 in the tree of an index."""
    size: int
    """Bytes of the record; 0 in the inside of a table's tree."""
    local: bytes
    """Those of them that lie on the page itself."""
    overflow: int
    """The page where the others begin, or 0."""


@dataclass(frozen=True, slots=True)
class TreePage:
    """A page of a tree, as far as it makes sense."""

    number: int
    kind: int
    cells: tuple[RawCell, ...]
    last_child: int = 0
    """The page after all cells, or 0 on a leaf."""
    count: int = 0
    """How many cells it says it has."""

    @property
    def is_sound(self) -> bool:
        """Whether every cell made sense."""
        return len(self.cells) == self.count

    @property
    def children(self) -> Iterator[int]:
        """The pages below it, in order."""
        if self.kind in INTERIORS:
            yield from (cell.child for cell in self.cells)
            yield self.last_child


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file that nobody changes."""

    data: mmap | bytes
    page_size: int
    reserved: int = 0
    """Bytes at the end of each page that are not SQLite's."""
    encoding: str = ENCODINGS[1]
    overlaid: dict[int, bytes] = field(default_factory=dict)
    """Pages that a write-ahead log has newer, by number."""

    @property
    def page_count(self) -> int:
        """Pages that are there at least in part."""
        in_file = -(-len(self.data) // self.page_size)
        return max([in_file, *self.overlaid])

    @property
    def usable(self) -> int:
        """Bytes of a page that SQLite uses."""
        return self.page_size - self.reserved

    def page(self, number: int) -> bytes:
        """The bytes of a page; zeros where the file is cut off, or where there is no such page."""
        newer = self.overlaid.get(number)
        if newer is not None:
            return newer
        if number < 1:
            return bytes(self.page_size)
        start = (number - 1) * self.page_size
        found = bytes(self.data[start : start + self.page_size])
        return found.ljust(self.page_size, b"\0")

    def is_page(self, number: int) -> bool:
        """Whether a number can be that of a page below another one."""
        return 2 <= number <= self.page_count  # noqa: PLR2004 - the first page is nobody's child

    def tree_page(self, number: int) -> TreePage | None:
        """A page of a tree, or None where the page is none."""
        data = self.page(number)
        start = _HEADER_BYTES if number == 1 else 0
        if data[start] not in KINDS:
            return None
        return _parsed(self, number, data, start, data[start])

    def payload(self, cell: RawCell) -> tuple[bytes, tuple[int, ...]]:
        """The bytes of a cell's record as far as they are there, and the pages beside the cell's own they lie on."""
        pieces, pages = [cell.local], []
        missing, number = cell.size - len(cell.local), cell.overflow
        seen = set[int]()
        while missing > 0 and self.is_page(number) and number not in seen:
            seen.add(number)
            pages.append(number)
            data = self.page(number)
            if not any(data):
                break
            pieces.append(data[_POINTER : min(self.usable, _POINTER + missing)])
            missing -= self.usable - _POINTER
            number = int.from_bytes(data[:_POINTER], "big")
        return b"".join(pieces), tuple(pages)


def _parsed(file: RawFile, number: int, data: bytes, start: int, kind: int) -> TreePage:
    is_interior = kind in INTERIORS
    count = int.from_bytes(data[start + 3 : start + 5], "big")
    first = start + (12 if is_interior else 8)
    most = (file.usable - first) // (2 + _LEAST_CELL)
    cells: list[RawCell] = []
    for place in range(first, first + 2 * min(count, most), 2):
        at = data[place] << 8 | data[place + 1]
        cell = _cell(file, data, at, kind) if at > first else None
        if cell is not None:
            cells.append(cell)
    last = int.from_bytes(data[start + 8 : start + 12], "big") if is_interior else 0
    return TreePage(number, kind, tuple(cells), last, count)


def _cell(file: RawFile, data: bytes, at: int, kind: int) -> RawCell | None:
    """The cell at that place, or None where there cannot be one."""
    end = file.usable
    if not 8 <= at <= end - _LEAST_CELL:  # noqa: PLR2004 - behind the shortest header of a page
        return None
    child = 0
    try:
        if kind in INTERIORS:
            child = int.from_bytes(data[at : at + 4], "big")
            at += 4
            if kind == INTERIOR_TABLE:
                key, _ = varint(data, at)
                return RawCell(child, signed(key), 0, b"", 0)
        size, at = varint(data, at)
        rowid = 0
        if kind == LEAF_TABLE:
            rowid, at = varint(data, at)
    except IndexError:
        return None
    local = local_bytes(size, end, is_table=kind == LEAF_TABLE)
    if size > len(file.data) or at + local + (_POINTER if local < size else 0) > end:
        return None
    overflow = int.from_bytes(data[at + local : at + local + 4], "big") if local < size else 0
    return RawCell(child, signed(rowid), size, data[at : at + local], overflow)


def local_bytes(size: int, usable: int, *, is_table: bool) -> int:
    """How many bytes of a record of that size lie on the page of its cell."""
    most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
    if size <= most:
        return size
    least = (usable - 12) * 32 // 255 - 23
    kept = least + (size - least) % (usable - _POINTER)
    return kept if kept <= most else least
