"""What can be measured of a database from second to second, one function for each thing.

Probes from outside (sizes, locks, disk, who has it open) never open the file and answer even while it is locked. Probes
from inside take a lease of a fraction of a millisecond and read declarations only, so that no writer waits for them.
`sample` takes those that may be taken each second; `core.health.watch` adds those that cost more, less often.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.database.facts import read_facts
from hive_inspector.core.database.locks import lock_holders
from hive_inspector.core.database.probe import DataVersion
from hive_inspector.core.database.sidefiles import look_beside
from hive_inspector.core.database.walindex import read_log_state
from hive_inspector.core.database.way import Way
from hive_inspector.core.errors import InspectorError

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.activity import Holder
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.facts import FileFacts
    from hive_inspector.core.database.locks import LockHolder
    from hive_inspector.core.database.peeking import Peeker
    from hive_inspector.core.database.pool import PoolUse
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.walindex import LogState
    from hive_inspector.core.health.backlog import Backlog
    from hive_inspector.core.health.backups import LastBackup

_HIVE = "hive"
_UNCHANGED = DataVersion(-1, 0)


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """Settings of our own connections, by the names of SQLite's pragmas; another program's may differ."""

    synchronous: int
    foreign_keys: bool
    cache_kb: int
    mmap_bytes: int


@dataclass(frozen=True, slots=True)
class DiskRoom:
    """The disk that a file lies on, in bytes."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Inside:
    """What a lease on the file tells."""

    response_ms: float
    """From asking for a connection to having read one row."""
    facts: FileFacts
    ours: ConnectionFacts


@dataclass(frozen=True, slots=True)
class Slow:
    """What is looked at less often, as it stood at the last look. None where it is not known, or not yet."""

    users: tuple[Holder, ...] | None = None
    """Other programs that have the file open."""
    backup: LastBackup | None = None
    backlog: Backlog | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All measurements of one moment. None stands for what this system, or this file, cannot tell."""

    taken_s: float
    """By a clock that only counts on, in seconds."""
    pool: PoolUse
    """Without the connection that took the reading."""
    wal_bytes: int
    """Size of the write-ahead log beside the file; 0 where there is none."""
    inside: Inside | None = None
    failure: InspectorError | None = None
    """Why there is nothing from inside."""
    log: LogState | None = None
    content: DataVersion | None = None
    locks: tuple[LockHolder, ...] | None = None
    """Programs that hold locks, we ourselves included."""
    disk: DiskRoom | None = None
    slow: Slow = field(default_factory=Slow)

    @property
    def response_ms(self) -> float | None:
        """From asking for a connection to having read one row."""
        return self.inside.response_ms if self.inside else None

    @property
    def uses_wal(self) -> bool | None:
        """Whether the file is in WAL mode."""
        return self.inside.facts.journal_mode == "wal" if self.inside else None

    @property
    def foreign_keys_enforced(self) -> bool | None:
        """On our connections. What an app does is a setting of its own connections, not of the file."""
        return self.inside.ours.foreign_keys if self.inside else None

    @property
    def pool_share(self) -> float:
        """Connections in use as a share of those that there may be, from 0 to 1."""
        return self.pool.in_use / self.pool.size

    @property
    def free_share(self) -> float | None:
        """Free pages as a share of all pages, from 0 to 1."""
        if self.inside is None:
            return None
        pages = self.inside.facts.page_count
        return self.inside.facts.freelist_count / pages if pages else 0.0

    @property
    def waiting_frames(self) -> int | None:
        """Frames of the write-ahead log that no checkpoint has copied yet; none without a log."""
        return self.log.waiting if self.log else (None if self.wal_bytes else 0)

    @property
    def readers(self) -> tuple[LockHolder, ...]:
        """Other programs that are reading."""
        return tuple(one for one in self.locks or () if one.reads and not one.is_ours)

    @property
    def writers(self) -> tuple[LockHolder, ...]:
        """Other programs that are writing."""
        return tuple(one for one in self.locks or () if one.writes and not one.is_ours)

    @property
    def hive_is_running(self) -> bool | None:
        """Whether a program of Hive's has the file open."""
        names = [one.name for one in self.locks or () if not one.is_ours]
        names += [one.name for one in self.slow.users or ()]
        if any(_HIVE in name.lower() for name in names):
            return True
        return None if self.locks is None and self.slow.users is None else False


def sample(
    database: Database, token: CancelToken, peeker: Peeker, slow: Slow | None = None
) -> Reading:
    """Take a reading. What fails inside the file is told in the reading, and the rest is there all the same.

    Args:
        database: The open file.
        token: Ends the waiting for a lock.
        peeker: Reads the index of the log.
        slow: What was looked at before.

    Raises:
        Cancelled: The token was cancelled.
    """
    pool = probe_pool(database)
    inside, failure = _inside_or_why_not(database, token)
    return Reading(
        taken_s=time.monotonic(),
        pool=pool,
        wal_bytes=probe_wal(database.real_path),
        inside=inside,
        failure=failure,
        log=probe_log(database, peeker),
        content=probe_content(database),
        locks=probe_locks(database.real_path),
        disk=probe_disk(database.real_path),
        slow=slow or Slow(),
    )


def probe_inside(database: Database, token: CancelToken) -> Inside:
    """Response time, the file's own settings and sizes, and how our connections are set.

    Raises:
        InspectorError: The file cannot be read now.
        Cancelled: The token was cancelled.
    """
    started = time.perf_counter()
    with database.reading(token) as connection:
        connection.one("SELECT name FROM sqlite_master LIMIT 1")
        response_ms = (time.perf_counter() - started) * 1000
        return Inside(response_ms, read_facts(connection), probe_connection(connection))


def probe_connection(connection: ReadConnection) -> ConnectionFacts:
    """How a connection of ours is set."""
    cache = connection.integer("PRAGMA cache_size")
    page_kb = connection.integer("PRAGMA page_size") / 1024
    return ConnectionFacts(
        synchronous=connection.integer("PRAGMA synchronous"),
        foreign_keys=bool(connection.integer("PRAGMA foreign_keys")),
        cache_kb=-cache if cache < 0 else round(cache * page_kb),
        mmap_bytes=_integer_or(connection, "PRAGMA mmap_size", 0),
    )


def probe_pool(database: Database) -> PoolUse:
    """Connections in use, idle, waited for, and how many there may be."""
    return database.pool_use()


def probe_wal(real_path: Path) -> int:
    """Bytes of the write-ahead log."""
    return look_beside(real_path).wal or 0


def probe_log(database: Database, peeker: Peeker) -> LogState | None:
    """Frames of the log, and how many of them are not yet checkpointed; only where the file is read in place."""
    if database.opened.way is not Way.LIVE:
        return None
    return read_log_state(database.real_path, peeker)


def probe_content(database: Database) -> DataVersion | None:
    """What changes with each commit of another program, where there is no log that counts them.

    A file that is read as immutable is opened anew as soon as anybody writes to it.
    """
    if database.opened.way is Way.IMMUTABLE:
        return _UNCHANGED
    return database.data_version()


def probe_locks(real_path: Path) -> tuple[LockHolder, ...] | None:
    """Who holds locks."""
    return lock_holders(real_path)


def probe_disk(real_path: Path) -> DiskRoom | None:
    """Room on the disk."""
    try:
        usage = shutil.disk_usage(real_path.parent)
    except OSError:
        return None
    return DiskRoom(usage.free, usage.total)


def _inside_or_why_not(
    database: Database, token: CancelToken
) -> tuple[Inside | None, InspectorError | None]:
    try:
        return probe_inside(database, token), None
    except InspectorError as error:
        return None, error


def _integer_or(connection: ReadConnection, sql: str, default: int) -> int:
    """The pragma's number; libraries that were built without what it sets give no row at all."""
    value = connection.value(sql)
    return value if isinstance(value, int) else default
