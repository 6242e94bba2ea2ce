"""The last minutes: what is kept, how it went, what is usual, how fast the content changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hive_inspector.core.database.pool import PoolUse
from hive_inspector.core.database.probe import DataVersion
from hive_inspector.core.database.walindex import LogState
from hive_inspector.core.health.history import KEPT_S, History, percentile
from hive_inspector.core.health.probes import Reading

FIRST = Reading(taken_s=0.0, pool=PoolUse(10, 0, 0, 0), wal_bytes=0)


def history_of(*readings: Reading) -> History:
    made = History()
    for reading in readings:
        made.add(reading)
    return made


def at(seconds: float, wal_bytes: int = 0, commits: int | None = None) -> Reading:
    log = None if commits is None else LogState(frames=9, copied=0, commits=commits)
    return replace(FIRST, taken_s=seconds, wal_bytes=wal_bytes, log=log)


def size(reading: Reading) -> float:
    return float(reading.wal_bytes)


def test_only_the_last_minutes_are_kept() -> None:
    history = history_of(*(at(float(n), n) for n in range(1000)))

    kept = history.values(size)

    assert (kept[0], kept[-1]) == (999 - KEPT_S, 999)


def test_points_lie_where_they_were_measured_and_gaps_stay_gaps() -> None:
    history = history_of(at(10.1, 1), at(11.0, 2), at(14.0, 3), at(14.9, 4))

    assert history.series(size) == [1, 2, None, None, 3, 4]


def test_of_several_readings_in_one_step_the_highest_counts() -> None:
    assert history_of(at(0, 1), at(0.1, 9), at(0.2, 3)).series(size) == [9]


def test_nothing_measured_is_an_empty_course() -> None:
    assert History().series(size) == []
    assert History().changes_per_minute() is None
    assert History().latest is None


@pytest.mark.parametrize(
    ("readings", "rate"),
    [
        ((at(0, commits=5),), None),
        ((at(0, commits=5), at(10, commits=25)), 120),
        ((at(0, commits=5), at(60, commits=25), at(120, commits=30)), 5),
        ((at(0, commits=2**32 - 1), at(60, commits=4)), 5),
        ((at(0, commits=900), at(30, commits=3), at(60, commits=9)), 6),
        ((at(0), at(60)), None),
    ],
)
def test_commits_are_counted_over_the_last_minute(
    readings: tuple[Reading, ...], rate: float | None
) -> None:
    assert history_of(*readings).changes_per_minute() == rate


def test_without_a_log_a_change_between_two_readings_counts_once() -> None:
    versions = [(1, 4), (1, 4), (1, 9), (2, 1), (2, 2)]
    readings = [
        replace(at(number * 15.0), content=DataVersion(*version))
        for number, version in enumerate(versions)
    ]

    assert history_of(*readings).changes_per_minute() == 2
    assert history_of(*readings).change_series(15.0) == [0, 4, None, 4]


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([], 0.95) is None
    assert percentile([7.0], 0.95) == 7
    assert percentile([float(n) for n in range(100, 0, -1)], 0.95) == 95
    assert percentile([1.0, 2.0, 3.0], 1.0) == 3
    assert percentile([1.0, 2.0], 0.0) == 1
