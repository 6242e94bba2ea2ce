"""The Query page: history, saved and ready queries, scripts, and what the editor does with them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.support.query_pages import OpenPage


def test_history_lists_what_was_run_and_puts_it_back(
    open_page: OpenPage, numbers: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    driven = open_page(numbers, settings=tmp_path / "settings")
    driven.run("SELECT * FROM numbers LIMIT 7")
    driven.run("SELECT nothing")
    entries = driven.view.side.history.list
    qtbot.waitUntil(lambda: entries.entries.rowCount() == 2)
    assert [entry.title for entry in entries.entries.entries] == [
        "SELECT nothing",
        "SELECT * FROM numbers LIMIT 7",
    ]
    assert "7 rows" in entries.entries.entries[1].detail
    driven.view.side.history.field.setText("numbers limit")
    qtbot.waitUntil(lambda: entries.entries.rowCount() == 1)
    driven.write("SELECT 1")
    entries.setCurrentIndex(entries.entries.index(0))
    entries.activated.emit(entries.currentIndex())
    editor = driven.view.editors.editor
    assert editor.toPlainText() == "SELECT 1;\n\nSELECT * FROM numbers LIMIT 7"
    assert editor.textCursor().selectedText() == "SELECT * FROM numbers LIMIT 7"


def test_history_is_forgotten_by_a_second_click(
    open_page: OpenPage, numbers: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    driven = open_page(numbers, settings=tmp_path / "settings")
    driven.run("SELECT 1")
    history = driven.view.side.history
    qtbot.waitUntil(lambda: history.list.entries.rowCount() == 1)
    history.clear.click()
    driven.settle()
    assert history.list.entries.rowCount() == 1
    history.clear.click()
    qtbot.waitUntil(lambda: history.list.entries.rowCount() == 0)


def test_queries_are_saved_renamed_and_removed(
    open_page: OpenPage, numbers: Path, tmp_path: Path
) -> None:
    driven = open_page(numbers, settings=tmp_path / "settings")
    saved = driven.view.side.saved

    def names() -> list[str]:
        driven.settle()
        return [entry.name for entry in saved.list.entries.entries]

    driven.write("SELECT 5")
    saved.field.setText("Five")
    saved.button.click()
    assert names() == ["Five"]
    saved.list.setCurrentIndex(saved.list.entries.index(0))
    saved.rename.click()
    saved.field.setText("Fünf")
    saved.button.click()
    assert names() == ["Fünf"]
    again = open_page(numbers, settings=tmp_path / "settings")
    entries = again.view.side.saved.list
    assert entries.entries.entries[0].sql == "SELECT 5"
    saved.list.setCurrentIndex(saved.list.entries.index(0))
    saved.remove.click()
    assert names() == []


def test_ready_queries_fit_the_file_and_run(open_page: OpenPage, tmp_path: Path) -> None:
    driven = open_page(make_lineage_file(tmp_path / "hive-ai.db", "core-013"))
    ready = driven.view.side.ready
    ready.field.setText("without messages")
    entry = ready.list.entries.entries[0]
    driven.view.side.opened.emit(entry)
    assert driven.view.editors.tabText(1) == entry.name
    driven.page.presenter.run()
    driven.settle()
    assert driven.titles == ["1 · 0 rows"]


def test_scripts_are_as_they_were_left(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    editors = driven.view.editors
    driven.write("SELECT 1 -- first", 6)
    editors.add_new()
    driven.write("SELECT 'zwei 🙂'")
    editors.setTabText(1, "Second")
    driven.page.deactivate()

    again = open_page(numbers, values=driven.workspace.state.values).view.editors
    assert [(one.name, one.text) for one in again.scripts] == [
        ("Query 1", "SELECT 1 -- first"),
        ("Second", "SELECT 'zwei 🙂'"),
    ]
    assert again.currentIndex() == 1
    assert again.scripts[0].place == 6


@pytest.mark.parametrize(
    "kept",
    [
        {"query.scripts": "x", "query.current": "y"},
        {"query.scripts": [{"name": 1}, None, {"name": " ", "text": "a"}], "query.current": -3},
        {"query.scripts": [], "query.values": [1], "query.rows": 5},
    ],
)
def test_settings_that_make_no_sense_do_no_harm(
    open_page: OpenPage, numbers: Path, kept: dict[str, object]
) -> None:
    driven = open_page(numbers, values=kept)
    assert [one.name for one in driven.view.editors.scripts] == ["Query 1"]


def test_a_script_that_was_closed_comes_back(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    editors = driven.view.editors
    driven.write("SELECT 'dear'")
    editors.close_current()
    assert [one.text for one in editors.scripts] == [""]
    editors.reopen()
    assert editors.editor.toPlainText() == "SELECT 'dear'"


def test_a_script_is_laid_out_anew_as_one_step(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    driven.write("select id from numbers where id=1 and name is null")
    driven.view.toolbar.format.click()
    driven.settle()
    editor = driven.view.editors.editor
    assert len(editor.toPlainText().splitlines()) > 2
    editor.undo()
    assert editor.toPlainText() == "select id from numbers where id=1 and name is null"


def test_columns_are_proposed_while_one_types(
    open_page: OpenPage, numbers: Path, qtbot: QtBot
) -> None:
    driven = open_page(numbers)
    driven.view.show()
    qtbot.waitUntil(driven.view.isActiveWindow)
    driven.write("SELECT  FROM numbers", 7)
    editor = driven.view.editors.editor
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClicks(editor, "par")
    qtbot.waitUntil(editor.proposals.isVisible)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "SELECT parity FROM numbers"


def test_an_empty_script_runs_nothing(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    driven.run("  -- only a remark\n")
    driven.run_all("")
    assert driven.whole == ()


def test_tables_made_meanwhile_are_known_after_a_reload(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    with closing(sqlite3.connect(numbers)) as raw:
        raw.execute("CREATE TABLE brand_new (a)")
        raw.commit()
    driven.page.reload()
    driven.settle()
    assert driven.page.presenter.console.schema.table("brand_new") is not None
