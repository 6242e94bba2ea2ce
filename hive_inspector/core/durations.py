"""Lengths of time for people."""

from __future__ import annotations

from hive_inspector.core.language import tr

_STEPS = (
    (60.0, tr("{length} s"), 60.0),
    (60.0, tr("{length} min"), 60.0),
    (24.0, tr("{length} h"), 24.0),
    (60.0, tr("{length} d"), 1.0),
)
"""Below how many of a unit it is told in it, how, and how many make one of the next."""
_DAYS_OF_A_MONTH, _DAYS_OF_A_YEAR = 30, 365
_LONG_MONTHS = 24
_SHORTEST_MS = 0.005
"""What is shorter would be rounded to nothing."""
_FIGURES = ((0.995, 2), (9.95, 1), (999.5, 0))
"""Milliseconds below which so many digits follow the point."""
_LONG_SECONDS = 600
"""From here on a duration is told in minutes."""


def age_text(seconds: float) -> str:
    """How long ago, in the one unit that says enough: `2 s`, `5 min`, `3 h`, `9 d`, `14 mo`, `2 y`.

    Args:
        seconds: May be negative where two clocks differ; that counts as now.
    """
    length = max(0.0, seconds)
    for most, words, size in _STEPS:
        if length < most:
            return words.format(length=int(length))
        length /= size
    months = int(length / _DAYS_OF_A_MONTH)
    return (
        tr("{months} mo", months=months)
        if months < _LONG_MONTHS
        else f"{round(length / _DAYS_OF_A_YEAR)} y"
    )


def ago_text(seconds: float) -> str:
    """How long ago something happened: `just now`, `5 min ago`."""
    return tr("just now") if seconds < 1 else tr("{age} ago", age=age_text(seconds))


def milliseconds_text(milliseconds: float) -> str:
    """How long something took, in two figures: `< 0.01 ms`, `0.42 ms`, `1.8 ms`, `26 ms`, `1.4 s`, `14 min`."""
    if not milliseconds:
        return "0 ms"
    if 0 < milliseconds < _SHORTEST_MS:
        return "< 0.01 ms"
    for below, digits in _FIGURES:
        if milliseconds < below:
            return f"{milliseconds:.{digits}f} ms"
    seconds = milliseconds / 1000
    return f"{seconds:,.1f} s" if seconds < _LONG_SECONDS else f"{seconds / 60:,.0f} min"
