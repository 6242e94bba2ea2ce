"""Lengths of time for people."""

from __future__ import annotations

_STEPS = ((60.0, "s"), (60.0, "min"), (24.0, "h"), (60.0, "d"))
_DAYS_OF_A_MONTH, _DAYS_OF_A_YEAR = 30, 365
_LONG_MONTHS = 24


def age_text(seconds: float) -> str:
    """How long ago, in the one unit that says enough: `2 s`, `5 min`, `3 h`, `9 d`, `14 mo`, `2 y`.

    Args:
        seconds: May be negative where two clocks differ; that counts as now.
    """
    length = max(0.0, seconds)
    for size, unit in _STEPS:
        if length < size:
            return f"{int(length)} {unit}"
        if unit != "d":
            length /= size
    months = int(length / _DAYS_OF_A_MONTH)
    return f"{months} mo" if months < _LONG_MONTHS else f"{round(length / _DAYS_OF_A_YEAR)} y"


def ago_text(seconds: float) -> str:
    """How long ago something happened: `just now`, `5 min ago`."""
    return "just now" if seconds < 1 else f"{age_text(seconds)} ago"


def milliseconds_text(milliseconds: float) -> str:
    """How long something took: `0.4 ms`, `12 ms`, `1.8 s`; what is too short to tell is `< 0.1 ms`."""
    if milliseconds < 0.05:  # noqa: PLR2004 - it would round to nothing
        return "< 0.1 ms"
    if milliseconds < 10:  # noqa: PLR2004 - from here on a decimal says nothing
        return f"{milliseconds:.1f} ms"
    if milliseconds < 1000:  # noqa: PLR2004 - a second
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.1f} s"
