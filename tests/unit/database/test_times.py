"""Times in the forms of Hive's files, against `datetime` and SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.database.times import Instant, TimeFormat, local_time_text, read_time

MOMENT = datetime(2025, 9, 5, 14, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment", "form"),
    [
        ("2025-09-05 14:03:11", MOMENT, TimeFormat.UNZONED),
        ("2025-09-05T14:03", MOMENT.replace(second=0), TimeFormat.UNZONED),
        ("2025-09-05T14:03:11.123Z", MOMENT.replace(microsecond=123000), TimeFormat.ZULU),
        ("2025-09-05 14:03:11 UTC", MOMENT, TimeFormat.ZULU),
        ("2025-09-05T14:03:11+00:00", MOMENT, TimeFormat.OFFSET),
        ("2025-09-05T16:03:11.000000001+0200", MOMENT, TimeFormat.OFFSET),
        ("2025-09-05T09:03:11-05:00", MOMENT, TimeFormat.OFFSET),
        (1757080991, MOMENT, TimeFormat.EPOCH_SECONDS),
        (1757080991.5, MOMENT.replace(microsecond=500000), TimeFormat.EPOCH_SECONDS),
        ("1757080991", MOMENT, TimeFormat.EPOCH_SECONDS),
        (1757080991123, MOMENT.replace(microsecond=123000), TimeFormat.EPOCH_MILLISECONDS),
        ("1757080991123", MOMENT.replace(microsecond=123000), TimeFormat.EPOCH_MILLISECONDS),
    ],
)
def test_each_form_is_read(value: str | float, moment: datetime, form: TimeFormat) -> None:
    assert read_time(value) == Instant(moment, form)


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"2025-09-05 14:03:11",
        "",
        "2025-09-05",
        "yesterday",
        "2025-13-05 14:03:11",
        "2025-09-05 25:03:11",
        "2025-09-05T14:03:11+99:00",
        "0001-01-01T00:00:00+01:00",
        "٢٠٢٥-09-05 14:03:11",
        42,
        946684799,
        4102444800,
        float("inf"),
        float("nan"),
        2**63 - 1,
    ],
)
def test_what_is_no_time_is_none(value: str | float | bytes | None) -> None:
    assert read_time(value) is None


MOMENTS = st.datetimes(
    datetime(2000, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2099, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(MOMENTS)
def test_what_sqlite_writes_is_read_as_sqlite_means_it(moment: datetime) -> None:
    seconds = int(moment.timestamp())
    with closing(sqlite3.connect(":memory:")) as raw:
        written, iso = raw.execute(
            "SELECT datetime(?1, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%SZ', ?1, 'unixepoch')",
            (seconds,),
        ).fetchone()
    for value in (written, iso, seconds, seconds * 1000):
        found = read_time(value)
        assert found is not None
        assert found.moment == moment.replace(microsecond=0)


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_what_python_writes_is_read_whatever_the_offset(moment: datetime, minutes: int) -> None:
    written = moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat()
    found = read_time(written)
    assert found is not None
    assert found.moment == moment


@given(st.text() | st.floats() | st.integers())
def test_anything_else_is_no_error(value: str | float) -> None:
    found = read_time(value)
    assert found is None or found.moment.tzinfo is UTC


def test_a_moment_is_shown_on_the_local_clock() -> None:
    assert local_time_text(MOMENT, timezone(timedelta(hours=2))) == "2025-09-05 16:03:11"
    assert local_time_text(MOMENT) == f"{MOMENT.astimezone():%Y-%m-%d %H:%M:%S}"


def test_a_moment_beyond_the_local_clock_is_shown_as_it_is() -> None:
    far = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert local_time_text(far, timezone(timedelta(hours=2))) == "9999-12-31 23:59:59"
