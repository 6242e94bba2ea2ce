"""What is on the disk when the power goes: replayed from the system calls of a run that `strace` has written down.

A disk keeps what was flushed. What was written since may be there or not, in any order, a block of it or all: so each
moment of a run leaves many files, of which some are made here. Names are taken to change at once, which is the worst
where a file gets its name before its content is flushed; that a removed file comes back is tried as well.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

CALLS = (
    "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,link,"
    "sendfile,copy_file_range,fallocate"
)
BLOCK = 512
"""Bytes that a disk writes whole or not at all."""
_KEPT, _TORN = 0.5, 0.6
"""Of ten writes that were not flushed, five are kept, one in part."""
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += +(-?\d+|0x[0-9a-f]+)")
_UNFINISHED = re.compile(r"^(\d+) +(\w+\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
_FILE = re.compile(r"^\d+<([^>]*)>")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SCRATCH = "-shm"
"""What such files end with is made anew at each start."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something done to a file."""

    kind: str
    """`write`, `append`, `cut`, `flush`, `remove`, `rename`, `link` or `make`."""
    path: str
    at: int = 0
    """Where it is written, or the size that it is cut to."""
    content: bytes = b""
    to: str = ""
    """The new name."""


@dataclass(slots=True)
class Stored:
    """A file: what is flushed, and what was done since."""

    flushed: bytearray = field(default_factory=bytearray)
    since: list[Event] = field(default_factory=list)

    def whole(self) -> bytes:
        """As every program sees it."""
        made = bytearray(self.flushed)
        for event in self.since:
            _apply(made, event)
        return bytes(made)

    def kept(self, draw: Random) -> bytes:
        """As it is when some of what is not flushed is kept, and some of that in part."""
        made = bytearray(self.flushed)
        for event in self.since:
            lot = draw.random()
            if lot < _KEPT:
                _apply(made, event)
            elif lot < _TORN:
                _apply(made, _torn(event, len(made), draw))
        return bytes(made)

    def flush(self) -> None:
        """All of it is on the disk."""
        self.flushed = bytearray(self.whole())
        self.since = []


class Disk:
    """A folder on a disk, as far as events have come."""

    def __init__(self, before: Mapping[str, bytes]) -> None:
        self.files = {path: Stored(bytearray(content)) for path, content in before.items()}
        self.removed: tuple[str, Stored] | None = None
        """What was removed last, if nothing was flushed since."""

    def happen(self, event: Event) -> None:
        """One thing more."""
        if event.kind == "make":
            self.files.setdefault(event.path, Stored())
        elif event.kind == "remove":
            gone = self.files.pop(event.path, None)
            self.removed = (event.path, gone) if gone is not None else self.removed
        elif event.kind == "rename":
            if event.path in self.files:
                self.files[event.to] = self.files.pop(event.path)
        elif event.kind == "link":
            self.files[event.to] = self.files[event.path]
        elif event.kind == "flush":
            if event.path in self.files:
                self.files[event.path].flush()
            self.removed = None
        else:
            self.files.setdefault(event.path, Stored()).since.append(event)

    def states(self, draw: Random) -> Iterator[dict[str, bytes]]:
        """What may be left: all that was not flushed is lost, or any of it; and a removed file may be there again."""
        lost = {path: bytes(one.flushed) for path, one in self.files.items()}
        yield lost
        if any(one.since for one in self.files.values()):
            yield {path: one.kept(draw) for path, one in self.files.items()}
        if self.removed is not None:
            path, gone = self.removed
            yield lost | {path: bytes(gone.flushed)}


def lay_down(folder: Path, content: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no others."""
    for file in [one for one in folder.rglob("*") if one.is_file()]:
        if os.fspath(file) not in content:
            file.unlink()
    for path, what in content.items():
        Path(path).write_bytes(what)


def read_events(log: Path, folder: Path) -> list[Event]:
    """What a process did to the files of a folder, one thing after the other."""
    below = f"{folder}/"
    found: list[Event] = []
    for call, arguments, result in _calls(log.read_text(encoding="ascii")):
        event = _event(call, arguments, result)
        if event is not None and event.path.startswith(below) and not event.path.endswith(_SCRATCH):
            found.append(event)
    return found


def _calls(text: str) -> Iterator[tuple[str, str, int]]:
    waiting: dict[str, str] = {}
    for line in text.splitlines():
        begun, resumed = _UNFINISHED.match(line), _RESUMED.match(line)
        if begun is not None:
            waiting[begun[1]] = begun[2]
            continue
        whole = f"{resumed[1]} {waiting.pop(resumed[1])}{resumed[3]}" if resumed else line
        match = _LINE.match(whole)
        if match is not None and not match[4].startswith("-"):
            yield match[2], match[3], int(match[4], 0)


def _event(call: str, arguments: str, result: int) -> Event | None:
    texts = [_bytes(text) for text in _TEXT.findall(arguments)]
    file = _FILE.match(arguments)
    path = os.fsdecode(_bytes(file[1])) if file is not None else ""
    if call == "openat":
        kind = "cut" if "O_TRUNC" in arguments else "make"
        return Event(kind, os.fsdecode(texts[0])) if "O_CREAT" in arguments else None
    if call == "pwrite64":
        return Event("write", path, int(arguments.rpartition(", ")[2]), texts[0][:result])
    if call == "write":
        return Event("append", path, content=texts[0][:result])
    if call == "ftruncate":
        return Event("cut", path, int(arguments.rpartition(", ")[2]))
    if call in {"fsync", "fdatasync"}:
        return Event("flush", path)
    if call.startswith("unlink"):
        return Event("remove", os.fsdecode(texts[0]))
    if call.startswith(("rename", "link")):
        kind = "link" if call.startswith("link") else "rename"
        return Event(kind, os.fsdecode(texts[0]), to=os.fsdecode(texts[1]))
    raise AssertionError(f"{call} is not known here")


def _torn(event: Event, size: int, draw: Random) -> Event:
    """Its first or its last blocks."""
    if event.kind == "cut":
        return event
    start = size if event.kind == "append" else event.at
    end = start + len(event.content)
    middle = draw.randrange(start, end + 1) // BLOCK * BLOCK
    middle = min(max(middle, start), end)
    if draw.random() < _KEPT:
        return Event("write", event.path, start, event.content[: middle - start])
    return Event("write", event.path, middle, event.content[middle - start :])


def _apply(made: bytearray, event: Event) -> None:
    if event.kind == "cut":
        del made[event.at :]
        made.extend(bytes(event.at - len(made)))
        return
    at = len(made) if event.kind == "append" else event.at
    made.extend(bytes(max(0, at - len(made))))
    made[at : at + len(event.content)] = event.content


def _bytes(text: str) -> bytes:
    """What `strace -xx` means by a text: each byte as `\\x41`."""
    return bytes.fromhex(text.replace("\\x", "")) if "\\x" in text else text.encode()
