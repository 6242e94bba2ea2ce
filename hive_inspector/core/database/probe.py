"""Has another connection changed the content? Asked of SQLite by one idle connection of its own.

`PRAGMA data_version` tells of commits by others, but only from one connection's point of view, so connections that go
from task to task cannot say it. This one reads nothing else. Between two questions it is in no transaction and holds no
lock that a writer or a checkpoint would wait for.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.fileops import held_open

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CACHE_KB = 64
_WAIT_MS = 20
"""How long a question waits for a lock; it is asked again soon."""


class DataVersion(NamedTuple):
    """A state of the content; equal only if nothing was committed in between."""

    connection: int
    """Which connection said so: the numbers of two connections cannot be compared."""
    number: int


class VersionProbe:
    """The idle connection, opened when first asked. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._resources = ExitStack()
        self._raw: sqlite3.Connection | None = None
        self._uri = ""
        self._opened = 0
        self._suspensions = 0
        self._is_closed = False

    def ask(self, uri: str, path: Path) -> DataVersion | None:
        """The present state, or None where it cannot be told just now.

        Args:
            uri: The address by which the file is opened.
            path: The file.
        """
        with self._lock:
            if self._suspensions or self._is_closed:
                return None
            try:
                raw = self._connection(uri, path)
                number = raw.execute("PRAGMA data_version").fetchone()[0]
            except (
                sqlite3.Error,
                UnicodeDecodeError,
            ):  # locked for this moment, replaced, or damaged: even what SQLite says may be no text
                self._let_go()
                return None
            return DataVersion(self._opened, number)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """No connection, and none opened, for as long as the block lasts."""
        with self._lock:
            self._suspensions += 1
            self._let_go()
        try:
            yield
        finally:
            with self._lock:
                self._suspensions -= 1

    def close(self) -> None:
        """Close the connection for good."""
        with self._lock:
            self._is_closed = True
            self._let_go()

    def _connection(self, uri: str, path: Path) -> sqlite3.Connection:
        if self._raw is None or uri != self._uri:
            self._let_go()
            self._resources.enter_context(held_open(path))
            raw = sqlite3.connect(
                uri, uri=True, isolation_level=None, check_same_thread=False, timeout=0
            )
            self._resources.enter_context(closing(raw))
            for pragma, value in (
                ("busy_timeout", _WAIT_MS),
                ("query_only", 1),
                ("cache_size", -_CACHE_KB),
                ("wal_autocheckpoint", 0),
            ):
                raw.execute(f"PRAGMA {pragma} = {value}")
            self._raw, self._uri = raw, uri
            self._opened += 1
        return self._raw

    def _let_go(self) -> None:
        self._raw = None
        self._resources.close()
