"""One number now, for each thing about a database that can change from second to second.

All of it together is cheap enough to be read each second.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.facts import read_facts
from hive_inspector.core.database.sidefiles import look_beside
from hive_inspector.core.health.thresholds import FREE_BYTES_WORTH_A_LOOK, FREE_SHARE, Level

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.facts import FileFacts
    from hive_inspector.core.database.pool import PoolUse


@dataclass(frozen=True, slots=True)
class Vitals:
    """The readings of one moment."""

    response_ms: float
    """From asking for a connection to having read one row."""
    pool: PoolUse
    """Without the connection that took these readings."""
    wal_bytes: int
    """Size of the write-ahead log beside the file; 0 where there is none."""
    facts: FileFacts
    foreign_keys_enforced: bool
    """On our connections. What the app that owns the file does is a setting of its own connections, not of the file."""

    @property
    def uses_wal(self) -> bool:
        """Whether the file is in WAL mode."""
        return self.facts.journal_mode == "wal"

    @property
    def pool_share(self) -> float:
        """Connections in use as a share of those that there may be, from 0 to 1."""
        return self.pool.in_use / self.pool.size

    @property
    def free_share(self) -> float:
        """Free pages as a share of all pages, from 0 to 1."""
        pages = self.facts.page_count
        return self.facts.freelist_count / pages if pages else 0.0


def read_vitals(database: Database, token: CancelToken) -> Vitals:
    """Take all readings once.

    Raises:
        InspectorError: The file cannot be read now.
        Cancelled: The token was cancelled.
    """
    pool = database.pool_use()
    started = time.perf_counter()
    with database.reading(token) as connection:
        connection.one("SELECT name FROM sqlite_master LIMIT 1")
        response_ms = (time.perf_counter() - started) * 1000
        facts = read_facts(connection)
        enforced = connection.integer("PRAGMA foreign_keys")
    return Vitals(
        response_ms=response_ms,
        pool=pool,
        wal_bytes=look_beside(database.real_path).wal or 0,
        facts=facts,
        foreign_keys_enforced=bool(enforced),
    )


def free_level(vitals: Vitals) -> Level:
    """What the free pages mean; a few megabytes mean nothing."""
    if vitals.facts.free_bytes < FREE_BYTES_WORTH_A_LOOK:
        return Level.GOOD
    return FREE_SHARE.level(vitals.free_share)
