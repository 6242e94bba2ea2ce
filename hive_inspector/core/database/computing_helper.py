"""The work of a process of its own: runs statements of this program over what a file itself computes.

What a stranger's view or generated column does in its millionth row is known to nobody before that row is read, and
some of SQLite's functions never look whether they should stop. Here the process can be ended, and its memory is
bounded. Rows are fetched as they are asked for, as from any cursor; messages are those of `question_helper`.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import sqlite3
import sys
import threading
import time
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database.question_helper import (
    COLUMNS,
    DONE,
    FAILED,
    LENIENTLY,
    NEXT,
    OPEN,
    ROWS,
    RUN,
    bound_process,
    end_telling,
    plain_failure,
    read_message,
    write_message,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_CACHE_KB = 32_000
_LOOK_EVERY_S = 1.0


def main() -> None:
    """Compute until the input ends, one file after the other."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program
    _end_with_parent()
    source = sys.stdin.buffer
    send = partial(write_message, sys.stdout.buffer)
    sys.excepthook = partial(end_telling, send)
    computing: Computing | None = None
    while (message := read_message(source)) is not None:
        kind, content = message
        try:
            if kind == OPEN:
                computing = _reopened(computing, content)
                send(DONE, None)
            elif computing is not None:
                computing.answer(kind, content, send)
        except (sqlite3.Error, MemoryError, UnicodeError, OverflowError, ValueError) as error:
            send(FAILED, plain_failure(error))


class Computing:
    """One file, and the statement that runs over it."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.raw = sqlite3.connect(
            request["uri"], uri=True, isolation_level=None, timeout=request["lock_wait_s"]
        )
        self.raw.text_factory = LENIENTLY
        for name, value in (
            ("hard_heap_limit", request["memory"]),
            ("writable_schema", request["writable_schema"]),
            ("query_only", 1),
            ("wal_autocheckpoint", 0),
            ("trusted_schema", request["trusted_schema"]),
            ("cell_size_check", 1),
            ("cache_size", -_CACHE_KB),
            ("temp_store", "MEMORY"),
        ):
            self.raw.execute(f"PRAGMA {name} = {value}")
        self._matches, arguments = request["matching"]
        self._arguments: int = arguments
        self._cursor = self.raw.cursor()

    def answer(self, kind: bytes, content: Any, send: Callable[[bytes, object], int]) -> None:
        """Begin a statement, or fetch more of its rows."""
        if kind == RUN:
            self._run(content["sql"], content["parameters"])
            send(COLUMNS, tuple(column[0] for column in self._cursor.description or ()))
        elif kind == NEXT:
            send(ROWS, self._cursor.fetchmany(content))

    def _run(self, sql: str, parameters: Any) -> None:
        if self._matches in sql:
            encoding = self.raw.execute("PRAGMA encoding").fetchone()[0]
            found = partial(_is_found, encoding)
            self.raw.create_function(self._matches, self._arguments, found, deterministic=True)
        self._cursor = self.raw.execute(sql, parameters)


def _reopened(before: Computing | None, request: dict[str, Any] | None) -> Computing | None:
    """The file that is asked from now on; none where the request names none."""
    if before is not None:
        before.raw.close()
    if request is None:
        return None
    bound_process(request["memory"])
    return Computing(request)


def _end_with_parent() -> None:
    """End this process soon after the one that started it, whatever it computes; where the system tells."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY_S)
        os._exit(0)

    threading.Thread(target=watch, name="parent", daemon=True).start()


@cache
def _search(pattern: str, ignore_case: int) -> Any:
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0).search


def _is_found(encoding: str, pattern: str, ignore_case: int, content: bytes) -> bool:
    """What `matching.Matcher` finds; here it may take as long as it likes, for the process can be ended."""
    on_bad_bytes = "surrogateescape" if encoding == "UTF-8" else "replace"
    return _search(pattern, ignore_case)(content.decode(encoding, on_bad_bytes)) is not None
