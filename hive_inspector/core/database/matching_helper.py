"""Run as a script: finds a regular expression in texts, in a process that can be ended while it does.

Python's `re` cannot be interrupted, holds the interpreter's lock, and takes longer than the universe has left for some
patterns on some texts. Reads a flag, the pattern and then texts from standard input, each with its length in front;
writes a byte for each text. Imports the standard library only.
"""

from __future__ import annotations

import re
import struct
import sys

LENGTH = struct.Struct("<I")


def main() -> None:
    """Answer until the input ends."""
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    flags = re.IGNORECASE if source.read(1) == b"\1" else 0
    pattern = re.compile(_piece(source.read(LENGTH.size), source.read).decode(), flags)
    while len(length := source.read(LENGTH.size)) == LENGTH.size:
        text = _piece(length, source.read).decode("utf-8", "surrogateescape")
        answers.write(b"\1" if pattern.search(text) else b"\0")
        answers.flush()


def _piece(length: bytes, read: object) -> bytes:
    (size,) = LENGTH.unpack(length)
    piece: bytes = read(size)  # type: ignore[operator]  # the stream's own method
    return piece
