"""Chosen cells in one of the formats, for the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.copying import (
    MOST_CHARACTERS,
    Chosen,
    chosen_cells,
    too_large,
)
from hive_inspector.core.browsing.export.csvrows import CsvWriter
from hive_inspector.core.browsing.export.request import Options
from hive_inspector.core.browsing.export.textfiles import text_writer
from hive_inspector.core.browsing.export.writing import Sheet, TextSink
from hive_inspector.core.database.values import CellText
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from hive_inspector.core.browsing.copying import CopyRequest
    from hive_inspector.core.browsing.export.formatinfo import Format
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell

_REPORT_EVERY = 2048
_STEP = "Copying rows"


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
    sink = TextSink()
    pieces: list[str] = []
    length = 0
    writer = text_writer(of, sheet, sink, is_file=False)
    writer.begin()
    for done, cells in enumerate(chosen_cells(connection, request, order, chosen), 1):
        row = [_plain(cell) for cell in cells]
        writer.write([list(map(writer.field, row)) if isinstance(writer, CsvWriter) else row])
        pieces.append(sink.take())
        length += len(pieces[-1])
        if length > MOST_CHARACTERS:
            raise too_large()
        if done % _REPORT_EVERY == 0:
            progress(done, chosen.row_count, _STEP)
    writer.finish()
    text = "".join((*pieces, sink.take()))
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(cell: Cell | CellText) -> Cell:
    """A value, or the dots that stand for it."""
    return cell.text if isinstance(cell, CellText) else cell
