"""What can be exported of the rows that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.hive.table_secrets import table_masks
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.browsing.copying import Block
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table


class Extent(Enum):
    """Which rows."""

    TABLE = "table"
    RESULT = "result"
    """What the filter found, in the order that is shown."""
    SELECTION = "selection"


@dataclass(frozen=True, slots=True)
class Subject:
    """The table as it is shown when the export is asked for."""

    table: Table
    columns: tuple[str, ...]
    """All of them, as the table has them."""
    shown: tuple[str, ...]
    """Those in sight, in their order on screen."""
    order: RowOrder | None
    """The order that is shown; None of rows that are no table's."""
    count: int
    """How many rows are shown."""
    exact: bool
    """Whether there are no more."""
    is_natural: bool
    """Whether it is all rows of the table, in natural order."""
    selected: tuple[range, ...]
    """The selected rows, as positions in the order."""
    secrets: tuple[str, ...]
    """Columns that hold secrets."""

    def extents(self) -> tuple[tuple[Extent, str], ...]:
        """The choices of rows, in words."""
        choices = []
        if not self.is_natural:
            choices.append((Extent.RESULT, tr("What is shown now ({rows})", rows=self._rows)))
        if self.order is not None:
            whole = (
                tr("The whole table ({rows})", rows=self._rows)
                if self.is_natural
                else tr("The whole table")
            )
            choices.append((Extent.TABLE, whole))
        count = sum(map(len, self.selected))
        if count > 1:
            choices.append((Extent.SELECTION, tr("The selected rows ({count:,})", count=count)))
        return tuple(choices)

    @property
    def _rows(self) -> str:
        mark = "" if self.exact else "~"
        return mark + plural(self.count, "{count:,} row", "{count:,} rows")


def secret_columns(table: Table) -> tuple[str, ...]:
    """The columns of a table that hold secrets, in some rows at least."""
    return tuple(mask.column for mask in table_masks(table))


def selected_rows(blocks: Iterable[Block]) -> tuple[range, ...]:
    """The rows of some blocks, in order and each once."""
    merged: list[range] = []
    for top, bottom in sorted((block.top, block.bottom) for block in blocks):
        if merged and top <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, bottom + 1))
        else:
            merged.append(range(top, bottom + 1))
    return tuple(merged)
