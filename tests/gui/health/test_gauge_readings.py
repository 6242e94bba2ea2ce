"""What each gauge shows of what was measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.facts import FileFacts
from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.database.pool import PoolUse
from hive_inspector.core.database.walindex import LogState
from hive_inspector.core.health.backlog import Backlog, Queue
from hive_inspector.core.health.backups import LastBackup
from hive_inspector.core.health.history import History
from hive_inspector.core.health.limits import LIMITS, NO_CHANGES
from hive_inspector.core.health.probes import ConnectionFacts, DiskRoom, Inside, Reading, Slow
from hive_inspector.gui.gauge_readings import (
    Moment,
    backup_reading,
    gauge_reading,
    moment_of,
    references_reading,
)
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.core.health.limits import Limits
    from hive_inspector.gui.widgets.gauge import GaugeReading

MB = 1024 * 1024
NOW = datetime(2025, 9, 20, 12, tzinfo=UTC)
FACTS = FileFacts(
    page_size=4096,
    page_count=100_000,
    freelist_count=3_100,
    journal_mode="wal",
    encoding="UTF-8",
    user_version=0,
    application_id=0,
    auto_vacuum=0,
    schema_version=1,
)
INSIDE = Inside(1.8, FACTS, ConnectionFacts(1, foreign_keys=True, cache_kb=32_000, mmap_bytes=0))
READING = Reading(
    taken_s=100.0,
    pool=PoolUse(size=10, in_use=2, idle=8, waiting=0),
    wal_bytes=16 * MB,
    inside=INSIDE,
    log=LogState(frames=4000, copied=1000, commits=7),
    disk=DiskRoom(free=50 * 1024 * MB, total=200 * 1024 * MB),
)
LOCKED = DatabaseLocked("Another program is writing to the database.", "Try again in a moment.")


def shown(id_: str, *readings: Reading, limits: Limits = NO_CHANGES) -> GaugeReading:
    history = History()
    for reading in readings:
        history.add(reading)
    return gauge_reading(id_, Moment(readings[-1], history, limits, NOW))


def answered_in(milliseconds: float, at_s: float = 100.0) -> Reading:
    return replace(READING, taken_s=at_s, inside=replace(INSIDE, response_ms=milliseconds))


def test_a_response_is_shown_now_and_judged_by_the_last_minutes() -> None:
    calm = shown("response", *(answered_in(1.0, n) for n in range(99)), answered_in(300, 99))
    slow = shown("response", *(answered_in(60.0, n) for n in range(99)), answered_in(1.8, 99))

    assert (calm.value, calm.caption, calm.word) == ("300 ms", "p50 1.0 · p95 1.0 ms", "good")
    assert (slow.value, slow.word, slow.tone) == ("1.8 ms", "watch", Tone.WARNING)


@pytest.mark.parametrize("milliseconds", [0.0, 0.001, 1.0, 50.0, 1e9])
def test_a_response_stands_on_the_arc_whatever_it_is(milliseconds: float) -> None:
    assert 0 < shown("response", answered_in(milliseconds)).fraction <= 1


def test_the_limits_lie_where_such_a_response_would_stand() -> None:
    reading = shown("response", answered_in(50))

    assert reading.marks[0] == pytest.approx(reading.fraction)
    assert list(reading.marks) == sorted(reading.marks)


def test_the_pool_says_how_many_wait() -> None:
    busy = replace(READING, pool=PoolUse(size=10, in_use=10, idle=0, waiting=3))

    assert shown("pool", READING).caption == "8 idle"
    assert shown("pool", READING).fraction == pytest.approx(0.2)
    assert (shown("pool", busy).caption, shown("pool", busy).word) == ("3 waiting", "bad")


@pytest.mark.parametrize(
    ("wal_bytes", "value", "word", "fraction"),
    [
        (0, "empty", "good", 0.0),
        (16 * MB, "16 MB", "good", 0.1875),
        (64 * MB, "64 MB", "watch", 0.75),
        (600 * MB, "600 MB", "bad", 7.03125),
    ],
)
def test_the_log_stands_against_its_limit(
    wal_bytes: int, value: str, word: str, fraction: float
) -> None:
    reading = shown("wal", replace(READING, wal_bytes=wal_bytes))

    assert (reading.value, reading.word) == (value, word)
    assert reading.fraction == pytest.approx(fraction)


def test_the_log_tells_what_no_checkpoint_has_copied() -> None:
    done = replace(READING, log=LogState(frames=4000, copied=4000, commits=7))

    assert shown("wal", READING).caption == "3,000 frames waiting"
    assert shown("wal", done).caption == "all checkpointed"
    assert shown("wal", replace(READING, log=None)).caption == "limit 64 MB"


def test_a_file_without_a_log_is_not_judged_by_it() -> None:
    journal = replace(INSIDE, facts=replace(FACTS, journal_mode="delete"))
    reading = shown("wal", replace(READING, wal_bytes=0, inside=journal))

    assert (reading.value, reading.word, reading.tone) == ("off", "", Tone.NEUTRAL)


def test_free_pages_are_a_share_and_a_size() -> None:
    reading = shown("free", READING)

    assert (reading.value, reading.caption) == ("3.1 %", "12.1 MB of 390.6 MB")
    assert reading.fraction == pytest.approx(0.031)


@pytest.mark.parametrize(
    ("pages", "free", "word"),
    [(100, 90, "good"), (40_000, 20_000, "watch"), (40_000, 5_000, "good")],
)
def test_free_pages_matter_only_where_compacting_gains_something(
    pages: int, free: int, word: str
) -> None:
    facts = replace(FACTS, page_count=pages, freelist_count=free)

    assert shown("free", replace(READING, inside=replace(INSIDE, facts=facts))).word == word


def test_changes_need_two_readings_and_are_counted_a_minute() -> None:
    later = replace(READING, taken_s=110.0, log=LogState(4100, 1000, commits=27))

    assert shown("changes", READING).value == "–"
    assert (shown("changes", READING, later).value, shown("changes", READING, later).caption) == (
        "120",
        "commits a minute",
    )


@pytest.mark.parametrize(
    ("free_mb", "word"), [(50_000, "good"), (700, "watch"), (300, "bad"), (0, "bad")]
)
def test_the_disk_is_judged_by_how_many_copies_would_fit(free_mb: int, word: str) -> None:
    reading = shown("disk", replace(READING, disk=DiskRoom(free_mb * MB, 200_000 * MB)))

    assert reading.word == word


def test_what_the_system_or_the_file_cannot_tell_is_not_shown_as_nothing() -> None:
    bare = Reading(taken_s=1.0, pool=READING.pool, wal_bytes=5, failure=LOCKED)

    assert {id_: shown(id_, bare).value for id_ in ("response", "free", "backup")} == {
        "response": "?",
        "free": "?",
        "backup": "?",
    }
    assert {id_: shown(id_, bare).value for id_ in ("disk", "backlog", "changes")} == {
        "disk": "–",
        "backlog": "–",
        "changes": "–",
    }
    assert LOCKED.message in shown("free", bare).explanation


def test_the_backlog_tells_what_fails_and_since_when() -> None:
    queue = Queue("pending_sync", 1200, 3, NOW - timedelta(hours=5), is_exact=True)
    waits = shown("backlog", replace(READING, slow=Slow(backlog=Backlog((queue,)))))
    none = shown("backlog", replace(READING, slow=Slow(backlog=Backlog())))

    assert (waits.value, waits.caption, waits.word) == ("1,200", "3 fail · oldest 5 h", "bad")
    assert (none.value, none.caption) == ("–", "no queue")


def test_the_users_limit_is_what_a_reading_is_judged_by() -> None:
    strict = NO_CHANGES.with_limit("response", 1, 1.5).with_limit("backup", 3600, None)

    assert shown("response", READING, limits=strict).word == "bad"
    fresh = LastBackup(NOW - timedelta(hours=2), "weekly")
    assert backup_reading(fresh, NOW, NO_CHANGES).word == "good"
    assert backup_reading(fresh, NOW, strict).word == "watch"


def test_every_limit_has_a_gauge() -> None:
    assert all(shown(limit.id, READING).value for limit in LIMITS)


def test_before_the_first_reading_there_is_nothing_to_show() -> None:
    assert moment_of(History(), NO_CHANGES) is None


@pytest.mark.parametrize(
    ("declared", "broken", "value", "caption", "word"),
    [
        (34, 0, "34 / 34", "all lead to a table", "good"),
        (34, 1, "33 / 34", "1 leads nowhere", "bad"),
        (34, 2, "32 / 34", "2 lead nowhere", "bad"),
        (0, 0, "none", "declared", ""),
    ],
)
def test_references_are_told_and_enforcing_them_is_not_guessed(
    declared: int, broken: int, value: str, caption: str, word: str
) -> None:
    reading = references_reading(declared, broken)

    assert (reading.value, reading.caption, reading.word) == (value, caption, word)
    assert "not of the file" in reading.explanation


@pytest.mark.parametrize(
    ("days", "frequency", "value", "caption", "word"),
    [
        (1, "daily", "1 d", "daily expected", "good"),
        (9, "daily", "9 d", "daily expected", "bad"),
        (9, "weekly", "9 d", "weekly expected", "watch"),
        (9, "manual", "9 d", "made by hand", "watch"),
        (2, "", "2 d", "not scheduled", "good"),
        (None, "daily", "none", "daily expected", "watch"),
        (None, "manual", "none", "found", ""),
        (None, "", "none", "found", ""),
    ],
)
def test_a_backup_is_judged_by_what_is_expected(
    days: int | None, frequency: str, value: str, caption: str, word: str
) -> None:
    made_at = None if days is None else NOW - timedelta(days=days)
    reading = backup_reading(LastBackup(made_at, frequency), NOW, NO_CHANGES)

    assert (reading.value, reading.caption, reading.word) == (value, caption, word)
