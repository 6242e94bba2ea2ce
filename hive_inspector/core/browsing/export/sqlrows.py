"""SQL statements that make the same rows again, exact in every value."""

from __future__ import annotations

from decimal import Decimal
from math import frexp, isinf, ulp
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.export.writing import RowWriter
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.values import utf8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.browsing.export.writing import Sheet, TextSink
    from hive_inspector.core.database.values import Cell


class SqlWriter(RowWriter):
    """An INSERT for each row; in a file, all of them in one transaction."""

    def __init__(self, sheet: Sheet, sink: TextSink, *, is_file: bool) -> None:
        super().__init__(sheet)
        self._sink = sink
        self._is_file = is_file
        computed = {folded(c.name) for c in sheet.table.columns if c.generated}
        names = enumerate(sheet.columns)
        self._places = [place for place, name in names if folded(name) not in computed]
        written = ", ".join(quoted(sheet.columns[place]) for place in self._places)
        self._start = f"INSERT INTO {quoted(sheet.table.name)} ({written}) VALUES ("

    def begin(self) -> None:
        """The beginning of the transaction, and the table's own statement where it is wanted."""
        if self._is_file:
            self._sink.write("BEGIN;\n")
        if self.sheet.options.create_table and self.sheet.table.sql:
            self._sink.write(f"{self.sheet.table.sql};\n")

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows as statements."""
        for row in rows:
            values = ", ".join([literal(row[place]) for place in self._places])
            self._sink.write(f"{self._start}{values});\n")

    def finish(self) -> None:
        """The end of the transaction."""
        if self._is_file:
            self._sink.write("COMMIT;\n")

    def notes(self) -> tuple[str, ...]:
        """Which columns cannot be inserted."""
        if len(self._places) == len(self.sheet.columns):
            return ()
        return ("Columns that the table computes itself were left out.",)


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
