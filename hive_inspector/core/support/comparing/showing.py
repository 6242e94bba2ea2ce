"""Differing rows as they can be shown: long texts from where they differ, secrets as dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.values import ELLIPSIS, CellKind, CellText, display
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.support.comparing.differences import CellDifference, RowDifference
from hive_inspector.core.support.comparing.hiding import Hiding
from hive_inspector.core.support.comparing.merging import Side, image_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hive_inspector.core.database.statements import Row
    from hive_inspector.core.support.comparing.matching import Match
    from hive_inspector.core.support.comparing.merging import Change

_MASKED = CellText(MASK_TEXT, CellKind.TEXT, masked=True)
_ABSENT = CellText("", CellKind.NULL)
_LIMIT = 200
"""Characters that are kept of a cell."""
_BEFORE = 30
"""Of them, characters that stand before the first difference of two long texts."""
_STEP = 4096


class Shown:
    """Turns differing rows into what can be shown of them."""

    def __init__(self, match: Match) -> None:
        self._match = match
        self._hiding = Hiding(match)
        self._key = match.key_places

    def row(self, change: Change) -> RowDifference:
        """A row, its secrets hidden."""
        hidden = self._hiding.places(change)
        row = change.row
        key = tuple(_cell(row, place, hidden) for place in self._key)
        return RowDifference(change.side, key, tuple(self._cells(change, hidden)))

    def _cells(self, change: Change, hidden: Collection[int]) -> Iterator[CellDifference]:
        for place, name in enumerate(self._match.columns):
            if change.side is not Side.BOTH or differs(change, place):
                start = _start(change, place)
                yield CellDifference(
                    name,
                    _cell(change.left, place, hidden, start),
                    _cell(change.right, place, hidden, start),
                )


def differs(change: Change, place: int) -> bool:
    """Whether a cell of a changed row is not the same on both sides, in value and kind."""
    assert change.left is not None and change.right is not None  # noqa: S101, PT018 - changed rows are on both sides
    return image_of(change.left[place]) != image_of(change.right[place])


def _start(change: Change, place: int) -> int:
    """Where two texts are shown from, so that what differs is to be seen."""
    if change.left is None or change.right is None:
        return 0
    one, other = change.left[place], change.right[place]
    if not isinstance(one, str) or not isinstance(other, str) or max(len(one), len(other)) < _LIMIT:
        return 0
    at = 0
    while at < len(one) and one[at : at + _STEP] == other[at : at + _STEP]:
        at += _STEP
    pieces = zip(one[at : at + _STEP], other[at : at + _STEP], strict=False)
    shorter = min(len(one), len(other)) - at
    at += next((far for far, (here, there) in enumerate(pieces) if here != there), shorter)
    return max(0, at - _BEFORE)


def _cell(row: Row | None, place: int, hidden: Collection[int], start: int = 0) -> CellText:
    if row is None:
        return _ABSENT
    value = row[place]
    if place in hidden and value is not None:
        return _MASKED
    if start and isinstance(value, str):
        value = ELLIPSIS + value[start:]
    return display(value, _LIMIT)
