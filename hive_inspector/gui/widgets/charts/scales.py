"""Where the marks of an axis stand, and what is written at them. Plain numbers, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo

_MONTHS = (
    tr("Jan"),
    tr("Feb"),
    tr("Mar"),
    tr("Apr"),
    tr("May"),
    tr("Jun"),
    tr("Jul"),
    tr("Aug"),
    tr("Sep"),
    tr("Oct"),
    tr("Nov"),
    tr("Dec"),
)
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
_MINUTES = tuple(count * _MINUTE for count in (1, 2, 5, 10, 15, 30))
_HOURS = tuple(count * _HOUR for count in (1, 2, 3, 6, 12))
_DAYS = (1, 2)
_WEEKS = (1, 2)
_MONTH_STEPS = (1, 2, 3, 6)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30.44, 365.25
_NICE = (1.0, 2.0, 5.0, 10.0)
_EARLIEST = datetime(2, 1, 1, tzinfo=UTC).timestamp()
_LATEST = datetime(9998, 12, 31, tzinfo=UTC).timestamp()
_SMALLEST_STEP = 1e-12


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of an axis."""

    at: float
    text: str


def nice_step(span: float, most: int, *, base: float = 10.0, least: float = 0.0) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides a span into few parts.

    Args:
        span: What is divided, above zero.
        most: Parts at most.
        base: 10; 1024 for bytes, where steps are 1, 2, 5 … 500 of each unit.
        least: No finer than this; 1 for what is counted.
    """
    raw = max(span / max(most, 1), least, _SMALLEST_STEP)
    unit = base ** floor(log10(raw) / log10(base)) if base != 10.0 else 1.0  # noqa: PLR2004 - decimal
    power = 10.0 ** floor(log10(raw / unit))
    step = next(nice for nice in _NICE if nice * power * unit >= raw * (1 - 1e-9)) * power * unit
    if base != 10.0 and step >= unit * base * 0.9:  # noqa: PLR2004 - 1000 KB are 1 MB
        return unit * base
    return step


def steps_between(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of a step from `low` to `high`, both included."""
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(number * step for number in range(first, last + 1))


def fitting_range(low: float, high: float, step: float) -> tuple[float, float]:
    """A range of whole steps around values; never without extent."""
    bottom, top = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return (bottom, top) if top > bottom else (bottom, bottom + step)


def local_time(seconds: float, zone: tzinfo | None) -> datetime:
    """A moment on the clock.

    Args:
        seconds: Since 1970; what lies outside the calendar is moved to its end.
        zone: Of the clock; None for this computer's.
    """
    inside = min(max(seconds, _EARLIEST), _LATEST)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=inside)).astimezone(zone)


def time_marks(first: float, last: float, most: int, zone: tzinfo | None) -> tuple[Mark, ...]:
    """Marks on a time axis, at whole minutes, hours, days, weeks, months or years of the clock.

    Args:
        first: Where the axis begins, in seconds since 1970.
        last: Where it ends.
        most: Marks at most, roughly.
        zone: Of the clock; None for this computer's.
    """
    if not (isfinite(first) and isfinite(last)) or last <= first:
        return ()
    first, last = max(first, _EARLIEST), min(last, _LATEST)
    starts, text = _divided(first, last, (last - first) / max(most, 1), zone)
    found: list[Mark] = []
    for clock in starts:
        at = _seconds(clock, zone)
        if at > last:
            break
        if at >= first:
            found.append(Mark(at, text(clock)))
    return tuple(found)


def _divided(
    first: float, last: float, raw: float, zone: tzinfo | None
) -> tuple[Iterator[datetime], Callable[[datetime], str]]:
    """The clock's readings from before `first` on at which marks stand, and how each is written."""
    start = local_time(first, zone).replace(tzinfo=None)
    end = local_time(last, zone).replace(tzinfo=None) + timedelta(days=1)
    for seconds in (*_MINUTES, *_HOURS):
        if seconds >= raw:
            return _hours(start, end, timedelta(seconds=seconds)), _hour_text
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    for days in _DAYS:
        if days * _DAY >= raw:
            return _days(midnight.replace(day=1), end, days), _day_text
    for weeks in _WEEKS:
        if weeks * 7 * _DAY >= raw:
            step = 7 * weeks
            monday = midnight - timedelta(days=(midnight.toordinal() - 1) % step)
            return _plain_days(monday, end, step), _day_text
    for months in _MONTH_STEPS:
        if months * _DAYS_OF_MONTH * _DAY >= raw:
            return _months(start, end, months), _month_text
    years = next((y for y in _YEAR_STEPS if y * _DAYS_OF_YEAR * _DAY >= raw), _YEAR_STEPS[-1])
    return _years(start, end, years), _year_text


def _hours(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    """From midnight on, so that every day has the same marks."""
    clock = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while clock <= end:
        yield clock
        clock += step


def _days(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    """Counted from the first of each month on."""
    clock = start
    while clock <= end:
        if (clock.day - 1) % step == 0 and not (step > 1 and clock.day == 31):  # noqa: PLR2004 - the 1st follows
            yield clock
        clock += timedelta(days=1)


def _plain_days(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    clock = start
    while clock <= end:
        yield clock
        clock += timedelta(days=step)


def _months(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    number = start.year * 12 + (start.month - 1) // step * step
    while True:
        year, month = divmod(number, 12)
        if year > end.year or not 1 <= year <= MAXYEAR:
            return
        yield datetime(year, month + 1, 1)  # noqa: DTZ001 - on the clock
        number += step


def _years(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    for year in range(start.year // step * step, min(end.year, MAXYEAR) + 1, step):
        if year >= 1:
            yield datetime(year, 1, 1)  # noqa: DTZ001 - on the clock


def _seconds(clock: datetime, zone: tzinfo | None) -> float:
    """When the clock shows this; without a zone it is this computer's clock."""
    shown = clock.astimezone() if zone is None else clock.replace(tzinfo=zone)
    return shown.timestamp()


def day_text(clock: datetime) -> str:
    """A day of the year: `3 Nov`."""
    return f"{clock.day} {_MONTHS[clock.month - 1]}"


def month_text(clock: datetime) -> str:
    """A month: `Nov 2025`."""
    return f"{_MONTHS[clock.month - 1]} {clock.year}"


def _hour_text(clock: datetime) -> str:
    return day_text(clock) if clock.hour == clock.minute == 0 else f"{clock:%H:%M}"


def _day_text(clock: datetime) -> str:
    return day_text(clock)


def _month_text(clock: datetime) -> str:
    return str(clock.year) if clock.month == 1 else _MONTHS[clock.month - 1]


def _year_text(clock: datetime) -> str:
    return str(clock.year)
