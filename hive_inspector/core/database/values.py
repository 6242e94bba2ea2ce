"""Any cell as text: to be shown, copied or sorted.

A cell holds whatever was put there: control characters, bytes that are no text, half a gigabyte. What is shown is one
short line in which nothing is hidden and nothing acts (a line break or a right-to-left override would change how the
rest of the row reads). What is copied is exact. What is sorted by is SQLite's own order.
"""

from __future__ import annotations

from enum import Enum
from math import isinf, isnan
from typing import NamedTuple, TypeAlias

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.language import plural, tr

Cell: TypeAlias = int | float | str | bytes | None
"""A value as the driver hands it out; bytes of a text that are no UTF-8 arrive as surrogate escapes."""

SortKey: TypeAlias = tuple[int, int | float | bytes]

DISPLAY_LIMIT = 80
"""Characters of a cell that a grid shows."""
NULL_TEXT = "NULL"
ELLIPSIS = "…"


class CellKind(Enum):
    """SQLite's five storage classes."""

    NULL = "null"
    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    BLOB = "blob"


class CellText(NamedTuple):
    """A cell as it is shown. A named tuple, because a page has thousands of them."""

    text: str
    """One line, at most as long as the limit asked for."""
    kind: CellKind
    """So that NULL and the text `NULL`, or a BLOB and its description, can be told apart."""
    cut: bool = False
    """Whether the value goes on."""
    masked: bool = False
    """Whether dots stand for a secret."""


def display(value: Cell, limit: int = DISPLAY_LIMIT) -> CellText:
    """The cell as one line of at most `limit` characters, with everything invisible made visible."""
    if isinstance(value, str):
        if len(value) <= limit and value.isprintable():
            return CellText(value, CellKind.TEXT)
        return _unusual_text(value, limit)
    if value is None:
        return _NULL
    if isinstance(value, int):
        return CellText(str(value), CellKind.INTEGER)
    if isinstance(value, float):
        return CellText(_real_text(value), CellKind.REAL)
    return _described_blob(len(value), value, limit)


def blob_text(size: int, start: bytes) -> str:
    """A blob by its size and first bytes, as a grid shows it."""
    return _described_blob(size, start, DISPLAY_LIMIT).text


def visible_text(text: str) -> str:
    """A whole text with its lines and tabs, and everything else made visible that is invisible or acts."""
    return text if text.isprintable() else text.replace("\r\n", "\n").translate(_VISIBLE_IN_LINES)


def kind_of(value: Cell) -> CellKind:
    """The storage class of a value."""
    if value is None:
        return CellKind.NULL
    return KIND_OF_TYPE[type(value)]


def copy_text(value: Cell) -> str:
    """The cell's exact content: NULL as nothing, a blob as the SQL literal `X'…'`, infinity as `9e999`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return f"X'{value.hex().upper()}'"
    if isinstance(value, float) and isinf(value):
        return "9e999" if value > 0 else "-9e999"
    return "" if value is None else str(value)


def sort_key(value: Cell) -> SortKey:
    """What to order by to get SQLite's order: NULL, numbers by value, texts by their UTF-8 bytes, blobs."""
    if isinstance(value, str):
        return 2, utf8(value)
    if value is None:
        return 0, 0
    if isinstance(value, bytes):
        return 3, value
    return (0, 0) if isnan(value) else (1, value)


def utf8(text: str) -> bytes:
    """The bytes of a text; those that were no UTF-8 come back as they were in the file."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def size_text(byte_count: int) -> str:
    """A number of bytes for people: `12 bytes`, `4.2 KB`, `1.0 GB` (in steps of 1,024)."""
    if byte_count < _STEP:
        return plural(byte_count, "{count} byte", "{count} bytes")
    size = float(byte_count)
    for unit in ("KB", "MB", "GB"):
        size /= _STEP
        if size < _STEP - 0.05:
            return f"{size:.1f} {unit}"
    return tr("{size:.1f} TB", size=size / _STEP)


def grid_expression(column: str, limit: int = DISPLAY_LIMIT, *, of: str = "") -> str:
    """SQL for a column's value as far as a grid shows it, to be shown with `display_fetched` and the same limit.

    Numbers and NULL come whole. Of a text come enough bytes for `limit` + 1 characters (through a cast, because
    `substr()` of a text stops at the first NUL; of an empty blob it is NULL). Of a blob come its size and first bytes;
    of one above 16 MB the size alone.

    Args:
        column: The column's name, unquoted.
        limit: Characters that will be shown.
        of: The table's name or alias as SQL. With it a column that is gone is an error; without it SQLite takes the
            quoted name of an unknown column for a string.
    """
    name = f"{of}.{quoted(column)}" if of else quoted(column)
    return (
        f"CASE typeof({name})"
        f" WHEN 'text' THEN ifnull(CAST(substr(CAST({name} AS BLOB), 1, {4 * limit + 4}) AS TEXT), '')"
        f" WHEN 'blob' THEN CAST(length({name}) || ':' || CASE WHEN length({name}) > {_MOST_LOADED}"
        f" THEN '' ELSE hex(substr({name}, 1, {_PREVIEW})) END AS BLOB)"
        f" ELSE {name} END"
    )


def display_fetched(value: Cell, limit: int = DISPLAY_LIMIT) -> CellText:
    """A value that came through `grid_expression`, as `display` would show the whole value."""
    if isinstance(value, bytes):
        size, _, start = value.partition(b":")
        return _described_blob(int(size), bytes.fromhex(start.decode("ascii")), limit)
    return display(value, limit)


_STEP = 1024
_PREVIEW = 16
"""Bytes of a blob that its description shows."""
_MOST_LOADED = 16 * 1024 * 1024
"""Bytes of a blob that are loaded for it: SQLite reads a value whole for its first bytes, but its length without."""
_NULL = CellText(NULL_TEXT, CellKind.NULL)
KIND_OF_TYPE = {
    int: CellKind.INTEGER,
    float: CellKind.REAL,
    str: CellKind.TEXT,
    bytes: CellKind.BLOB,
}


def _visible_characters() -> dict[int, str]:
    """How each character is shown that would be invisible, break the line or turn the writing round."""
    shown = {
        code: chr(0x2400 + code) for code in range(0x20)
    }  # the pictures that Unicode has for them
    shown |= {0x7F: "␡", ord("\n"): "↵", ord("\t"): "⇥"}
    shown |= {code: f"\\u{code:04x}" for code in range(0x80, 0xA0)}
    shown |= {code: f"\\u{code:04x}" for code in (0xAD, 0x61C, 0x180E, 0x200B, 0xFEFF)}
    shown |= {code: f"\\u{code:04x}" for code in (0x200E, 0x200F, *range(0x2028, 0x202F))}
    shown |= {code: f"\\u{code:04x}" for code in range(0x2060, 0x2070)}
    shown |= {code: f"\\u{code:04x}" for code in range(0xFFF9, 0xFFFC)}
    shown |= {
        code: f"\\U{code:08x}"
        for code in (*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE0080))
    }
    shown |= {code: f"\\u{code:04x}" for code in range(0xD800, 0xE000)}
    return shown | {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(0x80, 0x100)}


_VISIBLE = _visible_characters()
_VISIBLE_IN_LINES = {code: shown for code, shown in _VISIBLE.items() if chr(code) not in "\n\t"}


def _unusual_text(value: str, limit: int) -> CellText:
    """A text that is long, or has characters that need another shape."""
    start = value[: limit + 1]
    shown = start if start.isprintable() else start.replace("\r\n", "\n").translate(_VISIBLE)
    cut = len(value) > limit or len(shown) > limit
    return CellText(shown[: limit - 1] + ELLIPSIS if cut else shown, CellKind.TEXT, cut)


def _real_text(value: float) -> str:
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "NaN" if isnan(value) else repr(value)


def _described_blob(size: int, start: bytes, limit: int) -> CellText:
    """A blob by its size and first bytes, as `BLOB 4.2 KB · 89504e470d0a1a0a…`."""
    goes_on = size > _PREVIEW
    described = f"BLOB {size_text(size)}"
    if start:
        described += f" · {start[:_PREVIEW].hex()}{ELLIPSIS if goes_on else ''}"
    if len(described) > limit:
        return CellText(described[: limit - 1] + ELLIPSIS, CellKind.BLOB, cut=True)
    return CellText(described, CellKind.BLOB, goes_on)
