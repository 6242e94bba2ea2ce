"""Numbers, times and names as this page says them."""

from __future__ import annotations

from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.words import short_size

__all__ = ["amount_text", "exact_text", "short_size"]

_LONG = 10_000_000
"""From here on a count is told in millions, where nothing else is said; the tooltip has every digit."""


def amount_text(amount: float, unit: Unit, *, millions_from: int = _LONG) -> str:
    """An amount short enough for a card: `141,880`, `64.9 M`, `$ 412.77`, `1.8 GB`.

    Args:
        amount: The number.
        unit: What it counts.
        millions_from: From which count on it is told in millions.
    """
    if unit is Unit.BYTES:
        return short_size(int(amount))
    if unit is Unit.DOLLARS:
        return f"$ {amount:,.2f}"
    if amount >= millions_from:
        return f"{amount / 1e6:,.1f} M"
    return f"{amount:,.0f}"


def exact_text(amount: float, unit: Unit) -> str:
    """An amount with every digit."""
    if unit is Unit.BYTES:
        return f"{amount:,.0f} bytes"
    return f"$ {amount:,.4f}" if unit is Unit.DOLLARS else f"{amount:,.0f}"
