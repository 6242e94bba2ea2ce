"""Walking through two tables at once, both in the order of the key, without keeping more of them than a few lists."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field
from enum import Enum
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.values import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hive_inspector.core.database.statements import Row
    from hive_inspector.core.database.values import Cell, SortKey

LIST_ROWS = 500
"""Rows that are compared at one stroke."""
_FEW = 16
"""So few rows are compared one by one."""
_WITHOUT_SHARING = 2
"""The version of marshal's format in which equal values have equal bytes, whoever else holds them."""


class Side(Enum):
    """Where a row is."""

    LEFT = "only left"
    RIGHT = "only right"
    BOTH = "changed"
    """On both sides, and not the same."""


class Change(NamedTuple):
    """A row that is not the same on both sides, as it was read."""

    side: Side
    left: Row | None
    right: Row | None

    @property
    def row(self) -> Row:
        """The row of the side that has one, the left one first."""
        found = self.left if self.left is not None else self.right
        assert found is not None  # noqa: S101 - a change has a row
        return found


@dataclass(slots=True)
class Tally:
    """Rows of a table, counted while they are compared."""

    same: int = 0
    found: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))

    @property
    def rows(self) -> int:
        """Rows that were compared, each pair as one."""
        return self.same + sum(self.found.values())


def image_of(rows: Cell | list[Row]) -> bytes:
    """Bytes that are the same for the same values of the same kinds, and for no others."""
    return marshal.dumps(rows, _WITHOUT_SHARING)


def merged(
    left: Iterator[Sequence[Row]],
    right: Iterator[Sequence[Row]],
    key: Sequence[int],
    tally: Tally,
    encoding: str = "UTF-8",
) -> Iterator[Change]:
    """Every row that is not the same on both sides, in the order of the key.

    Rows of one key that several rows have (NULL, or a damaged index) are matched in the order in which they come.

    Args:
        left: Lists of rows, in the order of the key, as `encoding` has it.
        right: The same of the other side.
        key: Where the key stands in a row.
        tally: Counts what is found.
        encoding: How both files keep text; its order is that of their bytes.
    """
    here, there = _Ahead(left), _Ahead(right)
    ordered = _order(key, encoding)
    while here.fill() and there.fill():
        count = min(len(here), len(there))
        one, other = here.first(count), there.first(count)
        if image_of(one) == image_of(other):
            tally.same += count
            here.drop(count)
            there.drop(count)
        elif count > _FEW and (alike := _alike(one, other)):
            tally.same += alike
            here.drop(alike)
            there.drop(alike)
        else:
            taken_here, taken_there, changes = _one_by_one(one, other, ordered, tally)
            here.drop(taken_here)
            there.drop(taken_there)
            yield from changes
    for side, ahead in ((Side.LEFT, here), (Side.RIGHT, there)):
        while ahead.fill():
            rows = ahead.first(len(ahead))
            tally.found[side] += len(rows)
            ahead.drop(len(rows))
            for row in rows:
                yield _alone(side, row)


class _Ahead:
    """Rows of one side that were read and not compared yet."""

    def __init__(self, lists: Iterator[Sequence[Row]]) -> None:
        self._lists = lists
        self._rows: list[Row] = []
        self._at = 0

    def __len__(self) -> int:
        return len(self._rows) - self._at

    def fill(self) -> bool:
        """Read on where nothing is left; whether there are rows."""
        if self._at >= len(self._rows):
            self._rows = list(next(self._lists, ()))
            self._at = 0
        return bool(self._rows)

    def first(self, count: int) -> list[Row]:
        """The next so many rows."""
        return self._rows[self._at : self._at + count]

    def drop(self, count: int) -> None:
        """Pass over so many rows."""
        self._at += count


def _alike(one: list[Row], other: list[Row]) -> int:
    """How many rows at the start are the same, as far as a few comparisons tell."""
    alike, size = 0, len(one) // 2
    while size:
        end = alike + size
        if image_of(one[alike:end]) == image_of(other[alike:end]):
            alike = end
        size //= 2
    return alike


def _one_by_one(
    one: list[Row], other: list[Row], ordered: Callable[[Row], object], tally: Tally
) -> tuple[int, int, list[Change]]:
    """Compare row by row until one list ends; how many of each were passed, and what was found."""
    changes: list[Change] = []
    here = there = 0
    keys_here = [ordered(row) for row in one]
    keys_there = [ordered(row) for row in other]
    while here < len(one) and there < len(other):
        key_here, key_there = keys_here[here], keys_there[there]
        if key_here == key_there:
            if image_of(one[here : here + 1]) == image_of(other[there : there + 1]):
                tally.same += 1
            else:
                changes.append(Change(Side.BOTH, one[here], other[there]))
            here, there = here + 1, there + 1
        elif key_here < key_there:  # type: ignore[operator]
            changes.append(_alone(Side.LEFT, one[here]))
            here += 1
        else:
            changes.append(_alone(Side.RIGHT, other[there]))
            there += 1
    for change in changes:
        tally.found[change.side] += 1
    return here, there, changes


def _alone(side: Side, row: Row) -> Change:
    return Change(side, row, None) if side is Side.LEFT else Change(side, None, row)


def _order(key: Sequence[int], encoding: str) -> Callable[[Row], object]:
    """What to order rows by to get SQLite's order of their keys."""
    in_order = sort_key if encoding == "UTF-8" else _ordered_as(encoding)
    if len(key) == 1:
        place = key[0]
        return lambda row: in_order(row[place])
    taken = itemgetter(*key)
    return lambda row: tuple(map(in_order, taken(row)))


def _ordered_as(encoding: str) -> Callable[[Cell], SortKey]:
    """SQLite compares texts by the bytes that the file has of them."""

    def key(value: Cell) -> SortKey:
        if isinstance(value, str):
            return 2, value.encode(encoding.replace("UTF-16", "UTF-16-"), "surrogatepass")
        return sort_key(value)

    return key
