"""Numbers and times as the window says them, short enough for a gauge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.values import size_text

if TYPE_CHECKING:
    from datetime import timedelta

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_LONG_DAYS = 60


def short_size(byte_count: int) -> str:
    """A size without a fraction that says nothing: `64 MB` and not `64.0 MB`."""
    return size_text(byte_count).replace(".0 ", " ")


def percent_text(share: float) -> str:
    """A share of 1 in percent: `3.1 %`, `< 0.1 %`, `0 %`."""
    if 0 < share < 0.001:  # noqa: PLR2004 - what would be shown as 0.0 %
        return "< 0.1 %"
    return f"{share * 100:.1f} %" if share else "0 %"


def milliseconds_text(milliseconds: float) -> str:
    """A duration in two figures: `0.42 ms`, `1.8 ms`, `26 ms`, `1.4 s`."""
    for below, digits in ((0.995, 2), (9.95, 1), (999.5, 0)):
        if milliseconds < below:
            return f"{milliseconds:.{digits}f} ms"
    return f"{milliseconds / 1000:.1f} s"


def age_text(age: timedelta) -> str:
    """How long ago, in the largest unit that fits: `40 s`, `12 min`, `5 h`, `9 d`, `14 mo`."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h"
    days = seconds // _DAY
    return f"{days} d" if days < _LONG_DAYS else f"{days // 30} mo"
