"""Orders that name every row: what a filter found, or what a sort put in order.

They grow while the work goes on. Each state is a value of its own: all of them share one list, to which is only ever
appended, and each knows how much of it was there. A rowid takes 4 bytes, one beyond 32 bits 8; deleted rows keep
their places.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import Condition, PrimaryKey, Rowid, bound
from hive_inspector.core.browsing.spans import RowOrder, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.keys import KeyTerm, RowKey
    from hive_inspector.core.database.values import Cell

MOST_NAMES = 512
"""Rows that one statement names; each takes as many parameters as its key has columns."""
_NAMES = "w"


@dataclass(frozen=True, slots=True)
class FoundOrder(RowOrder):
    """Rows by their rowids, in the order in which these were found."""

    rowid: str
    """The rowid as SQL."""
    found: Sequence[int] = field(repr=False, compare=False)
    """At least `count` rowids."""
    ascending: bool = False
    """Whether the rowids only ever grow."""

    @property
    def at_once(self) -> int | None:
        """As many rows as a statement can name."""
        return MOST_NAMES

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The rowid that was found, and the one that is there."""
        return (f"{_NAMES}.column1", self.rowid)

    def is_gone(self, values: tuple[Cell, ...]) -> bool:
        """Whether no row has that rowid any more."""
        return values[1] is None

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:  # noqa: ARG002 - of the interface
        """The row's rowid."""
        rowid = values[0]
        return Rowid(rowid if isinstance(rowid, int) else 0)

    def span(self, first: int, count: int) -> Span:
        """The rows by name."""
        return self._named(self.found[first : self._end(first, count)])

    def last(self, count: int) -> Span:
        """The last rows that were found."""
        return self.span(max(0, self.count - count), count)

    def ending(self, first: int, count: int) -> Span | None:
        """The same rows, named from the last to the first."""
        return self._named(self.found[first : self._end(first, count)][::-1], backwards=True)

    def position_of(self, rowid: int) -> int | None:
        """Where a row stands, or None where it is not among those that were found."""
        if not self.ascending:
            try:
                return self.found.index(rowid, 0, self.count)
            except ValueError:
                return None
        place = bisect_left(self.found, rowid, 0, self.count)
        return place if place < self.count and self.found[place] == rowid else None

    def _end(self, first: int, count: int) -> int:
        return max(first, min(first + min(count, MOST_NAMES), self.count))

    def _named(self, rowids: Sequence[int], *, backwards: bool = False) -> Span:
        return _named([Condition("(?)", (rowid,)) for rowid in rowids], [self.rowid], backwards)


@dataclass(frozen=True, slots=True)
class FoundKeys(RowOrder):
    """Rows of a table without rowid, by the values of their primary keys."""

    terms: tuple[KeyTerm, ...]
    found: list[tuple[Cell, ...]] = field(repr=False, compare=False)
    """At least `count` keys."""
    more: bool = False
    """Whether there are further rows, which were not kept."""

    @property
    def limited(self) -> bool:
        """Whether there are further rows, which were not kept."""
        return self.more

    @property
    def at_once(self) -> int | None:
        """As many rows as a statement can name."""
        return MOST_NAMES

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The key that was found, and the first column of the one that is there, which cannot be NULL."""
        names = (f"{_NAMES}.column{place}" for place in range(1, len(self.terms) + 1))
        return (*names, self.terms[0].column_sql)

    def is_gone(self, values: tuple[Cell, ...]) -> bool:
        """Whether no row has that key any more."""
        return values[-1] is None

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:  # noqa: ARG002 - of the interface
        """The values of the row's primary key."""
        return PrimaryKey(values[:-1])

    def span(self, first: int, count: int) -> Span:
        """The rows by name."""
        return self._named(self.found[first : self._end(first, count)])

    def last(self, count: int) -> Span:
        """The last rows that were found."""
        return self.span(max(0, self.count - count), count)

    def ending(self, first: int, count: int) -> Span | None:
        """The same rows, named from the last to the first."""
        return self._named(self.found[first : self._end(first, count)][::-1], backwards=True)

    def _end(self, first: int, count: int) -> int:
        return max(first, min(first + min(count, MOST_NAMES), self.count))

    def _named(self, keys: list[tuple[Cell, ...]], *, backwards: bool = False) -> Span:
        return _named([_row_of(key) for key in keys], [term.sql for term in self.terms], backwards)


def _row_of(key: tuple[Cell, ...]) -> Condition:
    marks = [bound(value) for value in key]
    return Condition(
        f"({', '.join(mark.sql for mark in marks)})",
        tuple(value for mark in marks for value in mark.parameters),
    )


def _named(rows: list[Condition], columns: list[str], backwards: bool) -> Span:  # noqa: FBT001 - of a private function
    """The span of rows that are named by these values of these columns."""
    names = Condition(
        f"(VALUES {', '.join(row.sql for row in rows)}) AS {_NAMES}",
        tuple(value for row in rows for value in row.parameters),
    )
    joined = " AND ".join(
        f"{column} = {_NAMES}.column{place}" for place, column in enumerate(columns, 1)
    )
    if not rows:
        return Span(Condition("0"), "", 0, 0, wanted=_no_names(len(columns), joined))
    return Span(
        Condition(), "", 0, len(rows), backwards=backwards, wanted=(names, Condition(joined))
    )


def _no_names(columns: int, joined: str) -> tuple[Condition, Condition]:
    nothing = ", ".join(["NULL"] * columns)
    return Condition(f"(VALUES ({nothing})) AS {_NAMES}"), Condition(joined)
