"""The pages of rows that are kept while one scrolls: bounded, the longest unused going first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.gui.cells import ShownRow

PAGE_ROWS = 64
"""Rows of a page of a table that is not unusually wide: little more than a screen shows, so that a jump is answered at
once, and its reading takes the interpreter from the window for a millisecond, not for five."""
_MOST_CELLS_A_PAGE = 4096
_FEWEST_ROWS_A_PAGE = 16
_MOST_CELLS = 40_000
"""About 7 MB of ordinary texts."""
_FEWEST_PAGES = 12
"""A tall screen with some pages ahead."""
_MOST_PAGES = 256


@dataclass(frozen=True, slots=True)
class ShownPage:
    """Consecutive rows, ready to be painted."""

    rows: tuple[ShownRow, ...]
    keys: tuple[RowKey, ...]
    """What each row is found by again."""
    approximate: bool = False
    """Whether the rows may stand at other positions, because the order is not yet surveyed."""

    def part(self, start: int, stop: int) -> ShownPage:
        """Some of the rows, counted from the first of these."""
        return ShownPage(self.rows[start:stop], self.keys[start:stop], self.approximate)


def rows_a_page(columns: int) -> int:
    """How many rows a page has, so that a page of a table with 2,000 columns is still read at once."""
    rows = PAGE_ROWS
    while rows * columns > _MOST_CELLS_A_PAGE and rows > _FEWEST_ROWS_A_PAGE:
        rows //= 2
    return rows


class PageCache:
    """Pages by number."""

    def __init__(self, columns: int) -> None:
        cells = rows_a_page(columns) * max(columns, 1)
        self._bound = max(_FEWEST_PAGES, min(_MOST_PAGES, _MOST_CELLS // cells))
        self._pages: OrderedDict[int, ShownPage] = OrderedDict()

    @property
    def bound(self) -> int:
        """How many pages are kept at most."""
        return self._bound

    def get(self, number: int) -> ShownPage | None:
        """The page of that number, if it is here."""
        return self._pages.get(number)

    def put(self, number: int, page: ShownPage) -> None:
        """Keep a page, and let go of the longest unused."""
        self._pages[number] = page
        self._pages.move_to_end(number)
        while len(self._pages) > self._bound:
            self._pages.popitem(last=False)

    def use(self, numbers: Iterable[int]) -> None:
        """Note that these pages are in use."""
        for number in numbers:
            if number in self._pages:
                self._pages.move_to_end(number)

    def items(self) -> Iterator[tuple[int, ShownPage]]:
        """Every page that is kept, by number."""
        return iter(self._pages.items())

    def drop(self, number: int) -> None:
        """Let go of a page."""
        self._pages.pop(number, None)

    def clear(self) -> None:
        """Keep nothing."""
        self._pages.clear()

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, number: int) -> bool:
        return number in self._pages

    @property
    def is_exact(self) -> bool:
        """Whether every kept row is known to stand at its position."""
        return not any(page.approximate for page in self._pages.values())
