"""A comparison in words: tables, rows and cells. The open file is called here, the other one there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.values import CellKind
from hive_inspector.core.hive.wording import counted, listed
from hive_inspector.core.schema.sides import Pair, Piece
from hive_inspector.core.support.comparing.merging import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.database.values import CellText
    from hive_inspector.core.support.comparing.differences import (
        CellDifference,
        Comparison,
        RowDifference,
        TableDifference,
    )

_WHERE = {Side.LEFT: "only here", Side.RIGHT: "only there", Side.BOTH: "changed"}
_NAMED = 3
_LONGEST_NAME = 18
_LED_IN = 14
"""Characters that are shown of what two long texts have in common before they differ."""


def differing(comparison: Comparison) -> tuple[TableDifference, ...]:
    """The tables that are not known to hold the same."""
    return tuple(table for table in comparison.tables if table.differs)


def summary_text(comparison: Comparison) -> str:
    """What came of it, or has come so far, in one line."""
    if comparison.awaited:
        return so_far_text(comparison)
    tables = differing(comparison)
    same = len(comparison.tables) - len(tables)
    if not tables:
        return f"{counted(same, 'table')}, all with the same rows"
    verb = "differs" if len(tables) == 1 else "differ"
    rest = f", {same:,} {'holds' if same == 1 else 'hold'} the same" if same else ""
    return f"{counted(len(tables), 'table')} {verb}{rest}"


def so_far_text(comparison: Comparison) -> str:
    """How much of it is done, in one line."""
    done = len(comparison.tables)
    found = len(differing(comparison))
    differ = f"{found:,} {'differs' if found == 1 else 'differ'}" if found else "none differs"
    return (
        f"{done:,} of {counted(done + len(comparison.awaited), 'table')} compared, {differ} so far"
    )


def table_row(table: TableDifference) -> tuple[str, ...]:
    """A table in the list; where nothing is to be said, nothing stands."""
    counts = (table.only_left, table.only_right, table.changed)
    return table.name, *(f"{count:,}" if count else "" for count in counts)


def table_text(table: TableDifference) -> str:
    """What is to be known of a table before its rows are looked at."""
    said = [table.note] if table.note else []
    for columns, where in (
        (table.columns_only_left, "here"),
        (table.columns_only_right, "there"),
    ):
        if columns:
            verb = "exists" if len(columns) == 1 else "exist"
            said.append(f"{listed(columns)} {verb} only {where} and is left out.")
    if table.examples and table.differences > len(table.examples):
        said.append(
            f"The first {len(table.examples):,} of {counted(table.differences, 'row')} are listed."
        )
    if table.same:
        said.append(f"{counted(table.same, 'row is', 'rows are')} the same.")
    return " ".join(said)


def row_row(row: RowDifference) -> tuple[str, ...]:
    """A row in the list of a table."""
    key = ", ".join(cell.text for cell in row.key)
    cells = "" if row.side is not Side.BOTH else listed([c.column for c in row.cells], _NAMED)
    return key, _WHERE[row.side], cells


def cell_pairs(row: RowDifference) -> tuple[Pair, ...]:
    """The cells of a row, side by side."""
    width = min(max((len(cell.column) for cell in row.cells), default=0), _LONGEST_NAME)
    return tuple(_pair(cell, row.side, width) for cell in row.cells)


def _pair(cell: CellDifference, side: Side, width: int) -> Pair:
    name = Piece(f"{cell.column:<{width}}  ", differs=False)
    left, right = _shown(cell.left), _shown(cell.right)
    if side is Side.LEFT:
        return Pair((name, Piece(left, differs=False)), ())
    if side is Side.RIGHT:
        return Pair((), (name, Piece(right, differs=False)))
    first, second = _told_apart(left, right)
    return Pair((name, *first), (name, *second))


def _shown(cell: CellText) -> str:
    return "NULL" if cell.kind is CellKind.NULL else cell.text.replace("\n", "↵") or "(empty)"


def _told_apart(left: str, right: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Two texts from shortly before where they differ; of what they begin with alike, only the end is shown."""
    if left == right:  # the same to the eye: another kind of value, hidden, or different further on
        return [Piece(left, differs=True)], [Piece(right, differs=True)]
    same = _same(left, right)
    led_in = left[:same] if same <= _LED_IN else "…" + left[same - _LED_IN : same]
    ends = _same(left[same:][::-1], right[same:][::-1])
    return _pieces(led_in, left[same:], ends), _pieces(led_in, right[same:], ends)


def _pieces(led_in: str, rest: str, ends: int) -> Sequence[Piece]:
    """What leads in, what differs, and what both end with."""
    changed = rest[: len(rest) - ends]
    return (
        Piece(led_in, differs=False),
        Piece(changed or "∅", differs=True),
        Piece(rest[len(rest) - ends :], differs=False),
    )


def _same(left: str, right: str) -> int:
    """How many characters two texts begin with alike, down to the beginning of a word."""
    pairs = enumerate(zip(left, right, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))
    while same and left[same - 1].isalnum():
        same -= 1
    return same
