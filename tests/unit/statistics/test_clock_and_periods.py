"""Hours, days, weeks and months of a clock, against one that asks the zone minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.periods import Bucket, Choice, Extent, Period, Span, period_of

NOW = datetime(2025, 11, 3, 9, 40, tzinfo=UTC)
ZONES = {
    "UTC": 3600,
    "Europe/Berlin": 3600,
    "Asia/Kolkata": 1800,
    "Asia/Kathmandu": 900,
    "Australia/Lord_Howe": 1800,
    "America/St_Johns": 60,
    "Asia/Gaza": 60,
    "Asia/Beirut": 3600,
}


def midnight(year: int, month: int, day: int) -> datetime:
    """What a clock shows."""
    return datetime(year, month, day)  # noqa: DTZ001 - on the clock


CHANGES = (
    midnight(2024, 3, 29),
    midnight(2024, 10, 25),
    midnight(2025, 3, 29),
    midnight(2025, 4, 4),
    midnight(2025, 10, 25),
)


def custom(first: datetime, last: datetime, bucket: Bucket, zone: str) -> Period:
    choice = Choice(Span.CUSTOM, bucket, first, last)
    return period_of(choice, Extent(None, None), Clock(ZoneInfo(zone)), NOW)


@pytest.mark.parametrize(("zone", "seconds"), ZONES.items())
def test_a_slot_is_as_long_as_the_zone_allows(zone: str, seconds: int) -> None:
    assert Clock(ZoneInfo(zone)).slot_s == seconds


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", CHANGES)
def test_days_hold_the_minutes_of_their_date(zone: str, first: datetime) -> None:
    period = custom(first, first + timedelta(days=4), Bucket.DAY, zone)
    at = period.start
    while at < period.end:
        bucket = period.bucket_of(at)
        assert bucket is not None
        assert at.astimezone(ZoneInfo(zone)).date() == period.shown_start(bucket).date()
        at += timedelta(minutes=7)
    assert len(period.starts) == 4


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", CHANGES)
def test_hours_hold_the_minutes_of_their_hour(zone: str, first: datetime) -> None:
    period = custom(first, first + timedelta(days=4), Bucket.HOUR, zone)
    at = period.start
    while at < period.end:
        bucket = period.bucket_of(at)
        assert bucket is not None
        shown, start = at.astimezone(ZoneInfo(zone)), period.shown_start(bucket)
        assert (shown.date(), shown.hour) == (start.date(), start.hour)
        at += timedelta(minutes=1 if zone == "Asia/Gaza" else 5)


def test_the_day_of_a_change_has_an_hour_less_or_more() -> None:
    spring = custom(midnight(2025, 3, 30), midnight(2025, 3, 31), Bucket.HOUR, "Europe/Berlin")
    autumn = custom(midnight(2025, 10, 26), midnight(2025, 10, 27), Bucket.HOUR, "Europe/Berlin")
    assert [len(spring.starts), len(autumn.starts)] == [23, 25]
    assert [spring.shown_start(n).hour for n in range(4)] == [0, 1, 3, 4]
    assert [autumn.shown_start(n).hour for n in range(5)] == [0, 1, 2, 2, 3]


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    weeks = custom(midnight(2025, 2, 27), midnight(2025, 4, 2), Bucket.WEEK, "Europe/Berlin")
    months = custom(midnight(2025, 2, 27), midnight(2025, 4, 2), Bucket.MONTH, "Europe/Berlin")
    assert [weeks.shown_start(n).weekday() for n in range(1, len(weeks.starts))] == [0] * 5
    shown = [months.shown_start(n) for n in range(len(months.starts))]
    assert [(one.month, one.day) for one in shown] == [(2, 27), (3, 1), (4, 1)]


@pytest.mark.parametrize(("span", "days"), [(Span.WEEK, 7), (Span.MONTH, 30), (Span.QUARTER, 90)])
def test_a_period_ends_with_the_day_of_the_newest_entry_of_an_old_file(
    span: Span, days: int
) -> None:
    newest = datetime(2024, 6, 1, 22, 30, tzinfo=UTC)
    period = period_of(Choice(span), Extent(None, newest), Clock(ZoneInfo("Europe/Berlin")), NOW)
    assert period.end == datetime(2024, 6, 2, 22, tzinfo=UTC)
    assert len(period.starts) == days
    assert period.before == period.clock.moment(period.shown_start(0) - timedelta(days=days))


def test_the_periods_of_a_file_in_use_end_now() -> None:
    newest = NOW - timedelta(hours=20)
    period = period_of(Choice(Span.DAY), Extent(None, newest), Clock(UTC), NOW)
    assert (period.start, period.end) == (
        NOW.replace(minute=0) - timedelta(hours=23),
        NOW.replace(hour=10, minute=0),
    )
    assert len(period.starts) == 24


def test_everything_reaches_from_the_day_of_the_oldest_entry() -> None:
    extent = Extent(datetime(2025, 1, 5, 12, tzinfo=UTC), datetime(2025, 2, 1, 12, tzinfo=UTC))
    period = period_of(Choice(), extent, Clock(UTC), NOW)
    assert (period.start, period.end) == (
        datetime(2025, 1, 5, tzinfo=UTC),
        datetime(2025, 2, 2, tzinfo=UTC),
    )
    assert (period.bucket, period.before) == (Bucket.DAY, None)


def test_more_buckets_than_can_be_drawn_become_coarser_ones() -> None:
    extent = Extent(datetime(2001, 1, 1, tzinfo=UTC), NOW)
    period = period_of(Choice(Span.ALL, Bucket.HOUR), extent, Clock(UTC), NOW)
    assert period.bucket is Bucket.DAY
    assert len(period.starts) == (period.end - period.start).days


def test_a_file_without_entries_has_a_period_all_the_same() -> None:
    period = period_of(Choice(), Extent(None, None), Clock(UTC), NOW)
    assert period.start <= NOW < period.end


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata"])
def test_a_filter_for_browse_names_exactly_the_bucket(zone: str) -> None:
    period = custom(midnight(2025, 3, 29), midnight(2025, 3, 31), Bucket.HOUR, zone)
    start, end = period.ends_of(2)
    assert (
        period.filter_text(2)
        == f"{start:%Y-%m-%d %H:%M}Z..{end - timedelta(minutes=1):%Y-%m-%d %H:%M}Z"
    )


def test_on_this_computers_clock_a_day_is_written_as_one() -> None:
    choice = Choice(Span.CUSTOM, Bucket.DAY, midnight(2025, 5, 1), midnight(2025, 5, 4))
    period = period_of(choice, Extent(None, None), Clock(), NOW)
    assert period.filter_text(1) == "2025-05-02"
    assert period.filter_text() == "2025-05-01..2025-05-03"
