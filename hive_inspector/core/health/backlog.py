"""What a file still has to send to Hive's servers: rows of the queues that each lineage has for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.times import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection

COUNTED = 10_000
"""Rows that are looked at in a queue; a longer one is not counted to its end, so that looking stays short."""


@dataclass(frozen=True, slots=True)
class _Kind:
    table: str
    waits: str
    """What holds for rows that wait."""
    fails: str
    """What holds for those of them whose sending has failed before."""
    columns: frozenset[str]
    """What the two conditions need."""
    since: str = "created_at"


_KINDS = (
    _Kind("pending_sync", "1", "sync_attempts > 0", frozenset({"sync_attempts"})),
    _Kind(
        "d1_usage_queue",
        "status IN ('pending', 'failed', 'error', 'retrying')",
        "status <> 'pending' OR attempts > 0",
        frozenset({"status", "attempts"}),
    ),
    _Kind(
        "sync_queue",
        "synced_at IS NULL",
        "failed_at IS NOT NULL OR retry_count > 0",
        frozenset({"synced_at", "failed_at", "retry_count"}),
    ),
)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in one table."""

    table: str
    waiting: int
    failing: int
    """Those of them that were tried and failed."""
    oldest: datetime | None
    """When the oldest came in; None where nothing waits or its time cannot be read."""
    is_exact: bool
    """False where there are more than `COUNTED`."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """All queues of a file; none where it has no such table."""

    queues: tuple[Queue, ...] = ()

    @property
    def waiting(self) -> int:
        """Rows that wait."""
        return sum(queue.waiting for queue in self.queues)

    @property
    def failing(self) -> int:
        """Rows whose sending has failed before."""
        return sum(queue.failing for queue in self.queues)

    @property
    def oldest(self) -> datetime | None:
        """When the oldest came in."""
        return min((queue.oldest for queue in self.queues if queue.oldest), default=None)

    @property
    def is_exact(self) -> bool:
        """Whether every row was counted."""
        return all(queue.is_exact for queue in self.queues)


def read_backlog(connection: ReadConnection, schema: Schema) -> Backlog:
    """What waits in a file.

    Raises:
        InspectorError: The file cannot be read.
        Cancelled: The lease was cancelled.
    """
    return Backlog(tuple(_read(connection, kind) for kind in _kinds_in(schema)))


def _kinds_in(schema: Schema) -> Iterator[_Kind]:
    for kind in _KINDS:
        table = schema.table(kind.table)
        if table and kind.columns | {kind.since} <= {folded(c.name) for c in table.columns}:
            yield kind


def _read(connection: ReadConnection, kind: _Kind) -> Queue:
    looked_at = (
        f"SELECT {kind.since} AS since, ({kind.fails}) AS fails FROM {quoted(kind.table)}"
        f" WHERE {kind.waits} LIMIT {COUNTED + 1}"
    )
    row = connection.one(f"SELECT count(*), total(fails), min(since) FROM ({looked_at})")
    waiting, failing, since = row or (0, 0.0, None)
    oldest = read_time(since)
    return Queue(
        kind.table,
        min(_whole(waiting), COUNTED),
        min(_whole(failing), COUNTED),
        oldest.moment if oldest else None,
        is_exact=_whole(waiting) <= COUNTED,
    )


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
