"""What came of an import, row by row accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Left:
    """Rows of a source table that were not taken over, for one reason."""

    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of a source, and where its rows went."""

    file: str
    """The name of the source file."""
    name: str
    rows: int
    moved: int
    """Rows that became rows of core."""
    merged: int
    """Rows that core has already, from another table or file."""
    left: tuple[Left, ...]
    into: tuple[str, ...]
    """The tables of core that its rows went to."""
    reasons: tuple[str, ...]
    """Why there, or why nowhere, as sentences."""
    columns_left: tuple[tuple[str, str], ...] = ()
    """Columns that core has no place for, each with why."""

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.moved + self.merged + sum(one.rows for one in self.left) == self.rows


@dataclass(frozen=True, slots=True)
class Besides:
    """Rows of core that were made of rows that are accounted for elsewhere."""

    file: str
    source: str
    target: str
    rows: int
    merged: int
    """Rows that core had already."""
    left: tuple[Left, ...]
    """Rows that could not be made, such as a text that differs from the one that another file has of the same row."""
    reason: str


@dataclass(frozen=True, slots=True)
class Loosened:
    """Rows that were taken over without a name in one column, which led to nothing."""

    target: str
    column: str
    rows: int


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A table of the new file."""

    name: str
    before: int
    """Rows that the new file had of itself, from the migrations."""
    replaced: int
    """Those of them that a row of the same key from the source replaced."""
    added: int
    after: int
    """Rows, counted when all was done."""

    @property
    def adds_up(self) -> bool:
        """Whether the table holds exactly what was put into it."""
        return self.before - self.replaced + self.added == self.after


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import."""

    sources: tuple[Path, ...]
    target: Path | None
    """The new file; None where it was only tried."""
    tables: tuple[SourceTable, ...]
    besides: tuple[Besides, ...]
    loosened: tuple[Loosened, ...]
    targets: tuple[TargetTable, ...]
    not_counted: tuple[str, ...]
    """Search indexes and views of the sources: they are made of the rows of the tables."""
    duration_ms: int

    @property
    def rows(self) -> int:
        """Rows of all source tables."""
        return sum(table.rows for table in self.tables)

    @property
    def moved(self) -> int:
        """Rows that became rows of core."""
        return sum(table.moved for table in self.tables)

    @property
    def merged(self) -> int:
        """Rows that core had already."""
        return sum(table.merged for table in self.tables)

    @property
    def left(self) -> int:
        """Rows that stayed where they are."""
        return sum(one.rows for table in self.tables for one in table.left)

    @property
    def adds_up(self) -> bool:
        """Whether every source row and every row of the new file is accounted for."""
        from_sources = all(table.adds_up for table in self.tables)
        return from_sources and all(table.adds_up for table in self.targets)
