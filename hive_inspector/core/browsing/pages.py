"""Neighbouring rows of a table, read in one consistent state, secrets masked.

The same way for everything that reads rows: `read_page` gives what a grid shows, `read_values` whole values for files
and for other programs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from hive_inspector.core.browsing.keys import ALIAS, Position
from hive_inspector.core.browsing.masking import (
    MASKED_CELL,
    columns_read,
    hidden_columns,
    masks_for,
)
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.values import (
    DISPLAY_LIMIT,
    CellKind,
    CellText,
    display_fetched,
    grid_expression,
)
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.spans import RowOrder, Span
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.database.values import Cell

_PAGE_BATCH = 500
_VALUE_BATCH = 16
"""Rows of whole values that are fetched at once: each of them may be large."""
COLUMNS_AT_ONCE = 1_500
"""SQLite takes 2,000 columns in a result; of a wider table (2,000 columns and its key) a page takes two statements."""

UNREADABLE_CELL = CellText(tr("unreadable"), CellKind.NULL)
"""What stands for each cell of a row that a damaged part of the file hides."""
GONE_CELL = CellText(tr("gone"), CellKind.NULL)
"""What stands for each cell of a row that was found and has been deleted since."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which rows and columns of a table are wanted."""

    table: Table
    columns: tuple[str, ...]
    first: int
    """Position of the first row, from 0."""
    count: int
    limit: int = DISPLAY_LIMIT
    """Characters of a cell that are shown."""


class PageRow(NamedTuple):
    """A row as a grid shows it."""

    key: RowKey
    cells: tuple[CellText, ...]
    gone: bool = False
    """Whether the row has been deleted since it was found; its place is kept, with `GONE_CELL` in each column."""


class ValueRow(NamedTuple):
    """A row with its whole values."""

    key: RowKey
    values: tuple[Cell | CellText, ...]
    """The values; `MASKED_CELL` in place of a secret."""
    position: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as a grid shows them."""

    first: int
    """Position of the first row."""
    rows: tuple[PageRow, ...]
    """Fewer than asked for at the end of the table, or where the order's count was estimated too high."""
    approximate: bool
    """Whether the rows stand near these positions, but not certainly at them."""
    damage: str = ""
    """Which rows a damaged part of the file hides, as a sentence; in their places stand rows of `UNREADABLE_CELL`."""


def read_page(
    connection: ReadConnection,
    request: PageRequest,
    order: RowOrder,
    *,
    reveal: Collection[str] = (),
) -> Page:
    """The rows as a grid shows them.

    Args:
        connection: A lease.
        request: The rows.
        order: The order in which the request's positions count.
        reveal: Columns whose secrets are not masked.

    Raises:
        StatementProblem: The table or a column is gone, or computing a value fails.
        DatabaseDamaged: None of the rows can be read; other pages of the table may be whole.
        Cancelled: The connection's token was cancelled.
    """
    pieces = [part for piece in _at_once(request, order) for part in _cut(piece, order)]
    if len(pieces) == 1:
        return _page_at_once(connection, request, order, reveal)
    pages: list[Page] = []
    failure: DatabaseDamaged | None = None
    for piece in pieces:
        try:
            pages.append(_page_at_once(connection, piece, order, reveal))
        except DatabaseDamaged as error:
            failure = error
            pages.append(_hole(piece))
    if failure is not None and all(isinstance(row.key, Position) for p in pages for row in p.rows):
        raise failure
    return Page(
        request.first,
        tuple(row for page in pages for row in page.rows),
        any(page.approximate for page in pages),
        " ".join(page.damage for page in pages if page.damage),
    )


def _at_once(request: PageRequest, order: RowOrder) -> list[PageRequest]:
    """The request, cut into as many as the order needs spans."""
    most = order.at_once
    if most is None or request.count <= most:
        return [request]
    end = min(request.first + request.count, order.count)
    starts = range(request.first, max(end, request.first + 1), most)
    return [replace(request, first=first, count=min(most, end - first)) for first in starts]


def _cut(request: PageRequest, order: RowOrder) -> list[PageRequest]:
    """The request, cut where the order wants it to be."""
    end = request.first + request.count
    edges = [request.first, *order.cuts(request.first, end), end]
    return [replace(request, first=one, count=other - one) for one, other in pairwise(edges)]


def _hole(request: PageRequest) -> Page:
    """A page of which nothing can be read."""
    hidden = range(request.first, request.first + request.count)
    rows = tuple(_unreadable(request, position) for position in hidden)
    return Page(request.first, rows, approximate=False, damage=_damage_text(hidden))


def _unreadable(request: PageRequest, position: int) -> PageRow:
    """What stands in the place of a row that a damage hides."""
    return PageRow(Position(position), (UNREADABLE_CELL,) * len(request.columns))


def _page_at_once(
    connection: ReadConnection, request: PageRequest, order: RowOrder, reveal: Collection[str]
) -> Page:
    span = order.span(request.first, request.count)
    reading = _Reading(connection, request, order, _shown_expression(request.limit), reveal)
    try:
        rows = reading.page_rows(span)
        if span.approximate and len(rows) < span.count:
            rows = reading.page_rows(order.last(span.count))
    except DatabaseDamaged:
        return _page_with_a_hole(reading, request, order, span)
    return Page(request.first, tuple(rows), span.approximate)


def _page_with_a_hole(reading: _Reading, request: PageRequest, order: RowOrder, span: Span) -> Page:
    """The rows before the damage and, where they can be entered from behind, those after it.

    Raises:
        DatabaseDamaged: There are none.
    """
    before = _readable_rows(reading, span)
    ending = order.ending(request.first, span.count)
    after = (
        _readable_rows(reading, replace(ending, count=span.count - len(before))) if ending else []
    )
    if not before and not after:
        reading.page_rows(span)  # tells of the damage
    hidden = range(
        request.first + len(before), request.first + span.count - len(after)
    )  # none, where the damage lies before the page
    hole = (_unreadable(request, position) for position in hidden) if ending else ()
    rows = (*before, *hole, *after)
    return Page(request.first, rows, span.approximate, _damage_text(hidden))


def _damage_text(hidden: range) -> str:
    if not hidden:
        return ""
    if len(hidden) == 1:
        return tr(
            "Row {start:,} cannot be read: the file is damaged there.", start=hidden.start + 1
        )
    return tr(
        "Rows {start:,} to {stop:,} cannot be read: the file is damaged there.",
        start=hidden.start + 1,
        stop=hidden.stop,
    )


def _readable_rows(reading: _Reading, span: Span) -> list[PageRow]:
    """The rows of a span up to the damage, by halving: a driver loses the row before the one that fails."""
    rows: list[PageRow] = []
    readable, too_many = 0, span.count + 1
    while too_many - readable > 1:
        count = (readable + too_many) // 2
        try:
            rows = reading.page_rows(replace(span, count=count))
            readable = count
        except DatabaseDamaged:
            too_many = count
    return rows


def read_values(
    connection: ReadConnection,
    request: PageRequest,
    order: RowOrder,
    *,
    reveal: Collection[str] = (),
) -> Generator[ValueRow]:
    """The rows with their whole values, one by one, in constant memory. Whoever stops early closes the generator.

    Args:
        connection: A lease that lasts until the last row has been taken.
        request: The rows; its `limit` means nothing here.
        order: An exact order, as `survey` gives it; rows that are gone from it are left out.
        reveal: Columns whose secrets are not masked.

    Raises:
        StatementProblem: The table or a column is gone, or computing a value fails.
        DatabaseDamaged: A damaged page lies among the rows.
        Cancelled: The connection's token was cancelled.
    """
    for one in _at_once(request, order):
        reading = _Reading(connection, one, order, _whole_expression, reveal)
        yield from reading.value_rows(order.span(one.first, one.count))


class _Reading:
    """One request as SQL, and its rows."""

    def __init__(
        self,
        connection: ReadConnection,
        request: PageRequest,
        order: RowOrder,
        expression: Callable[[str], str],
        reveal: Collection[str] = (),
    ) -> None:
        self._connection = connection
        self._request = request
        self._order = order
        self._masks = masks_for(request.table, request.columns, reveal)
        self._columns = columns_read(self._masks, request.columns)
        self._expressions = [expression(column) for column in self._columns]
        self._places: dict[str, list[int]] = {}
        for place, column in enumerate(request.columns):
            self._places.setdefault(folded(column), []).append(place)

    def page_rows(self, span: Span) -> list[PageRow]:
        """The rows of a span as a grid shows them."""
        limit, shown = self._request.limit, len(self._request.columns)
        rows: list[PageRow] = []
        for key, values in self._rows(span, _PAGE_BATCH):
            if values is None:
                rows.append(PageRow(key, (GONE_CELL,) * shown, gone=True))
                continue
            cells = [display_fetched(value, limit) for value in values[:shown]]
            self._mask(cells, values)
            rows.append(PageRow(key, tuple(cells)))
        return rows[::-1] if span.backwards else rows

    def value_rows(self, span: Span) -> Iterator[ValueRow]:
        """The rows of a span with their whole values."""
        shown = len(self._request.columns)
        rows: Iterable[tuple[RowKey, Row | None]] = self._rows(span, _VALUE_BATCH)
        if span.backwards:
            rows = reversed(list(rows))
        for position, (key, values) in enumerate(rows, self._request.first):
            if values is None:
                continue
            cells: list[Cell | CellText] = list(values[:shown])
            self._mask(cells, values)
            yield ValueRow(key, tuple(cells), position)

    def _mask(self, cells: list[Any], values: Row) -> None:
        """Put dots in the place of what is hidden in this row."""
        if not self._masks:
            return
        for column in hidden_columns(self._masks, dict(zip(self._columns, values, strict=True))):
            for place in self._places[folded(column)]:
                cells[place] = MASKED_CELL

    def _rows(self, span: Span, batch: int) -> Iterator[tuple[RowKey, Row | None]]:
        """The key of each row and its values, or None where the row is gone."""
        order, keys = self._order, len(self._order.key_columns)
        for position, values in enumerate(self._raw_rows(span, batch), self._request.first):
            names = values[:keys]
            yield order.key_of(names, position), None if order.is_gone(names) else values[keys:]

    def _raw_rows(self, span: Span, batch: int) -> Iterable[Row]:
        """Key columns and columns of each row; very many columns come through several statements, side by side."""
        parts = [
            self._statement(
                span, self._expressions[start : start + COLUMNS_AT_ONCE], keyed=not start
            )
            for start in range(0, max(1, len(self._expressions)), COLUMNS_AT_ONCE)
        ]
        streams = [self._connection.stream(sql, span.parameters, batch=batch) for sql in parts]
        if len(streams) == 1:
            return streams[0]
        return (sum(pieces, ()) for pieces in zip(*streams, strict=True))

    def _statement(self, span: Span, expressions: Sequence[str], *, keyed: bool) -> str:
        selected = [*(self._order.key_columns if keyed else ()), *expressions] or ["NULL"]
        return f"SELECT {', '.join(selected)}{span.source(self._request.table)}{span.clauses}"


def _shown_expression(limit: int) -> Callable[[str], str]:
    return lambda column: grid_expression(column, limit, of=ALIAS)


def _whole_expression(column: str) -> str:
    return f"{ALIAS}.{quoted(column)}"
