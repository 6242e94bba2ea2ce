"""What the page's parts have done on worker threads: plain data in, plain data out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.counts import exact_counts
from hive_inspector.core.checkup import examined
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.assurances import assurances
from hive_inspector.core.health.checks.catalogue import FIRST_LOOK
from hive_inspector.core.health.checks.references import broken_references, reference_count
from hive_inspector.core.health.checks.running import run_checks
from hive_inspector.core.health.findings import worst_first
from hive_inspector.core.hive.bookkeeping import bookkeeping_of
from hive_inspector.core.hive.lineages import identify
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.statistics.key_numbers import read_key_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.facts import FileFacts
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.core.hive.bookkeeping import Bookkeeping
    from hive_inspector.core.hive.lineages import Identity
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.key_numbers import KeyNumber
    from hive_inspector.gui.statistics_source import StatisticsSource

LARGEST = 6
"""Rows of the list of largest tables."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the file is and what opening it tells of its health."""

    identity: Identity
    schema: Schema
    facts: FileFacts
    bookkeeping: Bookkeeping
    statuses: tuple[MigrationStatus, ...]
    remarks: tuple[Finding, ...]
    """What the first checks found, the worst first."""
    assurances: tuple[str, ...]
    """What was looked at and is well."""
    references: int
    """Foreign keys that the file declares."""
    broken_references: int
    """Those of them that lead to no table."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large an object is."""

    name: str
    table: str
    """The table that it is or belongs to."""
    amount: int


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest objects of a file, the largest first."""

    extents: tuple[Extent, ...]
    in_bytes: bool
    """False where SQLite cannot tell sizes and rows were counted instead."""
    total: int
    """Of all objects, those that are not listed too."""


class Answers(Protocol):
    """What the parts of the page ask; each runs on a worker thread."""

    @property
    def source(self) -> StatisticsSource:
        """Reads how the numbers came about."""

    def look_at(self, token: CancelToken, /) -> Findings:
        """What the file is, and a first look at its health."""

    def count_up(self, token: CancelToken, /) -> tuple[KeyNumber, ...]:
        """The key numbers."""

    def find_largest(self, token: CancelToken, progress: Progress, /) -> Largest:
        """The largest tables and indexes."""


class FileAnswers:
    """Answers from the file itself."""

    def __init__(self, database: Database, source: StatisticsSource) -> None:
        self.source = source
        self._database = database

    def look_at(self, token: CancelToken) -> Findings:
        """What the file is, and a first look at its health."""
        return look_at(self._database, token)

    def count_up(self, token: CancelToken) -> tuple[KeyNumber, ...]:
        """The key numbers."""
        return count_up(self._database, token)

    def find_largest(self, token: CancelToken, progress: Progress) -> Largest:
        """The largest tables and indexes."""
        return find_largest(self._database, token, progress)


def _recognise(database: Database, connection: ReadConnection) -> tuple[Schema, Identity]:
    """Each part reads for itself what the file declares now: milliseconds, and no part waits for another."""
    schema = read_schema(connection)
    return schema, identify(connection, schema, file_name=database.real_path.name)


def look_at(database: Database, token: CancelToken) -> Findings:
    """Identify the file anew and take a first look at its health."""
    with examined(database, token=token) as context:
        results = tuple(run_checks(context, FIRST_LOOK))
        statuses = read_versions(
            context.connection, context.schema, context.identity, load_scripts()
        )
        well = assurances(context, results)
    schema = context.schema
    return Findings(
        identity=context.identity,
        schema=schema,
        facts=context.facts,
        bookkeeping=bookkeeping_of(schema),
        statuses=statuses,
        remarks=worst_first(one for result in results for one in result.findings),
        assurances=well,
        references=reference_count(schema),
        broken_references=len(broken_references(schema)),
    )


def count_up(database: Database, token: CancelToken) -> tuple[KeyNumber, ...]:
    """The key numbers."""
    with database.reading(token) as connection:
        schema, identity = _recognise(database, connection)
        return read_key_numbers(connection, schema, identity)


def find_largest(database: Database, token: CancelToken, progress: Progress) -> Largest:
    """The largest tables and indexes, or the tables with most rows where sizes cannot be told."""
    with database.reading(token) as connection:
        schema = read_schema(connection)
        sizes = object_sizes(connection)
    amounts = _rows(database, schema, token, progress) if sizes is None else sizes
    return largest_of(schema, amounts, in_bytes=sizes is not None)


def largest_of(schema: Schema, amounts: Mapping[str, int], *, in_bytes: bool) -> Largest:
    """The largest of these amounts, each with the table that it belongs to."""
    owners = {index.name: table.name for table in schema.tables for index in table.indexes}
    owners |= {table.name: table.name for table in schema.tables}
    extents = [
        Extent(name, owners[name], amount) for name, amount in amounts.items() if name in owners
    ]
    extents.sort(key=lambda extent: (-extent.amount, extent.name))
    return Largest(tuple(extents[:LARGEST]), in_bytes, sum(amounts.values()))


def _rows(
    database: Database, schema: Schema, token: CancelToken, progress: Progress
) -> dict[str, int]:
    tables = [table for table in schema.tables if table.kind is TableKind.TABLE]
    rows: dict[str, int] = {}
    for done, count in enumerate(exact_counts(database, tables, token), 1):
        progress(done, len(tables), count.name)
        rows[count.name] = count.rows or 0
    return rows
