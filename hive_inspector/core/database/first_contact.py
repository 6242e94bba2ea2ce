"""First contact with a file, made by a process that may be lost, so that a file that harms SQLite does not harm us.

Whoever opens a file has it surveyed first (`survey`): everything that opening it will ask is asked there, under bounds
of memory and processor time. If that process dies or has to be ended, the file is refused in a sentence; where it was
over one table or view, only that one is left alone from then on. Of what it answers nothing is used: what SQLite
says of the file is found out anew where it is needed. One process waits for the next file (it costs 5 MB, and starting
one some 30 ms); `first_contact` is the program's.
"""

from __future__ import annotations

import atexit
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database import answerers
from hive_inspector.core.database.question_helper import FAILED, NAME, SURVEY
from hive_inspector.core.database.rowpacks import unpacked
from hive_inspector.core.database.trust import trusted_schema
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken

MEMORY = 512 * 1024 * 1024
"""Bytes that SQLite may take for a file's schema; one with 100,000 tables needs 100 MB."""
_MOST_AVOIDED = 8
_LOOKS = 4
"""How often within `Patience.still` a process is looked at."""
_STILL = tr("nothing read")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long first contact may take, in seconds."""

    schema: float = 20.0
    """Of processor time, for what is declared; 100,000 tables take one second."""
    one: float = 1.0
    """Of processor time, for compiling one view or loading one virtual table, and its first row."""
    all: float = 60.0
    """Of processor time, for all of it, from the first look on."""
    still: float = 60.0
    """By the clock on the wall, without a byte read or anything computed: a disk that does not answer."""


PATIENCE = Patience()


class Unsurvivable(EnvironmentProblem):
    """A file that ended the process which made first contact with it, or kept it for too long."""


@dataclass(frozen=True, slots=True)
class _Loss:
    """What the process was over when it was lost, if over one object, and how."""

    name: str
    how: str


class FirstContact:
    """Has files surveyed. Safe from several threads; keeps one process."""

    def __init__(self) -> None:
        self._waiting = answerers.Waiting(1)

    def warm_up(self) -> None:
        """Start a process that waits, so that the first file need not wait for it. Takes a few milliseconds."""
        self._waiting.give_back(self._waiting.take())

    def close(self) -> None:
        """End the process that waits."""
        self._waiting.close()

    def make(
        self, path: Path, uri: str, token: CancelToken, *, salvaging: bool = False, writes: int = 0
    ) -> frozenset[str]:
        """Have a file surveyed.

        Args:
            path: The file, for messages.
            uri: How to open it.
            token: Stops it at once.
            salvaging: Whether SQLite is to show what it can in spite of damage.
            writes: How far files may be written, in bytes: 0 except for a private copy that is to be recovered.

        Returns:
            The tables and views that the file can be opened without, and not with.

        Raises:
            Unsurvivable: The file itself ended the process, or kept it busy for too long.
            EnvironmentProblem: Its disk does not answer.
            RuntimeError: The process ended by a fault of this program.
            Cancelled: The token was cancelled.
        """
        question = {
            "uri": uri,
            "writable_schema": int(salvaging),
            "trusted_schema": trusted_schema(),
            "cell_size_check": 1,
            "hard_heap_limit": MEMORY,
            "writes": writes,
            "schema_seconds": PATIENCE.schema,
            "object_seconds": PATIENCE.one,
        }
        avoided: set[str] = set()
        while (loss := self._ask(question | {"skipped": sorted(avoided)}, token)) is not None:
            if not loss.name or loss.how == _STILL or len(avoided) == _MOST_AVOIDED:
                raise _refused(path, loss)
            avoided.add(loss.name)
        return frozenset(avoided)

    def _ask(self, question: dict[str, Any], token: CancelToken) -> _Loss | None:
        process = self._waiting.take()
        name = ""
        try:
            with token.stopping_with(process.kill), _watched(process) as watch:
                _send(process, question)
                while (message := answerers.answer(process)) is not None and message[0] == NAME:
                    name = unpacked(message[1])
                if message is None:
                    process.wait()
        except BaseException:
            answerers.end(process)
            raise
        if message is None:
            answerers.end(process)
            token.raise_if_cancelled()
            return _Loss(name, watch.ended_for or answerers.how_it_ended(process))
        if message[0] == FAILED and unpacked(message[1])["out_of"]:
            answerers.end(process)  # a heap that was full is nothing to look at the next file with
            return _Loss(name, tr("out of memory"))
        self._waiting.give_back(process)
        return None


class _Watch:
    """Ends a process that works for too long or does not get on; one whose disk is slow has all the time it needs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.ended_for = ""
        """Why it was ended, if it was."""
        self.is_over = threading.Event()
        self._process = process

    def run(self) -> None:
        """Look, until it is over."""
        done, since = _Effort(), time.monotonic()
        computed_before: float | None = None  # for other files: what has waited is used again
        while not self.is_over.wait(PATIENCE.still / _LOOKS):
            now = _effort(self._process.pid)
            if now is None:
                return
            if computed_before is None:
                computed_before = now.computed
            if now != done:
                done, since = now, time.monotonic()
            elif time.monotonic() - since >= PATIENCE.still:
                self._end(_STILL)
            if now.computed - computed_before >= PATIENCE.all:
                self._end("time")

    def _end(self, reason: str) -> None:
        self.ended_for = reason
        self._process.kill()
        self.is_over.set()


@dataclass(frozen=True, slots=True)
class _Effort:
    """What a process has done so far."""

    computed: float = 0.0
    """Seconds of processor time."""
    read: int = 0
    """Bytes."""


def _effort(pid: int) -> _Effort | None:
    """What it has done; None where it has ended."""
    import psutil  # after fifteen seconds is soon enough

    process = psutil.Process(pid)
    try:
        times = process.cpu_times()
        count = getattr(process, "io_counters", None)  # macOS has none
        counted = count() if count is not None else None
    except psutil.Error:
        return None
    read = 0 if counted is None else getattr(counted, "read_chars", counted.read_bytes)
    return _Effort(times.user + times.system, read)


@contextmanager
def _watched(process: subprocess.Popen[bytes]) -> Iterator[_Watch]:
    """Have a process watched in the block: its own clock may not run (a disk that does not answer, another system)."""
    watch = _Watch(process)
    thread = threading.Thread(target=watch.run, name="first contact", daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.is_over.set()


def _send(process: subprocess.Popen[bytes], question: dict[str, Any]) -> None:
    try:
        answerers.send(process, SURVEY, question)
    except BrokenPipeError:  # it has ended; how, is found out where it should answer
        return


def _refused(path: Path, loss: _Loss) -> EnvironmentProblem:
    if loss.how == _STILL:
        return EnvironmentProblem(
            tr(
                "{name} was not opened: its disk did not answer for {still:.0f} seconds.",
                name=path.name,
                still=PATIENCE.still,
            ),
            tr(
                "Check the disk, or the connection to it, and try again. Of the file itself "
                "nothing is known."
            ),
        )
    over = tr(" over “{loss}”", loss=loss.name) if loss.name else ""
    return Unsurvivable(
        tr(
            "{name} was not opened: what it declares ended SQLite or kept it for too long{over}.",
            name=path.name,
            over=over,
        ),
        tr(
            "It is damaged or made to do harm. Look for a backup, or bring its rows into a new "
            "file: repair salvage."
        ),
        loss.how,
    )


first_contact = FirstContact()
atexit.register(first_contact.close)
