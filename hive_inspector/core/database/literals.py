"""Any value as SQL text that is exact."""

from __future__ import annotations

from decimal import Decimal
from math import frexp, isinf, ulp
from typing import TYPE_CHECKING

from hive_inspector.core.database.values import utf8

if TYPE_CHECKING:
    from hive_inspector.core.database.values import Cell


def literal(value: Cell) -> str:
    """A value as SQL that any SQLite reads as exactly that value."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return _text_literal(value)
    if isinstance(value, bytes):
        return f"X'{value.hex().upper()}'"
    return _real_literal(value) if isinstance(value, float) else str(value)


def _text_literal(text: str) -> str:
    """A text; SQL cannot say a NUL inside one, nor bytes that are no text."""
    if not text.isascii() and not _is_unicode(text):
        return f"CAST(X'{utf8(text).hex().upper()}' AS TEXT)"
    pieces = text.replace("'", "''").split("\0")
    if len(pieces) == 1:
        return f"'{pieces[0]}'"
    return "(" + " || char(0) || ".join(f"'{piece}'" for piece in pieces) + ")"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _real_literal(number: float) -> str:
    """A real number.

    SQLite reads decimals with a tiny error. So the shortest decimal is written only where it lies well inside what
    rounds to the number; else one with 17 digits, which does; very large and very small numbers, for which the error
    grows, as a product that is exact.
    """
    if isinf(number):
        return "9e999" if number > 0 else "-9e999"
    shortest = repr(number)
    if not number:
        return shortest
    if not _SMALL < abs(number) < _LARGE:
        return _product(number)
    if abs(Decimal(shortest) - Decimal(number)) < _safe_distance(number):
        return shortest
    digits = f"{number:.17g}"
    return digits if "." in digits or "e" in digits else f"{digits}.0"


def _safe_distance(number: float) -> Decimal:
    """How far a decimal may be from a number and still be well inside what rounds to it: almost half a step."""
    step = Decimal(ulp(number)) * _ALMOST_HALF
    is_power_of_two = abs(frexp(number)[0]) == _LOWEST_FRACTION
    return step / 2 if is_power_of_two else step  # the next smaller number is only half a step away


def _product(number: float) -> str:
    """A number as a whole number of 53 bits, multiplied or divided by powers of two; no step of that rounds."""
    fraction, exponent = frexp(number)
    whole, exponent = int(fraction * 2**53), exponent - 53
    operator = "*" if exponent > 0 else "/"
    steps, rest = divmod(abs(exponent), _POWER)
    factors = [2**_POWER] * steps + [2**rest]
    return f"({whole}.0" + "".join(f" {operator} {factor}" for factor in factors) + ")"


_SMALL, _LARGE = 1e-20, 1e20
"""Between these SQLite's powers of ten are exact."""
_ALMOST_HALF = Decimal("0.49")
_LOWEST_FRACTION = 0.5
_POWER = 62
"""The largest power of two that is a whole number to SQLite."""
