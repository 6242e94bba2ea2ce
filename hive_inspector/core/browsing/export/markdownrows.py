"""A Markdown table, for people to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.export.writing import RowWriter, blob_text
from hive_inspector.core.database.values import copy_text
from hive_inspector.core.markdown import markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hive_inspector.core.browsing.export.writing import Sheet, TextSink
    from hive_inspector.core.database.values import Cell


class MarkdownWriter(RowWriter):
    """A table with a header, one line a row."""

    def __init__(self, sheet: Sheet, sink: TextSink) -> None:
        super().__init__(sheet)
        self._sink = sink

    def begin(self) -> None:
        """The names of the columns and the line below them, which every Markdown table has."""
        self._line(map(markdown_text, self.sheet.columns))
        self._line("---" for _ in self.sheet.columns)

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows as lines."""
        for row in rows:
            self._line(map(self._cell, row))

    def _line(self, cells: Iterable[str]) -> None:
        self._sink.write(f"| {' | '.join(cells)} |\n")

    def _cell(self, value: Cell) -> str:
        options = self.sheet.options
        if value is None:
            return markdown_text(options.null_as)
        if isinstance(value, bytes):
            return blob_text(value, options.blobs)
        return markdown_text(value) if isinstance(value, str) else copy_text(value)
