"""When conversations begin: working hours and weekends, quiet weeks, busy days, and slow growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import DAY_MS, HOUR_MS, moment_of
from hive_inspector.core.demo.sizes import HISTORY_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.demo.chance import Chance

LONGEST_TALK_MS = 2 * HOUR_MS
"""The last conversation begins so long before `now` that it has ended by then."""
_HOURS = (
    *(1, 0.5, 0.3, 0.2, 0.2, 0.4, 1.2, 3, 6, 9, 10, 9),
    *(6, 7.5, 9, 9.5, 8, 6, 4, 3.5, 4, 4.2, 3.4, 2),
)
"""Weight of each hour of the day, in UTC."""
_WEEKDAYS = (1.0, 1.1, 1.12, 1.05, 0.85, 0.28, 0.34)
"""Weight of each day of the week, from Monday."""
_QUIET = {(12, 24): 0.1, (12, 25): 0.05, (12, 26): 0.1, (12, 31): 0.15, (1, 1): 0.1}
_GROWTH = 2.2
"""How many times busier the last day is than the first."""


def starts(count: int, now_ms: int, chance: Chance) -> Iterator[int]:
    """The moments at which that many conversations begin, in order, in milliseconds since 1970."""
    hours = list(_weighted_hours(now_ms - LONGEST_TALK_MS, chance))
    per_weight = count / sum(weight for _, weight in hours)
    due, begun = 0.0, 0
    for number, (hour_ms, weight) in enumerate(hours, start=1):
        due = count if number == len(hours) else due + weight * per_weight
        yield from sorted(hour_ms + int(chance.unit() * HOUR_MS) for _ in range(round(due) - begun))
        begun = round(due)


def _weighted_hours(end_ms: int, chance: Chance) -> Iterator[tuple[int, float]]:
    """Every whole hour of the history with its weight."""
    last_day = end_ms // DAY_MS
    for day in range(last_day - HISTORY_DAYS + 1, last_day + 1):
        progress = 1 - (last_day - day) / HISTORY_DAYS
        weight = _day_weight(day * DAY_MS, progress) * (0.6 + 0.8 * chance.unit())
        for hour, share in enumerate(_HOURS):
            hour_ms = day * DAY_MS + hour * HOUR_MS
            if hour_ms + HOUR_MS <= end_ms:
                yield hour_ms, weight * share * (0.7 + 0.6 * chance.unit())


def _day_weight(day_ms: int, progress: float) -> float:
    day = moment_of(day_ms)
    quiet = _QUIET.get((day.month, day.day), 0.6 if day.month == 8 else 1.0)  # noqa: PLR2004 - August
    return (1 + (_GROWTH - 1) * progress) * _WEEKDAYS[day.weekday()] * quiet
