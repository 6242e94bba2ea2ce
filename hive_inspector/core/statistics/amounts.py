"""Amounts in words: short enough for a card, or with every digit."""

from __future__ import annotations

from hive_inspector.core.amounts import percent_text, short_size
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.measures import Unit

_LONG = 10_000_000
"""From here on a count is told in millions, where nothing else is said."""


def amount_text(amount: float, unit: Unit, *, millions_from: int = _LONG) -> str:
    """An amount short enough for a card: `141,880`, `64.9 M`, `$ 412.77`, `1.8 GB`, `1.4 s`, `98 %`.

    Args:
        amount: The number.
        unit: What it counts.
        millions_from: From which count on it is told in millions.
    """
    match unit:
        case Unit.BYTES:
            return short_size(int(amount))
        case Unit.DOLLARS:
            return f"$ {amount:,.2f}" if amount >= 0 else f"-$ {-amount:,.2f}"
        case Unit.MILLISECONDS:
            return milliseconds_text(amount)
        case Unit.SHARE:
            return percent_text(amount)
        case Unit.ROUNDS:
            return f"{amount:.2f}"
        case _:
            return f"{amount / 1e6:,.1f} M" if amount >= millions_from else f"{amount:,.0f}"


def exact_text(amount: float, unit: Unit) -> str:
    """An amount with every digit."""
    match unit:
        case Unit.BYTES:
            return tr("{amount:,.0f} bytes", amount=amount)
        case Unit.DOLLARS:
            return f"$ {amount:,.4f}"
        case Unit.MILLISECONDS:
            return tr("{amount:,.1f} ms", amount=amount)
        case Unit.SHARE:
            return f"{amount * 100:.4f} %"
        case Unit.ROUNDS:
            return tr("{amount:.4f} rounds", amount=amount)
        case _:
            return f"{amount:,.0f}"
