"""The rows of a statement, kept while somebody looks at them.

They stay packed as they came and are unpacked a page at a time: a million rows take as many bytes as their values, and
Python's garbage collector never looks at them. How many are kept is bounded by the limits under which they were asked.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.snapshot import Column, Table, TableKind
from hive_inspector.core.database.values import DISPLAY_LIMIT, CellKind, CellText, display
from hive_inspector.core.hive.privacy import MASK_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hive_inspector.core.console.outcomes import ResultColumn
    from hive_inspector.core.database.rowpacks import RowPack
    from hive_inspector.core.database.statements import Row
    from hive_inspector.core.database.values import Cell

MASKED_CELL = CellText(MASK_TEXT, CellKind.TEXT, cut=False, masked=True)
"""What stands for a value that may be a secret."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a result there is, as a grid wants to know it."""

    count: int
    exact: bool = False
    """Whether no more rows will come."""


class ResultRows:
    """Rows that arrive in packs. One thread adds, any thread reads what is there."""

    def __init__(
        self,
        columns: Sequence[ResultColumn],
        hides: Callable[[Row], Row] | None = None,
    ) -> None:
        self.columns = tuple(columns)
        self._hides = hides
        self._packs: list[RowPack] = []
        self._starts: list[int] = []
        self._count = 0
        self._size = 0
        self._is_complete = False

    @property
    def extent(self) -> Extent:
        """How many rows are here by now, and whether that is all."""
        return Extent(self._count, self._is_complete)

    @property
    def size(self) -> int:
        """Bytes that the rows take."""
        return self._size

    def add(self, pack: RowPack) -> None:
        """Take further rows."""
        self._starts.append(self._count)
        self._packs.append(pack)
        self._size += pack.size
        self._count += pack.count

    def complete(self) -> None:
        """Say that no more rows will come."""
        self._is_complete = True

    def lists(self, rows: range | None = None) -> Iterator[list[Row]]:
        """Rows with their whole values in lists, dots for secrets; all of them, or those of a range."""
        wanted = range(self._count) if rows is None else rows
        if not wanted:
            return
        for place in range(max(0, bisect_right(self._starts, wanted.start) - 1), len(self._packs)):
            start = self._starts[place]
            if start >= wanted.stop:
                return
            found = self._packs[place].rows()[max(0, wanted.start - start) : wanted.stop - start]
            yield found if self._hides is None else [self._hides(row) for row in found]

    def values(self, first: int, count: int) -> list[Row]:
        """Whole values of neighbouring rows, dots for secrets."""
        stop = min(first + count, self._count)
        return [row for rows in self.lists(range(first, stop)) for row in rows]

    def page(
        self, first: int, count: int, limit: int = DISPLAY_LIMIT
    ) -> tuple[tuple[CellText, ...], ...]:
        """Neighbouring rows as a grid shows them."""
        return tuple(
            tuple(
                shown_cell(value, column, limit)
                for value, column in zip(row, self.columns, strict=True)
            )
            for row in self.values(first, count)
        )

    def as_table(self, name: str = "result") -> Table:
        """The result described as a table, for the writers of files; columns of the same name get a number."""
        taken: set[str] = set()
        columns = []
        for column in self.columns:
            unique, number = column.name, 2
            while unique in taken:
                unique, number = f"{column.name}_{number}", number + 1
            taken.add(unique)
            columns.append(Column(unique, ""))
        return Table(name, TableKind.VIEW, tuple(columns))


def shown_cell(value: Cell, column: ResultColumn, limit: int = DISPLAY_LIMIT) -> CellText:
    """A value of a result as a grid shows it."""
    if column.masked and value == MASK_TEXT:
        return MASKED_CELL
    return display(value, limit)
