"""Comparing two open files: what they declare, and table by table what they hold.

Both are only read, each in one consistent state. Two tables are walked through side by side in the order of their key,
list by list; so memory is bounded by a few hundred rows and by the differences that are kept as examples.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive import drift
from hive_inspector.core.language import tr
from hive_inspector.core.support.comparing.differences import (
    Comparison,
    RowDifference,
    TableDifference,
)
from hive_inspector.core.support.comparing.matching import Apart, MatchedBy, pairs
from hive_inspector.core.support.comparing.merging import LIST_ROWS, Side, Tally, merged
from hive_inspector.core.support.comparing.showing import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterator, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection, Row
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.comparing.matching import Match
    from hive_inspector.core.support.comparing.merging import Change

EXAMPLES = 200
"""Differing rows that are kept of each table, to be shown."""
MOST_CELLS = 4000
"""Cells that are kept of them; of tables with very many columns there are fewer rows."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Two open files, each read in one state until the block of `reading` ends."""

    left: OpenHive
    right: OpenHive
    here: ReadConnection
    there: ReadConnection

    def changes(
        self, match: Match, tally: Tally, read: Callable[[int], None] = lambda _rows: None
    ) -> Iterator[Change]:
        """Every row of two tables that is not the same; `read` hears how many rows of the left one were read."""
        encoding = self.left.facts.encoding
        return merged(
            _counted(self.here.bulk(match.sql_of(match.left), size=LIST_ROWS), read),
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


_OTHER_ENCODING = tr(
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
) -> Comparison:
    """Compare two files; see `comparing`, of which this is the last."""
    *_, found = comparing(left, right, token=token, progress=progress, tables=tables)
    return found


def comparing(
    left: OpenHive,
    right: OpenHive,
    *,
    token: CancelToken,
    progress: Progress,
    tables: Collection[str] = (),
) -> Generator[Comparison]:
    """Compare two files, and tell of each table as soon as it is compared.

    A table that damage keeps from being read is one that could not be compared, and the others are.

    Args:
        left: The one.
        right: The other.
        token: Stops it.
        progress: Hears of tables, and of rows in its words.
        tables: The tables to compare; all where none are named.

    Yields:
        The comparison as far as it has come: first without any table, then with one more each time, at last with all.

    Raises:
        UsageProblem: Neither file has a table of one of those names.
        EnvironmentProblem: One of the files cannot be read.
        Cancelled: The token was cancelled.
    """
    with reading(left, right, token) as sides:
        wanted = chosen(list(sides.pairs()), tables)
        found = Comparison(
            left.database.real_path,
            right.database.real_path,
            drift.compare(left.schema, right.schema),
            (),
            tuple(pair.name for pair in wanted),
        )
        yield found
        for done, pair in enumerate(wanted):
            table = _compared(sides, pair, _telling(progress, pair.name, done, len(wanted)))
            found = replace(found, tables=(*found.tables, table), awaited=found.awaited[1:])
            yield found
        progress(len(wanted), len(wanted), "")


def chosen(found: Sequence[Match | Apart], names: Collection[str]) -> Sequence[Match | Apart]:
    """The tables of these names, or all.

    Raises:
        UsageProblem: There is no table of one of the names.
    """
    known = {folded(pair.name) for pair in found}
    for name in names:
        if folded(name) not in known:
            raise UsageProblem(
                tr("Neither file has a table {name} whose rows can be compared.", name=name),
                tr(
                    "Choose a table of one of the two files; views and search indexes are left out."
                ),
            )
    wanted = {folded(name) for name in names}
    return [pair for pair in found if not wanted or folded(pair.name) in wanted]


def _telling(progress: Progress, name: str, done: int, total: int) -> Callable[[int], None]:
    """Tells how many rows of the table at hand were read."""

    def read(rows: int) -> None:
        count = tr(", {rows:,} rows", rows=rows) if rows else ""
        progress(done, total, tr("Comparing {name}{count}", name=name, count=count))

    return read


def _compared(sides: Sides, pair: Match | Apart, read: Callable[[int], None]) -> TableDifference:
    read(0)
    try:
        return _apart(sides, pair) if isinstance(pair, Apart) else _matched(sides, pair, read)
    except DatabaseDamaged:
        return _unread(pair)


def _matched(sides: Sides, pair: Match, read: Callable[[int], None]) -> TableDifference:
    tally = Tally()
    kept = _kept(pair, sides.changes(pair, tally, read))
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


def _kept(pair: Match, changes: Iterator[Change]) -> tuple[RowDifference, ...]:
    """The first differing rows; the others are counted as they go by."""
    shown, cells = Shown(pair), 0
    kept: list[RowDifference] = []
    for change in changes:
        if len(kept) < EXAMPLES and cells < MOST_CELLS:
            kept.append(shown.row(change))
            cells += len(kept[-1].cells)
    return tuple(kept)


def _counted(
    lists: Iterator[Sequence[Row]], read: Callable[[int], None]
) -> Iterator[Sequence[Row]]:
    rows = 0
    for one in lists:
        yield one
        rows += len(one)
        read(rows)


def _unread(pair: Match | Apart) -> TableDifference:
    """A table of which not all rows can be read."""
    return TableDifference(
        name=pair.name,
        matched_by=None,
        key=(),
        same=0,
        only_left=0,
        only_right=0,
        changed=0,
        examples=(),
        note=tr("One of the two files is damaged here: not every row of the table can be read."),
        is_compared=False,
    )


_NOTES = {
    MatchedBy.ROWID: (
        tr(
            "The table has no key. Its rows are matched by their rowid, which a VACUUM may have "
            "changed."
        )
    ),
    MatchedBy.WHOLE_ROW: (
        tr(
            "The table has neither a key nor a rowid. Only whole rows are matched, so none counts "
            "as changed."
        )
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
    return (
        tr("Only the left file has this table.")
        if left
        else tr("Only the right file has this table.")
    )
