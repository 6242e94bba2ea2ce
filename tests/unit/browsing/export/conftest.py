"""Exporting from the file of a test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.browsing.export import ExportRequest, Format, Options, export
from hive_inspector.core.browsing.export.formatinfo import info
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.browsing.export import Exported


class Exporter:
    """Fills a table `t` with plain SQL and exports it, or another one."""

    def __init__(self, browsed: BrowsedFile, folder: Path) -> None:
        self.browsed = browsed
        self.folder = folder
        browsed.raw.execute("PRAGMA synchronous = OFF")

    def fill(self, rows: list[tuple[Any, ...]], columns: str = "a, b") -> None:
        self.browsed.raw.execute("DROP TABLE IF EXISTS t")
        self.browsed.raw.execute(f"CREATE TABLE t ({columns})")
        if rows:
            self.browsed.insert("t", rows)

    def request(
        self, of: Format, options: Options | None = None, table: str = "t", **changes: Any
    ) -> ExportRequest:
        described = self.browsed.table(table)
        columns = tuple(column.name for column in described.columns if not column.hidden)
        path = self.folder / f"exported{info(of).suffix}"
        parts = {"columns": columns, "path": path, "options": options or Options(), **changes}
        return ExportRequest(table=described, format=of, replace=True, **parts)

    def run(
        self, of: Format, options: Options | None = None, table: str = "t", **changes: Any
    ) -> Exported:
        request = self.request(of, options, table, **changes)
        with self.browsed.reading() as connection:
            return export(connection, request)

    def text(
        self, of: Format, options: Options | None = None, table: str = "t", **changes: Any
    ) -> str:
        done = self.run(of, options, table, **changes)
        return done.path.read_bytes().decode("utf-8", "surrogateescape")


@pytest.fixture
def exporter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exporter]:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # many files, none of them kept
    with BrowsedFile(tmp_path / "source.db") as browsed:
        yield Exporter(browsed, tmp_path)
