"""Others write while the page is open: rows stay where they are, what is gone is marked, what is new is offered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.support.browse_page import change, plain

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browse_page import Browsed


@pytest.fixture
def watched(browsed: Browsed, path: Path) -> Browsed:
    """The page has looked at the file once."""
    look(browsed)
    return browsed


def look(browsed: Browsed) -> None:
    """As the clock does, twice: a file that was just written is looked at again."""
    changes = browsed.page.presenter.changes
    for _ in range(2):
        browsed.qtbot.waitUntil(lambda: not changes._is_looking)
        changes.look()
        browsed.qtbot.waitUntil(lambda: not changes._is_looking)
        browsed.qtbot.waitUntil(lambda: not browsed.workspace.tasks._running)


def news(browsed: Browsed) -> str:
    return browsed.view.rows._news.text


def test_new_rows_are_offered_and_the_place_is_kept(watched: Browsed, path: Path) -> None:
    watched.view.rows.grid.go_to(100, 110, 1)
    watched.settle()
    before = watched.view.rows.place()
    change(path, "INSERT INTO messages (content) SELECT 'new' FROM messages LIMIT 37")
    watched.qtbot.waitUntil(lambda: news(watched) == "37 new rows")
    assert watched.view.rows.place() == before
    assert watched.model.rowCount() == 400


def test_what_is_offered_is_shown_on_demand(watched: Browsed, path: Path) -> None:
    change(path, "INSERT INTO messages (content) SELECT 'new' FROM messages LIMIT 37")
    watched.qtbot.waitUntil(lambda: news(watched) == "37 new rows")
    button = next(
        one for one in watched.view.rows._news.findChildren(QPushButton) if one.text() == "Show"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    watched.settle()
    assert watched.model.rowCount() == 437
    assert watched.view.rows.place().current == 400
    assert watched.cells(400)[1] == "new"
    assert news(watched) == ""


def test_rows_that_are_gone_keep_their_places_and_say_so(watched: Browsed, path: Path) -> None:
    change(path, "DELETE FROM messages WHERE id IN (5, 6, 9)")
    watched.qtbot.waitUntil(lambda: news(watched) == "3 rows are gone")
    shown = [watched.cells(row)[0] for row in range(10)]
    assert shown == ["1", "2", "3", "4", "gone", "gone", "7", "8", "gone", "10"]


def test_a_changed_value_is_seen_in_its_place(watched: Browsed, path: Path) -> None:
    watched.go_to(3, 1)
    change(path, "UPDATE messages SET content = 'changed' WHERE id = 4")
    watched.qtbot.waitUntil(lambda: watched.cells(3)[1] == "changed")
    watched.settle()
    assert watched.value == "changed"
    assert news(watched) == ""


def test_a_write_to_another_table_disturbs_nobody(watched: Browsed, path: Path) -> None:
    change(path, "INSERT INTO conversations VALUES ('c', 'd', 'e')")
    look(watched)
    assert news(watched) == ""
    assert watched.cells(0)[0] == "1"


def test_rows_without_rowids_are_brought_up_to_date_too(watched: Browsed, path: Path) -> None:
    watched.show("keyed")
    change(path, "DELETE FROM keyed WHERE name = 'a'")
    watched.qtbot.waitUntil(lambda: news(watched) == "1 row is gone")
    assert [watched.cells(0)[0], watched.cells(1)[0]] == ["gone", "b"]


def test_of_a_view_it_is_only_said_that_the_file_has_changed(watched: Browsed, path: Path) -> None:
    watched.show("recent")
    change(path, "UPDATE messages SET content = 'other' WHERE id = 1")
    watched.qtbot.waitUntil(lambda: news(watched) == "The file has changed")
    assert watched.cells(0)[1] == "text 1↵second line"


def test_the_rows_that_are_sorted_stay_in_their_order_until_asked(
    watched: Browsed, path: Path
) -> None:
    watched.page.presenter.filters.sort("cost", added=False)
    watched.settle()
    change(path, "UPDATE messages SET cost = 1000 WHERE id = 2")
    watched.qtbot.waitUntil(lambda: watched.cells(1)[2] == "1000.0")
    assert [watched.cells(row)[0] for row in range(3)] == ["1", "2", "3"]


def test_the_note_can_be_put_away(watched: Browsed, path: Path) -> None:
    change(path, "INSERT INTO messages (content) VALUES ('new')")
    watched.qtbot.waitUntil(lambda: news(watched) == "1 new row")
    watched.view.rows._news._close.click()
    look(watched)
    assert news(watched) == ""
    change(path, "INSERT INTO messages (content) VALUES ('newer')")
    watched.qtbot.waitUntil(lambda: news(watched) == "2 new rows")


def test_nobody_looks_while_another_page_is_shown(watched: Browsed, path: Path) -> None:
    watched.page.deactivate()
    assert not watched.page._look.isActive()
    change(path, "INSERT INTO messages (content) VALUES ('new')")
    watched.page.activate()
    watched.qtbot.waitUntil(lambda: news(watched) == "1 new row")


def test_a_page_is_of_one_state_while_another_program_writes(watched: Browsed, path: Path) -> None:
    """Every write sets all rows to the same value: no refreshed page may hold two."""
    with closing(sqlite3.connect(path)) as writer:
        for turn in range(20):
            writer.execute("UPDATE messages SET cost = ?", (turn,))
            writer.commit()
            look(watched)
            last = min(watched.model.page_rows, watched.model.rowCount())
            costs = {shown[0][2] for row in range(last) if (shown := watched.model.shown_row(row))}
            assert len(costs) == 1
    watched.qtbot.waitUntil(lambda: watched.cells(0)[2] == "19.0")
    assert plain(path, "SELECT DISTINCT cost FROM messages") == [(19.0,)]


def test_rows_deleted_out_of_sight_move_nothing_and_no_row_stands_twice(
    watched: Browsed, path: Path
) -> None:
    watched.view.rows.grid.go_to(0, 4, 1)
    watched.settle()
    change(path, "DELETE FROM messages WHERE id BETWEEN 150 AND 199")
    look(watched)
    watched.view.rows.grid.go_to(120, 130, 1)
    watched.settle()
    watched.qtbot.waitUntil(lambda: watched.model.rowCount() == 350)
    watched.settle()
    first = watched.view.rows.grid.verticalScrollBar().value()
    assert (watched.cells(130)[0], watched.view.rows.place().current) == ("131", 130)
    shown = [int(watched.cells(row)[0]) for row in range(first, first + 15)]
    expected = [*range(1, 150), *range(200, 401)]
    assert shown == expected[first : first + 15]


def test_under_a_filter_only_new_rows_that_match_are_offered(watched: Browsed, path: Path) -> None:
    watched.page.presenter.filters.edit("content", "needle")
    watched.settle()
    change(path, "INSERT INTO messages (content) VALUES ('hay'), ('a needle'), ('hay')")
    watched.qtbot.waitUntil(lambda: news(watched) == "1 new row")
