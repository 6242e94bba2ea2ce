"""Numbers and times as the window says them, short enough for a gauge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.amounts import milliseconds_text, percent_text, short_size

if TYPE_CHECKING:
    from datetime import timedelta

__all__ = ["age_text", "milliseconds_text", "percent_text", "short_size"]

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_LONG_DAYS = 60


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
