"""Marks of axes: nice steps, the clock's own marks, summer time, and the ends of the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.gui.widgets.charts.scales import (
    Mark,
    fitting_range,
    local_time,
    nice_step,
    steps_between,
    time_marks,
)

BERLIN = ZoneInfo("Europe/Berlin")
DAY = 86_400.0


def at(text: str, zone: ZoneInfo = BERLIN) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def marks(first: str, last: str, most: int, zone: ZoneInfo = BERLIN) -> list[tuple[str, str]]:
    found = time_marks(at(first, zone), at(last, zone), most, zone)
    return [(f"{local_time(mark.at, zone):%Y-%m-%d %H:%M}", mark.text) for mark in found]


@pytest.mark.parametrize(
    ("span", "most", "step"),
    [(10, 5, 2), (7, 5, 2), (100, 4, 50), (0.3, 3, 0.1), (1, 10, 0.1), (3_000_000, 6, 500_000)],
)
def test_a_step_is_one_two_or_five(span: float, most: int, step: float) -> None:
    assert nice_step(span, most) == pytest.approx(step)


@pytest.mark.parametrize(
    ("span", "step"), [(4 * 1024, 1024), (3 * 1024**2, 1024**2), (900 * 1024, 500 * 1024), (10, 5)]
)
def test_bytes_have_steps_of_their_own(span: float, step: float) -> None:
    assert nice_step(span, 3, base=1024.0, least=1.0) in {step, step * 2, step / 2}


def test_what_is_counted_has_no_halves() -> None:
    assert nice_step(2, 8, least=1.0) == 1.0


@given(span=st.floats(1e-6, 1e12), offset=st.floats(-1e4, 1e4), most=st.integers(1, 20))
def test_a_fitting_range_holds_the_values_and_ends_at_steps(
    span: float, offset: float, most: int
) -> None:
    low = offset * span
    high = low + span
    step = nice_step(max(high - low, 1e-9), most)
    bottom, top = fitting_range(low, high, step)
    assert bottom <= low + step * 1e-6
    assert top >= high - step * 1e-6
    assert top > bottom
    assert 2 <= len(steps_between(bottom, top, step)) <= most + 4


def test_days_of_a_quarter_are_marked_on_mondays() -> None:
    found = marks("2025-08-27", "2025-11-25", 14)
    assert found[0] == ("2025-09-01 00:00", "1 Sep")
    assert all(datetime.fromisoformat(day).weekday() == 0 for day, _ in found)
    assert ("2025-10-27 00:00", "27 Oct") in found  # the day after clocks were set back


def test_hours_are_marked_by_the_clock_on_both_sides_of_summer_time() -> None:
    found = marks("2025-10-25", "2025-10-27", 9)
    assert [text for _, text in found] == [
        "25 Oct",
        "06:00",
        "12:00",
        "18:00",
        "26 Oct",
        "06:00",
        "12:00",
        "18:00",
        "27 Oct",
    ]
    ends = time_marks(at("2025-10-25"), at("2025-10-27"), 9, BERLIN)
    night = [b.at - a.at for a, b in pairwise(ends)]
    assert max(night) == 7 * 3600  # the night with an hour more


def test_years_and_months_are_named() -> None:
    assert [text for _, text in marks("2024-11-15", "2025-03-15", 5)] == [
        "Dec",
        "2025",
        "Feb",
        "Mar",
    ]
    assert [text for _, text in marks("2019-05-01", "2025-05-01", 7)] == [
        "2020",
        "2021",
        "2022",
        "2023",
        "2024",
        "2025",
    ]


@pytest.mark.parametrize("zone", [BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/St_Johns")])
@given(
    start=st.integers(-4_000_000_000, 250_000_000_000),
    length=st.integers(1, 20_000_000_000),
    most=st.integers(1, 30),
)
def test_marks_lie_inside_ascend_and_are_not_many(
    zone: ZoneInfo, start: int, length: int, most: int
) -> None:
    found = time_marks(start, start + length, most, zone)
    places = [mark.at for mark in found]
    assert places == sorted(set(places))
    assert all(start <= place <= start + length for place in places)
    assert len(found) <= 3 * most + 4
    assert all(mark.text for mark in found)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (float("-inf"), 0.0),
        (0.0, float("nan")),
        (5.0, 5.0),
        (1e18, 2e18),
        (-1e18, -9e17),
        (9.0, 1.0),
    ],
)
def test_an_axis_without_extent_or_outside_the_calendar_has_no_marks(
    first: float, last: float
) -> None:
    assert time_marks(first, last, 6, BERLIN) == ()


def test_this_computers_clock_is_used_where_no_zone_is_named() -> None:
    start = datetime(2025, 3, 3, 12, tzinfo=UTC)
    found = time_marks(start.timestamp(), (start + timedelta(days=3)).timestamp(), 4, None)
    assert all(
        datetime.fromtimestamp(mark.at, UTC).astimezone().strftime("%H:%M") == "00:00"
        for mark in found
    )
    assert found


def test_a_mark_is_what_it_says() -> None:
    assert Mark(DAY, "2 Jan") in time_marks(0, 4 * DAY, 4, ZoneInfo("UTC"))
