"""Chosen cells in one of the formats, for the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.copying import (
    MOST_CHARACTERS,
    Chosen,
    chosen_cells,
    too_large,
)
from hive_inspector.core.browsing.export.request import Options
from hive_inspector.core.browsing.export.textfiles import text_writer
from hive_inspector.core.browsing.export.writing import Sheet, TextSink
from hive_inspector.core.database.values import CellText
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hive_inspector.core.browsing.copying import CopyRequest
    from hive_inspector.core.browsing.export.formatinfo import Format
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell

_REPORT_EVERY = 2048
_STEP = tr("Copying rows")


def copied_as(
    connection: ReadConnection,
    request: CopyRequest,
    order: RowOrder,
    of: Format,
    progress: Progress = silent,
) -> str:
    """The chosen cells in a format of text: CSV, JSON, JSON lines, Markdown or SQL. Secrets are masked.

    Whether CSV has a line of names is for `request.headers` to say. Of several blocks, cells between them are NULL.

    Args:
        connection: A lease.
        request: Which cells.
        order: The order in which its blocks count.
        of: The format.
        progress: Hears of rows copied.

    Raises:
        UsageProblem: The selection is too large for a clipboard.
        DatabaseChanged: Other rows stand there by now than those that were seen.
        StatementProblem: The table or a column is gone.
        Cancelled: The connection's token was cancelled.
    """
    chosen = Chosen(request.blocks)
    columns = tuple(request.columns[column] for column in chosen.columns)
    sheet = Sheet(request.table, columns, Options(headers=request.headers))
    rows = chosen_cells(connection, request, order, chosen)
    return text_in_format(sheet, rows, of, chosen.row_count, progress)


def text_in_format(
    sheet: Sheet,
    rows: Iterable[Sequence[Cell | CellText]],
    of: Format,
    total: int,
    progress: Progress = silent,
) -> str:
    """Rows in a format of text, wherever they come from.

    Args:
        sheet: What the rows' values are, and how they are written.
        rows: With a value for each column of the sheet.
        of: The format.
        total: How many rows there are.
        progress: Hears of rows copied.

    Raises:
        UsageProblem: The text is too long for a clipboard.
    """
    sink = TextSink()
    pieces: list[str] = []
    length = 0
    writer = text_writer(of, sheet, sink, is_file=False)
    writer.begin()
    for done, cells in enumerate(rows, 1):
        writer.write(writer.ready([[_plain(cell) for cell in cells]]))
        pieces.append(sink.take())
        length += len(pieces[-1])
        if length > MOST_CHARACTERS:
            raise too_large()
        if done % _REPORT_EVERY == 0:
            progress(done, total, _STEP)
    writer.finish()
    text = "".join((*pieces, sink.take()))
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(cell: Cell | CellText) -> Cell:
    """A value, or the dots that stand for it."""
    return cell.text if isinstance(cell, CellText) else cell
