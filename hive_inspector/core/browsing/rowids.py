"""The order of an ordinary table: by rowid."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import Condition, Rowid, source_sql
from hive_inspector.core.browsing.spans import RowOrder, Span

if TYPE_CHECKING:
    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress

ANCHOR_STEP = 2048
"""Rows from one anchor to the next. An anchor takes 8 bytes (20 KB for 5,000,000 rows), and passing over a gap of this
length takes below a millisecond."""
_SMALLEST_ROW_BYTES = 6
"""A cell of a table's leaf page and its pointer take no less (sqlite.org/fileformat2.html)."""


@dataclass(frozen=True, slots=True)
class RowidOrder(RowOrder):
    """Rows by rowid: by arithmetic where no rowid is missing, from the nearest anchor where some are.

    Before either is known a position is estimated from the smallest and largest rowid.
    """

    rowid: str
    """The rowid as SQL."""
    lowest: int
    highest: int
    anchors: array[int] | None = None
    """Rowids of the rows at the positions 0, ANCHOR_STEP, 2 × ANCHOR_STEP, …, or None. Never changed."""

    @property
    def dense(self) -> bool:
        """Whether every rowid from the smallest to the largest is there."""
        return self.exact and self.highest - self.lowest + 1 == self.count

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The rowid."""
        return (self.rowid,)

    def key_of(self, values: tuple[Cell, ...], position: int) -> RowKey:  # noqa: ARG002 - of the interface
        """The row's rowid."""
        (rowid,) = values
        return Rowid(rowid if isinstance(rowid, int) else 0)

    def span(self, first: int, count: int) -> Span:
        """From the row at `first` on, entered at a rowid; the count is never more than there are."""
        count = max(0, min(count, self.count - first))
        if first == 0 or count == 0:
            return Span(Condition(), self.rowid, 0, count)
        if self.dense:
            return self._from(self.lowest + first, count)
        if self.anchors:
            nearest = min(first // ANCHOR_STEP, len(self.anchors) - 1)
            return self._from(self.anchors[nearest], count, skip=first - nearest * ANCHOR_STEP)
        if first + count == self.count:
            return self.last(count)
        return self._from(self._estimated(first), count, approximate=True)

    def last(self, count: int) -> Span:
        """The last rows, found from the end."""
        return Span(
            Condition(), f"{self.rowid} DESC", 0, count, backwards=True, approximate=not self.exact
        )

    def ending(self, first: int, count: int) -> Span | None:
        """From the last row of an exact page backwards, entered at a rowid behind it."""
        end = min(first + count, self.count)
        if self.dense:
            return self._back_from(self.lowest + end, end - first)
        if not self.anchors:
            return None
        nearest = -(-end // ANCHOR_STEP)
        if nearest >= len(self.anchors):
            return self._back_from(self.highest + 1, end - first, skip=self.count - end)
        skip = nearest * ANCHOR_STEP - end
        return self._back_from(self.anchors[nearest], end - first, skip=skip)

    def _back_from(self, rowid: int, count: int, *, skip: int = 0) -> Span:
        """The rows before a rowid, which may be one more than there can be."""
        return Span(
            Condition(f"{self.rowid} <= ?", (rowid - 1,)),
            f"{self.rowid} DESC",
            skip,
            count,
            backwards=True,
        )

    def _estimated(self, position: int) -> int:
        return self.lowest + position * (self.highest - self.lowest) // (self.count - 1)

    def _from(self, rowid: int, count: int, *, skip: int = 0, approximate: bool = False) -> Span:
        return Span(
            Condition(f"{self.rowid} >= ?", (rowid,)),
            self.rowid,
            skip,
            count,
            approximate=approximate,
        )


def estimated_order(connection: ReadConnection, table: Table, rowid: str) -> RowidOrder:
    """The order as far as the two ends of the table tell it; takes about a millisecond.

    The number of rows is at most the range of rowids, and at most what the file has room for.
    """
    source = source_sql(table)
    lowest, highest = connection.rows(
        f"SELECT min({rowid}){source} UNION ALL SELECT max({rowid}){source}"
    )
    if not isinstance(lowest[0], int) or not isinstance(highest[0], int):
        return RowidOrder(0, exact=True, rowid=rowid, lowest=0, highest=-1)
    span = highest[0] - lowest[0] + 1
    count = min(span, _room_for_rows(connection))
    return RowidOrder(count, exact=False, rowid=rowid, lowest=lowest[0], highest=highest[0])


def surveyed_order(
    connection: ReadConnection, table: Table, rowid: str, progress: Progress
) -> RowidOrder:
    """The order with its exact count, and with anchors where rowids are missing.

    Counting is one pass over the smallest tree of the table; anchors take one over the table itself.
    """
    known = estimated_order(connection, table, rowid)
    if known.exact:
        return known
    progress(0, known.count, "Counting rows")
    count = connection.integer(f"SELECT count(*){source_sql(table)}")
    counted = replace(known, count=count, exact=True)
    if counted.dense:
        return counted
    return replace(counted, anchors=_anchors(connection, table, counted, progress))


def _anchors(
    connection: ReadConnection, table: Table, order: RowidOrder, progress: Progress
) -> array[int]:
    rowid = order.rowid
    step = f"SELECT {rowid}{source_sql(table)} WHERE {rowid} >= ? ORDER BY {rowid} LIMIT 1 OFFSET {ANCHOR_STEP}"
    anchors = array("q", [order.lowest])
    while (found := connection.value(step, (anchors[-1],))) is not None:
        if not isinstance(found, int):
            raise TypeError(f"{found!r} is no rowid")
        anchors.append(found)
        progress(len(anchors) * ANCHOR_STEP, order.count, "Finding places to jump to")
    return anchors


def _room_for_rows(connection: ReadConnection) -> int:
    file_bytes = connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size")
    return file_bytes // _SMALLEST_ROW_BYTES
