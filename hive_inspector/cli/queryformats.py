"""Results of statements on a stream: as readable tables, as one JSON document, as CSV."""

from __future__ import annotations

import json
import shutil
import tempfile
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TextIO

from hive_inspector.cli.render import (
    Column,
    Word,
    fits,
    heading,
    records,
    table,
    visible,
    write_lines,
)
from hive_inspector.cli.rowformats import (
    DOCUMENT_MEMORY,
    cell_style,
    csv_field,
    is_numeric,
    json_value,
)
from hive_inspector.core.console.results import ResultRows
from hive_inspector.core.console.secrets import Masking
from hive_inspector.core.database.values import display

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hive_inspector.core.console.outcomes import Outcome
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.rowpacks import RowPack
    from hive_inspector.core.database.statements import Row


class Output(ABC):
    """Takes the pieces of one statement after the other."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @abstractmethod
    def begin(self, statement: Statement) -> None:
        """A statement is about to run."""

    @abstractmethod
    def take(self, piece: Masking | RowPack) -> None:
        """Columns, and then rows."""

    @abstractmethod
    def end(self, outcome: Outcome) -> None:
        """The statement has ended."""

    def finish(self) -> None:
        """All statements have ended."""
        return

    def close(self) -> None:
        """Let go of what is still held."""
        return


class _RowByRow(Output):
    """Writes rows as they come."""

    masking = Masking(())

    def take(self, piece: Masking | RowPack) -> None:
        """Columns, and then rows."""
        if isinstance(piece, Masking):
            self.masking = piece
            self.columns()
            return
        hides = self.masking.hides
        self.rows(piece.rows() if hides is None else map(hides, piece.rows()))

    @abstractmethod
    def columns(self) -> None:
        """Write what stands above the rows."""

    @abstractmethod
    def rows(self, rows: Iterable[Row]) -> None:
        """Write rows, which are fit to be shown."""


class CsvOutput(_RowByRow):
    """A line of names and a line for each row."""

    def begin(self, statement: Statement) -> None:
        """CSV has no place for a statement."""

    def end(self, outcome: Outcome) -> None:
        """CSV has no place for how it ended."""

    def columns(self) -> None:
        """The line of names."""
        self._write([tuple(column.name for column in self.masking.columns)])

    def rows(self, rows: Iterable[Row]) -> None:
        """A line for each row."""
        self._write(rows)

    def _write(self, rows: Iterable[Row]) -> None:
        if not self.masking.columns:
            return
        shown = visible if self.stream.isatty() else str
        self.stream.writelines(
            ",".join(shown(csv_field(cell)) for cell in row) + "\n" for row in rows
        )


class TableOutput(Output):
    """Aligned columns for each statement; one cell below the other where a terminal is too narrow."""

    def __init__(self, stream: TextIO, remark: Callable[[str], None]) -> None:
        super().__init__(stream)
        self._remark = remark
        self._kept = ResultRows(())
        self._statements = 0

    def begin(self, statement: Statement) -> None:
        """From the second statement on each has its text above it."""
        if self._statements:
            write_lines(self.stream, [[], heading(" ".join(statement.text.split()))])
        self._statements += 1
        self._kept = ResultRows(())

    def take(self, piece: Masking | RowPack) -> None:
        """Kept until all are there, since the widths depend on all."""
        if isinstance(piece, Masking):
            self._kept = ResultRows(piece.columns, piece.hides)
        else:
            self._kept.add(piece)

    def end(self, outcome: Outcome) -> None:
        """The table."""
        if not self._kept.columns or (outcome.trouble and not outcome.rows):
            return
        cells = self._kept.page(0, self._kept.extent.count)
        columns = [
            Column(display(column.name).text, numeric=is_numeric(row[place] for row in cells))
            for place, column in enumerate(self._kept.columns)
        ]
        words = [[Word(cell.text, cell_style(cell)) for cell in row] for row in cells]
        lines = list(table(columns, words))
        write_lines(self.stream, lines if fits(lines, self.stream) else records(columns, words))
        if not cells:
            self._remark("There are no rows.")


class JsonOutput(_RowByRow):
    """One document, which appears only when it is complete."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._document = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed in `close`
            DOCUMENT_MEMORY, "w+", encoding="utf-8"
        )
        self._document.write('{"outcomes": [')
        self._statements = 0
        self._rows = 0

    def begin(self, statement: Statement) -> None:
        """What the statement is."""
        self._document.write(",\n" if self._statements else "\n")
        self._document.write(f'{{"statement": {json.dumps(statement.text)}, "columns": ')
        self._statements += 1
        self._rows = 0
        self.masking = Masking(())

    def columns(self) -> None:
        """The names, and the beginning of the rows."""
        names = [column.name for column in self.masking.columns]
        self._document.write(f'{json.dumps(names)}, "rows": [')
        self._rows = 1

    def rows(self, rows: Iterable[Row]) -> None:
        """A list for each row."""
        for row in rows:
            self._document.write("\n" if self._rows == 1 else ",\n")
            self._document.write(json.dumps([json_value(cell) for cell in row]))
            self._rows += 1

    def end(self, outcome: Outcome) -> None:
        """How it ended."""
        if not self._rows:
            self._document.write('[], "rows": [')
        trouble = outcome.trouble
        place = trouble.place if trouble else None
        rest = {
            "state": outcome.state.value,
            "row_count": outcome.rows,
            "masked": [column.name for column in self.masking.columns if column.masked],
            "duration_ms": round(outcome.duration_ms, 3),
            "error": trouble.message if trouble else None,
            "error_start": place.start if place else None,
            "note": outcome.note or None,
        }
        self._document.write(f"], {json.dumps(rest)[1:]}")

    def finish(self) -> None:
        """The document."""
        self._document.write("\n]}\n")
        self._document.seek(0)
        shutil.copyfileobj(self._document, self.stream)

    def close(self) -> None:
        """What was not written is thrown away."""
        self._document.close()
