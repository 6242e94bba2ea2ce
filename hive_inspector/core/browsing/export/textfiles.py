"""Which writer writes a format of text, and how characters become bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.export.csvrows import CsvWriter
from hive_inspector.core.browsing.export.formatinfo import Format
from hive_inspector.core.browsing.export.jsonrows import JsonLinesWriter, JsonWriter
from hive_inspector.core.browsing.export.markdownrows import MarkdownWriter
from hive_inspector.core.browsing.export.sqlrows import SqlWriter
from hive_inspector.core.browsing.export.writing import RowWriter, TextSink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from hive_inspector.core.browsing.export.writing import Sheet
    from hive_inspector.core.database.values import Cell


def text_writer(of: Format, sheet: Sheet, sink: TextSink, *, is_file: bool) -> RowWriter:
    """The writer of a format of text."""
    match of:
        case Format.CSV:
            return CsvWriter(sheet, sink)
        case Format.JSON:
            return JsonWriter(sheet, sink)
        case Format.NDJSON:
            return JsonLinesWriter(sheet, sink)
        case Format.MARKDOWN:
            return MarkdownWriter(sheet, sink)
        case Format.SQL:
            return SqlWriter(sheet, sink, is_file=is_file)
        case _:
            raise ValueError(of)


class TextFile(RowWriter):
    """A writer of text whose text goes into a file, in UTF-8.

    Bytes that are no text stay as they are in CSV; in JSON, where they cannot, they are escaped. The text is encoded
    list by list: what cannot be written any more is then lost at once, and not tried again when the file is closed.
    """

    def __init__(self, of: Format, sheet: Sheet, file: BinaryIO) -> None:
        super().__init__(sheet)
        self._file = file
        self._sink = TextSink()
        self._writer = text_writer(of, sheet, self._sink, is_file=True)
        self._errors = "surrogateescape" if of is Format.CSV else "backslashreplace"

    def expression(self, column: str) -> str:
        """As the writer of the format wants it."""
        return self._writer.expression(column)

    def ready(self, rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
        """As the writer of the format wants it."""
        return self._writer.ready(rows)

    def begin(self) -> None:
        """What stands before the rows."""
        self._writer.begin()
        self._encode()

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows."""
        self._writer.write(rows)
        self._encode()

    def finish(self) -> None:
        """What stands behind the rows."""
        self._writer.finish()
        self._encode()

    def notes(self) -> tuple[str, ...]:
        """What the format could not hold."""
        return self._writer.notes()

    def _encode(self) -> None:
        self._file.write(self._sink.take().encode("utf-8", self._errors))
