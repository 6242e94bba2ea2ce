"""The process that `core.database.peeking` asks. Knows the standard library only.

A question is one byte (how many bytes are wanted), four bytes (how long the name is, the highest first) and the name.
The answer is one byte (how many bytes follow, 0 where the file cannot be read) and the bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO


def main() -> None:
    """Answer until the input ends."""
    answer_questions(sys.stdin.buffer, sys.stdout.buffer)


def answer_questions(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more questions."""
    while head := questions.read(5):
        name = questions.read(int.from_bytes(head[1:], "big"))
        found = _first_bytes(name, head[0])
        answers.write(bytes([len(found)]) + found)
        answers.flush()


def _first_bytes(name: bytes, count: int) -> bytes:
    try:
        with Path(name.decode(sys.getfilesystemencoding(), "surrogateescape")).open("rb") as file:
            return file.read(count)
    except OSError:
        return b""
