"""The Query page: plans, the indexes that help, and statements that change rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.target import Access
from hive_inspector.gui.pages.query.plan_view import PlanView
from tests.support.lineage_files import make_file
from tests.support.query_pages import ROWS, asked

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.support.query_pages import OpenPage


def test_a_statement_that_changes_says_how_to_switch(
    open_page: OpenPage, numbers: Path, qtbot: QtBot
) -> None:
    driven = open_page(numbers)
    driven.run("DELETE FROM numbers")
    assert driven.whole == ("1 · refused",)
    with qtbot.waitSignal(driven.page.reopen_wanted) as switched:
        driven.outcome.trouble.action.click()
    assert switched.args == [True]
    assert asked(numbers, "SELECT count(*) FROM numbers") == [(ROWS,)]


def test_a_plan_is_told_in_words_and_the_index_that_helps_is_measured(
    open_page: OpenPage, tmp_path: Path
) -> None:
    many = "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
    path = make_file(
        tmp_path / "large.db",
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)",
            f"INSERT INTO t {many} SELECT i, 'name ' || (i * 7919 % 60000) FROM n",
        ),
    )
    driven = open_page(path)
    driven.write("SELECT id FROM t WHERE name = 'name 7'")
    driven.page.presenter.plan()
    driven.settle()
    plan = driven.view.outcomes.current
    assert isinstance(plan, PlanView)
    assert plan.steps == ("Pass over every row of t",)
    plan.try_button.click()
    driven.settle()
    assert "With an index on t (name) it takes" in plan.advice_text
    assert asked(path, "SELECT count(*) FROM sqlite_master WHERE type = 'index'") == [(0,)]


def test_no_index_is_suggested_where_none_helps(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    driven.write("SELECT id FROM numbers")
    driven.page.presenter.plan()
    driven.settle()
    plan = driven.view.outcomes.current
    assert isinstance(plan, PlanView)
    plan.try_button.click()
    driven.settle()
    assert plan.advice_text == "No index was found that makes it faster."


def test_a_statement_without_a_plan_says_where_it_is_wrong(
    open_page: OpenPage, numbers: Path
) -> None:
    driven = open_page(numbers)
    driven.write("SELECT nothing FROM numbers")
    driven.page.presenter.plan()
    driven.settle()
    driven.outcome.trouble.go.click()
    assert driven.view.editors.editor.textCursor().selectedText() == "nothing"


def test_a_change_is_shown_before_it_is_made_and_can_be_undone(
    open_page: OpenPage, numbers: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    driven = open_page(numbers, settings=tmp_path / "settings", access=Access.WRITABLE)
    driven.run("UPDATE numbers SET parity = 'two' WHERE id = 2 OR id = 4")
    assert driven.whole == ("1 · would change 2 rows",)
    view = driven.change.view
    assert view.table is not None
    assert view.table.texts.rows[:2] == (("before", "2", "even"), ("after", "2", "two"))
    assert view.go.text() == "Change 2 rows in numbers"
    assert asked(numbers, "SELECT count(*) FROM numbers WHERE parity = 'two'") == [(0,)]

    view.go.click()
    driven.settle()
    assert driven.titles == ["1 · 2 rows changed"]
    assert asked(numbers, "SELECT id FROM numbers WHERE parity = 'two'") == [(2,), (4,)]
    point = driven.change.point
    assert point is not None
    assert asked(point.path, "SELECT count(*) FROM numbers WHERE parity = 'two'") == [(0,)]
    with qtbot.waitSignal(driven.page.undo_wanted) as undone:
        view.card.undo.click()
    assert undone.args == [point]


def test_a_change_that_is_left_changes_nothing_and_holds_up_what_is_behind_it(
    open_page: OpenPage, numbers: Path
) -> None:
    driven = open_page(numbers, access=Access.WRITABLE)
    driven.run_all("SELECT 1;\nDELETE FROM numbers;\nSELECT count(*) FROM numbers;")
    assert driven.titles[0] == "1 · 1 row"
    assert driven.whole[1] == "2 · would change 2,500 rows"
    driven.change.view.card.leave.click()
    driven.settle()
    assert len(driven.whole) == 2
    assert asked(numbers, "SELECT count(*) FROM numbers") == [(ROWS,)]


def test_what_is_behind_a_change_is_run_when_it_is_made(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers, access=Access.WRITABLE)
    driven.run_all("DELETE FROM numbers WHERE id > 10;\nSELECT count(*) FROM numbers;")
    driven.change.view.go.click()
    driven.settle()
    driven.view.outcomes.tabs.setCurrentIndex(1)
    assert driven.cells() == [("10",)]


def test_a_change_that_cannot_be_tried_says_why(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers, access=Access.WRITABLE)
    driven.run("INSERT INTO numbers (id) VALUES (1)")
    assert driven.whole == ("1 · failed",)
    assert "UNIQUE constraint failed: numbers.id" in driven.outcome.trouble.told.detail
