"""A few bytes of a file that SQLite has open, read again and again without touching anybody's locks.

`core.database.fileops` says why another process has to do that, and starts one for each reading. What is read once a
second keeps its process instead: starting one costs 15 ms of a core, asking one 0.1 ms.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING

from hive_inspector.core.database.beside import command_beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE_S = 1.0
"""How long an answer is waited for: a disk that does not answer must not hold up what measures."""
_IS_WINDOWS = sys.platform == "win32"


class Peeker:
    """Reads through a process of its own, started when first needed. Safe from any thread."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def read(self, path: Path, count: int) -> bytes | None:
        """The first bytes of a file, fewer if it is shorter.

        Args:
            path: The file.
            count: How many, less than 256.

        Returns:
            None where the file cannot be read now, or the peeker is closed.
        """
        if _IS_WINDOWS:  # no lock is lost there by closing a file
            return _read_here(path, count)
        with self._turn:
            if self._is_closed:
                return None
            process = self._started()
            answer = _ask(process, path, count)
            if answer is None:
                self._end()
            return answer or None

    def close(self) -> None:
        """End the process; whoever waits for its answer gets none."""
        self._is_closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._turn:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                command_beside("peeking_helper"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in _streams(process):
            stream.close()
        process.wait()


def _ask(process: subprocess.Popen[bytes], path: Path, count: int) -> bytes | None:
    """The bytes, none where the file cannot be read; None where the process gives no answer."""
    question, answers = process.stdin, process.stdout
    if question is None or answers is None:
        return None
    name = os.fsencode(path)
    try:
        question.write(bytes([count]) + len(name).to_bytes(4, "big") + name)
        length = _exactly(answers, 1)
        return length and _exactly(answers, length[0]) if length is not None else None
    except OSError:  # the process was ended
        return None


def _exactly(answers: IO[bytes], count: int) -> bytes | None:
    """That many bytes of an answer, or None where they do not come."""
    got = b""
    while len(got) < count:
        ready, _, _ = select.select([answers], [], [], _PATIENCE_S)
        piece = answers.read(count - len(got)) if ready else b""
        if not piece:
            return None
        got += piece
    return got


def _streams(process: subprocess.Popen[bytes]) -> Iterator[IO[bytes]]:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            yield stream


def _read_here(path: Path, count: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(count) or None
    except OSError:
        return None
