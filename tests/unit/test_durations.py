"""Lengths of time read as people say them."""

from __future__ import annotations

import pytest

from hive_inspector.core.durations import age_text, ago_text, milliseconds_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86_399, "23 h"),
        (86_400, "1 d"),
        (60 * 86_400 - 1, "59 d"),
        (60 * 86_400, "2 mo"),
        (377 * 86_400, "12 mo"),
        (719 * 86_400, "23 mo"),
        (720 * 86_400, "2 y"),
        (3 * 365 * 86_400, "3 y"),
    ],
)
def test_an_age_has_one_unit(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_what_happened_this_second_happened_just_now() -> None:
    assert ago_text(-3) == ago_text(0.9) == "just now"
    assert ago_text(61) == "1 min ago"


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0.0, "0 ms"),
        (0.004, "< 0.01 ms"),
        (0.06, "0.06 ms"),
        (1.84, "1.8 ms"),
        (12.4, "12 ms"),
        (999.4, "999 ms"),
        (1800, "1.8 s"),
        (840_000, "14 min"),
    ],
)
def test_a_short_time_has_as_many_figures_as_say_something(milliseconds: float, text: str) -> None:
    assert milliseconds_text(milliseconds) == text
