"""However one scrolls, filters, sorts, stops and waits: what a cell shows is what plain SQL finds there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from PySide6.QtWidgets import QApplication

from hive_inspector.core.browsing import order as orders
from hive_inspector.core.browsing import pace, scanning
from hive_inspector.gui.pages.browse.choices import Choices
from hive_inspector.gui.tasks import Lane, TaskRunner
from tests.support.browse_page import change, plain
from tests.support.executors import HeldExecutor, InlineExecutor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.browse_page import Browsed

CONDITIONS = {
    ("id", ">250"): "id > 250",
    ("id", "17..230"): "id BETWEEN 17 AND 230",
    ("content", "text 3"): "content LIKE '%text 3%'",
    ("content", "null"): "content IS NULL",
    ("content", "text 1*"): "content LIKE 'text 1%'",
    ("cost", "<=20"): "cost <= 20",
    ("cost", "<>3"): "cost IS NOT 3",
    ("timestamp", "2025-09-05"): "1",
    ("timestamp", "2025-09-06"): "0",
}
UNCLEAR = [("content", "/(/"), ("cost", "1..x")]
COLUMNS = ("id", "content", "cost", "timestamp")


def ids(path: Path, choices: Choices) -> list[str]:
    """The ids of the rows that are chosen, by plain SQL."""
    known = [CONDITIONS[one] for one in choices.filters if one in CONDITIONS]
    condition = (" OR " if choices.any_of else " AND ").join(known) or "1"
    down = bool(choices.sort) and choices.sort[-1].descending
    terms = [f"{term.column} {'DESC' if term.descending else ''}" for term in choices.sort]
    order = ", ".join([*terms, f"rowid {'DESC' if down else ''}"])
    found = plain(path, f"SELECT id FROM messages WHERE {condition} ORDER BY {order}")
    return [str(row[0]) for row in found]


class Browsing(RuleBasedStateMachine):
    """A user in a hurry, and a disk that takes its time."""

    def __init__(self, browsed: Browsed, held: HeldExecutor, path: Path) -> None:
        super().__init__()
        self.browsed = browsed
        self.held = held
        self.path = path
        self.filters = browsed.page.presenter.filters
        browsed.page.presenter.show_table("messages", Choices())
        self.everything_arrives()

    @rule(chosen=st.sampled_from([*CONDITIONS, *UNCLEAR]))
    def type_a_filter(self, chosen: tuple[str, str]) -> None:
        self.filters.edit(*chosen)

    @rule(column=st.sampled_from(COLUMNS))
    def empty_a_filter(self, column: str) -> None:
        self.filters.edit(column, "")

    @rule(any_of=st.booleans())
    def combine(self, *, any_of: bool) -> None:
        self.filters.combine(any_of=any_of)

    @rule()
    def clear(self) -> None:
        self.filters.clear()

    @rule(column=st.sampled_from(COLUMNS), added=st.booleans())
    def click_a_title(self, column: str, *, added: bool) -> None:
        self.filters.sort(column, added=added)

    @rule(share=st.floats(0, 1))
    def scroll(self, share: float) -> None:
        bar = self.browsed.view.rows.grid.verticalScrollBar()
        bar.setValue(round(bar.maximum() * share))

    @rule(tasks=st.integers(1, 3))
    def something_arrives(self, tasks: int) -> None:
        for _ in range(min(tasks, self.held.waiting)):
            self.held.run_next()
        QApplication.processEvents()

    @rule()
    def stop(self) -> None:
        self.browsed.page.presenter.stop_selecting()

    @rule()
    def reload(self) -> None:
        self.browsed.page.reload()

    @rule()
    def everything_arrives(self) -> None:
        grid = self.browsed.view.rows.grid
        self.run_all()
        grid._on_settled()
        self.run_all()
        while (
            grid._settling.isActive()
        ):  # what arrived has moved the view, which is told in a moment
            QApplication.processEvents()
            self.run_all()
        assert self.browsed.model.rowCount() == len(ids(self.path, self.filters._in_sight))
        first, last = grid.visible_rows()
        for row in range(first, last + 1):
            assert self.browsed.model.shown_row(row) is not None

    def run_all(self) -> None:
        while not self.browsed.workspace.tasks.is_idle:
            for _ in range(self.held.waiting):
                self.held.run_next()
            QApplication.processEvents()

    @invariant()
    def a_cell_shows_what_plain_sql_finds_there(self) -> None:
        model = self.browsed.model
        expected = ids(self.path, self.filters._in_sight)
        if not model.is_exact:
            return  # estimated places are told as such, and settled when the rows are counted
        for row in range(model.rowCount()):
            shown = model.shown_row(row)
            assert shown is None or shown[0][0] == expected[row], (row, self.filters._in_sight)


@pytest.mark.parametrize("is_small", [True, False])
def test_a_cell_shows_what_the_database_holds_whatever_one_does(
    open_page: Callable[..., Browsed],
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_small: bool,
) -> None:
    if not is_small:  # estimated, counted in the background, found in many stretches
        monkeypatch.setattr(orders, "SMALL_TABLE", 10)
        monkeypatch.setattr(scanning, "_FIRST_STRETCH", 16)
        monkeypatch.setattr(pace, "_EVERY_S", 0)
        monkeypatch.setattr(scanning, "FIRST_ROWS", 32)
        change(path, "DELETE FROM messages WHERE id BETWEEN 120 AND 160")
    held = HeldExecutor()
    runner = TaskRunner(lambda lane: held if lane is Lane.READERS else InlineExecutor())
    browsed = open_page(path, runner=runner)
    browsed.page.show_table("messages")
    browsed.page.presenter.start()
    run_state_machine_as_test(
        lambda: Browsing(browsed, held, path),  # type: ignore[arg-type]  # a class or what makes one
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
