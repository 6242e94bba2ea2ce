"""A row as the grid paints it: plain strings and one byte a cell.

Thousands of rows are kept while one scrolls. Exact tuples of strings are what Python's garbage collector stops
looking at, so keeping many of them never lengthens a pause; a page of `CellText` would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.database.values import CellKind, CellText

if TYPE_CHECKING:
    from collections.abc import Sequence

ShownRow: TypeAlias = tuple[tuple[str, ...], bytes]
"""The texts of a row's cells, and for each the mark that says how it is drawn."""

PLAIN, NUMBER, NULL, BLOB, MASKED = range(5)
"""Marks of a cell: text, number (right-aligned), no value, described bytes, hidden secret."""

SORT_MARK_ROLE = 0x0100 + 1
"""What a model says of a title besides Qt's roles: a mark of how its column is sorted, such as `↓2`, or None."""

_TEXT, _INTEGER, _REAL = CellKind.TEXT, CellKind.INTEGER, CellKind.REAL


def shown_row(cells: Sequence[CellText]) -> ShownRow:
    """A row of a page in the form in which it is kept and painted."""
    return tuple([cell[0] for cell in cells]), bytes([_mark(cell) for cell in cells])


def _mark(cell: CellText) -> int:
    """By identity: looking an Enum up in a dictionary calls Python for its hash, for every cell of a page."""
    _, kind, _, masked = cell
    if masked:
        return MASKED
    if kind is _TEXT:
        return PLAIN
    if kind is _INTEGER or kind is _REAL:
        return NUMBER
    return NULL if kind is CellKind.NULL else BLOB
