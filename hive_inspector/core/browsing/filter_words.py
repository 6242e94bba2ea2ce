"""A filter in words, for chips and tooltips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.criteria import (
    Compares,
    Comparison,
    Contains,
    During,
    IsNull,
    Like,
    Matches,
    Not,
    Within,
)

if TYPE_CHECKING:
    from hive_inspector.core.browsing.criteria import Criterion, Moment

_NUMBER_WORDS = {
    Comparison.EQUAL: "is",
    Comparison.BELOW: "is less than",
    Comparison.UP_TO: "is at most",
    Comparison.ABOVE: "is more than",
    Comparison.FROM: "is at least",
}
_TEXT_WORDS = {
    Comparison.EQUAL: "is exactly",
    Comparison.BELOW: "sorts before",
    Comparison.UP_TO: "sorts before or is",
    Comparison.ABOVE: "sorts after",
    Comparison.FROM: "sorts after or is",
}
_LONGEST = 60
"""Characters of a value that are repeated; the filter itself has the rest."""


def in_words(criterion: Criterion) -> str:
    """What a cell has to be, so that the name of its column in front makes it a sentence."""
    match criterion:
        case IsNull():
            return "is NULL"
        case Contains(text):
            return f"contains {_value(text)}"
        case Like(pieces):
            return _like_words(pieces)
        case Matches(pattern, ignore_case):
            return f"matches /{_cut(pattern)}/" + (" in either case" if ignore_case else "")
        case Compares(comparison, value):
            words = _TEXT_WORDS if isinstance(value, str) else _NUMBER_WORDS
            return f"{words[comparison]} {_value(value)}"
        case Within(low, high):
            return _within_words(low, high)
        case During():
            return _during_words(criterion)
        case Not(IsNull()):
            return "is not NULL"
        case Not(inner):
            return f"is anything but: {in_words(inner)}"


def _like_words(pieces: tuple[str, ...]) -> str:
    first, *middle, last = pieces
    parts = [f"begins with {_value(first)}"] if first else []
    parts += [f"contains {_value(piece)}" for piece in middle if piece]
    parts += [f"ends with {_value(last)}"] if last else []
    return ", then ".join(parts) or "is not NULL and no BLOB"


def _within_words(low: float | str | None, high: float | str | None) -> str:
    if low is None or high is None:
        comparison = Comparison.UP_TO if low is None else Comparison.FROM
        value = high if low is None else low
        return in_words(Compares(comparison, value if value is not None else ""))
    verb = "sorts" if isinstance(low, str) else "is"
    return f"{verb} between {_value(low)} and {_value(high)}, both included"


def _during_words(during: During) -> str:
    if during.words:
        return f"is {during.words}"
    if during.start is None:
        return f"is before {_moment(during.end)}"
    if during.end is None:
        return f"is {_moment(during.start)} or later"
    return f"is from {_moment(during.start)} to before {_moment(during.end)}"


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return "ever"
    clock = moment.clock
    precision = "milliseconds" if clock.microsecond else "seconds" if clock.second else "minutes"
    return clock.isoformat(" ", precision)


def _value(value: float | str) -> str:
    return f"“{_cut(value)}”" if isinstance(value, str) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
