"""Salvage brings back every row that is left, wherever its page is: told by `dbstat` and a page reader of our own.

A row is left where the page it lies on is there, under its own number or another one's, and the pages that it goes on
at are where they were. All of it with `make faults`: 27 ways of damage for each of five lineages.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.progress import silent
from hive_inspector.core.repairs.salvage.salvaging import salvage
from tests.faults.counting import part
from tests.support.pages import content_of, map_of, rows_left
from tests.support.repaired import LINEAGES, defective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.faults.counting import Tally
    from tests.support.pages import PageMap

KEPT = "_hive_inspector_salvaged_rows"


class Damage:
    """Ways to damage a sound file whose pages are known."""

    def __init__(self, whole: bytes, sound: PageMap, declarations: frozenset[int]) -> None:
        self._whole = whole
        self._size = sound.page_size
        self._leaves = sorted(sound.rows)
        self._inner = sorted(sound.of_tables - set(sound.rows) - {1})
        self._pages = range(2, sound.page_count + 1)
        self._declarations = declarations

    def ways(self, chance: random.Random) -> Iterator[tuple[str, bytes]]:
        """All of them, each with its name and the damaged file."""
        for share in (0.25, 0.5, 0.9, *(chance.random() for _ in range(3))):
            yield f"cut at {share:.3f}", self._whole[: max(100, int(len(self._whole) * share))]
        for kinds in [(self._leaves, self._leaves)] * 4 + [(self._inner, self._leaves)] * 3:
            yield self._exchanged(chance.choice(kinds[0]), chance.choice(kinds[1]))
        for _ in range(2):
            yield self._exchanged(*chance.sample(self._inner, 2))
        for _ in range(2):
            yield self._blank(chance.sample(self._pages, len(self._pages) // 20))
        yield self._blank(self._inner)
        yield self._blank([1])
        yield self._blank(sorted(self._declarations))
        for count in (3, 3, 3, len(self._pages) // 4):
            yield self._noise(chance.sample(self._pages, count), self._size, chance)
        for _ in range(3):
            yield self._noise(chance.sample(self._pages, 3), 16, chance)

    def _page(self, number: int) -> bytes:
        return self._whole[(number - 1) * self._size : number * self._size]

    def _with(self, pages: dict[int, bytes]) -> bytes:
        made = bytearray(self._whole)
        for number, content in pages.items():
            made[(number - 1) * self._size : number * self._size] = content
        return bytes(made)

    def _exchanged(self, one: int, other: int) -> tuple[str, bytes]:
        made = self._with({one: self._page(other), other: self._page(one)})
        return f"pages {one} and {other} exchanged", made

    def _blank(self, numbers: list[int]) -> tuple[str, bytes]:
        made = self._with(dict.fromkeys(numbers, bytes(self._size)))
        return f"pages {numbers[:5]}… of zeros", made

    def _noise(self, numbers: list[int], length: int, chance: random.Random) -> tuple[str, bytes]:
        made = bytearray(self._whole)
        for number in numbers:
            at = (number - 1) * self._size + chance.randrange(self._size - length + 1)
            made[at : at + length] = chance.randbytes(length)
        return f"{length} bytes of noise on pages {numbers[:5]}…", bytes(made)


def declarations_of(path: Path) -> frozenset[int]:
    """The pages of `sqlite_master`."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'").fetchall()
    return frozenset(number for (number,) in rows)


def kept_beside(path: Path) -> int:
    """Rows that salvage keeps in a table of their own, because they have no place in another one."""
    with closing(sqlite3.connect(path)) as raw:
        if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (KEPT,)).fetchone():
            return 0
        rows: int = raw.execute(f"SELECT count(DISTINCT number) FROM {KEPT}").fetchone()[0]
    return rows


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("lineage", part(LINEAGES, 2))
def test_every_row_that_is_left_comes_back(
    lineage: str, tmp_path: Path, tally: Callable[[str], Tally]
) -> None:
    path, target = tmp_path / "hive.db", tmp_path / "saved.db"
    sound = map_of(defective(path, lineage, with_defects=False))
    whole, declarations = path.read_bytes(), declarations_of(path)
    ways = list(Damage(whole, sound, declarations).ways(random.Random(lineage)))
    counted = tally("salvage")
    for name, harmed in part(ways, 7):
        path.write_bytes(harmed)
        target.unlink(missing_ok=True)
        report = salvage(path, target, CancelToken(), silent)
        found, left = content_of(target), rows_left(sound, whole, harmed)
        missing = {row for row in left if found.get(row) != sound.content[row]}
        if not missing:
            counted.add("every row that is left")
            continue
        size = sound.page_size
        lost = [
            n
            for n in declarations
            if harmed[(n - 1) * size : n * size] != whole[(n - 1) * size : n * size]
        ]
        assert lost, f"{name}: {sorted(missing)[:5]} of {len(missing)} did not come back"
        own = sum(not table.startswith("_hive_inspector") for table, _ in found)
        assert own + kept_beside(target) >= len(left), name
        assert "taken from Hive's own schema" in report.schema_from, name
        counted.add("declarations lost: every row, some of them beside the tables")
