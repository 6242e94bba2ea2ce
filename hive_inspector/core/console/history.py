"""Statements that were run, and those that somebody keeps: beside the settings, without secrets."""

from __future__ import annotations

import json
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hive_inspector.core.console.redacting import redacted, redacted_values
from hive_inspector.core.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hive_inspector.core.console.outcomes import Outcome
    from hive_inspector.core.database.values import Cell

MOST_BYTES = 2_000_000
FILES_KEPT = 2
MOST_TEXT = 20_000
"""Characters of a statement that are remembered."""
MOST_FOUND = 500

_log = logging.getLogger(__name__)
_NO_VALUES: Mapping[str, Cell] = {}


@dataclass(frozen=True, slots=True)
class Remembered:
    """A statement that was run."""

    sql: str
    file: str
    """The database's path."""
    state: str
    """How it ended, as `State` has it."""
    rows: int
    """Rows that came, or that it changed."""
    duration_ms: float
    when: str
    """RFC 3339, UTC."""
    values: Mapping[str, str | int | float | None] = field(default_factory=dict)
    """What its parameters were given."""


class History:
    """The statements that were run. Safe from several threads and programs at once."""

    def __init__(self, folder: Path) -> None:
        self._journal = Journal(folder, "statements", MOST_BYTES, FILES_KEPT)

    def remember(
        self, outcome: Outcome, file: str, values: Mapping[str, Cell] = _NO_VALUES
    ) -> bool:
        """Note what was run, with dots for what looks like a key; returns whether it is on the disk."""
        rows = outcome.rows if outcome.changed is None else outcome.changed
        content = {
            "sql": redacted(outcome.statement.text[:MOST_TEXT]),
            "file": file,
            "state": outcome.state.value,
            "rows": rows,
            "duration_ms": round(outcome.duration_ms, 3),
            "when": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "values": redacted_values(values),
        }
        try:
            self._journal.append(json.dumps(content).encode("ascii") + b"\n")
        except OSError as error:
            _log.warning("The history %s cannot be written: %s", self._journal.path, error)
            return False
        return True

    def search(self, text: str = "", *, file: str = "") -> tuple[Remembered, ...]:
        """Statements that hold every word of a text, whatever its case, the newest first; at most `MOST_FOUND`.

        Args:
            text: Words, in any order; nothing finds all.
            file: A database's path; nothing finds those of all.
        """
        words = text.casefold().split()
        found: deque[Remembered] = deque(maxlen=MOST_FOUND)
        for one in self._all():
            sql = one.sql.casefold()
            if (not file or one.file == file) and all(word in sql for word in words):
                found.append(one)
        return tuple(reversed(found))

    def clear(self) -> bool:
        """Forget everything; returns whether that could be done."""
        try:
            self._journal.clear()
        except OSError as error:
            _log.warning("The history %s cannot be removed: %s", self._journal.path, error)
            return False
        return True

    def _all(self) -> Iterator[Remembered]:
        try:
            for line in self._journal.lines():
                one = _parsed(line)
                if one is not None:
                    yield one
        except OSError as error:
            _log.warning("The history %s cannot be read: %s", self._journal.path, error)


def _parsed(line: bytes) -> Remembered | None:
    try:
        content: dict[str, Any] = json.loads(line)
        return Remembered(
            sql=str(content["sql"]),
            file=str(content["file"]),
            state=str(content["state"]),
            rows=int(content["rows"]),
            duration_ms=float(content["duration_ms"]),
            when=str(content["when"]),
            values=dict(content["values"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
