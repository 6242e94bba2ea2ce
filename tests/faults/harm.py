"""Harm done to a process from within: killed at a statement, a file operation or a byte, no room, flushes lost."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import sqlite3
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from hive_inspector.core.database import backup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_READS = re.compile(
    r"\s*(?:--|(?:SELECT|EXPLAIN|PRAGMA(?! wal_checkpoint| journal_mode))\b)", re.IGNORECASE
)
"""Statements at which a kill leaves what a kill at the one before leaves; a trigger's begin with `--`."""
_FILE_EVENTS = frozenset(
    {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate"}
)
_FREEING = frozenset({"os.remove", "os.rmdir"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(slots=True)
class Harm:
    """What is done to the process, and how often it could have been done."""

    kind: str = ""
    """`statement`, `pause`, `file`, `power`, `no room`, `flush`, `piece`, `pages`, `size`, `byte` or nothing.

    `power` is a kill before a file operation, or at the end, that takes along what Python wrote and did not flush:
    files are cut to what they were when they were opened. `flush` is a flush by Python that fails; `byte` a kill where
    a file would outgrow a size.
    """
    at: int = 0
    """At which time it is done, or above which size; 0 never."""
    path: str = ""
    """For `pages`: the file that may not grow."""
    counted: int = 0
    """How often it could have been done."""
    _main: int = field(default_factory=threading.get_ident)
    _unflushed: dict[str, int] = field(default_factory=dict)
    """Files that were opened for writing and not flushed since, with the bytes they had before."""

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> Harm:
        """As an order has it."""
        return cls(**about)

    @contextmanager
    def done(self) -> Iterator[None]:
        """Do it as the block goes on. There is no way to take it back: the process ends soon."""
        if self.kind in {"statement", "pause"}:
            _each_connection(lambda raw: raw.set_trace_callback(self._statement))
        elif self.kind == "flush":
            self._watch_flushes()
        elif self.kind in {"file", "no room", "power"}:
            self._watch_flushes()
            sys.addaudithook(self._event)
        elif self.kind == "piece":
            self._watch_pieces()
        elif self.kind == "pages":
            _each_connection(self._limit)
        elif self.kind == "size":
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.at, self.at))
        elif self.kind == "byte":
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.at, self.at))
        yield
        if self.kind == "power":
            self._count()

    def _statement(self, sql: str) -> None:
        if _READS.match(sql):
            return
        if self.kind == "statement":
            self._count()
            return
        self.counted += 1
        if self.counted == self.at:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if threading.get_ident() != self._main or not _changes_files(event, arguments):
            return
        if self.kind in {"file", "power"}:
            self._count()
            self._note(event, arguments)
        elif event not in _FREEING:
            self.counted += 1
            if self.counted == self.at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _watch_flushes(self) -> None:
        flush = os.fsync

        def flushed(descriptor: int) -> None:
            if self.kind == "flush":
                self.counted += 1
                if self.counted == self.at:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
            flush(descriptor)
            self._unflushed.pop(os.readlink(f"/proc/self/fd/{descriptor}"), None)  # noqa: PTH115

        os.fsync = flushed  # type: ignore[assignment]

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What is not on the disk yet, by the names that it has now."""
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            is_kept = os.path.isfile(path) and not arguments[2] & os.O_TRUNC  # noqa: PTH113
            self._unflushed.setdefault(path, os.path.getsize(path) if is_kept else 0)  # noqa: PTH202
        elif event in {"os.rename", "os.link"}:
            source, target = (os.path.realpath(os.fsdecode(one)) for one in arguments[:2])
            if source in self._unflushed:
                self._unflushed[target] = self._unflushed[source]
            else:
                self._unflushed.pop(target, None)

    def _lose_power(self) -> None:
        for path, size in self._unflushed.items():
            if os.path.isfile(path):  # noqa: PTH113
                os.truncate(path, min(size, os.path.getsize(path)))  # noqa: PTH202

    def _watch_pieces(self) -> None:
        reporting = backup._reporting

        def watched(*arguments: Any) -> Callable[[int, int, int], None]:
            report = reporting(*arguments)

            def piece(code: int, left: int, total: int) -> None:
                self._count()
                report(code, left, total)

            return piece

        setattr(backup, "_reporting", watched)  # noqa: B010 - typed otherwise

    def _limit(self, raw: sqlite3.Connection) -> None:
        shown = raw.execute("PRAGMA database_list").fetchone()[2]
        if os.path.realpath(shown) == self.path or (self.path == "*" and shown):
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
            raw.execute(f"PRAGMA max_page_count = {pages + self.at}")

    def _count(self) -> None:
        self.counted += 1
        if self.counted == self.at:
            if self.kind == "power":
                self._main = 0  # what happens now is not counted
                self._lose_power()
            _die()


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _changes_files(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        flags = arguments[2]
        is_no_file = (
            isinstance(arguments[0], int) or arguments[0] == os.devnull
        )  # a pipe to a helper
        return not is_no_file and isinstance(flags, int) and bool(flags & _WRITING)
    if event == "os.mkdir" and os.path.isdir(arguments[0]):  # noqa: PTH112 - what the event has
        return False
    return event in _FILE_EVENTS


def _each_connection(equip: Callable[[sqlite3.Connection], object]) -> None:
    """Equip every connection that is opened from now on."""
    connect = sqlite3.connect

    def equipped(*arguments: Any, **named: Any) -> sqlite3.Connection:
        raw: sqlite3.Connection = connect(*arguments, **named)
        equip(raw)
        return raw

    sqlite3.connect = equipped  # type: ignore[assignment]
    sqlite3.dbapi2.connect = equipped  # type: ignore[assignment]
