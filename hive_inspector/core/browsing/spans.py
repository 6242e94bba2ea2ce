"""An order of rows, and where in it a page is found.

An order turns a position into SQL that enters the table's tree at a key near it. What it costs to reach a position
never grows with the position; an OFFSET is left only for the gap behind the nearest key that is known.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import EVERY_ROW, Condition, source_sql
from hive_inspector.core.database.identifiers import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.values import Cell


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring rows of an order, as the clauses of a SELECT."""

    condition: Condition
    ordering: str
    """The terms of ORDER BY; empty where the rows have no order but that in which they come."""
    skip: int
    """Rows to pass over behind the place that the condition leads to; bounded, whatever the position."""
    count: int
    backwards: bool = False
    """Whether the ordering is reversed, so that the rows have to be turned round."""
    approximate: bool = False
    """Whether the place was estimated, so that other rows may stand at these positions."""

    wanted: tuple[Condition, Condition] | None = None
    """Rows that are named one by one, as a table in SQL, and what joins each of them to its row."""
    kept: Condition = EVERY_ROW
    """Rows that are not read from the table, as something to select from that has its alias and columns."""
    index: str = ""
    """The index through which the rows are read; empty where SQLite may choose."""

    def source(self, table: Table) -> str:
        """The FROM clause. A row that is named but gone stays, with NULL in every column.

        SQLite reads the left side of a LEFT JOIN in the outer loop, so the rows come in the order of their names.
        """
        if self.kept.sql:
            return f" FROM {self.kept.sql}"
        if self.wanted is None:
            return source_sql(table) + (f" INDEXED BY {quoted(self.index)}" if self.index else "")
        names, joined = self.wanted
        return f" FROM {names.sql} LEFT JOIN {source_sql(table).removeprefix(' FROM ')} ON {joined.sql}"

    @property
    def parameters(self) -> tuple[Cell, ...]:
        """What is bound to the FROM clause and to the clauses behind it."""
        names = () if self.wanted is None else self.wanted[0].parameters
        return (*names, *self.kept.parameters, *self.condition.parameters)

    @property
    def clauses(self) -> str:
        """Everything behind FROM."""
        ordering = f" ORDER BY {self.ordering}" if self.ordering else ""
        skip = f" OFFSET {self.skip}" if self.skip else ""
        return f"{self.condition.where}{ordering} LIMIT {self.count}{skip}"


@dataclass(frozen=True, slots=True)
class RowOrder(ABC):
    """Which rows there are to see, and in which order."""

    count: int
    """How many rows; see `exact`."""
    exact: bool
    """Whether `count` was counted; otherwise it is an estimate until `order.survey` has run."""

    @property
    def limited(self) -> bool:
        """Whether there are rows behind the last one of this order, which it does not reach."""
        return False

    @property
    def at_once(self) -> int | None:
        """How many rows one span can have at most; None where there is no such limit."""
        return None

    def is_gone(self, values: tuple[Cell, ...]) -> bool:  # noqa: ARG002 - for orders that name rows
        """Whether a row is no longer there, by its key columns: an order that names rows keeps their places."""
        return False

    def cuts(self, first: int, end: int) -> Sequence[int]:  # noqa: ARG002 - for orders with anchors
        """Positions among these at which a page is read in two parts.

        What stands before and behind an anchor is told apart by its key whatever others have deleted, so that no row
        is shown at two places.
        """
        return ()

    @property
    @abstractmethod
    def key_columns(self) -> tuple[str, ...]:
        """SQL expressions of what `key_of` needs to name a row."""

    @abstractmethod
    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:
        """The name of a row, from its key columns and its position."""

    @abstractmethod
    def span(self, first: int, count: int) -> Span:
        """Where the rows at `first` and the following positions, at most `count`, are found."""

    @abstractmethod
    def last(self, count: int) -> Span:
        """Where the last `count` rows are found, whatever their positions."""

    def ending(self, first: int, count: int) -> Span | None:  # noqa: ARG002 - for orders that can
        """The same rows as of `span`, found from behind them, or None where only what is before them leads there."""
        return None
