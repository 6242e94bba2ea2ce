"""Selecting rows in tests, and a second opinion on what a filter finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hive_inspector.core.browsing.filters import RowFilter, parse_filter
from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.browsing.selection import Selection, SortTerm, select_rows
from hive_inspector.core.database.values import display

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.browsing.filters import ColumnFilter
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.hive.catalogue import ColumnNote
    from tests.support.browsed import BrowsedFile

NOW = datetime(2025, 9, 5, 14, 3, 11, tzinfo=UTC)


def column_filter(
    table: Table, column: str, text: str, note: ColumnNote | None = None, now: datetime = NOW
) -> ColumnFilter:
    """A filter of a column, at a fixed moment."""
    found = next(one for one in table.columns if one.name == column)
    return parse_filter(text, found, note, now)


def row_filter(
    table: Table, *pairs: tuple[str, str], any_of: bool = False, anywhere: str = ""
) -> RowFilter:
    """A filter of several columns."""
    filters = tuple(column_filter(table, column, text) for column, text in pairs)
    return RowFilter(filters, any_of=any_of, anywhere=anywhere)


def sort(*columns: str) -> tuple[SortTerm, ...]:
    """Columns to sort by; one that begins with a minus descends."""
    return tuple(SortTerm(c.removeprefix("-"), c.startswith("-")) for c in columns)


def orders_of(file: BrowsedFile, table: Table, selection: Selection) -> list[RowOrder]:
    """Every growing order of a selection."""
    with file.reading() as connection:
        return list(select_rows(connection, table, selection))


def rowids_in(file: BrowsedFile, table: Table, order: RowOrder) -> list[int]:
    """The rowids of all rows, by pages of seven."""
    found: list[int] = []
    for first in range(0, order.count, 7):
        for row in file.page_of(table, order, first, 7).rows:
            assert isinstance(row.key, Rowid)
            found.append(row.key.value)
    return found


def shown(file: BrowsedFile, table: Table, order: RowOrder, count: int = 7) -> list[Any]:
    """The cells of all rows, by pages, the last one first: pages have to fit together in any sequence."""
    pages = [
        file.page_of(table, order, first, count).rows
        for first in range(0, order.count, count)[::-1]
    ]
    return [row.cells for page in pages[::-1] for row in page]


def as_shown(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(map(display, row)) for row in rows]


@dataclass(frozen=True)
class Cell:
    """What is stored, and its text as SQLite writes it."""

    value: Any
    text: str | None


@dataclass(frozen=True)
class Question:
    """A filter as it is typed, and what it means, said a second time."""

    typed: str
    finds: Callable[[Cell], bool]

    def __repr__(self) -> str:
        return self.typed


def quoted(text: str) -> str:
    """A text that a filter takes literally."""
    return '"' + text.replace('"', '""') + '"'


def negated(question: Question) -> Question:
    """All other rows."""
    return Question("!" + question.typed, lambda cell: not question.finds(cell))


def like(typed: str, pieces: list[str]) -> Question:
    """A text that consists of pieces, ASCII letters of either case, up to the first NUL; never a BLOB."""
    pattern = re.compile(".*".join(re.escape(_folded(piece)) for piece in pieces), re.DOTALL)

    def finds(cell: Cell) -> bool:
        if cell.text is None or isinstance(cell.value, bytes):
            return False
        return pattern.fullmatch(_folded(cell.text.partition("\0")[0])) is not None

    return Question(typed, finds)


def matches(pattern: str, *, ignore_case: bool) -> Question:
    """A regular expression that is found in what is no BLOB."""
    compiled = re.compile(pattern, re.IGNORECASE if ignore_case else 0)

    def finds(cell: Cell) -> bool:
        if cell.text is None or isinstance(cell.value, bytes):
            return False
        return compiled.search(cell.text) is not None

    return Question(f"/{pattern}/{'i' if ignore_case else ''}", finds)


def compares(operator: str, typed: str, value: float | str) -> Question:
    """A comparison with values of the same kind."""

    def finds(cell: Cell) -> bool:
        if isinstance(value, str):
            if not isinstance(cell.value, str):
                return False
            return _holds(operator, _bytes(cell.value), _bytes(value))
        is_number = isinstance(cell.value, int | float)
        return is_number and _holds(operator, cell.value, value)

    return Question(operator + typed, finds)


def _holds(operator: str, left: Any, right: Any) -> bool:
    answers = {
        "=": left == right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return bool(answers[operator])


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _folded(text: str) -> str:
    return "".join(one.lower() if one.isascii() else one for one in text)
