"""Processes that answer what is asked of them (`question_helper`, `computing_helper`): started, asked, heard, ended."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from hive_inspector.core.database.beside import command_beside
from hive_inspector.core.database.question_helper import (
    BUG,
    LACKED_MEMORY,
    read_raw,
    write_message,
)
from hive_inspector.core.database.rowpacks import unpacked
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

_OWN_EXIT_CODES = range(256)
"""What a process ends with by itself; a signal, or what Windows says of a crash, is none of these."""
_BUFFER_BYTES = 64 * 1024
_PIPE_BYTES = 1024 * 1024
"""Room for several packs of rows, so that neither side waits for the other at each; where a system lets one say so."""


class Waiting:
    """Processes that have answered and wait for the next one who asks. Safe from several threads."""

    def __init__(self, most: int, module: str = "question_helper") -> None:
        self._most = most
        self._module = module
        self._lock = threading.Lock()
        self._idle: list[subprocess.Popen[bytes]] = []
        self._is_closed = False

    def take(self) -> subprocess.Popen[bytes]:
        """One of them, or a new one where none waits."""
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.poll() is None:
                    return process
                end(process)
        return start(self._module)

    def give_back(self, process: subprocess.Popen[bytes]) -> None:
        """Let one wait that has answered everything; it is ended where enough of them wait."""
        with self._lock:
            if not self._is_closed and len(self._idle) < self._most and process.poll() is None:
                self._idle.append(process)
                return
        end(process)

    def close(self) -> None:
        """End those that wait, and from now on those that are given back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for process in idle:
            end(process)


def start(module: str = "question_helper") -> subprocess.Popen[bytes]:
    """A process that waits for questions; it ends when its input does."""
    process = subprocess.Popen(
        command_beside(module),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=_BUFFER_BYTES,
    )
    for stream in (process.stdin, process.stdout):
        _widen(stream)
    return process


def _widen(stream: IO[bytes] | None) -> None:
    """Give a pipe more room, if its user has not used up what the system gives to each (64 MB in all on Linux)."""
    if sys.platform == "linux" and stream is not None:
        import fcntl

        with suppress(PermissionError):
            fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def end(process: subprocess.Popen[bytes]) -> None:
    """End it, whatever it is doing."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            _close(stream.close)
    process.wait()


def send(process: subprocess.Popen[bytes], kind: bytes, content: object) -> None:
    """Ask it something.

    Raises:
        BrokenPipeError: It has ended.
    """
    if process.stdin is not None:
        write_message(process.stdin, kind, content)  # type: ignore[arg-type]  # a buffered writer


def answer(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes] | None:
    """The next thing it says, or None where it has ended.

    Raises:
        RuntimeError: It ends by a fault of this program.
    """
    message = None if process.stdout is None else read_raw(process.stdout)  # type: ignore[arg-type]
    if message is not None and message[0] == BUG:
        raise RuntimeError(f"a process that answers questions failed\n{unpacked(message[1])}")
    return message


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """How a process ended that says nothing any more, and that nobody here has ended: what it was asked about did that.

    Raises:
        RuntimeError: It ended by a fault of this program.
    """
    code = process.wait()
    if code in _OWN_EXIT_CODES and code != LACKED_MEMORY:
        raise RuntimeError(f"a process that answers questions ended with exit code {code}")
    return tr("out of memory") if code == LACKED_MEMORY else tr("exit code {code}", code=code)


def _close(close: Callable[[], None]) -> None:
    try:
        close()
    except BrokenPipeError:  # with what it had not taken yet
        return
