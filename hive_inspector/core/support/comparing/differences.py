"""What differs between two files: tables, rows, cells, as they can be shown; secrets are dots on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.values import CellText
    from hive_inspector.core.hive.drift import Drift
    from hive_inspector.core.support.comparing.matching import MatchedBy
    from hive_inspector.core.support.comparing.merging import Side


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell of a row, on both sides."""

    column: str
    left: CellText
    """Empty where only the right side has the row."""
    right: CellText


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not the same on both sides."""

    side: Side
    key: tuple[CellText, ...]
    cells: tuple[CellDifference, ...]
    """Of a changed row the cells that differ, of any other all of them; secrets are dots on both sides."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A table of either file, compared."""

    name: str
    matched_by: MatchedBy | None
    """None where its rows were not matched."""
    key: tuple[str, ...]
    """The columns of the key."""
    same: int
    """Rows that are the same on both sides."""
    only_left: int
    only_right: int
    changed: int
    examples: tuple[RowDifference, ...]
    """The first differing rows, in the order of the key."""
    columns_only_left: tuple[str, ...] = ()
    """Not compared, since the other side has no such column."""
    columns_only_right: tuple[str, ...] = ()
    note: str = ""
    """What limits the comparison, as a sentence, or empty."""
    is_compared: bool = True
    """False where it could not be compared; the note says why."""

    @property
    def differences(self) -> int:
        """Rows that are not the same on both sides."""
        return self.only_left + self.only_right + self.changed

    @property
    def differs(self) -> bool:
        """Whether the two sides are not known to hold the same."""
        return bool(self.differences) or not self.is_compared


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files, compared, as far as that has come."""

    left: Path
    right: Path
    schema: tuple[Drift, ...]
    """How the right file's schema differs from the left one's."""
    tables: tuple[TableDifference, ...]
    """Those that are compared already."""
    awaited: tuple[str, ...] = ()
    """The tables that are still to be compared, in that order."""

    @property
    def differs(self) -> bool:
        """Whether any difference was found."""
        return bool(self.schema) or any(table.differs for table in self.tables)

    def table(self, name: str) -> TableDifference:
        """The table of that name."""
        return next(table for table in self.tables if table.name == name)
