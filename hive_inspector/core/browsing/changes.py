"""What has changed in the file since it was read, found out without getting in anybody's way.

A look costs three questions to the file system as long as nobody writes. When somebody did, SQLite says whether the
content changed: a checkpoint writes as well, and changes nothing.
"""

from __future__ import annotations

import time
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.filter_sql import filter_sql
from hive_inspector.core.browsing.filters import EVERYTHING, RowFilter
from hive_inspector.core.browsing.keys import Condition, all_of, rowid_name, source_sql
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.sidefiles import state_of
from hive_inspector.core.database.way import Way

if TYPE_CHECKING:
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.probe import DataVersion
    from hive_inspector.core.database.sidefiles import FileStamp, FileState
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection

LOOK_EVERY_S = 0.25
"""How often to look, so that a change is offered within half a second."""
MOST_COUNTED = 100_000
"""New rows that are counted; of more it is only said that there are more."""
_SETTLED_NS = 100_000_000
"""A file that was written so short ago may be written again without a later time stamp."""


class Change(Enum):
    """What became of the file since the last look."""

    NONE = "none"
    CONTENT = "content"
    """Another program committed something: reading again shows it."""
    ORIGINAL = "original"
    """The file changed, but what is shown is a private copy of it: it has to be opened again to show the change."""


class ChangeWatch:
    """Tells of changes by others. Look again and again, from one thread at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._opening = database.opened
        self._note(state_of(database.real_path), database.data_version())

    def look(self) -> Change:
        """What changed since the last look; takes well below a millisecond.

        Where a file is not read as it changes, a write counts as a change of content.
        """
        stamps, opening = state_of(self._database.real_path), self._database.opened
        was_reopened = opening is not self._opening
        if stamps == self._stamps and self._is_settled and not was_reopened:
            return Change.NONE
        known, self._opening = self._stamps, opening
        if opening.way is Way.LIVE and not was_reopened:
            return self._asked(stamps)
        self._note(stamps, self._database.data_version())
        if _content(stamps) == _content(known):
            return Change.NONE
        is_copy = opening.way is Way.PRIVATE_COPY and not was_reopened
        return Change.ORIGINAL if is_copy else Change.CONTENT

    def _asked(self, stamps: FileState) -> Change:
        """What SQLite says of a file on which somebody wrote."""
        known, version = self._version, self._database.data_version()
        if version is None:  # locked just now, or about to be opened anew: the next look asks again
            return Change.NONE
        self._note(stamps, version)
        return Change.NONE if version == known else Change.CONTENT

    def _note(self, stamps: FileState, version: DataVersion | None) -> None:
        self._stamps = stamps
        self._version = version
        self._is_settled = _is_settled(stamps)


def _content(stamps: FileState) -> tuple[FileStamp | None, ...]:
    """The stamps of the files that content lies in; a program that only opens a database makes an empty `-wal`."""
    return tuple(
        one if one and one.size else None for one in (stamps.database, stamps.wal, stamps.journal)
    )


def _is_settled(stamps: FileState) -> bool:
    """Whether a further write would show in the stamps."""
    newest = max((one.modified_ns for one in _content(stamps) if one), default=0)
    return time.time_ns() - newest > _SETTLED_NS


def end_of(connection: ReadConnection, table: Table) -> int | None:
    """Where a table ends now, to count later what is new behind it; None where it has no rowids, or none to be read."""
    rowid = rowid_name(table)
    if rowid is None:
        return None
    try:
        highest = connection.value(f"SELECT max({rowid}){source_sql(table)}")
    except DatabaseDamaged:  # the rows before the damage can be looked at all the same
        return None
    return highest if isinstance(highest, int) else -(2**63)


def new_rows(
    connection: ReadConnection, table: Table, end: int, wanted: RowFilter = EVERYTHING
) -> int:
    """How many rows that are wanted have come behind a former end of a table, up to `MOST_COUNTED`.

    Raises:
        StatementProblem: The table is gone, or has no rowids any more.
        Cancelled: The connection's token was cancelled.
    """
    rowid = rowid_name(table) or "rowid"
    behind = Condition(f"{rowid} > ?", (end,))
    found = all_of(behind, filter_sql(connection, table, wanted))
    return connection.integer(
        f"SELECT count(*) FROM (SELECT 1{source_sql(table)}{found.where} LIMIT {MOST_COUNTED})",
        found.parameters,
    )
