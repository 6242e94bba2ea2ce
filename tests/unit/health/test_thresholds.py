from __future__ import annotations

import pytest

from hive_inspector.core.health import thresholds
from hive_inspector.core.health.thresholds import Level, Threshold

EVERY_THRESHOLD = (
    thresholds.RESPONSE_MS,
    thresholds.POOL_SHARE,
    thresholds.WAL_BYTES,
    thresholds.FREE_SHARE,
    thresholds.BACKUP_AGE_UNSET_S,
    *thresholds.BACKUP_AGE_S.values(),
)


@pytest.mark.parametrize(
    ("reading", "level"),
    [
        (0, Level.GOOD),
        (9.9, Level.GOOD),
        (10, Level.WATCH),
        (19.9, Level.WATCH),
        (20, Level.BAD),
        (1e9, Level.BAD),
    ],
)
def test_a_reading_at_a_limit_has_reached_it(reading: float, level: Level) -> None:
    assert Threshold(10, 20, "why").level(reading) is level


def test_without_a_second_limit_nothing_is_bad() -> None:
    assert Threshold(10, None, "why").level(1e9) is Level.WATCH


@pytest.mark.parametrize("threshold", EVERY_THRESHOLD)
def test_every_threshold_gives_a_reason_in_a_sentence(threshold: Threshold) -> None:
    assert threshold.reason[0].isupper()
    assert threshold.reason.endswith(".")


@pytest.mark.parametrize("threshold", EVERY_THRESHOLD)
def test_bad_lies_beyond_watch(threshold: Threshold) -> None:
    assert threshold.bad is None or threshold.bad > threshold.watch
