"""Moments as milliseconds since 1970, and as the text that Hive's columns hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """A moment with a zone as milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(moment_ms: int) -> datetime:
    """The moment in UTC."""
    return _EPOCH + timedelta(milliseconds=moment_ms)


def plain(moment_ms: int) -> str:
    """`2025-09-05 14:03:11`, as SQLite's CURRENT_TIMESTAMP writes it (UTC)."""
    day, rest = divmod(moment_ms, DAY_MS)
    return f"{day_text(day)} {_clock_text(rest // MINUTE_MS)}:{rest // SECOND_MS % 60:02}"


def zulu(moment_ms: int) -> str:
    """`2025-09-05T14:03:11.123Z`, as the desktop app writes it."""
    day, rest = divmod(moment_ms, DAY_MS)
    clock = _clock_text(rest // MINUTE_MS)
    return f"{day_text(day)}T{clock}:{rest // SECOND_MS % 60:02}.{rest % SECOND_MS:03}Z"


def offset(moment_ms: int) -> str:
    """`2025-09-05T14:03:11.123+00:00`, as Hive's core writes it."""
    return zulu(moment_ms)[:-1] + "+00:00"


def date(moment_ms: int) -> str:
    """`2025-09-05`, the day in UTC."""
    return day_text(moment_ms // DAY_MS)


@lru_cache(maxsize=1024)
def day_text(day: int) -> str:
    """The day of that number, counted from the first of 1970."""
    return f"{_EPOCH + timedelta(days=day):%Y-%m-%d}"


@lru_cache(maxsize=1440)
def _clock_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
