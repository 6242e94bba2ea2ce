"""A row as the grid paints it: plain strings and one byte a cell.

Thousands of rows are kept while one scrolls. Exact tuples of strings are what Python's garbage collector stops
looking at, so keeping many of them never lengthens a pause; a page of `CellText` would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.database.values import CellKind, CellText

if TYPE_CHECKING:
    from collections.abc import Iterable

ShownRow: TypeAlias = tuple[tuple[str, ...], bytes]
"""The texts of a row's cells, and for each the mark that says how it is drawn."""

PLAIN, NUMBER, NULL, BLOB, MASKED = range(5)
"""Marks of a cell: text, number (right-aligned), no value, described bytes, hidden secret."""

_MARK_OF_KIND = {
    CellKind.TEXT: PLAIN,
    CellKind.INTEGER: NUMBER,
    CellKind.REAL: NUMBER,
    CellKind.NULL: NULL,
    CellKind.BLOB: BLOB,
}


def shown_row(cells: Iterable[CellText]) -> ShownRow:
    """A row of a page in the form in which it is kept and painted."""
    texts: list[str] = []
    marks = bytearray()
    for cell in cells:
        texts.append(cell.text)
        marks.append(MASKED if cell.masked else _MARK_OF_KIND[cell.kind])
    return tuple(texts), bytes(marks)
