"""Filters as people type them into the row under the headers.

    text        contains the text                       x*  *x  a*b     begins, ends, begins and ends so
    =x  <>x     is exactly x, is anything else          /regex/  /regex/i   a regular expression is found
    >1 >=1 <1 <=1   1..9  1..  ..9   compares           null  !null     has no value, has one
    today  yesterday  24h  7d  2w  2025-09  2025-09-01  >2025-09-01  2025-09-01..2025-09-07     times

- `!` in front of any filter asks for all other rows, those with NULL included; so does `<>x`.
- `"…"` takes what is in it literally (`"null"`, `"x*"`, `=">1"`); a quotation mark in it is written twice.
- Contains and `*` make no difference between a and A, but between ä and Ä, and between a and ä, as SQLite's LIKE;
  everything else does, unless the column declares another collation. A text is searched up to its first NUL character.
  A BLOB holds no text.
- Numbers follow the affinity of the column: in a column for numbers, and in one without a type, a number compares with
  numbers only; in a column for text it compares as text, as the column sorts (so `>9` does not find 10). In a column
  without a type `=5` finds the number and the text 5. A text compares with texts only.
- A regular expression is one of Python's, is at most 1,000 characters long, and sees the first 64 KB of a text.
- In a column of times, times mean what they say, however the cell writes them (`core.database.times`); they count by
  the clock of the reader where they name no zone, and a date alone in a cell is midnight on that clock. `>2025-09-01`
  begins after that day, `>=` with it. What is no time there is looked for as text.
- A cell that is masked is found by `null` and `!null` alone, so that no filter tells what it hides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.criteria import FilterProblem
from hive_inspector.core.browsing.filter_reading import FilterReader
from hive_inspector.core.browsing.filter_words import in_words

if TYPE_CHECKING:
    from datetime import datetime

    from hive_inspector.core.browsing.criteria import Criterion
    from hive_inspector.core.database.snapshot import Column
    from hive_inspector.core.hive.catalogue import ColumnNote

__all__ = ["EVERYTHING", "ColumnFilter", "FilterProblem", "RowFilter", "describe", "parse_filter"]


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """A filter on one column."""

    column: str
    text: str
    """As it was typed, without white space around it."""
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows are wanted."""

    columns: tuple[ColumnFilter, ...] = ()
    any_of: bool = False
    """Whether one of `columns` is enough; otherwise all of them have to find the row."""
    anywhere: str = ""
    """A text that some column has to hold, besides, as `anywhere` asks them; empty where it does not matter."""

    @property
    def is_empty(self) -> bool:
        """Whether every row is wanted."""
        return not self.columns and not self.anywhere


EVERYTHING = RowFilter()
"""The filter that leaves every row."""


def parse_filter(text: str, column: Column, note: ColumnNote | None, now: datetime) -> ColumnFilter:
    """What a text means as the filter of a column.

    Args:
        text: As it was typed.
        column: The column it stands under.
        note: What is known of the column, or None.
        now: The present moment. Without a zone it is a time on this computer's clock; with one, days count by it.

    Raises:
        FilterProblem: It is empty, too long or unclear.
    """
    reader = FilterReader(column, note, now)
    return ColumnFilter(column.name, text.strip(), reader.criterion(text))


def describe(wanted: ColumnFilter) -> str:
    """The filter as a sentence without a full stop, such as `content contains “migration”`."""
    return f"{wanted.column} {in_words(wanted.criterion)}"
