"""Chosen cells as text for the clipboard: whole values, tab between columns, secrets masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.pages import PageRequest, read_values
from hive_inspector.core.database.failures import DatabaseChanged
from hive_inspector.core.database.values import CellText, copy_text
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.pages import ValueRow
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell

MOST_CELLS = 2_000_000
MOST_CHARACTERS = 64 * 1024 * 1024
"""What other programs still paste; more is a file's work."""
_NEEDS_QUOTES = frozenset('\t\r\n"')
_REPORT_EVERY = 2048


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring rows of neighbouring columns, ends included, counted from 0."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """Which cells of a table are wanted as text."""

    table: Table
    columns: tuple[str, ...]
    """All columns as they stand on screen; blocks count in these."""
    blocks: tuple[Block, ...]
    headers: bool = False
    seen: Mapping[int, RowKey] | None = None
    """Which row the user saw at a position, for some or all positions."""
    page_rows: int = 64
    """The rows that were read together, so that an estimated order gives the same rows again."""


def copied_text(
    connection: ReadConnection,
    request: CopyRequest,
    order: RowOrder,
    progress: Progress = silent,
) -> str:
    """The chosen cells, one line a row; cells between chosen ones stay empty.

    A value with a tab, a line break or a quotation mark is put into quotation marks, as spreadsheets do; a single cell
    is copied as it is.

    Raises:
        UsageProblem: The selection is too large for a clipboard.
        DatabaseChanged: Other rows stand there by now than those that were seen.
        StatementProblem: The table or a column is gone.
        Cancelled: The connection's token was cancelled.
    """
    chosen = Chosen(request.blocks)
    rows = chosen_cells(connection, request, order, chosen)
    return plain_text(request.columns, chosen, rows, progress, headers=request.headers)


def plain_text(
    columns: Sequence[str],
    chosen: Chosen,
    rows: Iterable[Sequence[Cell | CellText]],
    progress: Progress = silent,
    *,
    headers: bool,
) -> str:
    """Chosen cells as `copied_text` gives them, wherever the rows come from.

    Args:
        columns: The names of all columns; those chosen count in them.
        chosen: What was chosen.
        rows: Of each chosen row the cells of the chosen columns.
        progress: Hears of rows copied.
        headers: Whether to begin with the names.

    Raises:
        UsageProblem: The text is too long for a clipboard.
    """
    if chosen.cells == 1 and not headers:
        return "".join(_text(cells[0]) for cells in rows)
    lines = [_line(columns[column] for column in chosen.columns)] if headers else []
    length = 0
    for done, cells in enumerate(rows, 1):
        lines.append(_line(map(_text, cells)))
        length += len(lines[-1])
        if length > MOST_CHARACTERS:
            raise too_large()
        if done % _REPORT_EVERY == 0:
            progress(done, chosen.row_count, tr("Copying rows"))
    return "\n".join(lines)


class Chosen:
    """The rows and columns of some blocks.

    Raises:
        UsageProblem: They are too many for a clipboard.
    """

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._blocks = blocks
        self.columns = sorted({c for b in blocks for c in range(b.left, b.right + 1)})
        self.rows = _merged(blocks)
        self.row_count = sum(len(rows) for rows in self.rows)
        if self.cells > MOST_CELLS:
            raise too_large()

    @property
    def cells(self) -> int:
        """How many cells the text will have."""
        return self.row_count * len(self.columns)

    def columns_at(self, row: int) -> frozenset[int]:
        """The chosen columns of a row."""
        return frozenset(
            column
            for block in self._blocks
            if block.top <= row <= block.bottom
            for column in range(block.left, block.right + 1)
        )


def _merged(blocks: tuple[Block, ...]) -> list[range]:
    """The rows of all blocks, in order and each once."""
    merged: list[range] = []
    for top, bottom in sorted((block.top, block.bottom) for block in blocks):
        if merged and top <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, bottom + 1))
        else:
            merged.append(range(top, bottom + 1))
    return merged


def chosen_cells(
    connection: ReadConnection, request: CopyRequest, order: RowOrder, chosen: Chosen
) -> Iterator[list[Cell | CellText]]:
    """The chosen cells row by row, NULL between them where only others of the row are chosen.

    Raises:
        DatabaseChanged: Other rows stand there by now than those that were seen.
        StatementProblem: The table or a column is gone.
        Cancelled: The connection's token was cancelled.
    """
    names = tuple(request.columns[column] for column in chosen.columns)
    is_whole = len(request.blocks) == 1
    for rows in chosen.rows:
        taken = rows.start
        for position, row in _rows(connection, request, order, names, rows):
            taken = position + 1
            _require_seen(request, position, row)
            wanted = frozenset(chosen.columns) if is_whole else chosen.columns_at(position)
            yield [
                value if column in wanted else None
                for column, value in zip(chosen.columns, row.values, strict=True)
            ]
        if request.seen and any(position in request.seen for position in range(taken, rows.stop)):
            raise _moved()


def _rows(
    connection: ReadConnection,
    request: CopyRequest,
    order: RowOrder,
    names: tuple[str, ...],
    rows: range,
) -> Iterator[tuple[int, ValueRow]]:
    """The rows at these positions; under an estimated order by the same pages in which they were shown."""
    if order.exact:
        wanted = PageRequest(request.table, names, rows.start, len(rows))
        for row in read_values(connection, wanted, order):
            yield row.position, row
        return
    size = request.page_rows
    for first in range(rows.start // size * size, rows.stop, size):
        page = PageRequest(request.table, names, first, min(size, order.count - first))
        for row in read_values(connection, page, order):
            if row.position in rows:
                yield row.position, row


def _require_seen(request: CopyRequest, position: int, row: ValueRow) -> None:
    seen = request.seen.get(position) if request.seen else None
    if seen is not None and seen != row.key:
        raise _moved()


def _text(value: Cell | CellText) -> str:
    return value.text if isinstance(value, CellText) else copy_text(value)


def _line(texts: Iterator[str]) -> str:
    return "\t".join(_quoted(text) if _NEEDS_QUOTES.intersection(text) else text for text in texts)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _moved() -> DatabaseChanged:
    return DatabaseChanged(
        tr("The rows moved while they were copied, so nothing was copied."),
        tr("Reload with F5 and copy again."),
    )


def too_large() -> UsageProblem:
    """What is said of a selection that no clipboard takes."""
    return UsageProblem(
        tr("The selection is too large for the clipboard."),
        tr(
            "Select at most {most_cells:,} cells and {most_characters} MB of text.",
            most_cells=MOST_CELLS,
            most_characters=MOST_CHARACTERS // 1024**2,
        ),
    )
