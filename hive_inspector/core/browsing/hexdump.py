"""Bytes as rows, mostly of sixteen: where they stand, their hexadecimal digits, and the characters among them."""

from __future__ import annotations

from typing import NamedTuple

ROW_BYTES = 16


class HexRow(NamedTuple):
    """A few bytes."""

    offset: int
    """Where the first of them stands."""
    digits: str
    """Two digits a byte, a space between bytes and one more in the middle, so that all rows align."""
    characters: str


def hex_rows(data: bytes, offset: int = 0, row_bytes: int = ROW_BYTES) -> tuple[HexRow, ...]:
    """Bytes as rows.

    Args:
        data: The bytes.
        offset: Where the first of them stands in the whole.
        row_bytes: Bytes of a row, for where sixteen do not fit.
    """
    starts = range(0, len(data), row_bytes)
    half = row_bytes // 2
    return tuple(_row(data[start : start + row_bytes], offset + start, half) for start in starts)


def hex_text(rows: tuple[HexRow, ...]) -> str:
    """Rows as lines for the clipboard."""
    return "\n".join(f"{row.offset:08x}  {row.digits:<48}  {row.characters}" for row in rows)


def _row(data: bytes, offset: int, half: int) -> HexRow:
    left, right = data[:half].hex(" "), data[half:].hex(" ")
    return HexRow(
        offset, f"{left}  {right}" if right else left, data.decode("latin-1").translate(_TABLE)
    )


_TABLE = {
    byte: chr(byte) if chr(byte).isascii() and chr(byte).isprintable() else "·"
    for byte in range(256)
}
"""What each byte is shown as: ASCII's printed characters, a dot for all others."""
