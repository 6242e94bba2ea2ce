"""The write-ahead log beside a file: the pages in it that are newer than the file's own."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}
"""The order of bytes in which sums are taken."""
_HEADER, _FRAME = 32, 24


def newer_pages(log: bytes, page_size: int) -> Mapping[int, bytes]:
    """The pages of all transactions that were committed to a log, by number; empty where it is none of such a file.

    A frame counts while its salt and running sum are right, as SQLite itself has it after a crash.
    """
    if len(log) < _HEADER or int.from_bytes(log[:4], "big") not in _MAGICS:
        return {}
    order = _MAGICS[int.from_bytes(log[:4], "big")]
    if int.from_bytes(log[8:12], "big") != page_size:
        return {}
    sums = _summed(log[:24], order, (0, 0))
    if struct.unpack(">II", log[24:32]) != sums:
        return {}
    salt, at = log[16:24], _HEADER
    committed: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    while at + _FRAME + page_size <= len(log):
        head, page = log[at : at + _FRAME], log[at + _FRAME : at + _FRAME + page_size]
        sums = _summed(page, order, _summed(head[:8], order, sums))
        if head[8:16] != salt or struct.unpack(">II", head[16:24]) != sums:
            break
        number, size_after = struct.unpack(">II", head[:8])
        pending[number] = page
        if size_after:
            committed |= pending
            committed = {n: p for n, p in committed.items() if n <= size_after}
            pending = {}
        at += _FRAME + page_size
    return committed


def _summed(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = first + one + second & 0xFFFFFFFF
        second = second + other + first & 0xFFFFFFFF
    return first, second
