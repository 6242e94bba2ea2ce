"""Rows on a stream: as a readable table, as one JSON document, as CSV."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, TextIO

from hive_inspector.cli.render import Column, Word, fits, records, table, visible, write_lines
from hive_inspector.core.browsing.export.csvrows import defused
from hive_inspector.core.browsing.pages import read_page, read_values
from hive_inspector.core.database.values import CellKind, CellText, copy_text, display

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from hive_inspector.core.browsing.pages import Page, PageRequest
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell

DOCUMENT_MEMORY = 8 * 1024 * 1024
"""Bytes of a document that are held in memory until it is complete; a longer one waits on the disk."""
_NEEDS_QUOTES = frozenset(',"\r\n')
_SHOWN_KINDS = {CellKind.NULL: "dim", CellKind.BLOB: "dim"}
_NUMBERS = frozenset({CellKind.INTEGER, CellKind.REAL})


def write_table(
    connection: ReadConnection,
    request: PageRequest,
    order: RowOrder,
    reveal: Sequence[str],
    stream: TextIO,
) -> Page:
    """Aligned columns; one cell below the other where a terminal is too narrow for them."""
    page = read_page(connection, request, order, reveal=reveal)
    cells = [row.cells for row in page.rows]
    columns = [
        Column(display(name).text, numeric=is_numeric(row[place] for row in cells))
        for place, name in enumerate(request.columns)
    ]
    words = [[Word(cell.text, cell_style(cell)) for cell in row] for row in cells]
    lines = list(table(columns, words))
    write_lines(stream, lines if fits(lines, stream) else records(columns, words))
    return page


def write_json(
    connection: ReadConnection,
    request: PageRequest,
    order: RowOrder,
    reveal: Sequence[str],
    stream: TextIO,
) -> None:
    """One document, which appears only when it is complete: a failure halfway leaves nothing that looks like one."""
    with tempfile.SpooledTemporaryFile(DOCUMENT_MEMORY, "w+", encoding="utf-8") as document:
        with closing(_json_pieces(connection, request, order, reveal)) as pieces:
            document.writelines(pieces)
        document.seek(0)
        shutil.copyfileobj(document, stream)


def write_csv(
    connection: ReadConnection,
    request: PageRequest,
    order: RowOrder,
    reveal: Sequence[str],
    stream: TextIO,
) -> None:
    """A line of names and a line for each row, written as they are read."""
    shown = visible if stream.isatty() else str
    with closing(read_values(connection, request, order, reveal=reveal)) as rows:
        lines = chain([request.columns], (map(_plain, row.values) for row in rows))
        stream.writelines(
            ",".join(shown(csv_field(cell)) for cell in line) + "\n" for line in lines
        )


def csv_field(value: Cell) -> str:
    """A value as a field of a CSV line (RFC 4180), with a text that a spreadsheet would run made harmless."""
    text = copy_text(value)
    if not isinstance(value, str):
        return text
    text = defused(text)
    if not text or not _NEEDS_QUOTES.isdisjoint(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def json_value(value: Cell) -> int | float | str | None:
    """A value as JSON has it: a BLOB as SQL writes it, an infinite number by its name."""
    if isinstance(value, bytes):
        return copy_text(value)
    if isinstance(value, float) and math.isinf(value):
        return display(value).text
    return value


def _json_pieces(
    connection: ReadConnection, request: PageRequest, order: RowOrder, reveal: Sequence[str]
) -> Generator[str]:
    names = {"table": request.table.name, "columns": list(request.columns)}
    yield json.dumps(names)[:-1] + ', "rows": ['
    before = "\n"
    with closing(read_values(connection, request, order, reveal=reveal)) as rows:
        for row in rows:
            yield before + json.dumps([json_value(_plain(value)) for value in row.values])
            before = ",\n"
    total = order.count if order.exact and not order.limited else None
    yield f"\n], {json.dumps({'total': total, 'offset': request.first})[1:]}\n"


def _plain(value: Cell | CellText) -> Cell:
    """A value, or the dots that stand for it."""
    return value.text if isinstance(value, CellText) else value


def is_numeric(cells: Iterable[CellText]) -> bool:
    """Whether all cells of a column are numbers, so that they are aligned like numbers."""
    return all(cell.kind in _NUMBERS or cell.kind is CellKind.NULL for cell in cells)


def cell_style(cell: CellText) -> str:
    """How a cell looks on a terminal."""
    return "yellow" if cell.masked else _SHOWN_KINDS.get(cell.kind, "")
