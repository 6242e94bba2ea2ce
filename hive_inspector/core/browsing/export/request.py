"""What is to be written, where to, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.browsing.export.formatinfo import Format
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table


class BlobForm(Enum):
    """How a blob is written where a format has only text."""

    HEX = "hex"
    """As SQL writes it: `X'C0FFEE'`."""
    BASE64 = "base64"


@dataclass(frozen=True, slots=True)
class Options:
    """How values are written. What a format has no use for means nothing there."""

    headers: bool = True
    """Whether CSV, Excel and copied text begin with the names of the columns."""
    defuse: bool = True
    """Whether a text in CSV that a spreadsheet would run as a formula gets an apostrophe in front."""
    null_as: str = ""
    """What stands for NULL in CSV and Markdown. An empty text is always written as nothing, so that with `NULL` here
    the two can be told apart."""
    blobs: BlobForm = BlobForm.HEX
    """How CSV, JSON, Markdown and Excel write blobs; SQL and Parquet have their own way."""
    mark_utf8: bool = False
    """Whether CSV begins with a byte order mark, without which Excel takes it for another encoding."""
    create_table: bool = False
    """Whether SQL begins with the statement that makes the table."""
    reveal: frozenset[str] = frozenset()
    """Columns whose secrets are written; in all others dots stand for them."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A file to be written."""

    table: Table
    columns: tuple[str, ...]
    path: Path
    format: Format
    order: RowOrder | None = None
    """The exact order of a filter or a sort; None for all rows of the table in natural order."""
    rows: tuple[range, ...] = ()
    """Positions in the order, from 0; empty for all of them."""
    options: Options = Options()
    replace: bool = False
    """Whether a file that is there already may be replaced."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    rows: int
    size: int
    """Bytes."""
    notes: tuple[str, ...] = ()
    """What the format could not hold, a sentence each."""
