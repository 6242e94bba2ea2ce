from __future__ import annotations

from datetime import timedelta

import pytest

from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.pages.overview.words import amount_text, exact_text
from hive_inspector.gui.words import age_text, milliseconds_text, percent_text, short_size


@pytest.mark.parametrize(
    ("amount", "unit", "short", "exact"),
    [
        (0, Unit.COUNT, "0", "0"),
        (141_880, Unit.COUNT, "141,880", "141,880"),
        (9_999_999, Unit.COUNT, "9,999,999", "9,999,999"),
        (84_095_333, Unit.COUNT, "84.1 M", "84,095,333"),
        (412.7685, Unit.DOLLARS, "$ 412.77", "$ 412.7685"),
        (0, Unit.DOLLARS, "$ 0.00", "$ 0.0000"),
        (67_108_864, Unit.BYTES, "64 MB", "67,108,864 bytes"),
    ],
)
def test_an_amount_fits_its_card_and_keeps_its_digits_for_the_tooltip(
    amount: float, unit: Unit, short: str, exact: str
) -> None:
    assert amount_text(amount, unit) == short
    assert exact_text(amount, unit) == exact


def test_a_note_counts_in_millions_earlier() -> None:
    assert amount_text(1_673_290, Unit.COUNT, millions_from=1_000_000) == "1.7 M"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.0004, "< 0.1 %"), (0.031, "3.1 %"), (0.5, "50.0 %"), (1, "100.0 %")],
)
def test_a_share_is_told_in_percent(share: float, words: str) -> None:
    assert percent_text(share) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0.042, "0.04 ms"),
        (0.999, "1.0 ms"),
        (1.84, "1.8 ms"),
        (9.96, "10 ms"),
        (26.4, "26 ms"),
        (999.6, "1.0 s"),
        (1400, "1.4 s"),
    ],
)
def test_a_duration_has_two_figures(milliseconds: float, words: str) -> None:
    assert milliseconds_text(milliseconds) == words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=9), "9 d"),
        (timedelta(days=420), "14 mo"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: timedelta, words: str) -> None:
    assert age_text(age) == words


def test_a_size_has_no_fraction_that_says_nothing() -> None:
    assert (short_size(0), short_size(4096), short_size(4301)) == ("0 bytes", "4 KB", "4.2 KB")
