"""Rows as files and as text for the clipboard: CSV, JSON, NDJSON, Markdown, SQL, Excel, Parquet."""

from hive_inspector.core.browsing.export.clipboard import copied_as, text_in_format
from hive_inspector.core.browsing.export.formatinfo import FORMULA_NOTE, Format, FormatInfo, formats
from hive_inspector.core.browsing.export.request import BlobForm, Exported, ExportRequest, Options
from hive_inspector.core.browsing.export.running import export, export_from
from hive_inspector.core.browsing.export.source import Source
from hive_inspector.core.browsing.export.writing import Sheet

__all__ = [
    "FORMULA_NOTE",
    "BlobForm",
    "ExportRequest",
    "Exported",
    "Format",
    "FormatInfo",
    "Options",
    "Sheet",
    "Source",
    "copied_as",
    "export",
    "export_from",
    "formats",
    "text_in_format",
]
