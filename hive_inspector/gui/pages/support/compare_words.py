"""A comparison in words: tables, rows and cells. The open file is called here, the other one there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.values import CellKind
from hive_inspector.core.hive.drift import DriftKind
from hive_inspector.core.hive.wording import listed
from hive_inspector.core.language import plural, tr
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

KINDS = {
    DriftKind.MISSING_TABLE: tr("missing table"),
    DriftKind.EXTRA_TABLE: tr("extra table"),
    DriftKind.CHANGED_TABLE: tr("changed table"),
    DriftKind.MISSING_VIEW: tr("missing view"),
    DriftKind.EXTRA_VIEW: tr("extra view"),
    DriftKind.CHANGED_VIEW: tr("changed view"),
    DriftKind.MISSING_COLUMN: tr("missing column"),
    DriftKind.EXTRA_COLUMN: tr("extra column"),
    DriftKind.CHANGED_COLUMN: tr("changed column"),
    DriftKind.CHANGED_REFERENCE: tr("changed reference"),
    DriftKind.CHANGED_UNIQUE: tr("changed unique"),
    DriftKind.CHANGED_CHECK: tr("changed check"),
    DriftKind.MISSING_INDEX: tr("missing index"),
    DriftKind.EXTRA_INDEX: tr("extra index"),
    DriftKind.CHANGED_INDEX: tr("changed index"),
    DriftKind.MISSING_TRIGGER: tr("missing trigger"),
    DriftKind.EXTRA_TRIGGER: tr("extra trigger"),
    DriftKind.CHANGED_TRIGGER: tr("changed trigger"),
}
"""How the schemas differ, in two words."""
_WHERE = {Side.LEFT: tr("only here"), Side.RIGHT: tr("only there"), Side.BOTH: tr("changed")}
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
        return plural(
            same,
            "{count:,} table, all with the same rows",
            "{count:,} tables, all with the same rows",
        )
    differ = plural(len(tables), "{count:,} table differs", "{count:,} tables differ")
    return (
        f"{differ}, {plural(same, '{count:,} holds the same', '{count:,} hold the same')}"
        if same
        else differ
    )


def so_far_text(comparison: Comparison) -> str:
    """How much of it is done, in one line."""
    done = len(comparison.tables)
    found = len(differing(comparison))
    differ = (
        plural(found, "{count:,} differs so far", "{count:,} differ so far")
        if found
        else tr("none differs so far")
    )
    return plural(
        done + len(comparison.awaited),
        "{done:,} of {count:,} table compared, {differ}",
        "{done:,} of {count:,} tables compared, {differ}",
        done=done,
        differ=differ,
    )


def table_row(table: TableDifference) -> tuple[str, ...]:
    """A table in the list; where nothing is to be said, nothing stands."""
    counts = (table.only_left, table.only_right, table.changed)
    return table.name, *(f"{count:,}" if count else "" for count in counts)


def table_text(table: TableDifference) -> str:
    """What is to be known of a table before its rows are looked at."""
    said = [table.note] if table.note else []
    here, there = table.columns_only_left, table.columns_only_right
    if here:
        verb = tr("exists only here and is") if len(here) == 1 else tr("exist only here and are")
        said.append(tr("{names} {verb} left out.", names=listed(here), verb=verb))
    if there:
        verb = tr("exists only there and is") if len(there) == 1 else tr("exist only there and are")
        said.append(tr("{names} {verb} left out.", names=listed(there), verb=verb))
    if table.examples and table.differences > len(table.examples):
        said.append(
            plural(
                table.differences,
                "The first {table_examples:,} of {count:,} row are listed.",
                "The first {table_examples:,} of {count:,} rows are listed.",
                table_examples=len(table.examples),
            )
        )
    if table.same:
        said.append(
            plural(table.same, "{count:,} row is the same.", "{count:,} rows are the same.")
        )
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
    return "NULL" if cell.kind is CellKind.NULL else cell.text.replace("\n", "↵") or tr("(empty)")


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
