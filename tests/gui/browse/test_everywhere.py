"""The search over all tables finds what plain SQL finds, table by table, and leads to the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.browse_page import SECRET, change, plain

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.gui.models.hits_model import HitTable
    from tests.support.browse_page import Browsed


def search(browsed: Browsed, text: str) -> dict[str, HitTable]:
    """Type a text into the search and press Enter; returns what was found by table."""
    browsed.view.enter_everywhere()
    panel = browsed.view.everywhere
    panel.field.setText(text)
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    browsed.settle()
    return {found.table: found for found in panel._hits.tables}


@pytest.fixture
def linked(browsed: Browsed, path: Path) -> Browsed:
    change(
        path,
        "INSERT INTO conversations VALUES ('conv_77', 'About text 77', '2025'), ('c2', 'x', 'y');",
    )
    return browsed


def test_hits_come_by_table_with_their_numbers_and_first_rows(linked: Browsed) -> None:
    found = search(linked, "text 77")
    assert {name: (hits.count, hits.complete) for name, hits in found.items()} == {
        "messages": (1, True),
        "conversations": (1, True),
    }
    (row,) = found["messages"].rows
    assert (row.name, row.column, row.text) == ("77", "content", "text 77↵second line")
    assert linked.says("2 rows in 2 tables")


def test_a_hit_opens_its_table_with_the_rows_that_were_found(linked: Browsed) -> None:
    search(linked, "conv_77")
    panel = linked.view.everywhere
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    linked.settle()
    assert linked.view._middle.currentWidget() is linked.view.rows
    assert linked.cells(0)[0] == "conv_77"
    assert linked.model.rowCount() == 1
    assert linked.says("anywhere “conv_77”")


def test_a_row_that_is_clicked_is_the_current_one(browsed: Browsed) -> None:
    search(browsed, "text 39")
    panel = browsed.view.everywhere
    line = panel._hits.index(3)
    place = panel.list.visualRect(line).center()
    QTest.mouseClick(
        panel.list.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        place,
    )
    browsed.settle()
    row = browsed.view.rows.place().current
    assert browsed.cells(row)[0] == "391"
    assert browsed.model.rowCount() == 11


def test_secrets_are_not_found(browsed: Browsed) -> None:
    assert search(browsed, SECRET[:12]) == {}
    assert browsed.says("occurs in no table. Secrets were not searched.")


def test_an_empty_text_asks_for_one(browsed: Browsed) -> None:
    assert search(browsed, "  ") == {}
    assert browsed.says("Type an id, a name or some words, and press Enter.")


def test_what_cannot_be_searched_for_says_why(browsed: Browsed) -> None:
    search(browsed, "x" * 20_000)
    assert browsed.says("The text is longer than 10,000 characters.")


def test_the_search_begins_with_the_text_of_the_current_cell(browsed: Browsed) -> None:
    browsed.go_to(6, 0)
    browsed.view.enter_everywhere()
    assert browsed.view.everywhere.field.text() == "7"


def test_escape_leads_back_to_the_rows(browsed: Browsed) -> None:
    search(browsed, "text 1")
    QTest.keyClick(browsed.view.everywhere.field, Qt.Key.Key_Escape)
    assert browsed.view._middle.currentWidget() is browsed.view.rows


def test_another_search_forgets_the_former(browsed: Browsed) -> None:
    search(browsed, "text 77")
    assert set(search(browsed, "dark")) == {"configurations"}


def test_a_table_opens_with_the_rows_that_were_counted(browsed: Browsed, path: Path) -> None:
    found = search(browsed, "17")["messages"]
    wanted = "id = 17 OR cost = 17 OR content LIKE '%17%'"
    assert plain(path, f"SELECT count(*) FROM messages WHERE {wanted}") == [(found.count,)]
    browsed.view.everywhere.opened.emit("messages", "17", 0)
    browsed.settle()
    assert browsed.model.rowCount() == found.count
