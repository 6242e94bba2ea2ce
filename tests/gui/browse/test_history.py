from __future__ import annotations

from hive_inspector.gui.pages.browse.choices import Choices
from hive_inspector.gui.pages.browse.history import MOST_VISITS, History, Visit
from hive_inspector.gui.pages.browse.looking import Place


def visit(table: str, row: int = 0) -> Visit:
    return Visit(table, Choices(), Place(row, row, 10))


def test_a_new_visit_forgets_what_one_came_back_from() -> None:
    history = History()
    for name in "abc":
        history.go_to(visit(name))
    assert history.back() == visit("b")
    history.go_to(visit("d"))
    assert not history.can_go_forward
    assert history.back() == visit("b")
    assert history.back() == visit("a")
    assert history.back() is None
    assert history.forward() == visit("b")


def test_a_visit_is_come_back_to_as_it_was_left() -> None:
    history = History()
    history.go_to(visit("a"))
    history.note(visit("a", row=70))
    history.go_to(visit("b"))
    assert history.back() == visit("a", row=70)


def test_the_line_of_visits_is_bounded() -> None:
    history = History()
    for number in range(MOST_VISITS + 50):
        history.go_to(visit(str(number)))
    steps = 0
    while history.back():
        steps += 1
    assert steps == MOST_VISITS - 1
