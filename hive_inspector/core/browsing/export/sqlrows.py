"""SQL statements that make the same rows again, exact in every value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.export.writing import RowWriter
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.literals import literal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.export.writing import Sheet, TextSink
    from hive_inspector.core.database.values import Cell


class SqlWriter(RowWriter):
    """An INSERT for each row; in a file, all of them in one transaction."""

    def __init__(self, sheet: Sheet, sink: TextSink, *, is_file: bool) -> None:
        super().__init__(sheet)
        self._sink = sink
        self._is_file = is_file
        computed = {folded(c.name) for c in sheet.table.columns if c.generated}
        names = enumerate(sheet.columns)
        self._places = [place for place, name in names if folded(name) not in computed]
        written = ", ".join(quoted(sheet.columns[place]) for place in self._places)
        self._start = f"INSERT INTO {quoted(sheet.table.name)} ({written}) VALUES ("

    def begin(self) -> None:
        """The beginning of the transaction, and the table's own statement where it is wanted."""
        if self._is_file:
            self._sink.write("BEGIN;\n")
        if self.sheet.options.create_table and self.sheet.table.sql:
            self._sink.write(f"{self.sheet.table.sql};\n")

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows as statements."""
        for row in rows:
            values = ", ".join([literal(row[place]) for place in self._places])
            self._sink.write(f"{self._start}{values});\n")

    def finish(self) -> None:
        """The end of the transaction."""
        if self._is_file:
            self._sink.write("COMMIT;\n")

    def notes(self) -> tuple[str, ...]:
        """Which columns cannot be inserted."""
        if len(self._places) == len(self.sheet.columns):
            return ()
        return (tr("Columns that the table computes itself were left out."),)
