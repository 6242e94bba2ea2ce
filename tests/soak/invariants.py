"""What the writers keep true in every state of the file, and how a reading is held against it.

Every transaction changes all rows of a ledger, moves an amount between two of them, and writes messages together with
the conversation that counts them. So whoever reads one state of the file finds a sum of zero, one generation, right
counts and no message without its conversation; who reads parts of two states does not.
"""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

LEDGER = "soak_ledger"
ROWS = 24
"""Of the ledger: fewer than a page of the grid holds."""
SCHEMA = (
    f"CREATE TABLE {LEDGER} (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, generation INTEGER NOT NULL)",
    f"""WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
        INSERT INTO {LEDGER} SELECT i, 0, 0 FROM n""",
)
LEDGER_SQL = f"SELECT sum(balance), min(generation), max(generation), count(*) FROM {LEDGER}"
COUNTS_SQL = """SELECT
  (SELECT count(*) FROM conversations c WHERE c.id >= 'soak-' AND c.id < 'soak.'
     AND c.input_tokens <> (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)) AS miscounted,
  (SELECT count(*) FROM messages m WHERE m.id >= 'soak-' AND m.id < 'soak.'
     AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = m.conversation_id)) AS orphans"""
QUERY = f"""SELECT sum(balance) AS balance, max(generation) - min(generation) AS apart, (
  SELECT count(*) FROM conversations c WHERE c.id >= 'soak-' AND c.id < 'soak.'
    AND c.input_tokens <> (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)) AS miscounted
FROM {LEDGER};
"""
"""For the page Query; all it finds has to be zero."""


def is_sound_ledger(row: Sequence[object]) -> bool:
    """Whether what `LEDGER_SQL` found is of one state."""
    balance, least, most, count = row
    return balance == 0 and least == most and count == ROWS


def is_one_generation(generations: Iterable[object]) -> bool:
    """Whether rows of the ledger that were read together are of one state."""
    return len(set(generations)) <= 1


def is_sound_export(path: Path) -> bool:
    """Whether rows of an exported ledger (CSV), all of them or those that a filter left, are of one state."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    balances = [int(row["balance"]) for row in rows]
    is_balanced = len(rows) < ROWS or sum(balances) == 0
    return is_balanced and is_one_generation(row["generation"] for row in rows)


def is_sound_file(path: Path) -> bool:
    """Whether a copy of the file holds one state, and whether SQLite finds it whole; read by plain `sqlite3`."""
    with closing(sqlite3.connect(path)) as raw:
        return (
            is_sound_ledger(raw.execute(LEDGER_SQL).fetchone())
            and raw.execute(COUNTS_SQL).fetchone() == (0, 0)
            and raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        )
