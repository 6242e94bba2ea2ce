"""What every writer of a format does: begin, take rows, come to an end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.export.request import BlobForm
from hive_inspector.core.database.values import copy_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.export.request import Options
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.values import Cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: columns of a table, and how."""

    table: Table
    columns: tuple[str, ...]
    options: Options


class TextSink:
    """Pieces of text on their way to a file or to the clipboard. Writing is appending to a list, at C's speed."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.write = self._pieces.append
        self.writelines = self._pieces.extend

    def take(self) -> str:
        """All that was written since it was taken last."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return text


class RowWriter(ABC):
    """Writes rows in one format; its target is open for as long as it is used."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def expression(self, column: str) -> str:
        """SQL for what `write` is to be given of a column, which is SQL as well."""
        return column

    def ready(self, rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
        """What `expression` would have made of rows that did not come from a statement of ours."""
        return rows

    def begin(self) -> None:
        """Write what stands before the rows."""
        return

    @abstractmethod
    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Write rows, each with a value for each column."""

    def finish(self) -> None:
        """Write what stands behind the rows."""
        return

    def notes(self) -> tuple[str, ...]:
        """What could not be written as it is, a sentence each."""
        return ()


def blob_text(blob: bytes, form: BlobForm) -> str:
    """A blob as text."""
    return b64encode(blob).decode("ascii") if form is BlobForm.BASE64 else copy_text(blob)
