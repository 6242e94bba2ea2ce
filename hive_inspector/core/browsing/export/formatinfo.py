"""The formats that rows can be written in, and what each of them makes of values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from importlib.util import find_spec

from hive_inspector.core.language import tr

FORMULA_NOTE = tr(
    "A text that a spreadsheet would run as a formula (it begins with =, +, -, @, a tab or a "
    "line break) gets an apostrophe in front in CSV. In Excel files every text is a text, "
    "never a formula."
)
"""For the dialog: how formula injection is defused."""
_NO_PYARROW = tr(
    'Parquet needs a library that is not installed: pip install "hive-inspector[parquet]"'
)


class Format(Enum):
    """A format that rows can be written in."""

    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    MARKDOWN = "markdown"
    SQL = "sql"
    EXCEL = "excel"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """What the dialog says of a format."""

    format: Format
    title: str
    suffix: str
    """Of the file's name, with the dot."""
    values: str
    """What becomes of values, in a sentence or two."""
    copies: bool
    """Whether chosen cells can be copied in it."""
    missing: str = ""
    """What has to be installed before it can be used, as a sentence; empty where nothing has."""


def formats() -> tuple[FormatInfo, ...]:
    """All formats, in the order of a menu."""
    return (*_FORMATS, _parquet())


def info(of: Format) -> FormatInfo:
    """What is known of a format."""
    return next(one for one in formats() if one.format is of)


def _parquet() -> FormatInfo:
    return FormatInfo(
        Format.PARQUET,
        "Parquet",
        ".parquet",
        tr(
            "Each column has the type of its values; a column of several types is written as "
            "text. Bytes that are no text are replaced."
        ),
        copies=False,
        missing="" if find_spec("pyarrow") else _NO_PYARROW,
    )


_FORMATS = (
    FormatInfo(
        Format.CSV,
        "CSV",
        ".csv",
        tr("UTF-8, commas, one header line. Bytes that are no text are written as they are."),
        copies=True,
    ),
    FormatInfo(
        Format.JSON,
        "JSON",
        ".json",
        tr(
            "One list with an object for each row. Numbers have all their digits; blobs are "
            "texts. Bytes that are no text are written as \\udc80 to \\udcff."
        ),
        copies=True,
    ),
    FormatInfo(
        Format.NDJSON,
        "JSON lines",
        ".ndjson",
        tr("An object for each row on a line of its own, with values as in JSON."),
        copies=True,
    ),
    FormatInfo(
        Format.MARKDOWN,
        "Markdown",
        ".md",
        tr("A table for people: line breaks become <br>, invisible characters are made visible."),
        copies=True,
    ),
    FormatInfo(
        Format.SQL,
        "SQL",
        ".sql",
        tr("An INSERT for each row, exact in every value. Computed columns are left out."),
        copies=True,
    ),
    FormatInfo(
        Format.EXCEL,
        "Excel",
        ".xlsx",
        tr(
            "Texts longer than 32,767 characters are cut; whole numbers beyond 2^53 are written "
            "as texts, since Excel would round them; more than a million rows go on in further "
            "sheets."
        ),
        copies=False,
    ),
)
