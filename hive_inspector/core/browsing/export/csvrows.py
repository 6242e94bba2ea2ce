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

    from hive_inspector.core.browsing.export.writing import Sheet, TextSink
    from hive_inspector.core.database.values import Cell

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a text begins with that a spreadsheet runs (owasp.org, CSV Injection)."""
_RUNS_SQL = ", ".join(f"char({ord(character)})" for character in _RUNS)


def defused(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_RUNS) else text


class CsvWriter(RowWriter):
    """A line for each row."""

    def __init__(self, sheet: Sheet, sink: TextSink) -> None:
        super().__init__(sheet)
        self._sink = sink
        self._lines = csv.writer(sink)
        self._encodes = sheet.options.blobs is BlobForm.BASE64

    def expression(self, column: str) -> str:
        """The value as it is written; of a blob that becomes Base64, the blob.

        Most texts begin with a letter or a digit, which two comparisons tell.
        """
        options = self.sheet.options
        blob = column if self._encodes else f"'X''' || hex({column}) || ''''"
        null = "'" + options.null_as.replace("'", "''") + "'"
        bare = f"{column} COLLATE BINARY"
        text = (
            f"WHEN {bare} BETWEEN 'A' AND 'zzzz' OR {bare} BETWEEN '.' AND ':' THEN {column}"
            f" WHEN typeof({column}) = 'text' AND substr({column}, 1, 1) IN ({_RUNS_SQL})"
            f" THEN '''' || {column}"
        )
        return (
            f"CASE {text if options.defuse else ''} WHEN {column} IS NULL THEN {null}"
            f" WHEN typeof({column}) = 'blob' THEN {blob}"
            f" WHEN {bare} = 9e999 THEN '9e999' WHEN {bare} = -9e999 THEN '-9e999' ELSE {column} END"
        )

    def field(self, value: Cell) -> str | int | float:
        """What `expression` makes of a value."""
        options = self.sheet.options
        if value is None:
            return options.null_as
        if isinstance(value, str):
            return defused(value) if options.defuse else value
        return blob_text(value, options.blobs) if isinstance(value, bytes) else copy_text(value)

    def ready(self, rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
        """What `expression` makes of the values."""
        return [list(map(self.field, row)) for row in rows]

    def begin(self) -> None:
        """The names of the columns."""
        if self.sheet.options.mark_utf8:
            self._sink.write("\ufeff")
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
