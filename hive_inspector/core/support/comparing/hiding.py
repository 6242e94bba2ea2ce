"""Dots for secrets on both sides: where one side's row hides a cell, the other's is hidden as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.hive.table_secrets import table_masks

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import Row
    from hive_inspector.core.hive.privacy import Mask
    from hive_inspector.core.support.comparing.matching import Match
    from hive_inspector.core.support.comparing.merging import Change


class Hiding:
    """Which cells of the rows of two tables are hidden."""

    def __init__(self, match: Match) -> None:
        self._places = {folded(name): place for place, name in enumerate(match.columns)}
        masks = [mask for table in (match.left, match.right) for mask in table_masks(table)]
        masks = [mask for mask in masks if folded(mask.column) in self._places]
        self.always = frozenset(
            self._places[folded(mask.column)] for mask in masks if self._hides_all(mask)
        )
        """Places of the columns that are hidden in every row."""
        self._sometimes = [
            mask for mask in masks if self._places[folded(mask.column)] not in self.always
        ]

    @property
    def is_needed(self) -> bool:
        """Whether any cell can be hidden."""
        return bool(self.always or self._sometimes)

    def places(self, change: Change) -> frozenset[int]:
        """Places of the hidden cells of a row, the same for both sides."""
        if not self._sometimes:
            return self.always
        rows = [row for row in (change.left, change.right) if row is not None]
        return self.always.union(*(self._in(row) for row in rows))

    def _hides_all(self, mask: Mask) -> bool:
        """Whether a column is hidden whatever its row holds, or what would tell is not compared."""
        return mask.hides_all or any(folded(name) not in self._places for name in mask.reads)

    def _in(self, row: Row) -> frozenset[int]:
        found = set()
        for mask in self._sometimes:
            values = {n: row[self._places[folded(n)]] for n in (mask.column, *mask.reads)}
            if mask.hides(values):
                found.add(self._places[folded(mask.column)])
        return frozenset(found)


def hidden_columns(table: Table) -> frozenset[str]:
    """The columns of a table that may hide cells, in lower case."""
    return frozenset(folded(mask.column) for mask in table_masks(table))
