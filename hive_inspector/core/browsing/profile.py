"""What a column holds: how much of it is filled, what is most frequent, smallest, longest; in one pass, while it runs.

A table of up to `WHOLE_ROWS` rows is read whole. Of a larger one rows are read in short ranges spread over it, and the
profile says so: its counts are then counts within the sample. Smallest and largest are exact all the same where an
index begins with the column.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import ALIAS, rowid_name, source_sql
from hive_inspector.core.browsing.masking import masks_for
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.browsing.positions import counted_up_to
from hive_inspector.core.browsing.tally import Tally
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.values import CellKind, CellText, display
from hive_inspector.core.hive.links import is_rowid
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.snapshot import Index, Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.hive.privacy import Mask

WHOLE_ROWS = 500_000
"""Up to so many rows are all read."""
SAMPLE_ROWS = 100_000
"""Rows that are read of a larger table, or of a view or a table without rowid, where they are the first ones."""
_RANGES = 200
_FEW_RANGES = 50
"""Where a smaller sample is asked for: each range costs as much as some hundred rows."""
_STRIDE = 77
"""Ranges are read in an order in which the first few already lie all over the table."""
COMPARED_CHARACTERS = 4_096
"""Longer values count as equal where their lengths and their first so many characters are equal."""
SHOWN_VALUES = 20
_REPORT_EVERY_S = 0.2
_FIRST_REPORT_S = 0.05
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Frequent:
    """A value that is met often."""

    text: CellText
    """As a grid shows it."""
    value: Cell
    """The value itself, to filter by; None where it is too long to be kept."""
    rows: int
    """How often it was met; at least so often, where `ColumnProfile.distinct_exact` is false."""


@dataclass(frozen=True, slots=True)
class LengthBar:
    """One bar of the histogram of lengths, in characters of texts and bytes of blobs."""

    shortest: int
    longest: int
    rows: int


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What is known of a column so far."""

    table: str
    column: str
    rows: int = 0
    """Rows that were looked at."""
    total: int | None = None
    """Rows of the table; None where they were not counted."""
    done: bool = False
    """Whether no further profile follows."""
    sampled: bool = False
    """Whether only a sample of the rows is looked at."""
    kinds: tuple[tuple[CellKind, int], ...] = ()
    """Storage classes that were met and how often, NULL among them."""
    empty: int = 0
    """Texts and blobs of length 0."""
    distinct: int = 0
    """Different values, compared byte by byte; NULL is none."""
    distinct_exact: bool = True
    """Whether `distinct` is counted; otherwise it is estimated to a few percent."""
    minimum: CellText | None = None
    """The first value in SQLite's order (numbers, texts by their bytes, blobs); None where there is none to show."""
    maximum: CellText | None = None
    extremes_exact: bool = True
    """Whether `minimum` and `maximum` hold for the whole table, not only for what was looked at."""
    frequent: tuple[Frequent, ...] = ()
    """The most frequent values, most frequent first."""
    lengths: tuple[LengthBar, ...] = ()
    length_range: tuple[int, int] | None = None
    """The shortest and the longest text or blob that was looked at; None where there was none."""
    index: str = ""
    """An index that begins with the column (`rowid` for the rowid itself), or empty."""
    hidden: int = 0
    """Secrets: counted as filled, and nothing else is told of them."""

    @property
    def nulls(self) -> int:
        """Rows in which the column is NULL."""
        return dict(self.kinds).get(CellKind.NULL, 0)

    @property
    def filled(self) -> int:
        """Rows in which it is not NULL."""
        return self.rows - self.nulls


def profile_column(
    connection: ReadConnection,
    table: Table,
    column: str,
    progress: Progress = silent,
    *,
    whole_rows: int | None = None,
) -> Iterator[ColumnProfile]:
    """Profiles of a column, each knowing more than the one before, a few a second; the last one is `done`.

    Args:
        connection: A lease that lasts until the last profile was taken.
        table: The table, view or virtual table.
        column: One of its columns.
        progress: Hears of rows looked at.
        whole_rows: Up to so many rows are all read, of a larger table no more; `WHOLE_ROWS` by default.

    Raises:
        StatementProblem: The table or the column is gone, or computing a value fails.
        DatabaseDamaged: A damaged page lies in the way; what came before holds for the rows before it.
        Cancelled: The connection's token was cancelled.
    """
    name = next((c.name for c in table.columns if folded(c.name) == folded(column)), column)
    connection.scan()
    profiling = _Profiling(
        connection, table, name, WHOLE_ROWS if whole_rows is None else whole_rows
    )
    reported = time.monotonic() - _REPORT_EVERY_S + _FIRST_REPORT_S
    for rows in profiling.batches():
        profiling.add(rows)
        if time.monotonic() - reported >= _REPORT_EVERY_S:
            yield profiling.profile(done=False)
            progress(profiling.looked_at, profiling.planned, tr("Looking at rows"))
            reported = time.monotonic()
    yield profiling.profile(done=True)


class _Profiling:
    """The work on one column, and what is known so far."""

    def __init__(
        self, connection: ReadConnection, table: Table, column: str, whole_rows: int
    ) -> None:
        self._connection = connection
        self._table = table
        self._column = column
        self._name = f"{ALIAS}.{quoted(column)}"
        masks = masks_for(table, (column,))
        self._mask: Mask | None = masks[0] if masks else None
        self._index = _index_on(table, column)
        self._plan = _Plan(connection, table, whole_rows)
        self._tally = Tally()
        self._extremes = self._through_index()
        self.looked_at = 0
        self.hidden = 0

    @property
    def planned(self) -> int | None:
        """How many rows will be looked at, as far as that is known."""
        return self._plan.rows

    def batches(self) -> Iterator[list[Row]]:
        """The column's value, its length and what the mask has to see, row by row."""
        witnesses = [] if self._mask is None else [f"{ALIAS}.{quoted(n)}" for n in self._mask.reads]
        select = (
            f"SELECT {', '.join([_beginning(self._name), f'length({self._name})', *witnesses])}"
        )
        for clauses, parameters in self._plan.parts():
            yield from self._connection.bulk(
                f"{select}{source_sql(self._table)}{clauses}", parameters, size=_BATCH
            )

    def add(self, rows: list[Row]) -> None:
        """Count further rows."""
        self.looked_at += len(rows)
        if self._mask is not None:
            rows = self._without_secrets(self._mask, rows)
        values, lengths = [row[0] for row in rows], [row[1] for row in rows]
        self._tally.add(values, lengths)

    def profile(self, *, done: bool) -> ColumnProfile:
        """What is known so far."""
        tally = self._tally
        kinds = tally.kinds.copy()
        is_sample = self._plan.sampled and (not done or self._plan.left_out)
        smallest, largest = self._extremes or (tally.smallest, tally.largest)
        return ColumnProfile(
            table=self._table.name,
            column=self._column,
            rows=self.looked_at,
            total=self.looked_at if done and not is_sample else self._plan.total,
            done=done,
            sampled=is_sample,
            kinds=tuple((kind, kinds[kind]) for kind in CellKind if kinds[kind]),
            empty=tally.lengths[0],
            distinct=tally.different.count,
            distinct_exact=tally.different.exact,
            minimum=None if smallest is None else display(smallest),
            maximum=None if largest is None else display(largest),
            extremes_exact=self._extremes is not None or (done and not is_sample),
            frequent=tuple(
                Frequent(display(value), value if whole else None, rows)
                for value, whole, rows in tally.different.most_frequent(SHOWN_VALUES)
            ),
            lengths=_bars(tally),
            length_range=tally.length_range,
            index=self._index,
            hidden=self.hidden,
        )

    def _without_secrets(self, mask: Mask, rows: list[Row]) -> list[Row]:
        """The rows whose value may be told; of the others only that they are filled."""
        shown = []
        for row in rows:
            values: dict[str, Cell] = dict(zip(mask.reads, row[2:], strict=True))
            values[self._column] = row[0]
            if mask.hides(values):
                self.hidden += 1
            else:
                shown.append(row)
        return shown

    def _through_index(self) -> tuple[Cell, Cell] | None:
        """Smallest and largest of the whole table, where an index has them at its ends."""
        if self._mask is not None or not self._index:
            return None
        ends = [
            self._connection.value(
                f"SELECT {_beginning('m')} FROM"
                f" (SELECT {which}({self._name} COLLATE BINARY) AS m{source_sql(self._table)})"
            )
            for which in ("min", "max")
        ]
        return ends[0], ends[1]

    def _index_name(self) -> str:
        return self._index


class _Plan:
    """Which rows are read."""

    def __init__(self, connection: ReadConnection, table: Table, whole_rows: int) -> None:
        self._connection = connection
        self._table = table
        self._rowid = rowid_name(table)
        self._most = min(SAMPLE_ROWS, whole_rows)
        self._range_count = _RANGES if whole_rows >= WHOLE_ROWS else _FEW_RANGES
        order = natural_order(connection, table)
        small = order.count <= whole_rows and self._rowid is not None
        if not small and self._rowid is not None:
            small = counted_up_to(connection, table, whole_rows + 1) <= whole_rows
        self.sampled = not small
        self.total = order.count if order.exact and not order.limited else None
        self.rows = order.count if small else self._most
        """About how many rows will be read, for progress."""
        self.left_out = False
        """Whether there turned out to be rows that are not read."""

    def parts(self) -> Iterator[tuple[str, Sequence[Cell]]]:
        """The clauses behind FROM of each part, and what is bound to them."""
        if not self.sampled:
            yield "", ()
        elif self._rowid is None:
            yield f" LIMIT {self._most}", ()
            counted = counted_up_to(self._connection, self._table, self._most + 1)
            self.left_out = counted > self._most
        else:
            self.left_out = True
            yield from self._ranges(self._rowid)

    def _ranges(self, rowid: str) -> Iterator[tuple[str, Sequence[Cell]]]:
        source = source_sql(self._table)
        lowest = self._connection.integer(f"SELECT min({rowid}){source}")
        highest = self._connection.integer(f"SELECT max({rowid}){source}")
        span = highest - lowest + 1
        clauses = f" WHERE {rowid} >= ? AND {rowid} < ? ORDER BY {rowid} LIMIT {-(-self._most // self._range_count)}"
        for turn in range(self._range_count):
            part = turn * _STRIDE % self._range_count
            start = lowest + span * part // self._range_count
            end = lowest + span * (part + 1) // self._range_count
            yield clauses, (start, min(end, 2**63 - 1))


def _beginning(name: str) -> str:
    """SQL for a value as far as it is compared."""
    start = f"substr({name}, 1, {COMPARED_CHARACTERS})"
    return f"CASE WHEN length({name}) > {COMPARED_CHARACTERS} THEN {start} ELSE {name} END"


def _bars(tally: Tally) -> tuple[LengthBar, ...]:
    if not tally.lengths:
        return ()
    return tuple(
        LengthBar(2**digits // 2, 2**digits - 1, tally.lengths[digits])
        for digits in range(min(tally.lengths), max(tally.lengths) + 1)
    )


def _index_on(table: Table, column: str) -> str:
    """An index over all rows that begins with a column and compares by bytes, or nothing."""
    name = folded(column)
    if is_rowid(table) and name == folded(table.primary_key[0]):
        return "rowid"
    return next((index.name for index in table.indexes if _begins_with(index, name)), "")


def _begins_with(index: Index, name: str) -> bool:
    first = index.columns[0]
    is_whole = index.where is None and first.collation == "BINARY"
    return is_whole and first.name is not None and folded(first.name) == name
