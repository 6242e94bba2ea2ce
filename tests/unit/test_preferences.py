"""Preferences: data that is sound, and that the README tells as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hive_inspector.core.health.history import PERIOD_S, PERIODS_S
from hive_inspector.core.preferences import (
    PERIOD_MS,
    PREFERENCES,
    QUERY_ROWS,
    QUERY_SECONDS,
    Preference,
    chosen_from,
    markdown_table,
    preference,
)

README = Path(__file__).resolve().parents[2] / "README.md"


def test_every_preference_has_a_name_of_its_own() -> None:
    assert len({one.id for one in PREFERENCES}) == len(PREFERENCES)
    assert len({(one.group, one.title) for one in PREFERENCES}) == len(PREFERENCES)


@pytest.mark.parametrize("one", PREFERENCES, ids=lambda one: one.id)
def test_the_usual_is_a_choice_and_the_meaning_is_one_sentence(one: Preference) -> None:
    assert one.allows(one.default)
    assert one.text_of(one.default)
    assert one.meaning.endswith(".")
    assert "\n" not in one.meaning
    assert "|" not in one.title + one.meaning + "".join(choice.text for choice in one.choices)
    assert len({choice.value for choice in one.choices}) == len(one.choices) >= 2


def test_the_time_between_readings_is_what_the_page_health_offers() -> None:
    offered = tuple(choice.value for choice in preference(PERIOD_MS).choices)
    assert offered == tuple(round(seconds * 1000) for seconds in PERIODS_S)
    assert preference(PERIOD_MS).default == round(PERIOD_S * 1000)


def test_what_is_no_choice_counts_as_not_chosen() -> None:
    document = {QUERY_SECONDS: 7, QUERY_ROWS: True, PERIOD_MS: [1000], "unknown": 1}
    assert not chosen_from(document)
    assert chosen_from({QUERY_SECONDS: 5, QUERY_ROWS: "0"}) == {QUERY_SECONDS: 5}


def test_the_usual_is_not_written_down() -> None:
    assert not chosen_from({QUERY_SECONDS: preference(QUERY_SECONDS).default})


def test_the_readme_tells_them_as_they_are() -> None:
    assert markdown_table() in README.read_text(encoding="utf-8")
