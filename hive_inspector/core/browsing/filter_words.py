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
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.browsing.criteria import Criterion, Moment

_NUMBER_WORDS = {
    Comparison.EQUAL: tr("is"),
    Comparison.BELOW: tr("is less than"),
    Comparison.UP_TO: tr("is at most"),
    Comparison.ABOVE: tr("is more than"),
    Comparison.FROM: tr("is at least"),
}
_TEXT_WORDS = {
    Comparison.EQUAL: tr("is exactly"),
    Comparison.BELOW: tr("sorts before"),
    Comparison.UP_TO: tr("sorts before or is"),
    Comparison.ABOVE: tr("sorts after"),
    Comparison.FROM: tr("sorts after or is"),
}
_LONGEST = 60
"""Characters of a value that are repeated; the filter itself has the rest."""


def in_words(criterion: Criterion) -> str:
    """What a cell has to be, so that the name of its column in front makes it a sentence."""
    match criterion:
        case IsNull():
            return tr("is NULL")
        case Contains(text):
            return tr("contains {value}", value=_value(text))
        case Like(pieces):
            return _like_words(pieces)
        case Matches(pattern, ignore_case):
            return f"matches /{_cut(pattern)}/" + (tr(" in either case") if ignore_case else "")
        case Compares(comparison, value):
            words = _TEXT_WORDS if isinstance(value, str) else _NUMBER_WORDS
            return f"{words[comparison]} {_value(value)}"
        case Within(low, high):
            return _within_words(low, high)
        case During():
            return _during_words(criterion)
        case Not(IsNull()):
            return tr("is not NULL")
        case Not(inner):
            return tr("is anything but: {words}", words=in_words(inner))


def _like_words(pieces: tuple[str, ...]) -> str:
    first, *middle, last = pieces
    parts = [tr("begins with {value}", value=_value(first))] if first else []
    parts += [tr("contains {value}", value=_value(piece)) for piece in middle if piece]
    parts += [tr("ends with {value}", value=_value(last))] if last else []
    return tr(", then ").join(parts) or tr("is not NULL and no BLOB")


def _within_words(low: float | str | None, high: float | str | None) -> str:
    if low is None or high is None:
        comparison = Comparison.UP_TO if low is None else Comparison.FROM
        value = high if low is None else low
        return in_words(Compares(comparison, value if value is not None else ""))
    verb = tr("sorts") if isinstance(low, str) else tr("is")
    return tr(
        "{verb} between {value} and {high}, both included",
        verb=verb,
        value=_value(low),
        high=_value(high),
    )


def _during_words(during: During) -> str:
    if during.words:
        return tr("is {words}", words=during.words)
    if during.start is None:
        return tr("is before {moment}", moment=_moment(during.end))
    if during.end is None:
        return tr("is {moment} or later", moment=_moment(during.start))
    return tr(
        "is from {moment} to before {during_end}",
        moment=_moment(during.start),
        during_end=_moment(during.end),
    )


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return tr("ever")
    clock = moment.clock
    precision = "milliseconds" if clock.microsecond else "seconds" if clock.second else "minutes"
    return clock.isoformat(" ", precision)


def _value(value: float | str) -> str:
    return f"“{_cut(value)}”" if isinstance(value, str) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
