"""Which rows lie on which pages of a sound file, told by `dbstat` and a reader of its own, and ways to damage pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from pathlib import Path

LEAF = 13
"""The first byte of a page with rows of a table."""
Row = tuple[str, int]
"""Table and rowid."""


@dataclass(frozen=True)
class PageMap:
    """Where everything lies."""

    page_size: int
    page_count: int
    rows: dict[int, set[Row]]
    """Rows that have a part on a page, by its number."""
    content: dict[Row, tuple[Any, ...]]
    """Every row of every table with rowids."""
    of_tables: frozenset[int]
    """Pages of tables, those above the leaves too."""


def map_of(path: Path) -> PageMap:
    """Look at a sound file; no log may lie beside it."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
        raw.text_factory = bytes
        size = raw.execute("PRAGMA page_size").fetchone()[0]
        names = [
            name.decode()
            for name, sql in raw.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
            )
            if b"WITHOUT ROWID" not in (sql or b"").upper()
            and not name.startswith(b"sqlite_")
            and b"_fts_" not in name  # made anew from the table that they search
        ]
        data = path.read_bytes()
        rows: dict[int, set[Row]] = {}
        content: dict[Row, tuple[Any, ...]] = {}
        pages = set[int]()
        for name in names:
            found = raw.execute(f'SELECT rowid, * FROM "{name}"').fetchall()
            content |= {(name, row[0]): row[1:] for row in found}
            leaves = dict[bytes, list[int]]()
            stat = raw.execute(
                "SELECT path, pageno, pagetype FROM dbstat WHERE name = ? ORDER BY path", (name,)
            ).fetchall()
            for place, number, kind in stat:
                pages.add(number)
                if kind == b"leaf":
                    leaves[place] = rowids(data, number, size)
                    rows[number] = {(name, rowid) for rowid in leaves[place]}
            for place, number, kind in stat:
                if kind == b"overflow":
                    leaf, _, cell = place.partition(b"+")[0].rpartition(b"/")
                    owner = leaves[leaf + b"/"][int(cell, 16)]
                    rows.setdefault(number, set()).add((name, owner))
    return PageMap(size, len(data) // size, rows, content, frozenset(pages))


def rowids(data: bytes, number: int, size: int) -> list[int]:
    """The rowids on a leaf of a table, in order of its cells."""
    start = (number - 1) * size
    head = start + (100 if number == 1 else 0)
    count = int.from_bytes(data[head + 3 : head + 5], "big")
    found = []
    for place in range(count):
        at = head + 8 + 2 * place
        cell = start + int.from_bytes(data[at : at + 2], "big")
        while data[cell] & 0x80:  # the size of the record
            cell += 1
        cell += 1
        rowid = 0
        for _ in range(9):
            rowid = rowid << 7 | data[cell] & 0x7F
            cell += 1
            if not data[cell - 1] & 0x80:
                break
        found.append(rowid)
    return found


def damage(path: Path, page_size: int, numbers: set[int], how: str, chance: random.Random) -> None:
    """Overwrite pages with zeros or noise."""
    with path.open("r+b") as file:
        for number in numbers:
            file.seek((number - 1) * page_size)
            file.write(bytes(page_size) if how == "zeros" else chance.randbytes(page_size))


def unharmed(map_: PageMap, numbers: set[int]) -> set[Row]:
    """The rows that have no part on any of those pages."""
    harmed = {row for number in numbers for row in map_.rows.get(number, ())}
    return set(map_.content) - harmed


def content_of(path: Path) -> dict[Row, tuple[Any, ...]]:
    """Every row of every table with rowids."""
    found: dict[Row, tuple[Any, ...]] = {}
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = bytes
        names = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        ).fetchall()
        for name, sql in names:
            if b"WITHOUT ROWID" in (sql or b"").upper() or name.startswith(b"sqlite_"):
                continue
            if b"_fts_" not in name:
                table = name.decode()
                for row in raw.execute(f'SELECT rowid, * FROM "{table}"'):
                    found[table, row[0]] = row[1:]
    return found


def rows_left(map_: PageMap, whole: bytes, harmed: bytes) -> set[Row]:
    """The rows whose page is still there, be it elsewhere, and whose further pages are where they were.

    Args:
        map_: The sound file.
        whole: Its bytes.
        harmed: Those of the damaged file.
    """
    size = map_.page_size
    there = {harmed[at : at + size] for at in range(0, len(harmed), size)}
    gone = set[Row]()
    for number, rows in map_.rows.items():
        place = slice((number - 1) * size, number * size)
        is_leaf = whole[place.start] == LEAF
        if harmed[place] != whole[place] and not (is_leaf and whole[place] in there):
            gone |= rows
    return set(map_.content) - gone
