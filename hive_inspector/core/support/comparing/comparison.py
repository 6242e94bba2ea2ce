"""Comparing two open files: what they declare, and table by table what they hold.

Both are only read, each in one consistent state. Two tables are walked through side by side in the order of their key,
list by list; so memory is bounded by a few hundred rows and by the differences that are kept as examples.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.values import ELLIPSIS, CellKind, CellText, display
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive import drift
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.support.comparing.hiding import Hiding
from hive_inspector.core.support.comparing.matching import Apart, MatchedBy, pairs
from hive_inspector.core.support.comparing.merging import LIST_ROWS, Side, Tally, image_of, merged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.hive.drift import Drift
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.comparing.matching import Match
    from hive_inspector.core.support.comparing.merging import Change

EXAMPLES = 200
"""Differing rows that are kept of each table, to be shown."""
_MASKED = CellText(MASK_TEXT, CellKind.TEXT, masked=True)
_ABSENT = CellText("", CellKind.NULL)
_LIMIT = 200
"""Characters that are kept of a cell."""
_BEFORE = 30
"""Of them, characters that stand before the first difference of two long texts."""
_STEP = 4096


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell of a row, on both sides."""

    column: str
    left: CellText
    """Empty where only the right side has the row."""
    right: CellText


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not the same on both sides."""

    side: Side
    key: tuple[CellText, ...]
    cells: tuple[CellDifference, ...]
    """Of a changed row the cells that differ, of any other all of them; secrets are dots on both sides."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A table of either file, compared."""

    name: str
    matched_by: MatchedBy | None
    """None where its rows were not matched."""
    key: tuple[str, ...]
    """The columns of the key."""
    same: int
    """Rows that are the same on both sides."""
    only_left: int
    only_right: int
    changed: int
    examples: tuple[RowDifference, ...]
    """The first differing rows, in the order of the key."""
    columns_only_left: tuple[str, ...] = ()
    """Not compared, since the other side has no such column."""
    columns_only_right: tuple[str, ...] = ()
    note: str = ""
    """What limits the comparison, as a sentence, or empty."""
    is_compared: bool = True
    """False where it could not be compared; the note says why."""

    @property
    def differences(self) -> int:
        """Rows that are not the same on both sides."""
        return self.only_left + self.only_right + self.changed

    @property
    def differs(self) -> bool:
        """Whether the two sides are not known to hold the same."""
        return bool(self.differences) or not self.is_compared


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files, compared."""

    left: Path
    right: Path
    schema: tuple[Drift, ...]
    """How the right file's schema differs from the left one's."""
    tables: tuple[TableDifference, ...]

    @property
    def differs(self) -> bool:
        """Whether there is any difference."""
        return bool(self.schema) or any(table.differs for table in self.tables)

    def table(self, name: str) -> TableDifference:
        """The table of that name."""
        return next(table for table in self.tables if table.name == name)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two open files, each read in one state until the block of `reading` ends."""

    left: OpenHive
    right: OpenHive
    here: ReadConnection
    there: ReadConnection

    def changes(self, match: Match, tally: Tally) -> Iterator[Change]:
        """Every row of two tables that is not the same."""
        encoding = self.left.facts.encoding
        return merged(
            self.here.bulk(match.sql_of(match.left), size=LIST_ROWS),
            self.there.bulk(match.sql_of(match.right), size=LIST_ROWS),
            match.key_places,
            tally,
            encoding,
        )

    def pairs(self) -> Iterator[Match | Apart]:
        """The tables of both files, each with its counterpart."""
        same_order = self.left.facts.encoding == self.right.facts.encoding
        for pair in pairs(self.left.schema, self.right.schema):
            if isinstance(pair, Apart) or same_order or pair.by is MatchedBy.ROWID:
                yield pair
            else:
                yield Apart(pair.name, pair.left, pair.right, _OTHER_ENCODING)


_OTHER_ENCODING = (
    "The two files keep texts in different encodings, which puts their rows in different orders."
)


@contextmanager
def reading(left: OpenHive, right: OpenHive, token: CancelToken) -> Iterator[Sides]:
    """Both files, read at one time.

    Raises:
        EnvironmentProblem: One of them cannot be read now.
        Cancelled: The token was cancelled.
    """
    with left.database.reading(token) as here, right.database.reading(token) as there:
        for connection in (here, there):
            connection.spill()
        yield Sides(left, right, here, there)


def compare(
    left: OpenHive,
    right: OpenHive,
    *,
    token: CancelToken,
    progress: Progress,
    tables: Collection[str] = (),
    examples: int = EXAMPLES,
) -> Comparison:
    """Compare two files.

    Args:
        left: The one.
        right: The other.
        token: Stops it.
        progress: Hears of tables.
        tables: The tables to compare; all where none are named.
        examples: How many differing rows to keep of each table.

    Raises:
        UsageProblem: Neither file has a table of one of those names.
        EnvironmentProblem: One of the files cannot be read.
        Cancelled: The token was cancelled.
    """
    with reading(left, right, token) as sides:
        wanted = chosen(list(sides.pairs()), tables)
        found = []
        for done, pair in enumerate(wanted):
            progress(done, len(wanted), f"Comparing {pair.name}")
            found.append(_compared(sides, pair, examples))
        progress(len(wanted), len(wanted), "")
    return Comparison(
        left.database.real_path,
        right.database.real_path,
        drift.compare(left.schema, right.schema),
        tuple(found),
    )


def chosen(found: Sequence[Match | Apart], names: Collection[str]) -> Sequence[Match | Apart]:
    """The tables of these names, or all.

    Raises:
        UsageProblem: There is no table of one of the names.
    """
    known = {folded(pair.name) for pair in found}
    for name in names:
        if folded(name) not in known:
            raise UsageProblem(
                f"Neither file has a table {name} whose rows can be compared.",
                "Choose a table of one of the two files; views and search indexes are left out.",
            )
    wanted = {folded(name) for name in names}
    return [pair for pair in found if not wanted or folded(pair.name) in wanted]


def _compared(sides: Sides, pair: Match | Apart, examples: int) -> TableDifference:
    if isinstance(pair, Apart):
        return _apart(sides, pair)
    tally = Tally()
    shown = _Shown(pair)
    changes = sides.changes(pair, tally)
    kept = tuple(map(shown.row, islice(changes, examples)))
    for _ in changes:
        pass  # counted on the way
    return TableDifference(
        name=pair.name,
        matched_by=pair.by,
        key=pair.key,
        same=tally.same,
        only_left=tally.found[Side.LEFT],
        only_right=tally.found[Side.RIGHT],
        changed=tally.found[Side.BOTH],
        examples=kept,
        columns_only_left=pair.only_left,
        columns_only_right=pair.only_right,
        note=_NOTES.get(pair.by, ""),
    )


_NOTES = {
    MatchedBy.ROWID: (
        "The table has no key. Its rows are matched by their rowid, which a VACUUM may have changed."
    ),
    MatchedBy.WHOLE_ROW: (
        "The table has neither a key nor a rowid. Only whole rows are matched, so none counts as changed."
    ),
}


def _apart(sides: Sides, apart: Apart) -> TableDifference:
    """A table whose rows are not matched: all that there are, counted."""
    counts = [
        connection.integer(f"SELECT count(*) FROM {quoted(table.name)}") if table else 0
        for connection, table in ((sides.here, apart.left), (sides.there, apart.right))
    ]
    return TableDifference(
        name=apart.name,
        matched_by=None,
        key=(),
        same=0,
        only_left=counts[0],
        only_right=counts[1],
        changed=0,
        examples=(),
        note=apart.reason or _only_in(apart.left),
        is_compared=not apart.reason,
    )


def _only_in(left: Table | None) -> str:
    return "Only the left file has this table." if left else "Only the right file has this table."


class _Shown:
    """Differing rows as they can be shown."""

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
