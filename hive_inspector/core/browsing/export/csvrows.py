"""CSV as RFC 4180 has it, at the speed of the driver and of Python's own writer.

What has to be done to values is done by SQL while they are read; then both ends run in C.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.export.request import BlobForm
from hive_inspector.core.browsing.export.writing import RowWriter, blob_text
from hive_inspector.core.database.values import copy_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from hive_inspector.core.browsing.export.writing import Sheet
    from hive_inspector.core.database.values import Cell

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a text begins with that a spreadsheet runs (owasp.org, CSV Injection)."""
_RUNS_SQL = ", ".join(f"char({ord(character)})" for character in _RUNS)
_ABOVE_THEM = "A"
"""All of these come before it, and most texts do not: one comparison tells."""


def defused(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_RUNS) else text


class CsvWriter(RowWriter):
    """A line for each row."""

    def __init__(self, sheet: Sheet, stream: TextIO) -> None:
        super().__init__(sheet)
        self._stream = stream
        self._lines = csv.writer(stream)
        self._encodes = sheet.options.blobs is BlobForm.BASE64

    def expression(self, column: str) -> str:
        """The value as it is written; of a blob that becomes Base64, the blob."""
        options = self.sheet.options
        text = column
        if options.defuse:
            runs = f"{column} < '{_ABOVE_THEM}' AND substr({column}, 1, 1) IN ({_RUNS_SQL})"
            text = f"CASE WHEN {runs} THEN '''' || {column} ELSE {column} END"
        blob = column if self._encodes else f"'X''' || hex({column}) || ''''"
        null = "'" + options.null_as.replace("'", "''") + "'"
        return (
            f"CASE typeof({column}) WHEN 'text' THEN {text} WHEN 'integer' THEN {column}"
            f" WHEN 'real' THEN CASE {column} WHEN 9e999 THEN '9e999' WHEN -9e999 THEN '-9e999' ELSE {column} END"
            f" WHEN 'blob' THEN {blob} ELSE {null} END"
        )

    def field(self, value: Cell) -> str | int | float:
        """What `expression` makes of a value."""
        options = self.sheet.options
        if value is None:
            return options.null_as
        if isinstance(value, str):
            return defused(value) if options.defuse else value
        return blob_text(value, options.blobs) if isinstance(value, bytes) else copy_text(value)

    def begin(self) -> None:
        """The names of the columns."""
        if self.sheet.options.mark_utf8:
            self._stream.write("\ufeff")
        if self.sheet.options.headers:
            self._lines.writerow([str(self.field(name)) for name in self.sheet.columns])

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows whose values came through `expression`."""
        if self._encodes:
            rows = [
                [self.field(value) if isinstance(value, bytes) else value for value in row]
                for row in rows
            ]
        self._lines.writerows(rows)
