"""Writing a file: rows in, format out, progress and cancel between lists of rows."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.audit import Details, own_trail, recorded
from hive_inspector.core.browsing.export.excelrows import excel_file
from hive_inspector.core.browsing.export.formatinfo import Format, info
from hive_inspector.core.browsing.export.parquetrows import parquet_file
from hive_inspector.core.browsing.export.request import Exported
from hive_inspector.core.browsing.export.source import RowSource
from hive_inspector.core.browsing.export.textfiles import TextFile
from hive_inspector.core.browsing.export.writing import Sheet
from hive_inspector.core.database.newfiles import complete_file
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from hive_inspector.core.browsing.export.request import ExportRequest
    from hive_inspector.core.browsing.export.source import Source
    from hive_inspector.core.browsing.export.writing import RowWriter
    from hive_inspector.core.database.statements import ReadConnection

_REPORT_EVERY_S = 0.1


def export(
    connection: ReadConnection, request: ExportRequest, progress: Progress = silent
) -> Exported:
    """Write rows into a file, which is there when this returns and not before.

    Args:
        connection: A lease; all rows are of the one state that it reads. Its token cancels the export.
        request: What to write, where to, and how.
        progress: Hears of rows written.

    Raises:
        Refusal: There is a file of that name, or it is the database.
        UsageProblem: The path is no place for a file, or the order is not exact yet.
        EnvironmentProblem: The file cannot be written, or the format's library is missing.
        StatementProblem: The table or a column is gone, or computing a value fails.
        DatabaseDamaged: A damaged page lies among the rows.
        Cancelled: The token was cancelled. As after every failure, nothing is left behind.
    """
    _require_library(request)
    connection.scan()
    return export_from(RowSource(connection, request), request, connection.path, progress)


def export_from(
    source: Source, request: ExportRequest, database: Path, progress: Progress = silent
) -> Exported:
    """Write rows that come from anywhere, as `export` does.

    Args:
        source: The rows; what it raises ends the export.
        request: Where to, and how; its order and rows are for the source to mind.
        database: The database that they are of, which is not to be replaced.
        progress: Hears of rows written.

    Raises:
        Refusal: There is a file of that name, or it is the database.
        UsageProblem: The path is no place for a file.
        EnvironmentProblem: The file cannot be written, or the format's library is missing.
    """
    with recorded(own_trail(), "export.file", database, _about(request)) as details:
        exported = _written(source, request, database, progress)
        details |= {"rows": exported.rows, "bytes": exported.size}
    return exported


def _about(request: ExportRequest) -> Details:
    return {
        "table": request.table.name,
        "format": request.format.value,
        "to": str(request.path),
        "secrets": ", ".join(sorted(request.options.reveal)),
    }


def _written(
    source: Source, request: ExportRequest, database: Path, progress: Progress
) -> Exported:
    _require_library(request)
    sheet = Sheet(request.table, request.columns, request.options)
    counted = _Counted(source.total, progress)
    with complete_file(request.path, database, replace=request.replace) as file:
        with _writer(request.format, sheet, file, source) as writer:
            writer.begin()
            for rows in source.lists(writer.expression):
                writer.write(rows if source.computes else writer.ready(rows))
                counted.add(len(rows))
            writer.finish()
            notes = writer.notes()
        file.flush()
        size = file.tell()
    return Exported(request.path, counted.done, size, notes)


def _require_library(request: ExportRequest) -> None:
    missing = info(request.format).missing
    if missing:
        raise EnvironmentProblem(missing, tr("Install it, or choose another format."))


@contextmanager
def _writer(of: Format, sheet: Sheet, file: BinaryIO, source: Source) -> Iterator[RowWriter]:
    match of:
        case Format.EXCEL:
            with excel_file(sheet, file) as writer:
                yield writer
        case Format.PARQUET:
            with parquet_file(sheet, file, source) as writer:
                yield writer
        case _:
            yield TextFile(of, sheet, file)


class _Counted:
    """Rows written, told a few times a second."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.done = 0
        self._total = total
        self._progress = progress
        self._told = time.monotonic()

    def add(self, rows: int) -> None:
        """Note further rows."""
        self.done += rows
        now = time.monotonic()
        if now - self._told >= _REPORT_EVERY_S:
            self._told = now
            self._progress(self.done, max(self.done, self._total), tr("Writing rows"))
