"""Waiting for a lock that somebody else holds.

SQLite's own busy timeout cannot be cancelled (measured: the whole timeout passes), so the driver waits a tenth of a
second at the most and this module does the rest, with waits that grow and that a cancel ends at once.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, TypeVar

import peewee

from hive_inspector.core.database.failures import RETRIABLE, error_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.cancellation import CancelToken

T = TypeVar("T")

DRIVER_WAIT_MS = 100
"""How long SQLite itself waits for a lock before it says busy."""
FIRST_WAIT_S = 0.005
LONGEST_WAIT_S = 0.2


def patiently(attempt: Callable[[], T], token: CancelToken, patience_s: float) -> T:
    """Call `attempt` until it finds the database unlocked.

    Raises:
        Cancelled: The token was cancelled while waiting.
        sqlite3.OperationalError, peewee.OperationalError: What `attempt` raised, when it is not about a lock or the
            patience is at its end.
    """
    deadline = time.monotonic() + patience_s
    wait = FIRST_WAIT_S
    while True:
        try:
            return attempt()
        except (sqlite3.OperationalError, peewee.OperationalError) as error:
            if error_name(error) not in RETRIABLE or time.monotonic() + wait > deadline:
                raise
        token.wait(wait)
        wait = min(wait * 2, LONGEST_WAIT_S)
