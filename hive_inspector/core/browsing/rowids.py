"""The order of an ordinary table: by rowid."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import Condition, Rowid, source_sql
from hive_inspector.core.browsing.spans import RowOrder, Span
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress

ANCHOR_STEP = 2048
"""Rows from one anchor to the next. An anchor takes 8 bytes (20 KB for 5,000,000 rows), and passing over a gap of this
length takes below a millisecond."""
_FIRST, _LAST = -(2**63), 2**63 - 1
"""What a rowid can be at least and at most."""
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
        """From the row at `first` on, entered at a rowid; the count is never more than there are.

        Where others deleted rows meanwhile it is fewer: no row stands at two places.
        """
        count = max(0, min(count, self.count - first))
        if count == 0:  # behind the last row, where arithmetic may lead beyond what a rowid can be
            return self._from(self.lowest, 0)
        if self.dense:
            start = self.lowest + first
            return self._from(start, count, before=start + count)
        if first == 0:
            return self._from(self.lowest, count, before=self._behind(count))
        if self.anchors:
            nearest = min(first // ANCHOR_STEP, len(self.anchors) - 1)
            skip, before = first - nearest * ANCHOR_STEP, self._behind(first + count)
            return self._from(self.anchors[nearest], count, skip=skip, before=before)
        if first + count == self.count:
            return self.last(count)
        return self._from(self._estimated(first), count, approximate=True)

    def cuts(self, first: int, end: int) -> Sequence[int]:
        """Where anchors stand; of a dense table every row is told apart by its rowid."""
        if self.dense or not self.anchors:
            return ()
        return range((first // ANCHOR_STEP + 1) * ANCHOR_STEP, end, ANCHOR_STEP)

    def last(self, count: int) -> Span:
        """The last rows, found from the end."""
        return self._back_from(self.highest, count, approximate=not self.exact)

    def ending(self, first: int, count: int) -> Span | None:
        """From the last row of an exact page backwards, entered at a rowid behind it."""
        end = min(first + count, self.count)
        if self.dense:
            return self._back_from(self.lowest + end - 1, end - first)
        if not self.anchors:
            return None
        nearest = -(-end // ANCHOR_STEP)
        if nearest >= len(self.anchors):
            return self._back_from(self.highest, end - first, skip=self.count - end)
        skip = nearest * ANCHOR_STEP - end
        return self._back_from(self.anchors[nearest] - 1, end - first, skip=skip)

    def _back_from(
        self, rowid: int, count: int, *, skip: int = 0, approximate: bool = False
    ) -> Span:
        return Span(
            Condition(f"{self.rowid} <= ?", (rowid,)),
            f"{self.rowid} DESC",
            skip,
            count,
            backwards=True,
            approximate=approximate,
        )

    def _estimated(self, position: int) -> int:
        return self.lowest + position * (self.highest - self.lowest) // (self.count - 1)

    def _behind(self, position: int) -> int | None:
        """The rowid of the first anchor at a position or behind it, if there is one."""
        anchors = self.anchors or ()
        following = -(-position // ANCHOR_STEP)
        return anchors[following] if following < len(anchors) else None

    def _from(
        self,
        rowid: int,
        count: int,
        *,
        skip: int = 0,
        before: int | None = None,
        approximate: bool = False,
    ) -> Span:
        reaches = Condition(f"{self.rowid} >= ?", (rowid,))
        if before is not None and before <= _LAST:
            reaches = Condition(f"{reaches.sql} AND {self.rowid} < ?", (rowid, before))
        return Span(reaches, self.rowid, skip, count, approximate=approximate)


def estimated_order(connection: ReadConnection, table: Table, rowid: str) -> RowidOrder:
    """The order as far as the two ends of the table tell it; takes about a millisecond.

    The number of rows is at most the range of rowids, and at most what the file has room for. Where an end of the table
    is damaged, as of a file that was cut off, the order ends at the last row that can be read.

    Raises:
        DatabaseDamaged: Neither end can be read.
    """
    try:
        ends = _ends(connection, table, rowid)
    except DatabaseDamaged:
        ends = _readable_ends(connection, table, rowid)
    return _order_between(connection, rowid, ends)


def surveyed_order(
    connection: ReadConnection, table: Table, rowid: str, progress: Progress
) -> RowidOrder:
    """The order with its exact count, and with anchors where rowids are missing.

    Counting is one pass over the smallest tree of the table; anchors take one over the table itself.

    Raises:
        DatabaseDamaged: Damage lies in the way.
    """
    known = _order_between(connection, rowid, _ends(connection, table, rowid))
    if known.exact:
        return known
    progress(0, known.count, tr("Counting rows"))
    count = connection.integer(f"SELECT count(*){source_sql(table)}")
    counted = replace(known, count=count, exact=True)
    if counted.dense:
        return counted
    return replace(counted, anchors=_anchors(connection, table, counted, progress))


def _order_between(
    connection: ReadConnection, rowid: str, ends: tuple[int, int] | None
) -> RowidOrder:
    if ends is None:
        return RowidOrder(0, exact=True, rowid=rowid, lowest=0, highest=-1)
    lowest, highest = ends
    count = min(highest - lowest + 1, _room_for_rows(connection))
    return RowidOrder(count, exact=False, rowid=rowid, lowest=lowest, highest=highest)


def _ends(connection: ReadConnection, table: Table, rowid: str) -> tuple[int, int] | None:
    """The smallest and the largest rowid; None where there are no rows."""
    lowest = _nearest(connection, table, rowid, "min", _FIRST)
    highest = _nearest(connection, table, rowid, "max", _LAST)
    return None if lowest is None or highest is None else (lowest, highest)


def _readable_ends(connection: ReadConnection, table: Table, rowid: str) -> tuple[int, int] | None:
    """The ends of what can be read from one end of the table or from both."""
    lowest = _readable_end(connection, table, rowid, "min", (_LAST, _FIRST))
    highest = _readable_end(connection, table, rowid, "max", (_FIRST, _LAST))
    return None if lowest is None or highest is None else (lowest, highest)


def _readable_end(
    connection: ReadConnection, table: Table, rowid: str, end: str, way: tuple[int, int]
) -> int | None:
    """The row before the damage at one end, found by halving; `way` leads from the other end to this one."""
    readable, damaged = way
    try:
        return _nearest(connection, table, rowid, end, damaged)
    except DatabaseDamaged:
        found = _nearest(connection, table, rowid, end, readable)
    while abs(damaged - readable) > 1:
        middle = (readable + damaged) // 2
        try:
            found = _nearest(connection, table, rowid, end, middle)
            readable = middle
        except DatabaseDamaged:
            damaged = middle
    return found


def _nearest(
    connection: ReadConnection, table: Table, rowid: str, end: str, bound: int
) -> int | None:
    """The smallest rowid from a bound on (`min`), or the largest up to it (`max`); None where there is none."""
    comparison = ">=" if end == "min" else "<="
    sql = f"SELECT {end}({rowid}){source_sql(table)} WHERE {rowid} {comparison} ?"
    found = connection.value(sql, (bound,))
    return found if isinstance(found, int) else None


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
        progress(len(anchors) * ANCHOR_STEP, order.count, tr("Finding places to jump to"))
    return anchors


def _room_for_rows(connection: ReadConnection) -> int:
    file_bytes = connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size")
    return file_bytes // _SMALLEST_ROW_BYTES
