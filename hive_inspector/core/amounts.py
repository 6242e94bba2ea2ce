"""Sizes, shares and changes in words, short enough for a gauge or a card."""

from __future__ import annotations

from hive_inspector.core.database.values import size_text

_MANYFOLD = 9.5
"""From here on a growth is told as a factor."""


def short_size(byte_count: int) -> str:
    """A size without a fraction that says nothing: `64 MB` and not `64.0 MB`."""
    return size_text(byte_count).replace(".0 ", " ")


def percent_text(share: float) -> str:
    """A share of 1 in percent: `3.1 %`, `< 0.1 %`, `0 %`."""
    if 0 < share < 0.001:  # noqa: PLR2004 - what would be shown as 0.0 %
        return "< 0.1 %"
    return f"{share * 100:.1f} %" if share else "0 %"


def change_text(change: float) -> str:
    """By how much something grew or shrank: `+12 %`, `-4 %`, `±0 %`, `× 14`."""
    if change >= _MANYFOLD:
        return f"× {change + 1:,.0f}"
    percent = round(change * 100)
    if not percent:
        return "±0 %"
    return f"+{percent} %" if percent > 0 else f"-{-percent} %"
