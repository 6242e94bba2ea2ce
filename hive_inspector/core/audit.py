"""What was done with this program that somebody may have to account for: one JSON object a line, only ever appended.

Each line is written by one call to a file in append mode, so lines of several programs never mix, and a kill leaves at
most one line without an end, which the next writer closes and readers pass over. The file is its owner's alone. When it
is full it becomes `audit.1.jsonl`, and the oldest is dropped.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE_NAME = "audit.jsonl"
MOST_BYTES = 1_000_000
FILES_KEPT = 5
"""Full files that are kept beside the one that is written."""
MOST_TEXT = 2_000
"""Characters of a text in an entry; a line stays below what is written at one stroke."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done."""

    what: str
    """In a word or two with a dot between: `reveal.cell`, `export.file`."""
    file: str
    """The database concerned."""
    outcome: str = "done"
    """`done`, `cancelled`, `refused` or `failed`."""
    details: Mapping[str, str | int] = field(default_factory=dict)
    """What else is to be known; never the content that was revealed."""
    when: str = ""
    """RFC 3339, UTC. Set when it is recorded."""
    who: str = ""
    """The user's name on this computer. Set when it is recorded."""


class AuditTrail:
    """The record in one folder. Safe from several threads and programs at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def path(self) -> Path:
        """The file that is written."""
        return self._folder / FILE_NAME

    def record(self, entry: Entry) -> bool:
        """Append an entry, with the moment and the user's name.

        Returns:
            Whether it is on the disk. Where it is not, the log says why, and whoever does what has to be accounted for
            decides whether to do it all the same.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = _line(entry, now, _user())
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._locked():
                self._turn_over(len(line))
                self._append(line)
        except OSError as error:
            _log.warning("The audit trail %s cannot be written: %s", self.path, error)
            return False
        return True

    def entries(self) -> Iterator[Entry]:
        """All entries, the oldest first; lines that are broken are passed over.

        Raises:
            OSError: A file cannot be read.
        """
        for number in (*range(FILES_KEPT, 0, -1), 0):
            with suppress(FileNotFoundError), self._file(number).open("rb") as file:
                for line in file:
                    entry = _parsed(line)
                    if entry is not None:
                        yield entry

    def _file(self, number: int) -> Path:
        """The file written now is number 0, the one before it 1."""
        return self._folder / f"audit.{number}.jsonl" if number else self.path

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.lseek(descriptor, 0, os.SEEK_END)
            if size and not _ends_with_a_line(descriptor, size):
                line = b"\n" + line
            _write_all(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _turn_over(self, coming: int) -> None:
        """Begin another file if this one is full. Renaming from the oldest on loses nothing, whenever it stops."""
        try:
            if self.path.stat().st_size + coming <= MOST_BYTES:
                return
        except FileNotFoundError:
            return
        for number in range(FILES_KEPT - 1, -1, -1):
            with suppress(FileNotFoundError):
                self._file(number).replace(self._file(number + 1))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other programs from turning the file over at the same time; Windows needs no lock for appending."""
        if os.name == "nt":
            yield
            return
        import fcntl

        descriptor = os.open(self._folder / "audit.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _line(entry: Entry, when: str, who: str) -> bytes:
    content = {**asdict(entry), "when": when, "who": who, "details": _short(entry.details)}
    content["file"] = entry.file[:MOST_TEXT]
    return json.dumps(content).encode("ascii") + b"\n"


def _short(details: Mapping[str, str | int]) -> dict[str, str | int]:
    return {
        name: value[:MOST_TEXT] if isinstance(value, str) else value
        for name, value in details.items()
    }


def _parsed(line: bytes) -> Entry | None:
    try:
        content: dict[str, Any] = json.loads(line)
        return Entry(
            str(content["what"]),
            str(content["file"]),
            str(content["outcome"]),
            dict(content["details"]),
            str(content["when"]),
            str(content["who"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _ends_with_a_line(descriptor: int, size: int) -> bool:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return ""
