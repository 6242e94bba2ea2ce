"""Secrets of every kind, planted in every column of a file, in its schema, and in what the program keeps itself."""

from __future__ import annotations

import base64
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = (
    "sk-or-v1-{}0123456789abcdef",
    "HIVE-{}-A1B2-C3D4-E5F6",
    "{}@example.org",
    "/home/{0}/Projects of {0}/plan.md",
    "Dear {}, the takeover is on Friday",
    '{{"apiKey": "{}", "note": "{}"}}',
    "https://{0}:{0}@example.org/?token={0}",
    "{}",
)
"""Each takes a word that no text holds by chance, so that finding the word is finding the secret."""


class Planter:
    """Makes secrets, and remembers the word in each."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self.words: list[str] = []

    def secret(self) -> str:
        """A further secret, of the next kind."""
        kind = KINDS[len(self.words) % len(KINDS)]
        return kind.format(*[self.word()] * 2)

    def word(self) -> str:
        """A further word."""
        self.words.append("".join(self._random.choices("bcdfghjkmnpqrtvwxz", k=11)))
        return self.words[-1]

    def found_in(self, data: bytes) -> list[str]:
        """The words that some bytes hold, in plain or in one of the usual codings."""
        text = data.decode("latin-1")
        lowered = text.lower()
        return [word for word in self.words if any(_holds(text, lowered, word))]


def _holds(text: str, lowered: str, word: str) -> Iterator[bool]:
    raw = word.encode()
    yield word in lowered or quote(word) in lowered
    yield raw.hex() in lowered or word[::-1] in lowered
    yield word.encode("utf-16le").decode("latin-1") in text
    for shift in range(3):  # base64 looks different by where the word begins
        coded = base64.b64encode(b"\0" * shift + raw).decode()
        yield coded[shift + 1 : len(coded) // 4 * 4 - 4] in text


def plant_rows(path: Path, planter: Planter) -> int:
    """Put a secret into every column of every table that takes one; how many columns did."""
    planted = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = 1")
        tables = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        raw.execute("BEGIN")
        for (table,) in tables:
            planted += _plant_table(raw, table, planter)
        raw.execute("COMMIT")
    return planted


def _plant_table(raw: sqlite3.Connection, table: str, planter: Planter) -> int:
    columns = list(raw.execute(f'PRAGMA table_info("{table}")'))
    taken = 0
    for row in range(2):
        values = [
            None if is_key and type_.upper() == "INTEGER" else planter.secret()
            for _, _, type_, _, _, is_key in columns
        ]
        marks = ", ".join("?" * len(columns))
        try:
            raw.execute(f'INSERT INTO "{table}" VALUES ({marks})', values)
        except sqlite3.Error:
            continue
        taken += sum(value is not None for value in values) if row == 0 else 0
    for _, name, *_ in columns:
        try:
            raw.execute(
                f'UPDATE "{table}" SET "{name}" = ? WHERE rowid = (SELECT min(rowid) FROM "{table}")',
                (planter.secret(),),
            )
        except sqlite3.Error:
            continue
    return taken


def plant_schema(path: Path, planter: Planter) -> None:
    """Put secrets wherever a declaration can hold a text."""
    s = [planter.secret().replace("'", "''").replace('"', "") for _ in range(40)]
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(
            f"CREATE TABLE planted (a TEXT DEFAULT '{s[0]}', b TEXT DEFAULT \"{s[1]}\" /* {s[2]} */,\n"
            f" c TEXT CHECK (c IN ('{s[3]}', '{s[4]}')), -- {s[5]}\n"
            f" d TEXT DEFAULT ('{s[6]}' || '{s[7]}'), e BLOB DEFAULT x'{s[8].encode().hex()}',"
            f" f TEXT AS (a || '{s[9]}'), g INT CHECK (g <> '{s[10]}'))"
        )
        raw.execute(f"CREATE INDEX planted_where ON planted (a) WHERE b = '{s[11]}'")
        raw.execute(f"CREATE INDEX planted_expression ON planted (a || '{s[12]}')")
        raw.execute(f"CREATE VIEW planted_view AS SELECT '{s[13]}' AS x, a FROM planted -- {s[14]}")
        raw.execute(f"CREATE VIEW planted_broken AS SELECT '{s[15]}', nowhere FROM planted")
        raw.execute(
            "CREATE TRIGGER planted_trigger BEFORE DELETE ON planted BEGIN"
            f" SELECT raise(ABORT, '{s[16]}'); /* {s[17]} */"
            f" INSERT INTO planted (a) VALUES ('{s[18]}'); END"
        )
