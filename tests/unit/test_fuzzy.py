"""What somebody means who types a few letters of a title."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.fuzzy import LONGEST, Titles

LETTERS = st.text("abAB_. ", max_size=7)


def found(titles: list[str], typed: str, most: int = 50) -> list[str]:
    return [titles[fit.place] for fit in Titles(titles).search(typed, most)]


def has_in_order(title: str, typed: str) -> bool:
    """Plainly, as a second opinion."""
    letters = iter(title.lower())
    return all(one in letters for one in "".join(typed.split()).lower())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mc", "messages.content"),
        ("msg", "messages"),
        ("MESS", "messages"),
        ("cont", "messages.content"),
        ("conv id", "conversations.id"),
        ("od", "Open the demo"),
        ("userid", "users.userId"),
        ("ui", "users.userId"),
    ],
)
def test_starts_of_words_and_letters_side_by_side_count_most(typed: str, first: str) -> None:
    titles = [
        "dynamic",
        "memory_access",
        "messages.content",
        "messages",
        "discontinued",
        "conversations.id",
        "broad",
        "Open the demo",
        "quilt",
        "users.userId",
    ]
    assert found(titles, typed)[0] == first


def test_of_two_that_fit_equally_the_shorter_comes_first_and_then_the_earlier() -> None:
    assert found(["users_2", "users", "users_1"], "users") == ["users", "users_2", "users_1"]


def test_nothing_typed_finds_nothing() -> None:
    assert found(["users"], "") == found(["users"], "  \t") == found([], "u") == []


def test_what_is_typed_is_no_pattern() -> None:
    assert found(["a.c", "abc", "(", "[^a]"], ".") == ["a.c"]
    assert found(["a.c", "abc", "(", "[^a]"], "^]") == ["[^a]"]
    assert found(["a\\d1"], "\\d") == ["a\\d1"]


def test_letters_that_change_their_number_in_small_do_no_harm() -> None:
    assert found(["İstanbul", "ẞ straße", "ΑΣ"], "stanb") == ["İstanbul"]
    assert found(["İstanbul", "ẞ straße", "ΑΣ"], "straße") == ["ẞ straße"]


def test_titles_with_lines_and_of_any_length_stay_one_title_each() -> None:
    titles = ["one\ntwo", "x" * 5000 + "y", "three"]
    assert found(titles, "onetwo") == ["one\ntwo"]
    assert found(titles, "x" * 10) == [titles[1]]
    assert found(titles, "y") == []
    assert len(titles[1]) > LONGEST


def test_the_marks_are_the_letters_that_were_typed() -> None:
    (fit,) = Titles(["conversation_messages"]).search("cmes", 5)
    assert fit.marks == (0, 13, 14, 15)


def test_a_great_many_that_fit_leave_room_for_the_best() -> None:
    titles = [f"column_{number}_of_a_table" for number in range(20_000)] + ["cot"]
    assert found(titles, "cot", 3)[0] == "cot"
    assert len(found(titles, "column", 7)) == 7


@given(st.lists(LETTERS, max_size=8), LETTERS)
def test_exactly_those_are_found_that_have_the_letters_in_order(
    titles: list[str], typed: str
) -> None:
    fits = Titles(titles).search(typed, 50)
    expected = {place for place, title in enumerate(titles) if has_in_order(title, typed)}
    assert {fit.place for fit in fits} == (expected if typed.strip() else set())
    assert [fit.score for fit in fits] == sorted((fit.score for fit in fits), reverse=True)


@given(LETTERS, LETTERS)
def test_the_score_is_that_of_the_best_way_to_place_the_letters(title: str, typed: str) -> None:
    wanted = "".join(typed.split()).lower()
    ways = [
        places
        for places in itertools.combinations(range(len(title)), len(wanted))
        if wanted == "".join(title[place] for place in places).lower()
    ]
    fits = Titles([title]).search(typed, 1)
    if fits:
        assert fits[0].score == max(worth(title, places) for places in ways)
        assert fits[0].score == worth(title, fits[0].marks)


def worth(title: str, places: tuple[int, ...]) -> int:
    """The rule, written down once more: a letter, a start, the first of all, side by side."""
    total = 0
    for number, place in enumerate(places):
        before = title[place - 1] if place else "_"
        starts = before in "_. " or (before.islower() and title[place].isupper())
        total += 1 + (8 if starts and (title[place].isalnum() or place == 0) else 0)
        total += 4 if place == 0 else 0
        total += 9 if number and places[number - 1] == place - 1 else 0
    return total
