"""Rows as files and as text for the clipboard: CSV, JSON, NDJSON, Markdown, SQL, Excel, Parquet."""

from hive_inspector.core.browsing.export.clipboard import copied_as
from hive_inspector.core.browsing.export.formatinfo import FORMULA_NOTE, Format, FormatInfo, formats
from hive_inspector.core.browsing.export.request import BlobForm, Exported, ExportRequest, Options
from hive_inspector.core.browsing.export.running import export

__all__ = [
    "FORMULA_NOTE",
    "BlobForm",
    "ExportRequest",
    "Exported",
    "Format",
    "FormatInfo",
    "Options",
    "copied_as",
    "export",
    "formats",
]
