"""Times in filters: what people write for them, and how they are found in a column that mixes ways to write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.criteria import Affinity, FilterProblem, Moment, affinity_of
from hive_inspector.core.browsing.keys import Condition
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.times import read_time
from hive_inspector.core.hive.catalogue import Trait
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.browsing.criteria import During
    from hive_inspector.core.database.snapshot import Column
    from hive_inspector.core.hive.catalogue import ColumnNote

_PERIOD = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?: ?(?:(Z|UTC)|([+-])(\d\d):?(\d\d)))?)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_AGO = re.compile(r"(\d{1,9}) ?([a-z]+)", re.ASCII | re.IGNORECASE)
_UNITS = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_AGO_WORDS = {
    "min": tr("in the last {number} minutes, or later"),
    "h": tr("in the last {number} hours, or later"),
    "d": tr("in the last {number} days, or later"),
    "w": tr("in the last {number} weeks, or later"),
}
_UNCLEAR_UNITS = frozenset({"m", "mo", "month", "months", "s", "y", "year", "years"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
EXAMPLE = tr("Write it as in 2025-09-01, 2025-09-01 14:30, today, 24h or 7d.")


def is_for_times(column: Column, note: ColumnNote | None) -> bool:
    """Whether a column holds times: as the catalogue, its type or its name has it."""
    if note is not None and Trait.TIME in note.traits:
        return True
    declared = column.type.upper()
    if "DATE" in declared or "TIME" in declared:
        return True
    last = folded(column.name).rpartition("_")[2]
    if last == "time":
        return affinity_of(declared) is Affinity.TEXT
    return last in {"at", "date", "datetime", "timestamp"}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that has a name: a day, an hour, a second. A moment has no length."""

    start: Moment
    end: Moment | None
    """The first moment behind it; None behind the end of the calendar."""
    words: str = ""


class Clock:
    """The clock by which a filter's days count."""

    def __init__(self, now: datetime) -> None:
        self._zone = None if _is_this_computers(now) else now.tzinfo
        self.now = now.astimezone(UTC)

    def moment(self, instant: datetime) -> Moment:
        """An instant in UTC, and what the clock shows then."""
        return Moment(instant, instant.astimezone(self._zone).replace(tzinfo=None))

    def at(self, clock: datetime) -> Moment:
        """The moment at which the clock shows this; of two the first, and of none the next."""
        shown = clock if self._zone is None else clock.replace(tzinfo=self._zone)
        return Moment(shown.astimezone(UTC), clock)

    def day(self, days_ago: int) -> datetime:
        """When a day began, on the clock."""
        today = self.moment(self.now).clock
        return datetime(today.year, today.month, today.day) - timedelta(days=days_ago)  # noqa: DTZ001 - on the clock


def _is_this_computers(now: datetime) -> bool:
    """Whether a moment bears this computer's zone: an offset alone would not know of summer time."""
    if now.tzinfo is None:
        return True
    return isinstance(now.tzinfo, timezone) and now.utcoffset() == now.astimezone().utcoffset()


def read_period(text: str, at: int, clock: Clock) -> Period | None:
    """What an operand means as a time, or None where it is none.

    Args:
        text: The operand.
        at: Where it stands in the filter.
        clock: Whose days count.

    Raises:
        FilterProblem: It looks like a time but names none.
    """
    try:
        return _named(text, clock) or _written(text, clock) or _ago(text, at, clock)
    except (ValueError, OverflowError, OSError):
        raise FilterProblem(
            tr("“{text}” is not in the calendar.", text=text), EXAMPLE, at
        ) from None


def _named(text: str, clock: Clock) -> Period | None:
    match folded(text):
        case "today":
            return Period(clock.at(clock.day(0)), clock.at(clock.day(-1)), tr("today"))
        case "yesterday":
            return Period(clock.at(clock.day(1)), clock.at(clock.day(0)), tr("yesterday"))
        case "now":
            now = clock.moment(clock.now)
            return Period(now, now)
        case _:
            return None


def _ago(text: str, at: int, clock: Clock) -> Period | None:
    match = _AGO.fullmatch(text)
    if match is None:
        return None
    number, unit = int(match[1]), folded(match[2])
    if unit in _UNCLEAR_UNITS:
        raise FilterProblem(
            tr("“{text}” is no unit of time that a filter knows.", text=text),
            tr(
                "Write {number}min for minutes, or {number}h, {number}d, {number}w for hours, "
                "days, weeks.",
                number=number,
            ),
            at + match.start(2),
        )
    if unit not in _UNITS:
        return None
    moment = clock.moment(clock.now - number * _UNITS[unit])
    return Period(moment, moment, _AGO_WORDS[unit].format(number=number))


def _written(text: str, clock: Clock) -> Period | None:
    match = _PERIOD.fullmatch(text)
    if match is None:
        return _epoch(text, clock)
    year, month, day, hour, minute, second, fraction, zulu, sign, hours, minutes = match.groups()
    start = datetime(  # noqa: DTZ001 - the zone is added below
        int(year),
        int(month or 1),
        int(day or 1),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        int((fraction or "0").ljust(6, "0")) // 1000 * 1000,
    )
    length = _MILLISECOND if fraction else timedelta(seconds=1) if second else timedelta(minutes=1)
    end = start + length if hour else _end_of_date(start, month, day)
    if not (zulu or sign):
        return Period(clock.at(start), None if end is None else clock.at(end))
    zone = _offset(sign, hours, minutes)
    moments = [
        clock.moment(one.replace(tzinfo=zone).astimezone(UTC)) for one in (start, end or start)
    ]
    return Period(moments[0], moments[1])


def _end_of_date(start: datetime, month: str | None, day: str | None) -> datetime | None:
    """When the day, month or year that begins then is over; None for the last that there is."""
    if day:
        return start + timedelta(days=1) if start.date() < date.max else None
    if month and start.month < 12:  # noqa: PLR2004 - months of a year
        return start.replace(month=start.month + 1)
    return None if start.year == date.max.year else start.replace(year=start.year + 1, month=1)


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timezone:
    if sign is None:
        return UTC
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return timezone(offset if sign == "+" else -offset)


def _epoch(text: str, clock: Clock) -> Period | None:
    """A number that counts from 1970 on, in seconds or milliseconds."""
    instant = read_time(text) if text[:1].isdecimal() else None
    if instant is None:
        return None
    length = timedelta(seconds=1) if len(text) <= _DIGITS_OF_SECONDS else _MILLISECOND
    return Period(clock.moment(instant.moment), clock.moment(instant.moment + length))


_DIGITS_OF_SECONDS = 10
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_EVER = 1 << 62


def during_sql(column: str, during: During) -> Condition:
    """SQL that says whether a cell holds a time in that stretch.

    The same texts and numbers count as times as in `core.database.times`, and a date alone besides; a text that
    SQLite's date functions read although the calendar has no such day, as February 30, is the day that they make of it.

    Args:
        column: The column as SQL.
        during: The stretch.
    """
    low = -_EVER if during.start is None else _milliseconds(during.start.instant)
    high = _EVER if during.end is None else _milliseconds(during.end.instant) - 1
    first = "" if during.start is None else during.start.clock.isoformat(" ")
    last = "9999-12-32" if during.end is None else during.end.clock.isoformat(" ")
    corrected = (
        f"CASE WHEN {column} GLOB '*[0-9]UTC' OR {column} GLOB '*[0-9] UTC'"
        f" THEN rtrim(substr({column}, 1, length({column}) - 3))"
        f" WHEN {column} GLOB '*[0-9][+-][0-9][0-9][0-9][0-9]' OR {column} GLOB '* [+-][0-9][0-9][0-9][0-9]'"
        f" THEN substr({column}, 1, length({column}) - 2) || ':' || substr({column}, -2) END"
    )
    sql = (
        f"CASE typeof({column})"
        f" WHEN 'text' THEN CASE"
        f" WHEN {column} GLOB '{_DAY}[ T][0-9][0-9]:[0-9][0-9]*'"
        f" THEN round((coalesce(julianday({column}), julianday({corrected})) - 2440587.5) * 86400000.0)"
        " BETWEEN ? AND ?"
        f" WHEN {column} GLOB '{_DAY}'"
        f" THEN {column} || ' 00:00:00' >= ? AND {column} || ' 00:00:00' < ?"
        f" WHEN {column} GLOB '[0-9]*[0-9]' AND {column} NOT GLOB '*[^0-9.]*' AND {column} NOT GLOB '*.*.*'"
        f" THEN {_epoch_sql(f'CAST({column} AS REAL)')} BETWEEN ? AND ? END"
        f" WHEN 'blob' THEN 0 WHEN 'null' THEN NULL"
        f" ELSE {_epoch_sql(column)} BETWEEN ? AND ? END"
    )
    return Condition(sql, (low, high, first, last, low, high, low, high))


def _epoch_sql(number: str) -> str:
    """Milliseconds since 1970 of a number that counts seconds or milliseconds, or NULL where it is no time."""
    return (
        f"CASE WHEN {number} >= 946684800 AND {number} < 4102444800 THEN CAST({number} * 1000 AS INTEGER)"
        f" WHEN {number} >= 946684800000 AND {number} < 4102444800000 THEN CAST({number} AS INTEGER) END"
    )


def _milliseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MILLISECOND
