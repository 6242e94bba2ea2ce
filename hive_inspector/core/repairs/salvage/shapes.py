"""What the rows of a table look like, to tell whose a page is that nothing leads to any more."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.rawpages.records import RawText
from hive_inspector.core.hive.links import is_rowid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.core.database.values import Cell

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_TIME = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?")
_IDENTIFIER = re.compile(r"[0-9a-fA-F-]{16,}")
_LONG = 40
_SMALL = 1_000
_SHORTER, _UNSEEN_LENGTH, _ODD = 0.8, 0.4, 0.5
_LEARNED = 400
"""Rows after which nothing new is learned of a table."""


@dataclass(slots=True)
class Shape:
    """A table, and what is known of its rows."""

    table: Table
    columns: tuple[Column, ...]
    """Those that a record has a value for, in its order."""
    alias: int | None
    """Which of them stands for the rowid, if one does; a record has NULL there."""
    seen: Counter[tuple[int, str]] = field(default_factory=Counter)
    """What rows had, by column."""
    lengths: Counter[int] = field(default_factory=Counter)
    """How many values rows had: fewer where a column was added after them."""
    learned: int = 0

    @classmethod
    def of(cls, table: Table) -> Shape:
        """The shape that a declaration gives."""
        columns = tuple(c for c in table.columns if c.generated != "virtual" and not c.hidden)
        if table.without_rowid:
            keyed = sorted((c for c in columns if c.key_position), key=lambda c: c.key_position)
            columns = (*keyed, *(c for c in columns if not c.key_position))
        alias = None
        if is_rowid(table):
            alias = next(place for place, c in enumerate(columns) if c.key_position)
        return cls(table, columns, alias)

    def learn(self, values: Sequence[Cell]) -> None:
        """Take a row for one of this table's."""
        if self.learned < _LEARNED:
            self.learned += 1
            self.lengths[len(values)] += 1
            self.seen.update((place, _sort(value)) for place, value in enumerate(values))

    def forget(self) -> None:
        """Begin anew: what was learned may be of another table's rows."""
        self.seen.clear()
        self.lengths.clear()
        self.learned = 0

    def fit(self, values: Sequence[Cell]) -> float:
        """From 0, a record that cannot be one of this table's, to 1, one that is just like all others."""
        if not values or len(values) > len(self.columns):
            return 0.0
        fit = self._length_fit(len(values))
        for place, value in enumerate(values):
            fit *= self._allowed(place, value)
            if not fit:
                return 0.0
        return fit * (0.2 + 0.8 * self._likeness(values))

    def _length_fit(self, length: int) -> float:
        if length == len(self.columns):
            return 1.0
        return _UNSEEN_LENGTH if self.learned and not self.lengths[length] else _SHORTER

    def _allowed(self, place: int, value: Cell) -> float:
        column = self.columns[place]
        if place == self.alias:
            return float(value is None)
        if value is None:
            return (
                0.0
                if column.not_null or (column.key_position and self.table.without_rowid)
                else 1.0
            )
        return _suits(affinity(column.type), value)

    def _likeness(self, values: Sequence[Cell]) -> float:
        if not self.learned:
            return 0.5
        hits = sum(
            self.seen[place, _sort(value)] / self.learned for place, value in enumerate(values)
        )
        return hits / len(values)


def affinity(declared: str) -> str:
    """What SQLite makes of values in a column of that type (sqlite.org/datatype3.html, 3.1)."""
    name = folded(declared).upper()
    if "INT" in name:
        return "integer"
    if any(word in name for word in ("CHAR", "CLOB", "TEXT")):
        return "text"
    if "BLOB" in name or not name:
        return "blob"
    return "real" if any(word in name for word in ("REAL", "FLOA", "DOUB")) else "numeric"


def _suits(kind: str, value: Cell) -> float:
    """Whether a column of that affinity can hold the value: SQLite would have turned some into others."""
    if kind == "blob":
        return 1.0
    if kind == "text":
        return 0.0 if isinstance(value, (int, float)) else 1.0
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return 0.0
        return 1.0 if kind == "numeric" else _ODD
    return _ODD if isinstance(value, bytes) else 1.0


def _sort(value: Cell) -> str:
    """What sort of value it is, coarsely."""
    if value is None:
        return "nothing"
    if isinstance(value, bytes):
        return "text" if isinstance(value, RawText) else "bytes"
    if isinstance(value, float):
        return "real"
    if isinstance(value, int):
        return "flag" if value in {0, 1} else "small" if abs(value) < _SMALL else "large"
    if _TIME.fullmatch(value):
        return "time"
    if _IDENTIFIER.fullmatch(value):
        return "identifier"
    return "json" if value[:1] in {"{", "["} else "long" if len(value) > _LONG else value[:12]
