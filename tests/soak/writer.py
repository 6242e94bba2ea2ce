"""A program that writes as Hive does, started as `python -m tests.soak.writer DATABASE TALLY NUMBER RATE`.

It commits `RATE` times a second, each time something that keeps the invariants. What it missed while it had to wait is
made up for a quarter of a second, not longer, so that being kept waiting shows in its rate.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import time
from collections import deque
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tests.soak.invariants import LEDGER, ROWS
from tests.soak.tally import Slot, Tally

_MADE_UP_S = 0.25
_MOST = 150
"""Conversations of one writer; the oldest goes for each that is more, so that the file stays as large as it is."""
_TEXT = "What was agreed on is written down, and what was written down is counted. "


class Writer:
    """Writes, until it is told to end."""

    def __init__(self, raw: sqlite3.Connection, tally: Tally, number: int) -> None:
        self._raw = raw
        self._tally = tally
        self._number = number
        self._random = random.Random(number)
        self._serial = 0
        self._kept: deque[str] = deque()

    def run(self, rate: float) -> None:
        """Commit so often a second, for as long as who started it is there."""
        due = time.perf_counter()
        parent = os.getppid()
        while not self._tally[Slot.STOP] and os.getppid() == parent:
            now = time.perf_counter()
            if due > now:
                time.sleep(due - now)
            due = max(due + 1 / rate, now - _MADE_UP_S)
            self._commit()

    def _commit(self) -> None:
        started = time.perf_counter()
        try:
            self._raw.execute("BEGIN IMMEDIATE")
            self._write()
            self._raw.execute("COMMIT")
        except sqlite3.OperationalError:
            self._tally[Slot.REFUSED] += 1
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            return
        self._tally[Slot.COMMITS] += 1
        took = round((time.perf_counter() - started) * 1e6)
        self._tally[Slot.SLOWEST_US] = max(self._tally[Slot.SLOWEST_US], took)

    def _write(self) -> None:
        amount = self._random.randint(1, 99)
        giver, taker = self._random.sample(range(1, ROWS + 1), 2)
        self._raw.execute(
            f"UPDATE {LEDGER} SET generation = generation + 1, "
            "balance = balance + CASE id WHEN ? THEN -? WHEN ? THEN ? ELSE 0 END",
            (giver, amount, taker, amount),
        )
        if not self._kept or self._random.random() < 0.1:
            self._begin_conversation()
        self._add_message(self._random.choice(self._kept))
        if len(self._kept) > _MOST:
            self._remove_conversation(self._kept.popleft())

    def _begin_conversation(self) -> None:
        self._serial += 1
        name = f"soak-{self._number}-{self._serial:09}"
        now = datetime.now(UTC).isoformat()
        self._raw.execute(
            "INSERT INTO conversations (id, input_tokens, created_at, updated_at) VALUES (?, 0, ?, ?)",
            (name, now, now),
        )
        self._kept.append(name)

    def _add_message(self, conversation: str) -> None:
        self._serial += 1
        self._raw.execute(
            "INSERT INTO messages (id, conversation_id, role, content, timestamp) VALUES (?, ?, 'user', ?, ?)",
            (
                f"soak-{self._number}-m-{self._serial:09}",
                conversation,
                _TEXT * self._random.randint(1, 8),
                datetime.now(UTC).isoformat(),
            ),
        )
        self._raw.execute(
            "UPDATE conversations SET input_tokens = input_tokens + 1 WHERE id = ?", (conversation,)
        )

    def _remove_conversation(self, name: str) -> None:
        self._raw.execute("DELETE FROM messages WHERE conversation_id = ?", (name,))
        self._raw.execute("DELETE FROM conversations WHERE id = ?", (name,))


def main() -> None:
    """Write until told to end."""
    path, told, number, rate = sys.argv[1:]
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as raw:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            raw.execute(f"PRAGMA {pragma}").fetchall()
        Writer(raw, Tally(Path(told)), int(number)).run(float(rate))


if __name__ == "__main__":
    main()
