"""A file that is not here, as a bundle tells of it: open like any other, with an empty database in its place.

Nothing of a bundle is ever run as SQL. What a page would ask of the file is answered here from what the bundle holds,
as the same dataclasses; what it does not hold is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.counts import TableCount
from hive_inspector.core.browsing.profile import ColumnProfile
from hive_inspector.core.database.facts import FileFacts
from hive_inspector.core.database.finding import find_file, read_beginning
from hive_inspector.core.database.opening import open_stand_in
from hive_inspector.core.database.pool import PoolUse
from hive_inspector.core.database.snapshot import Schema
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.values import CellKind
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.health.probes import Inside, Reading
from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.hive.identity import Identity, Lineage
from hive_inspector.core.hive.opening import OpenHive
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import Space
from hive_inspector.core.supporting.bundled import OpenedBundle, open_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.target import DatabaseTarget
    from hive_inspector.core.support.bundle.contents import ColumnSketch, ProbeSketch

_ZIP = b"PK\x03\x04"
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class ToldHive(OpenHive):
    """What a bundle tells of a file; its database is an empty one, and its path is the bundle's."""

    bundle: OpenedBundle

    @property
    def is_here(self) -> bool:
        """There are no rows to read."""
        return False

    @property
    def sizes(self) -> Mapping[str, int]:
        """Bytes of tables and indexes by name, as far as they are told."""
        space = next((one for one in self.bundle.charts if isinstance(one, Space)), None)
        if space is not None:
            return {tile.name: tile.bytes for tile in space.tiles}
        tables = self.bundle.tables or ()
        return {one.table: one.bytes for one in tables if one.bytes is not None}

    @property
    def counts(self) -> tuple[TableCount, ...]:
        """Rows of each table."""
        tables = self.bundle.tables or ()
        return tuple(TableCount(one.table, one.rows, one.exact) for one in tables)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What was measured before the bundle was made, the newest last."""
        return tuple(self._reading(one) for one in self.bundle.probes)

    def profiles(self, table: str) -> tuple[ColumnProfile, ...]:
        """What is known of the columns of a table, without a value of them."""
        found = next((one for one in self.bundle.tables or () if one.table == table), None)
        if found is None:
            return ()
        return tuple(_profile(table, found.rows, one) for one in found.columns)

    def problem_of(self, table: str, column: str) -> str:
        """Why a column could not be read, or empty."""
        tables = (one for one in self.bundle.tables or () if one.table == table)
        columns = (one for found in tables for one in found.columns)
        return next((one.problem for one in columns if one.column == column), "")

    def _reading(self, told: ProbeSketch) -> Reading:
        idle = told.pool_size - told.pool_in_use
        ours = self.bundle.connection
        inside = None
        if told.response_ms is not None and ours is not None:
            inside = Inside(told.response_ms, self.facts, ours)
        failure = EnvironmentProblem(told.failure, "") if told.failure else None
        return Reading(
            taken_s=told.taken_s,
            pool=PoolUse(told.pool_size, told.pool_in_use, max(idle, 0), 0),
            wal_bytes=told.wal_bytes,
            inside=inside,
            failure=failure,
        )


def is_bundle(target: DatabaseTarget) -> bool:
    """Whether a file begins as a bundle does.

    Raises:
        EnvironmentProblem: There is no such file, or it cannot be read.
    """
    return read_beginning(find_file(target.path)).startswith(_ZIP)


def open_told(target: DatabaseTarget) -> ToldHive:
    """Open what a bundle tells of a file. Whoever calls this closes the database.

    Raises:
        Refusal: It was to be opened for writing.
        EnvironmentProblem: It cannot be read, is no bundle, or is not as it was written.
    """
    if target.access is not Access.READ_ONLY:
        raise Refusal(
            tr("A bundle cannot be changed: it only tells of a file."), tr("Open it for reading.")
        )
    bundle = open_bundle(target.path)
    return _told(open_stand_in(target, note_of(bundle)), bundle)


def note_of(bundle: OpenedBundle) -> str:
    """Of what the bundle is, and what cannot be seen in it."""
    status = bundle.status
    what = status.path if status and status.path else tr("a file that is not here")
    made = bundle.content.made_at[:16].replace("T", " ")
    left = [one.title.lower() for one in bundle.read.left_out]
    without = tr(" Its maker left out {left}.", left=", ".join(left)) if left else ""
    return tr(
        "Bundle of {what}, made {made} UTC. Rows, queries, repairs and migrations need the "
        "file itself.{without}",
        what=what,
        made=made,
        without=without,
    )


def _told(database: Database, bundle: OpenedBundle) -> ToldHive:
    size = bundle.status.size_bytes if bundle.status else 0
    return ToldHive(
        database=database,
        schema=bundle.schema or Schema((), ()),
        identity=bundle.identity or _UNKNOWN,
        facts=bundle.facts or FileFacts(_PAGE, size // _PAGE, 0, "", "", 0, 0, 0, 0),
        bundle=bundle,
    )


_UNKNOWN = Identity(
    Lineage.OTHER,
    None,
    None,
    Bookkeeping.NONE.value,
    (tr("The bundle does not tell what it is."),),
    None,
)


def _profile(table: str, total: int | None, told: ColumnSketch) -> ColumnProfile:
    shortest, longest = told.shortest, told.longest
    return ColumnProfile(
        table=table,
        column=told.column,
        rows=told.rows,
        total=total,
        done=True,
        sampled=told.sampled,
        kinds=tuple((CellKind[name.upper()], rows) for name, rows in told.kinds.items()),
        empty=told.empty,
        distinct=told.distinct,
        distinct_exact=told.distinct_exact,
        length_range=None if shortest is None or longest is None else (shortest, longest),
        index=told.index,
        hidden=told.hidden,
    )
