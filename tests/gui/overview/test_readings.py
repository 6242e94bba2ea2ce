from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hive_inspector.core.database.facts import FileFacts
from hive_inspector.core.database.pool import PoolUse
from hive_inspector.core.health.backups import LastBackup
from hive_inspector.core.health.vitals import Vitals
from hive_inspector.gui.pages.overview.readings import (
    backup_reading,
    free_reading,
    percentile,
    pool_reading,
    references_reading,
    response_reading,
    wal_reading,
)
from hive_inspector.gui.widgets.chip import Tone

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
VITALS = Vitals(
    response_ms=1.8,
    pool=PoolUse(size=10, in_use=2, idle=8, waiting=0),
    wal_bytes=16 * MB,
    facts=FACTS,
    foreign_keys_enforced=True,
)


def test_a_response_is_shown_now_and_judged_by_the_last_minutes() -> None:
    calm = response_reading(300, [1.0] * 99 + [300])
    slow = response_reading(1.8, [60.0] * 100)

    assert (calm.value, calm.caption, calm.word) == ("300 ms", "p95 1.0 ms", "good")
    assert (slow.value, slow.word, slow.tone) == ("1.8 ms", "watch", Tone.WARNING)


@pytest.mark.parametrize("milliseconds", [0.0, 0.001, 1.0, 50.0, 1e9])
def test_a_response_stands_on_the_arc_whatever_it_is(milliseconds: float) -> None:
    assert 0 < response_reading(milliseconds, []).fraction <= 1


def test_the_limits_lie_where_such_a_response_would_stand() -> None:
    reading = response_reading(50, [50])

    assert reading.marks[0] == pytest.approx(reading.fraction)
    assert list(reading.marks) == sorted(reading.marks)


def test_the_pool_says_how_many_wait() -> None:
    busy = replace(VITALS, pool=PoolUse(size=10, in_use=10, idle=0, waiting=3))

    assert pool_reading(VITALS).caption == "8 idle"
    assert pool_reading(VITALS).fraction == pytest.approx(0.2)
    assert (pool_reading(busy).caption, pool_reading(busy).word) == ("3 waiting", "bad")


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
    reading = wal_reading(replace(VITALS, wal_bytes=wal_bytes))

    assert (reading.value, reading.word) == (value, word)
    assert reading.fraction == pytest.approx(fraction)


def test_a_file_without_a_log_is_not_judged_by_it() -> None:
    reading = wal_reading(replace(VITALS, wal_bytes=0, facts=replace(FACTS, journal_mode="delete")))

    assert (reading.value, reading.word, reading.tone) == ("off", "", Tone.NEUTRAL)


def test_free_pages_are_a_share_and_a_size() -> None:
    reading = free_reading(VITALS)

    assert (reading.value, reading.caption) == ("3.1 %", "12.1 MB")
    assert reading.fraction == pytest.approx(0.031)


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
    reading = backup_reading(LastBackup(made_at, frequency), NOW)

    assert (reading.value, reading.caption, reading.word) == (value, caption, word)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([], 0.95) == 0
    assert percentile([7.0], 0.95) == 7
    assert percentile([float(n) for n in range(100, 0, -1)], 0.95) == 95
    assert percentile([1.0, 2.0, 3.0], 1.0) == 3
