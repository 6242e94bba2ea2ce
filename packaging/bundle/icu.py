"""Makes ICU's tables smaller: 31 MB for all languages and encodings of the world, of which 4 are used.

Qt asks ICU to compare and to convert text; dates, numbers and names of languages it knows by itself. So the tables of
encodings, of languages' own words for currencies, regions, units and times, and of alphabets written without spaces
are left out. The format is ICU's own: a header, a sorted table of names and places, the tables (see ICU's User Guide,
"ICU Data").
"""

from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_KIND = b"CmnD"
_KIND_AT = 12
"""Where the header, `headerSize, 0xda27, UDataInfo`, has its kind."""
_ALIGNED = 16
_LEFT_OUT = (".cnv", ".dict", ".spp")
_LEFT_OUT_FOLDERS = ("curr/", "lang/", "region/", "unit/", "zone/", "rbnf/", "translit/")
_KEPT = ("root", "res_index", "en", "en_US", "en_001", "ucadata", "pool")
_OF_LANGUAGES = ("", "coll", "brkitr")
"""Folders in which a name that starts with a language is that language's own."""


class Table(NamedTuple):
    """One of the tables in a package."""

    name: bytes
    content: bytes


def smaller(library: Path) -> bytes:
    """The tables of a library `libicudata.so`, without those that nobody needs here."""
    head, tables = unpacked(library.read_bytes())
    return packed(head, [table for table in tables if is_kept(table.name.decode())])


def is_kept(name: str) -> bool:
    """Whether a table stays.

    Args:
        name: As in the package, e.g. `icudt73l/coll/ja.res`.
    """
    path = name.partition("/")[2]
    folder, _, file = path.rpartition("/")
    stem, _, suffix = file.partition(".")
    if path.endswith(_LEFT_OUT) or path.startswith(_LEFT_OUT_FOLDERS):
        return False
    if folder in _OF_LANGUAGES and suffix == "res":
        return stem in _KEPT or not ((stem.islower() and len(stem) <= 3) or "_" in stem)  # noqa: PLR2004
    return True


def unpacked(content: bytes) -> tuple[bytes, list[Table]]:
    """The header of a package, and what is in it."""
    start = content.index(_KIND) - _KIND_AT
    (size,) = struct.unpack_from("<H", content, start)
    base = start + size
    (count,) = struct.unpack_from("<I", content, base)
    places = [struct.unpack_from("<II", content, base + 4 + 8 * number) for number in range(count)]
    ends = [place for _, place in places[1:]] + [None]
    tables = []
    for (name_at, place), end in zip(places, ends, strict=True):
        name = content[base + name_at : content.index(b"\0", base + name_at)]
        tables.append(
            Table(name, content[base + place : base + end if end else _end(content, base + place)])
        )
    return content[start:base], tables


def packed(head: bytes, tables: list[Table]) -> bytes:
    """A package with these tables, which are sorted by name."""
    names_at = 4 + 8 * len(tables)
    names = b"".join(table.name + b"\0" for table in tables)
    places, at = [], _aligned(len(head) + names_at + len(names)) - len(head)
    body = bytearray(at - names_at - len(names))
    for table in tables:
        places.append(at)
        body += table.content + bytes(_aligned(len(table.content)) - len(table.content))
        at += _aligned(len(table.content))
    toc, name_at = struct.pack("<I", len(tables)), names_at
    for table, place in zip(tables, places, strict=True):
        toc += struct.pack("<II", name_at, place)
        name_at += len(table.name) + 1
    return head + toc + names + bytes(body)


def make_library(tables: bytes, library: Path) -> None:
    """Write a library with these tables under the name and the symbol that the one it replaces has."""
    version = library.name.rpartition(".")[2]
    source, data, compiled = (library.with_suffix(suffix) for suffix in (".s", ".dat", ".o"))
    data.write_bytes(tables)
    symbol = f"icudt{version}_dat"
    source.write_text(
        f'.section .note.GNU-stack,"",@progbits\n.section .rodata\n.balign {_ALIGNED}\n.globl {symbol}\n'
        f'.type {symbol}, @object\n{symbol}:\n.incbin "{data}"\n.size {symbol}, . - {symbol}\n',
        encoding="utf-8",
    )
    subprocess.run(["as", str(source), "-o", str(compiled)], check=True)
    subprocess.run(
        [
            "ld",
            "-shared",
            "-z",
            "noexecstack",
            "-soname",
            library.name,
            str(compiled),
            "-o",
            str(library),
        ],
        check=True,
    )
    for made in (source, data, compiled):
        made.unlink()


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _end(content: bytes, place: int) -> int:
    """Where the last table ends: nothing but zeros and the rest of the library follows; a spare is no harm."""
    return min(len(content), place + 200_000)
