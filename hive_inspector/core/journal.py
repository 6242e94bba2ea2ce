"""Lines that are only ever appended, in files of which the oldest is dropped.

Each line is written by one call to a file in append mode, so lines of several programs never mix, and a kill leaves at
most one line without an end, which the next writer closes and readers pass over. The files are their owner's alone.
When `name.jsonl` is full it becomes `name.1.jsonl`.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.ownfiles import alone, make_own_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Journal:
    """The files of one name in a folder. Safe from several threads and programs at once."""

    folder: Path
    name: str
    most_bytes: int
    """Bytes of a file at most."""
    files_kept: int
    """Full files that are kept beside the one that is written."""

    @property
    def path(self) -> Path:
        """The file that is written."""
        return self._file(0)

    def append(self, line: bytes) -> None:
        """Put a line, with its end, behind the others, and on the disk.

        Raises:
            OSError: It cannot be written.
        """
        make_own_folder(self.folder)
        with alone(self.folder, self.name):
            self._turn_over(len(line))
            self._append(line)

    def lines(self) -> Iterator[bytes]:
        """All lines, the oldest first.

        Raises:
            OSError: A file cannot be read.
        """
        for number in (*range(self.files_kept, 0, -1), 0):
            with suppress(FileNotFoundError), self._file(number).open("rb") as file:
                yield from file

    def clear(self) -> None:
        """Remove all files.

        Raises:
            OSError: One cannot be removed.
        """
        if not self.folder.is_dir():
            return
        with alone(self.folder, self.name):
            for number in range(self.files_kept + 1):
                self._file(number).unlink(missing_ok=True)

    def _file(self, number: int) -> Path:
        """The file written now is number 0, the one before it 1."""
        return self.folder / (f"{self.name}.{number}.jsonl" if number else f"{self.name}.jsonl")

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
            if self.path.stat().st_size + coming <= self.most_bytes:
                return
        except FileNotFoundError:
            return
        for number in range(self.files_kept - 1, -1, -1):
            with suppress(FileNotFoundError):
                self._file(number).replace(self._file(number + 1))


def _ends_with_a_line(descriptor: int, size: int) -> bool:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
