"""What size the pages of a file have, whatever its header says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.rawpages.pages import KINDS, LEAF_TABLE, RawFile
from hive_inspector.core.database.rawpages.records import ENCODINGS, MalformedRecord, decoded

if TYPE_CHECKING:
    from mmap import mmap

_SIZES = (4096, 1024, 2048, 8192, 16384, 32768, 65536, 512)
_LOOKED_AT = 400
"""Pages that are looked at to judge a size."""
_MUCH_BETTER = 1.5
_MOST_RESERVED = 255
_RESERVED_AT = 20
"""Where a header says how many bytes at the end of each page are not SQLite's."""
_LEAST_USABLE = 480
_CELL_HEAD = 6
"""Bytes of a cell beside its record, about."""


def raw_file(data: mmap | bytes) -> RawFile:
    """A file with pages of the size that fits its content best: what its header says, unless that makes no sense."""
    said = _said(data)
    best = max((RawFile(data, size) for size in _SIZES), key=_sense)
    if said is None or _sense(best) > _MUCH_BETTER * _sense(said):
        said = best
    return RawFile(data, said.page_size, said.reserved, _encoding(said, data))


def _said(data: mmap | bytes) -> RawFile | None:
    head = bytes(data[:100])
    size = int.from_bytes(head[16:18], "big")
    size = 65536 if size == 1 else size
    if len(head) <= _RESERVED_AT or size not in _SIZES:
        return None
    plain = RawFile(data, size)
    reserved = RawFile(data, size, head[_RESERVED_AT])
    if (
        not head[_RESERVED_AT]
        or reserved.usable < _LEAST_USABLE
        or _sense(reserved) <= _sense(plain)
    ):
        return plain
    return reserved


def _sense(file: RawFile) -> float:
    """How many bytes of the pages looked at belong to cells that make sense."""
    pages = file.page_count
    step = max(1, pages // _LOOKED_AT)
    return step * sum(_sensible_bytes(file, number) for number in range(1, pages + 1, step))


def _sensible_bytes(file: RawFile, number: int) -> int:
    """Bytes of a page's cells, if all makes sense; of a size too large a page begins with a sound one and no more."""
    page = file.tree_page(number)
    if page is None or not page.is_sound or not page.cells:
        return 0
    if page.kind != LEAF_TABLE:
        is_sensible = all(not child or child <= file.page_count for child in page.children)
    else:
        is_sensible = _all_records(file, number)
    return sum(_CELL_HEAD + len(cell.local) for cell in page.cells) if is_sensible else 0


def _all_records(file: RawFile, number: int) -> bool:
    page = file.tree_page(number)
    for cell in page.cells if page else ():
        try:
            if not cell.overflow:
                decoded(cell.local, file.encoding)
        except MalformedRecord:
            return False
    return True


def _encoding(file: RawFile, data: mmap | bytes) -> str:
    """What the header says, unless a text of the schema is otherwise."""
    said = ENCODINGS.get(int.from_bytes(data[56:60], "big"))
    for name in ENCODINGS.values():
        if _speaks(file, name):
            return name
    return said or ENCODINGS[1]


def _speaks(file: RawFile, encoding: str) -> bool:
    """Whether the schema reads as one in that encoding."""
    words = {word.encode(encoding) for word in ("table", "index")}
    for number in range(1, min(file.page_count, 50) + 1):
        page = file.tree_page(number)
        if page is None or page.kind not in KINDS or page.kind != LEAF_TABLE:
            continue
        for cell in page.cells:
            start = cell.local[1:20]
            if any(word in start for word in words) and b"CREATE"[:1] in cell.local:
                return True
    return False
