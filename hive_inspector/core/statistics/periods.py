"""Stretches of time and the buckets they are cut into, by the reader's clock.

A period ends with the hour or the day of the file's newest entry, or with the present one where the file is in use: the
last seven days of a file that somebody sent a year ago are the last seven days of its use, and not empty. Buckets are
hours, days, weeks (from Monday) or months of the local clock, so a day may have 23 or 25 hours.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.statistics.clock import Clock

MOST_BUCKETS = 20_000
"""More are never drawn; a coarser bucket is taken instead."""
FIRST_YEAR, LAST_YEAR = 1970, 9999
"""Between which years days are asked for; the last one has no day behind it."""
_IN_USE = timedelta(days=1)
"""A file whose newest entry is younger than that is in use: its periods end now."""


class Bucket(Enum):
    """What a period is cut into."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Span(Enum):
    """How long a period is."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    ALL = "all"
    CUSTOM = "custom"

    @property
    def title(self) -> str:
        """As a button says it."""
        return _TITLES[self]


_TITLES = {
    Span.DAY: tr("24 hours"),
    Span.WEEK: tr("7 days"),
    Span.MONTH: tr("30 days"),
    Span.QUARTER: tr("90 days"),
    Span.ALL: tr("All"),
    Span.CUSTOM: tr("From … to …"),
}
_DAYS = {Span.WEEK: 7, Span.MONTH: 30, Span.QUARTER: 90}
_HOURS = 24
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
_LENGTHS = {
    Bucket.HOUR: timedelta(hours=1),
    Bucket.DAY: timedelta(days=1),
    Bucket.WEEK: timedelta(weeks=1),
    Bucket.MONTH: timedelta(days=30),
}
_FITTING = (
    (timedelta(days=3), Bucket.HOUR),
    (timedelta(days=120), Bucket.DAY),
    (timedelta(days=1100), Bucket.WEEK),
)
"""Up to which length which bucket shows most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user has chosen."""

    span: Span = Span.ALL
    bucket: Bucket | None = None
    """None for the one that fits the length."""
    first: datetime | None = None
    """Of a custom period: what the clock shows at its beginning, without a zone; minutes are cut off."""
    last: datetime | None = None
    """Of a custom period: what the clock shows at its end, which no longer belongs to it."""


@dataclass(frozen=True, slots=True)
class Extent:
    """From when to when a file has entries, as far as that is known without reading all of it."""

    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True)
class Period:
    """A stretch of time, cut into buckets."""

    span: Span
    bucket: Bucket
    start: datetime
    """The first moment, in UTC."""
    end: datetime
    """The first moment behind it, in UTC."""
    starts: tuple[datetime, ...]
    """When each bucket begins, in UTC; the first and the last may be cut by the period's ends."""
    clock: Clock = field(compare=False, repr=False)
    before: datetime | None = None
    """When the period before begins, which is as long and ends at `start`; None where there is none to compare with."""
    newest: datetime | None = None
    """The hour of the file's newest entry, where the period ends with it as the file is no longer in use; else None."""

    @cached_property
    def earlier_starts(self) -> tuple[datetime, ...]:
        """When the same stretch of the period before begins, for each bucket: as much earlier by the clock.

        Weeks and months of the period before are cut as these are, so that a part is never set against a whole.
        """
        if self.before is None:
            return ()
        length = self.clock.shows(self.start) - self.clock.shows(self.before)
        shown = [self.clock.moment(self.clock.shows(start) - length) for start in self.starts]
        return tuple(accumulate((self.before, *shown[1:]), max))

    @property
    def is_everything(self) -> bool:
        """Whether it holds all rows, also those without a time."""
        return self.span is Span.ALL

    def shown_start(self, bucket: int) -> datetime:
        """What the clock shows when a bucket begins, without a zone."""
        return self.clock.shows(self.starts[bucket])

    def ends_of(self, bucket: int) -> tuple[datetime, datetime]:
        """When a bucket begins, and the first moment behind it, in UTC."""
        following = bucket + 1
        end = self.starts[following] if following < len(self.starts) else self.end
        return self.starts[bucket], end

    def bucket_of(self, moment: datetime) -> int | None:
        """The bucket that a moment lies in, or None where it lies outside of the period."""
        if not self.start <= moment < self.end:
            return None
        return bisect_right(self.starts, moment) - 1

    def filter_text(self, bucket: int | None = None) -> str:
        """What to type into Browse's filter row under a column of times for the rows of a bucket, or of the period."""
        start, end = (self.start, self.end) if bucket is None else self.ends_of(bucket)
        shown_start, shown_end = self.clock.shows(start), self.clock.shows(end)
        if self.clock.is_this_computers and _are_days(shown_start, shown_end):
            last = shown_end - timedelta(days=1)
            if last == shown_start:
                return f"{shown_start:%Y-%m-%d}"
            return f"{shown_start:%Y-%m-%d}..{last:%Y-%m-%d}"
        return f"{start:%Y-%m-%d %H:%M}Z..{end - timedelta(minutes=1):%Y-%m-%d %H:%M}Z"


def _are_days(start: datetime, end: datetime) -> bool:
    return start.time() == end.time() == datetime.min.time() and end > start


def read_day(text: str) -> datetime | None:
    """What a clock shows when a day begins that is written as `2025-09-01`; None where it is no day."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d")  # noqa: DTZ007 - on the reader's clock
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year < LAST_YEAR else None


def period_of(choice: Choice, extent: Extent, clock: Clock, now: datetime) -> Period:
    """The period that a choice means for a file.

    Args:
        choice: What is wanted.
        extent: From when to when the file has entries.
        clock: Whose hours and days count.
        now: The present moment.
    """
    start, end, before = _ends(choice, extent, clock, now)
    bucket = _bucket_for(choice.bucket, end - start)
    first, last = clock.moment(start), clock.moment(end)
    starts = [first, *(at for at in _starts(start, end, bucket, clock) if first < at < last)]
    return Period(
        span=choice.span,
        bucket=bucket,
        start=first,
        end=last,
        starts=tuple(dict.fromkeys(starts)),
        clock=clock,
        before=None if before is None else clock.moment(before),
        newest=_last_of(choice, extent, now),
    )


def _ends(
    choice: Choice, extent: Extent, clock: Clock, now: datetime
) -> tuple[datetime, datetime, datetime | None]:
    """Beginning and end on the clock, and the beginning of the period before."""
    until = _last_of(choice, extent, now) or now
    shown = clock.shows(until)
    midnight = datetime(shown.year, shown.month, shown.day) + timedelta(days=1)  # noqa: DTZ001 - on the clock
    match choice.span:
        case Span.DAY:
            return _last_hours(until, clock)
        case Span.ALL:
            oldest = clock.shows(extent.oldest or until)
            return datetime(oldest.year, oldest.month, oldest.day), midnight, None  # noqa: DTZ001 - on the clock
        case Span.CUSTOM:
            return _custom(choice, midnight)
        case _:
            length = timedelta(days=_DAYS[choice.span])
            return midnight - length, midnight, midnight - 2 * length


def _last_of(choice: Choice, extent: Extent, now: datetime) -> datetime | None:
    """The file's newest entry, where that is what a period ends with."""
    newest = extent.newest
    is_given = choice.span is Span.CUSTOM and choice.last is not None
    return None if newest is None or is_given or newest > now - _IN_USE else newest


def _last_hours(until: datetime, clock: Clock) -> tuple[datetime, datetime, datetime]:
    """The running hour and the 23 before it, by what the clock has shown: one fewer or more when it was changed."""
    end = _whole_hour(clock.shows(until)) + timedelta(hours=1)
    length = timedelta(hours=_HOURS)
    return end - length, end, end - 2 * length


def _custom(choice: Choice, midnight: datetime) -> tuple[datetime, datetime, datetime]:
    end = _whole_hour(choice.last or midnight)
    start = _whole_hour(choice.first or end - timedelta(days=1))
    start, end = min(start, end), max(start, end)
    end = max(end, start + timedelta(hours=1))
    return start, end, start - (end - start)


def _whole_hour(shown: datetime) -> datetime:
    return shown.replace(minute=0, second=0, microsecond=0, tzinfo=None)


def _bucket_for(wanted: Bucket | None, length: timedelta) -> Bucket:
    bucket = wanted or next((fits for up_to, fits in _FITTING if length <= up_to), Bucket.MONTH)
    order = list(Bucket)
    while length / _LENGTHS[bucket] > MOST_BUCKETS and bucket is not Bucket.MONTH:
        bucket = order[order.index(bucket) + 1]
    return bucket


def _starts(start: datetime, end: datetime, bucket: Bucket, clock: Clock) -> Iterator[datetime]:
    """When buckets begin, in UTC."""
    if bucket is Bucket.HOUR:
        yield from _hours(clock.moment(start), clock.moment(end), clock)
        return
    at = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - on the clock
    while at < end:
        yield clock.moment(at)
        at = _next(at, bucket)


def _hours(first: datetime, last: datetime, clock: Clock) -> Iterator[datetime]:
    """When the clock shows a whole hour, or jumps into another one; an hour that is shown twice is two."""
    for number, stretch in enumerate(clock.stretches(first, last)):
        shown = stretch.start + stretch.offset
        past = timedelta(minutes=shown.minute, seconds=shown.second)
        jumps = number and clock.shows(stretch.start - _SECOND).hour != shown.hour
        if jumps or not number:
            yield stretch.start
        at = stretch.start - past + (_HOUR if past else timedelta())
        while at < stretch.end:
            yield at
            at += _HOUR


def _next(at: datetime, bucket: Bucket) -> datetime:
    if bucket is Bucket.DAY:
        return at + timedelta(days=1)
    if bucket is Bucket.WEEK:
        return at + timedelta(days=7 - at.weekday())
    return (at.replace(day=1) + timedelta(days=32)).replace(day=1)
