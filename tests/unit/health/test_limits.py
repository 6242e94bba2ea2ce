"""Limits: what a value means, what the user changed, what of it is remembered."""

from __future__ import annotations

import json

import pytest

from hive_inspector.core.health.limits import LIMITS, NO_CHANGES, limits_from
from hive_inspector.core.health.thresholds import Level


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.id)
def test_a_limit_says_why_and_its_two_values_are_in_order(limit: object) -> None:
    one = next(known for known in LIMITS if known is limit)
    assert one.reason.endswith(".")
    assert one.level(one.watch) is Level.WATCH
    if one.bad is not None:
        assert one.level(one.bad) is Level.BAD
        assert (one.bad < one.watch) == one.falls


def test_less_is_worse_where_a_limit_falls() -> None:
    disk = NO_CHANGES.of("disk")

    assert [disk.level(copies) for copies in (9, 2, 1.5, 1, 0)] == [
        Level.GOOD,
        Level.WATCH,
        Level.WATCH,
        Level.BAD,
        Level.BAD,
    ]


def test_a_limit_of_the_user_survives_being_written_down() -> None:
    changed = NO_CHANGES.with_limit("wal", 5, None).with_limit("pool", 0.5, 0.7)

    again = limits_from(json.loads(json.dumps(changed.remembered())))

    assert again == changed
    assert (again.of("wal").watch, again.of("wal").bad) == (5, None)
    assert again.is_changed("pool")
    assert not again.is_changed("response")


def test_the_default_is_no_change() -> None:
    default = NO_CHANGES.of("wal")

    back = NO_CHANGES.with_limit("wal", 5, None).with_limit("wal", default.watch, default.bad)

    assert back == NO_CHANGES
    assert back.remembered() == {}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        "x",
        {"wal": 5},
        {"wal": [1]},
        {"wal": [None, 1]},
        {"wal": ["1", 2]},
        {"wal": [True, 2]},
        {"wal": [-1, 2]},
        {"unknown": [1, 2]},
    ],
)
def test_what_cannot_be_understood_is_the_default(broken: object) -> None:
    assert limits_from(broken) == NO_CHANGES
