"""Numbers of a chart in words: short at an axis, whole where somebody points at them."""

from __future__ import annotations

import sys
from math import isfinite
from typing import TYPE_CHECKING

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.amounts import amount_text
from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.widgets.charts.scales import nice_step

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORT = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k"))
"""From where on a number is told in thousands, millions …; `5,000` reads better than `5 k`."""
_LONG = 1_000_000
_THOUSAND = 1000.0
_BYTES_BASE = 1024.0
_SECOND_MS = 1000.0


def axis_step(span: float, most: int, unit: Unit) -> float:
    """The distance of the marks on an axis of values."""
    base = _BYTES_BASE if unit is Unit.BYTES else 10.0
    least = 1.0 if unit in {Unit.COUNT, Unit.BYTES} else 0.0
    return nice_step(span, most, base=base, least=least)


def axis_texts(values: Sequence[float], step: float, unit: Unit) -> list[str]:
    """What is written at the marks of an axis."""
    return [axis_text(value, step, unit) for value in values]


def axis_text(value: float, step: float, unit: Unit) -> str:
    """What is written at one mark.

    Args:
        value: Where the mark stands.
        step: The distance of the marks: no digit is shown that is the same on all of them.
        unit: What the axis measures.
    """
    if unit is Unit.BYTES:
        return size_text(int(value)).replace(".0 ", " ") if value else "0"
    if unit is Unit.MILLISECONDS:
        return _time_text(value, step)
    if unit is Unit.SHARE:
        return f"{_plain(value * 100, step * 100)} %"
    text = _plain(value, step)
    return f"$ {text}" if unit is Unit.DOLLARS else text


def exact_text(value: float, unit: Unit) -> str:
    """A number with the digits that matter, and its unit."""
    if not isfinite(value):
        return tr("not a number") if value != value else tr("infinite")  # noqa: PLR0124 - NaN is not itself
    if unit is Unit.DOLLARS and 0 < abs(value) < 1:
        return f"$ {value:,.{_cent_decimals(value)}f}"
    return amount_text(value, unit, millions_from=sys.maxsize)


def _cent_decimals(value: float) -> int:
    """Whole cents, and as much behind them as there is, up to hundredths of a cent."""
    return next((n for n in (2, 3) if round(value, n) == round(value, 4)), 4)


def short_text(value: float, unit: Unit) -> str:
    """A number short enough for a card: from a million on in millions; elsewhere every digit that matters."""
    if unit is Unit.COUNT:
        return amount_text(value, unit, millions_from=_LONG)
    return exact_text(value, unit)


def _plain(value: float, step: float) -> str:
    for above, suffix in _SHORT:
        if abs(value) >= above:
            scale = _THOUSAND if suffix == "k" else above
            return f"{_digits(value / scale, step / scale)} {suffix}"
    return _digits(value, step)


def _digits(value: float, step: float) -> str:
    """With as many decimals as the step has."""
    decimals = next((n for n in range(10) if abs(round(step, n) - step) < step * 1e-6), 10)
    return f"{value:,.{decimals}f}"


def _time_text(value: float, step: float) -> str:
    if step >= _SECOND_MS / 2:
        return f"{_digits(value / _SECOND_MS, step / _SECOND_MS)} s"
    return tr("{digits} ms", digits=_digits(value, step))
