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
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database import answerers
from hive_inspector.core.database.question_helper import FAILED, NAME, SURVEY
from hive_inspector.core.database.rowpacks import unpacked
from hive_inspector.core.database.trust import trusted_schema
from hive_inspector.core.errors import EnvironmentProblem

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken

MEMORY = 512 * 1024 * 1024
"""Bytes that SQLite may take for a file's schema; one with 100,000 tables needs 100 MB."""
_MOST_AVOIDED = 8


@dataclass(frozen=True, slots=True)
class Patience:
    """How long first contact may take, in seconds."""

    schema: float = 20.0
    """Of processor time, for what is declared; 100,000 tables take one second."""
    one: float = 1.0
    """Of processor time, for compiling one view or loading one virtual table, and its first row."""
    wall: float = 60.0
    """All of it, by the clock on the wall."""


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
        self._lock = threading.Lock()
        self._idle: subprocess.Popen[bytes] | None = None

    def warm_up(self) -> None:
        """Start a process that waits, so that the first file need not wait for it. Takes a few milliseconds."""
        with self._lock:
            if self._idle is None:
                self._idle = answerers.start()

    def close(self) -> None:
        """End the process that waits."""
        with self._lock:
            idle, self._idle = self._idle, None
        if idle is not None:
            answerers.end(idle)

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
            Unsurvivable: The file itself ended the process, or took too long.
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
            if not loss.name or len(avoided) == _MOST_AVOIDED:
                raise _refused(path, loss)
            avoided.add(loss.name)
        return frozenset(avoided)

    def _ask(self, question: dict[str, Any], token: CancelToken) -> _Loss | None:
        process = self._take()
        name = ""
        try:
            with token.stopping_with(process.kill), _timed(process) as is_late:
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
            return _Loss(name, "time" if is_late.is_set() else answerers.how_it_ended(process))
        self._give_back(process)
        if message[0] == FAILED and unpacked(message[1])["out_of"]:
            return _Loss(name, "out of memory")
        return None

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            process, self._idle = self._idle, None
        if process is not None:
            if process.poll() is None:
                return process
            answerers.end(process)
        return answerers.start()

    def _give_back(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            if self._idle is None and process.poll() is None:
                self._idle = process
                return
        answerers.end(process)


@contextmanager
def _timed(process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """End the process when it takes too long by the clock on the wall: its own may not run (a disk, another system).

    Gives what is set when that was done.
    """
    is_late = threading.Event()

    def end_late() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer(PATIENCE.wall, end_late)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()


def _send(process: subprocess.Popen[bytes], question: dict[str, Any]) -> None:
    try:
        answerers.send(process, SURVEY, question)
    except BrokenPipeError:  # it has ended; how, is found out where it should answer
        return


def _refused(path: Path, loss: _Loss) -> Unsurvivable:
    over = f" over “{loss.name}”" if loss.name else ""
    return Unsurvivable(
        f"{path.name} was not opened: what it declares ended SQLite or kept it for too long{over}.",
        "It is damaged or made to do harm. Look for a backup, or bring its rows into a new file: repair salvage.",
        loss.how,
    )


first_contact = FirstContact()
atexit.register(first_contact.close)
