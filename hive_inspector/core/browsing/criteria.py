"""What a cell is asked for by a filter: one small class for each kind of question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.errors import UsageProblem

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_FILTER = 10_000
"""Characters of a filter; SQLite compares with patterns of up to 50,000 bytes."""


class FilterProblem(UsageProblem):
    """A filter that cannot be understood, or would take too long.

    Attributes:
        position: The character of the filter's text, from 0, from which on it is unclear.
        column: The column whose filter it is; empty where the filter alone was read.
    """

    def __init__(self, message: str, hint: str, position: int = 0, column: str = "") -> None:
        super().__init__(message, hint)
        self.position = position
        self.column = column


class Affinity(Enum):
    """What SQLite turns values of a column into, as far as it matters for comparing (sqlite.org/datatype3.html)."""

    TEXT = "text"
    NUMBER = "number"
    NONE = "none"


class Comparison(Enum):
    """How a cell compares with a value."""

    EQUAL = "="
    BELOW = "<"
    UP_TO = "<="
    ABOVE = ">"
    FROM = ">="


@dataclass(frozen=True, slots=True)
class IsNull:
    """The cell is NULL."""


@dataclass(frozen=True, slots=True)
class Contains:
    """The text has this text in it; ASCII letters of either case."""

    text: str


@dataclass(frozen=True, slots=True)
class Like:
    """The text consists of these pieces, with anything between them; ASCII letters of either case."""

    pieces: tuple[str, ...]
    """At least two; an empty first or last piece leaves that end open."""


@dataclass(frozen=True, slots=True)
class Matches:
    """A regular expression is found in the text."""

    pattern: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Compares:
    """The value compares so with another: a number with numbers only, a text with texts only."""

    comparison: Comparison
    value: int | float | str
    either: bool = False
    """Whether a number is meant that may also stand there as a text, in a column that converts neither."""


@dataclass(frozen=True, slots=True)
class Within:
    """The value lies between two others, which count in; None where an end is open, but not both."""

    low: int | float | str | None
    high: int | float | str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time."""

    instant: datetime
    """In UTC."""
    clock: datetime
    """On the clock by which the filter's days count, without a zone."""


@dataclass(frozen=True, slots=True)
class During:
    """The cell holds a time from a moment on and before another; None where an end is open, but not both."""

    start: Moment | None
    end: Moment | None
    words: str = ""
    """How the filter names this time, such as `today`; empty where its moments say it best."""


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the criterion does not find; NULL too, unless it asks for NULL."""

    criterion: Criterion


Criterion: TypeAlias = (
    IsNull | Contains | Like | Matches | Compares | Within | During | Not  # noqa: RUF100
)


def affinity_of(declared_type: str) -> Affinity:
    """The affinity of a declared type; `ANY` converts in some tables and not in others, so it counts as none."""
    name = declared_type.upper()
    if "INT" in name:
        return Affinity.NUMBER
    if any(word in name for word in ("CHAR", "CLOB", "TEXT")):
        return Affinity.TEXT
    return Affinity.NONE if not name or "BLOB" in name or name == "ANY" else Affinity.NUMBER
