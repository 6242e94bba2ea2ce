"""What choices and arrangements come to, without a window."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.browsing.selection import Selection
from hive_inspector.core.browsing.sorting import SortTerm
from hive_inspector.core.database.snapshot import Column, Table, TableKind
from hive_inspector.gui.pages.browse.choices import Choices, choices_of, meaning_of
from hive_inspector.gui.pages.browse.layout import Layout
from hive_inspector.gui.pages.browse.remembered import Remembered
from hive_inspector.gui.workspace import FileState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

NOW = datetime(2025, 9, 5, 12, tzinfo=UTC)
UP, DOWN = SortTerm("a"), SortTerm("a", descending=True)
NAMES = ("a", "b", "c", "d")


def table(*names: str) -> Table:
    columns = tuple(Column(name, "TEXT") for name in names)
    return Table("t", TableKind.TABLE, columns)


def test_a_title_sorts_up_then_down_then_not() -> None:
    seen = []
    choices = Choices()
    for _ in range(3):
        choices = choices.sorted_by("a", added=False)
        seen.append(choices.sort)
    assert seen == [(UP,), (DOWN,), ()]


def test_a_further_column_is_added_behind_the_others_and_turned_in_its_place() -> None:
    choices = Choices().sorted_by("a", added=False).sorted_by("b", added=True)
    assert choices.sort == (UP, SortTerm("b"))
    assert choices.sorted_by("a", added=True).sort == (DOWN, SortTerm("b"))
    assert choices.sorted_by("a", added=True).sorted_by("a", added=True).sort == (SortTerm("b"),)


def test_another_title_alone_takes_the_place_of_all() -> None:
    choices = Choices(sort=(DOWN, SortTerm("b")))
    assert choices.sorted_by("c", added=False).sort == (SortTerm("c"),)


def test_a_way_to_sort_can_be_chosen_outright() -> None:
    assert Choices(sort=(UP,)).ordered(DOWN, added=False).sort == (DOWN,)
    assert Choices(sort=(SortTerm("b"),)).ordered(DOWN, added=True).sort == (SortTerm("b"), DOWN)


def test_an_empty_filter_is_none() -> None:
    choices = Choices().filtered("a", "x").filtered("b", "y")
    assert choices.filters == (("a", "x"), ("b", "y"))
    assert choices.filtered("a", "  ").filters == (("b", "y"),)
    assert choices.filtered("c", "").filters == choices.filters


def test_what_is_unclear_is_told_and_left_out() -> None:
    meaning = meaning_of(Choices((("a", "/(/"), ("b", "=x"))), table("a", "b"), NOW)
    assert list(meaning.problems) == ["a"]
    assert [one.column for one in meaning.selection.filter.columns] == ["b"]
    assert meaning.words == {"b": "b is exactly “x”"}


def test_a_column_that_is_gone_is_left_out() -> None:
    choices = Choices((("z", "x"),), sort=(SortTerm("z"), UP))
    meaning = meaning_of(choices, table("a"), NOW)
    assert meaning.selection == Selection(sort=(UP,))
    assert not meaning.problems


def test_a_selection_says_what_would_have_been_typed() -> None:
    choices = Choices((("a", "=x"), ("b", ">1")), any_of=True, anywhere="word", sort=(DOWN,))
    assert choices_of(meaning_of(choices, table("a", "b"), NOW).selection) == choices


@given(
    st.lists(st.tuples(st.text(max_size=5), st.text(min_size=1, max_size=8).filter(str.strip))),
    st.booleans(),
    st.text(max_size=5),
    st.lists(st.builds(SortTerm, st.text(max_size=5), st.booleans()), unique_by=lambda t: t.column),
)
def test_choices_come_back_as_they_were_remembered(
    filters: list[tuple[str, str]], any_of: bool, anywhere: str, sort: list[SortTerm]
) -> None:
    choices = Choices(tuple(dict(filters).items()), any_of, anywhere, tuple(sort))
    state = FileState({})
    Remembered(state).put_choices("t", choices)
    kept = Remembered(FileState(state.values)).choices("t")
    assert kept == choices or choices.is_empty


@pytest.mark.parametrize(
    "nonsense",
    [7, "x", [], {"filters": 3}, {"filters": [["a"], ["a", 3], 5, [1, "x"]]}, {"sort": [["a", 1]]}],
)
def test_nonsense_that_was_remembered_chooses_nothing(nonsense: object, qapp: QApplication) -> None:
    state = FileState({"browse.choices.t": nonsense, "browse.columns.t": nonsense})  # type: ignore[dict-item]
    assert Remembered(state).choices("t").is_empty
    assert Remembered(state).layout("t") == Layout()


def test_a_layout_holds_every_column_once_whatever_was_remembered() -> None:
    kept = Layout(("d", "gone", "a", "d"), frozenset({"b", "gone"}), 9)
    assert kept.complete(NAMES) == Layout(("d", "a", "b", "c"), frozenset({"b"}), 4)


def test_one_column_is_always_shown() -> None:
    assert Layout(hidden=frozenset(NAMES)).complete(NAMES).hidden == frozenset("bcd")
    last = Layout(NAMES, frozenset("abc"))
    assert last.shown("d", is_shown=False) == last
    assert last.shown("a", is_shown=True).hidden == frozenset("bc")


@given(st.permutations(NAMES), st.sampled_from(NAMES), st.integers(-6, 6))
def test_moving_a_column_keeps_the_order_of_the_others(
    order: list[str], name: str, step: int
) -> None:
    moved = Layout(tuple(order)).moved(name, step).order
    others = [one for one in order if one != name]
    assert [one for one in moved if one != name] == others
    assert moved.index(name) == max(0, min(order.index(name) + step, 3))


def test_the_usual_layout_is_recognised() -> None:
    assert Layout().complete(NAMES).is_usual(NAMES)
    assert not Layout(frozen=1).complete(NAMES).is_usual(NAMES)
    assert not Layout(NAMES).moved("a", 1).is_usual(NAMES)


def test_a_layout_comes_back_as_it_was_remembered(qapp: QApplication) -> None:
    layout = Layout(("b", "a"), frozenset("a"), 1)
    state = FileState({})
    Remembered(state).put_layout("t", layout)
    assert Remembered(FileState(state.values)).layout("t") == layout
    Remembered(state).put_layout("t", Layout())
    assert state.values == {}
