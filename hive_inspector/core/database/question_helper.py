"""The work of a process of its own: answers statements that somebody typed, so that whatever they do can be ended.

Some of SQLite's functions take as long as they like and cannot be interrupted (`instr` and `replace` of long texts),
and a statement may ask for more memory than there is. A process can be ended at any moment, has its memory bounded, and
where the system can, may write no file at all. Imports the standard library and rules only.

Messages both ways are a kind, a length and a marshalled value; marshal is five times as fast as JSON for rows and keeps
blobs and bytes that are no text. They come from the same program, never from a stranger.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sqlite3
import struct
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from hive_inspector.core.database.question_rules import (
    COMPUTED_TABLES,
    READABLE_MODULES,
    ReadingGuard,
    first_word,
)
from hive_inspector.core.database.survey import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

HEAD = struct.Struct("<cI")
"""A message's kind and length."""
OPEN, LOOK, RUN, PLAN, SURVEY, NEXT = b"O", b"L", b"R", b"P", b"S", b"M"
"""What is asked: open a file, compile a statement, run it, plan it; look at a file for the first time; more rows."""
DONE, COLUMNS, ROWS, FAILED, NAME, BUG = b"D", b"C", b"B", b"F", b"N", b"X"
"""What is answered; `BUG` by a process that ends because of a fault of this program."""
LACKED_MEMORY = 75
"""The exit code of a process that had no memory left, not even to say so."""
MOST_STATEMENT = 1_000_000
"""Bytes of a statement."""
_LOCK_WAIT_S = 5.0
_CACHE_KB = 32_000
_MAPPED_BYTES = 512 * 1024 * 1024
"""Bytes of the file that are read without copying. If the disk fails then, or another program cuts the file off, only
this process ends."""
_STEPS_BETWEEN_LOOKS = 4000
_MOST_ROWS = 1024
_BATCH_BYTES = 100 * 1024
"""Bytes of rows that are sent at once, about."""
_GRACE_S = 2
LENIENTLY = partial(str, encoding="utf-8", errors="surrogateescape")
_MOST_VIRTUAL = 50
_LIMITS = (
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, MOST_STATEMENT),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 10_000),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 500),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 250),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 10),
)


def main() -> None:
    """Answer until the input ends, one file after the other."""
    gc.disable()  # rows make no cycles, and looking for some takes a tenth of the time
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl+C is for the program, which ends this process
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    send = partial(write_message, answers)
    sys.excepthook = partial(end_telling, send)
    answering: Answering | None = None
    while (message := read_message(source)) is not None:
        kind, content = message
        try:
            if kind == OPEN:
                answering = _reopened(answering, content)
                send(DONE, None)
            elif kind == SURVEY:
                bound_process(content["hard_heap_limit"], content["writes"])
                survey(content, partial(send, NAME))
                send(DONE, None)
            elif answering is not None:
                answering.answer(kind, content, send)
        except (sqlite3.Error, MemoryError, UnicodeError, OverflowError, ValueError) as error:
            send(FAILED, answering.failure(error) if answering else plain_failure(error))
        answers.flush()


def read_message(source: BinaryIO) -> tuple[bytes, Any] | None:
    """The next message, or None where the input ends."""
    raw = read_raw(source)
    return None if raw is None else (raw[0], marshal.loads(raw[1]))  # noqa: S302 - from this program


def read_raw(source: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next message as it came, or None where the input ends."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    content = source.read(length)
    return (kind, content) if len(content) == length else None


def write_message(target: BinaryIO, kind: bytes, value: Any) -> int:
    """Send a message; returns its bytes."""
    content = marshal.dumps(value)
    target.write(HEAD.pack(kind, len(content)))
    target.write(content)
    target.flush()
    return len(content)


class Answering:
    """One file that is asked."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._bytes = request["value_bytes"]
        self._memory = request["memory"]
        self._until = float("inf")
        self._parent = os.getppid()
        self._guard = ReadingGuard("")
        self._sql = ""
        self.raw = sqlite3.connect(
            request["uri"], uri=True, isolation_level=None, timeout=_LOCK_WAIT_S
        )
        for name, value in (
            ("hard_heap_limit", self._memory),
            ("query_only", 1),
            ("trusted_schema", request["trusted_schema"]),
            ("cell_size_check", 1),
            ("mmap_size", 0 if request["salvaging"] else _MAPPED_BYTES),
            ("cache_size", -_CACHE_KB),
            ("temp_store", "MEMORY"),
            ("writable_schema", int(request["salvaging"])),
        ):
            self.raw.execute(f"PRAGMA {name} = {value}")
        self._warm_up_tables()
        for what, most in (*_LIMITS, (sqlite3.SQLITE_LIMIT_LENGTH, self._bytes)):
            self.raw.setlimit(what, most)

    def answer(
        self, kind: bytes, content: dict[str, Any], send: Callable[[bytes, object], int]
    ) -> None:
        """Answer a question about a statement."""
        self._sql = content["sql"]
        self._until = time.monotonic() + content["seconds"]
        _end_after(content["seconds"])
        self._warm_up(self._sql)
        self._guard = ReadingGuard(self._sql)
        self.raw.set_authorizer(self._guard)
        self.raw.set_progress_handler(self._must_stop, _STEPS_BETWEEN_LOOKS)
        try:
            if kind == RUN:
                self._run(content, send)
            else:
                prefix = "EXPLAIN QUERY PLAN " if kind == PLAN else "EXPLAIN "
                if first_word(self._sql) == "EXPLAIN":
                    prefix = ""
                rows = self.raw.execute(prefix + self._sql, content["parameters"]).fetchall()
                told = rows if kind == PLAN else []
                send(DONE, {"reads": sorted(self._guard.reads), "rows": told})
        finally:
            self.raw.set_progress_handler(None, 0)
            self.raw.set_authorizer(None)
            _end_after(0)

    def failure(self, error: Exception) -> dict[str, Any]:
        """What went wrong, and where in the statement, as far as that can be told."""
        found = plain_failure(error)
        if self._guard.rule:
            found |= {"rule": self._guard.rule.name, "about": self._guard.about}
            found["message"] = self._guard.refused
        elif time.monotonic() >= self._until:
            found["out_of"] = "time"
        return found | {"reads": sorted(self._guard.reads)}

    def _run(self, content: dict[str, Any], send: Callable[[bytes, object], int]) -> None:
        """Send the rows, read strictly, which is twice as fast; from a text that is no UTF-8 on again and leniently."""
        self.raw.text_factory = str
        cursor = self.raw.execute(self._sql, content["parameters"])
        send(COLUMNS, tuple(column[0] for column in cursor.description or ()))
        sent = 0
        try:
            for rows in _batches(cursor, content["rows"], send):
                sent += rows
        except sqlite3.OperationalError as error:
            if not str(error).startswith("Could not decode to UTF-8"):
                raise
            self.raw.text_factory = LENIENTLY
            cursor = self.raw.execute(self._sql, content["parameters"])
            for _ in zip(range(sent), cursor, strict=False):
                pass
            for rows in _batches(cursor, content["rows"] - sent, send):
                sent += rows
        limited = sent >= content["rows"] and cursor.fetchone() is not None
        cursor.close()
        send(DONE, {"limited": limited})

    def _warm_up_tables(self) -> None:
        """Let virtual tables declare themselves, which looks like a change to the guard."""
        made = self.raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage = 0"
            f" AND sql LIKE 'CREATE VIRTUAL%' LIMIT {_MOST_VIRTUAL}"
        ).fetchall()
        for name, sql in made:
            using = sql[len("CREATE VIRTUAL TABLE") :].upper().rpartition(" USING ")[2]
            if using.replace("(", " ").split()[0].strip("\"'`[]").lower() in READABLE_MODULES:
                self._touch('"' + name.replace('"', '""') + '"')

    def _warm_up(self, sql: str) -> None:
        plain = sql.lower()
        for name in COMPUTED_TABLES:
            if name in plain:
                self._touch(name)

    def _touch(self, table: str) -> None:
        try:
            self.raw.execute(f"SELECT 1 FROM {table} LIMIT 0").close()
        except sqlite3.Error:  # it fails again in the statement that uses it, and is told there
            return

    def _must_stop(self) -> bool:
        return time.monotonic() >= self._until or os.getppid() != self._parent


def end_telling(
    send: Callable[[bytes, object], int],
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """Let the program know that this process ends by a fault of its own, and where."""
    if issubclass(kind, MemoryError):
        os._exit(LACKED_MEMORY)
    import traceback

    if not issubclass(kind, BrokenPipeError):  # else nobody listens any more
        send(BUG, "".join(traceback.format_exception(kind, error, trace)))


def _reopened(before: Answering | None, request: dict[str, Any] | None) -> Answering | None:
    """The file that is asked from now on; none where the request names none."""
    if before is not None:
        before.raw.close()
    if request is None:
        return None
    bound_process(request["memory"])
    return Answering(request)


def plain_failure(error: Exception) -> dict[str, Any]:
    """What went wrong, as far as the error itself tells."""
    return {
        "type": type(error).__name__,
        "name": getattr(error, "sqlite_errorname", ""),
        "message": str(error),
        "rule": "",
        "about": "",
        "out_of": "memory" if isinstance(error, MemoryError) else "",
    }


def _batches(
    cursor: sqlite3.Cursor, most: int, send: Callable[[bytes, object], int]
) -> Iterator[int]:
    """Send rows in pieces; gives how many each has."""
    left, step = most, 1
    while left and (rows := cursor.fetchmany(min(step, left))):
        size = send(ROWS, rows)
        left -= len(rows)
        yield len(rows)
        step = _next_step(step, size)


def _next_step(step: int, size: int) -> int:
    """How many rows to fetch next, where so many took so many bytes."""
    if size > _BATCH_BYTES:
        return max(1, step * _BATCH_BYTES // size)
    return min(_MOST_ROWS, step * 2) if size < _BATCH_BYTES // 2 else step


def bound_process(memory: int, writes: int = 0) -> None:
    """Let this process write no file beyond so many bytes, and take no more memory; where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_FSIZE, writes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, 2 * memory + 512 * 1024 * 1024),
    ):
        try:
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
        except (ValueError, OSError):  # a lower bound is set already, or the system has none
            continue


def _end_after(seconds: float) -> None:
    """End the process from within if nobody else does; 0 takes that back."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds) + _GRACE_S if seconds else 0)
