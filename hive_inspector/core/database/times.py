"""Times in the forms that Hive's files mix within one column.

SQLite has no type for time. Text says what it means; a bare number is a time only where it falls into this century, as
seconds or as milliseconds since 1970 (the two ranges do not meet, so the magnitude decides).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.language import mark

if TYPE_CHECKING:
    from datetime import tzinfo

    from hive_inspector.core.database.values import Cell


class TimeFormat(Enum):
    """How a time was written."""

    UNZONED = mark("date and time without a zone, read as UTC")
    """`2025-09-05 14:03:11`, what SQLite's CURRENT_TIMESTAMP writes (in UTC)."""
    ZULU = mark("ISO 8601 in UTC")
    """`2025-09-05T14:03:11.123Z`"""
    OFFSET = mark("ISO 8601 with an offset")
    """`2025-09-05T14:03:11+00:00`"""
    EPOCH_SECONDS = mark("seconds since 1970")
    EPOCH_MILLISECONDS = mark("milliseconds since 1970")


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time and the form it was found in."""

    moment: datetime
    """With the zone UTC."""
    format: TimeFormat


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST_S = (datetime(2000, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(seconds=1)
_LATEST_S = (datetime(2100, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(seconds=1)
_TEXT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
    r"(?: ?(?:(Z|UTC)|([+-])(\d\d):?(\d\d)))?",
    re.ASCII,
)
_NUMBER = re.compile(r"\d{9,13}(?:\.\d{1,9})?", re.ASCII)


def read_time(value: Cell) -> Instant | None:
    """The time that a cell holds, or None where it holds none; a date alone is none.

    Text without a zone is read as UTC, as SQLite does. Numbers, also written as text, count from 2000 until 2100.
    """
    if isinstance(value, str):
        match = _TEXT.fullmatch(value)
        if match:
            return _from_text(match)
        return _from_number(float(value)) if _NUMBER.fullmatch(value) else None
    if isinstance(value, int | float):
        return _from_number(value)
    return None


def local_time_text(moment: datetime, zone: tzinfo | None = None) -> str:
    """A moment as `2025-09-05 16:03:11` on the clock of this computer, or of the zone given."""
    return f"{_on_local_clock(moment, zone):%Y-%m-%d %H:%M:%S}"


def _on_local_clock(moment: datetime, zone: tzinfo | None) -> datetime:
    try:
        return moment.astimezone(zone)
    except (OSError, OverflowError):  # the system's clock does not know years so far away
        return moment


def _from_number(number: float) -> Instant | None:
    if _EARLIEST_S <= number < _LATEST_S:
        return Instant(_EPOCH + timedelta(seconds=number), TimeFormat.EPOCH_SECONDS)
    if _EARLIEST_S * 1000 <= number < _LATEST_S * 1000:
        return Instant(_EPOCH + timedelta(milliseconds=number), TimeFormat.EPOCH_MILLISECONDS)
    return None


def _from_text(match: re.Match[str]) -> Instant | None:
    year, month, day, hour, minute, second, fraction, zulu, sign, off_hours, off_minutes = (
        match.groups()
    )
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=_offset(sign, off_hours, off_minutes) if sign else UTC,
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if sign:
        return Instant(moment, TimeFormat.OFFSET)
    return Instant(moment, TimeFormat.ZULU if zulu else TimeFormat.UNZONED)


def _offset(sign: str, hours: str, minutes: str) -> timezone:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(offset if sign == "+" else -offset)
