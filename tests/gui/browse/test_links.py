from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hive_inspector.gui.pages.browse.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QModelIndex

    from tests.support.browse_page import Browsed

SCHEMA = """
CREATE TABLE users (id TEXT PRIMARY KEY, license_key TEXT);
CREATE TABLE conversations (id TEXT PRIMARY KEY, user_id TEXT REFERENCES users(id),
  consensus_profile_id TEXT REFERENCES nowhere(id));
CREATE TABLE messages (id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations(id), content TEXT);
CREATE INDEX by_conversation ON messages (conversation_id);
CREATE TABLE d1_usage_queue (id INTEGER PRIMARY KEY, conversation_id TEXT);
INSERT INTO users VALUES ('u one', 'k'), ('null', 'k');
INSERT INTO conversations VALUES ('c1', 'u one', 'p'), ('c2', 'null', NULL), ('c"3', 'gone', NULL), ('c4', NULL, NULL);
INSERT INTO messages VALUES ('m1', 'c1', 'a'), ('m2', 'c2', 'b'), ('m3', 'c1', 'c'), ('m4', 'c"3', 'd');
INSERT INTO d1_usage_queue VALUES (1, 'c1'), (2, 'c1'), (3, 'c9');
"""


@pytest.fixture
def linked(open_page: Callable[..., Browsed], tmp_path: Path) -> Browsed:
    path = tmp_path / "hive-ai.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
    return open_page(path).show("messages")


def lines(browsed: Browsed) -> list[tuple[str, str, str]]:
    """The links in the panel."""
    return [(line.text, line.detail, line.amount) for line in browsed.view.row.links.list.lines]


def shown(browsed: Browsed) -> tuple[str, list[str]]:
    """Which table is shown, and the first column of its rows."""
    table = browsed.page.presenter._rows.table
    assert table is not None
    return table.name, [browsed.cells(row)[0] for row in range(browsed.model.rowCount())]


def cell(browsed: Browsed, row: int, column: str) -> QModelIndex:
    return browsed.model.index(row, list(browsed.model.names).index(column))


def test_references_are_marked_in_the_grid_and_in_the_panel(linked: Browsed) -> None:
    assert linked.view.rows.grid.links.columns == {1}
    linked.go_to(0, 0)
    fields = linked.view.row._fields
    assert [fields.index(line).data() for line in range(3)] == [
        "id: m1",
        "conversation_id: → c1",
        "content: a",
    ]


def test_the_links_of_a_row_arrive_with_their_counts(linked: Browsed) -> None:
    linked.show("conversations")
    linked.go_to(0, 0)
    assert lines(linked) == [
        ("→ users", "user_id", "1 row"),
        ("→ nowhere", "consensus_profile_id", "no such table"),
        ("messages", "by conversation_id", "2 rows"),
        ("d1_usage_queue", "by conversation_id", "2 rows"),
    ]


def test_a_row_that_is_named_but_missing_is_told(linked: Browsed) -> None:
    linked.show("conversations")
    linked.go_to(2, 0)
    line = linked.view.row.links.list.lines[0]
    assert (line.text, line.amount, line.leads, line.warns) == ("→ users", "missing", False, True)
    assert "dangling" in line.explanation


def test_rows_without_links_say_so(linked: Browsed) -> None:
    linked.show("conversations")
    linked.go_to(3, 0)
    assert lines(linked) == []
    assert linked.says("2 places have no row that names this one.")


def test_rows_of_the_same_conversation_are_a_click_away(linked: Browsed) -> None:
    linked.go_to(2, 0)
    assert ("messages", "same conversation_id", "2 rows") in lines(linked)
    place = lines(linked).index(("messages", "same conversation_id", "2 rows"))
    linked.view.row.links.list.button(place).click()
    linked.settle()
    assert shown(linked) == ("messages", ["m1", "m3"])


def test_a_click_in_the_panel_shows_the_rows_there(linked: Browsed) -> None:
    linked.show("conversations")
    linked.go_to(0, 0)
    linked.view.row.links.list.button(2).click()
    linked.settle()
    assert shown(linked) == ("messages", ["m1", "m3"])
    assert linked.page.presenter.filters.choices == Choices((("conversation_id", "=c1"),))


@pytest.mark.parametrize(
    ("row", "expected"), [(0, ["c1"]), (1, ["c2"]), (3, ['c"3'])], ids=["plain", "other", "quoted"]
)
def test_a_cell_of_the_grid_is_followed_by_its_key(
    linked: Browsed, row: int, expected: list[str]
) -> None:
    grid = linked.view.rows.grid
    linked.go_to(row, 1)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    linked.settle()
    assert shown(linked) == ("conversations", expected)


def test_a_cell_of_the_grid_is_followed_by_ctrl_and_a_click(linked: Browsed) -> None:
    grid = linked.view.rows.grid
    place = grid.visualRect(cell(linked, 1, "conversation_id")).topLeft() + QPoint(6, 6)
    button, control = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(grid.viewport(), button, Qt.KeyboardModifier.NoModifier, place)
    linked.settle()
    assert shown(linked)[0] == "messages"
    QTest.mouseClick(grid.viewport(), button, control, place)
    linked.settle()
    assert shown(linked) == ("conversations", ["c2"])


def test_the_arrow_over_a_cell_follows_it(linked: Browsed) -> None:
    grid = linked.view.rows.grid
    rect = grid.visualRect(cell(linked, 0, "conversation_id"))
    arrow = QPoint(rect.right() - 6, rect.center().y())
    QTest.mouseMove(grid.viewport(), arrow)
    linked.settle()
    assert grid.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    grid.grab()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=arrow)
    linked.settle()
    assert shown(linked) == ("conversations", ["c1"])


def test_a_value_that_reads_like_a_filter_is_followed_to_its_row(linked: Browsed) -> None:
    linked.show("conversations")
    linked.go_to(1, 1)
    linked.view.rows.grid.setFocus()
    QTest.keyClick(linked.view.rows.grid, Qt.Key.Key_Enter)
    linked.settle()
    assert shown(linked) == ("users", ["null"])


def test_no_value_leads_nowhere(linked: Browsed) -> None:
    linked.show("conversations")
    linked.go_to(3, 1)
    linked.view.rows.grid.setFocus()
    QTest.keyClick(linked.view.rows.grid, Qt.Key.Key_Return)
    linked.settle()
    assert shown(linked)[0] == "conversations"


def test_a_field_of_the_panel_is_followed_by_its_key(linked: Browsed) -> None:
    linked.go_to(1, 1)
    fields = linked.view.row.list
    fields.setFocus()
    QTest.keyClick(fields, Qt.Key.Key_Return)
    linked.settle()
    assert shown(linked) == ("conversations", ["c2"])


def test_a_field_of_the_panel_is_followed_by_a_click_on_its_value(linked: Browsed) -> None:
    linked.go_to(0, 0)
    fields = linked.view.row.list
    rect = fields.visualRect(fields.model().index(1, 0))
    QTest.mouseClick(
        fields.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(20, 8)
    )
    linked.settle()
    assert shown(linked)[0] == "messages"
    delegate = fields.itemDelegate()
    value = delegate.value_rect(rect, fields.model().index(1, 0))  # type: ignore[attr-defined]
    QTest.mouseClick(fields.viewport(), Qt.MouseButton.LeftButton, pos=value.center())
    linked.settle()
    assert shown(linked) == ("conversations", ["c1"])


def test_back_and_forward_lead_to_the_same_rows_and_place(linked: Browsed) -> None:
    travel = linked.view.travel
    assert not travel.back.isEnabled()
    linked.go_to(3, 1)
    linked.page.presenter.follow_cell(3, 1)
    linked.settle()
    linked.view.row.links.list.button(1).click()
    linked.settle()
    assert shown(linked) == ("messages", ["m4"])
    travel.back.click()
    linked.settle()
    assert shown(linked) == ("conversations", ['c"3'])
    travel.back.click()
    linked.settle()
    assert shown(linked) == ("messages", ["m1", "m2", "m3", "m4"])
    current = linked.view.rows.grid.currentIndex()
    assert (current.row(), current.column()) == (3, 1)
    assert not travel.back.isEnabled()
    travel.forward.click()
    linked.settle()
    travel.forward.click()
    linked.settle()
    assert shown(linked) == ("messages", ["m4"])
    assert not travel.forward.isEnabled()


def test_keys_and_mouse_go_back_and_forward(linked: Browsed) -> None:
    linked.show("users")
    alt, none = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
    grid = linked.view.rows.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Left, alt)
    linked.settle()
    assert shown(linked)[0] == "messages"
    QTest.keyClick(grid, Qt.Key.Key_Right, alt)
    linked.settle()
    assert shown(linked)[0] == "users"
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.BackButton, none, QPoint(5, 5))
    linked.settle()
    assert shown(linked)[0] == "messages"
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.ForwardButton, none, QPoint(5, 5))
    linked.settle()
    assert shown(linked)[0] == "users"


def test_a_filter_that_only_a_link_set_is_not_left_on_the_table(linked: Browsed) -> None:
    linked.page.presenter.follow_cell(0, 1)
    linked.settle()
    assert shown(linked) == ("conversations", ["c1"])
    linked.show("messages")
    linked.show("conversations")
    assert len(shown(linked)[1]) == 4


def test_a_secret_is_no_way_to_other_rows(linked: Browsed) -> None:
    linked.show("users")
    linked.go_to(0, 1)
    assert all("k" not in (line.text, line.detail) for line in linked.view.row.links.list.lines)
