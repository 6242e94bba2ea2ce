"""Holds what the program reads against what the writers keep true, wherever it reads: leases, grid, query, files.

A lease is one state of the file: it is asked at its beginning and at its end, and has to answer the same, unless what
runs in it moved on to a newer state on purpose.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database.connections import Database
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.statements import ReadConnection
from tests.soak.invariants import LEDGER_SQL, is_sound_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.cancellation import CancelToken


LEASES = "leases"


class Readings:
    """How many were held against it, by where they were read, and how many of them were of no one state."""

    def __init__(self) -> None:
        self.sound: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self.longest_lease_s = 0.0

    def note(self, where: str, *, is_sound: bool) -> None:
        """One more."""
        (self.sound if is_sound else self.broken)[where] += 1


@contextmanager
def watched_leases(readings: Readings) -> Iterator[None]:
    """Look at every lease for reading, for as long as the block lasts."""
    reading, renew = Database.reading, ReadConnection.renew
    moved: set[int] = set()

    def noting_renew(connection: ReadConnection) -> None:
        moved.add(id(connection))
        renew(connection)

    @contextmanager
    def asked(database: Database, token: CancelToken | None = None) -> Iterator[ReadConnection]:
        with reading(database, token) as connection:
            before = _ledger(connection)
            moved.discard(id(connection))
            began = time.monotonic()
            yield connection
            took = time.monotonic() - began
            readings.longest_lease_s = max(readings.longest_lease_s, took)
            if before is None:
                return
            after = _ledger(connection)
            is_same = before == after or id(connection) in moved
            is_sound = after is not None and is_sound_ledger(before) and is_sound_ledger(after)
            readings.note(LEASES, is_sound=is_same and is_sound)

    Database.reading = asked  # type: ignore[method-assign, assignment]
    ReadConnection.renew = noting_renew  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Database.reading = reading  # type: ignore[method-assign]
        ReadConnection.renew = renew  # type: ignore[method-assign]


def _ledger(connection: ReadConnection) -> tuple[Any, ...] | None:
    """What the ledger says now; None of a file that has none."""
    try:
        return connection.one(LEDGER_SQL)
    except StatementProblem:
        return None
