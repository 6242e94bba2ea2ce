"""Processes that answer what is asked of them (`question_helper`): started, asked, heard, ended."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from hive_inspector.core.database.beside import command_beside
from hive_inspector.core.database.question_helper import read_raw, write_message

if TYPE_CHECKING:
    from collections.abc import Callable

_BUFFER_BYTES = 64 * 1024
_PIPE_BYTES = 1024 * 1024
"""Room for several packs of rows, so that neither side waits for the other at each; where a system lets one say so."""


def start() -> subprocess.Popen[bytes]:
    """A process that waits for questions; it ends when its input does."""
    return subprocess.Popen(
        command_beside("question_helper"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=_BUFFER_BYTES,
        pipesize=_PIPE_BYTES,
    )


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
    """The next thing it says, or None where it has ended."""
    return None if process.stdout is None else read_raw(process.stdout)  # type: ignore[arg-type]


def _close(close: Callable[[], None]) -> None:
    try:
        close()
    except BrokenPipeError:  # with what it had not taken yet
        return
