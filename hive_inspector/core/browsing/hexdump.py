"""Bytes as rows of sixteen: where they stand, their hexadecimal digits, and the characters among them."""

from __future__ import annotations

from typing import NamedTuple

ROW_BYTES = 16


class HexRow(NamedTuple):
    """Up to sixteen bytes."""

    offset: int
    """Where the first of them stands."""
    digits: str
    """Two digits a byte, a space between bytes and one more in the middle, so that all rows align."""
    characters: str


def hex_rows(data: bytes, offset: int = 0) -> tuple[HexRow, ...]:
    """Bytes as rows.

    Args:
        data: The bytes.
        offset: Where the first of them stands in the whole.
    """
    starts = range(0, len(data), ROW_BYTES)
    return tuple(_row(data[start : start + ROW_BYTES], offset + start) for start in starts)


def hex_text(rows: tuple[HexRow, ...]) -> str:
    """Rows as lines for the clipboard."""
    return "\n".join(f"{row.offset:08x}  {row.digits:<48}  {row.characters}" for row in rows)


def _row(data: bytes, offset: int) -> HexRow:
    half = ROW_BYTES // 2
    left, right = data[:half].hex(" "), data[half:].hex(" ")
    return HexRow(
        offset, f"{left}  {right}" if right else left, data.decode("latin-1").translate(_TABLE)
    )


_TABLE = {
    byte: chr(byte) if chr(byte).isascii() and chr(byte).isprintable() else "·"
    for byte in range(256)
}
"""What each byte is shown as: ASCII's printed characters, a dot for all others."""
