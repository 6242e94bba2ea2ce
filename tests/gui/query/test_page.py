"""The Query page: running, parameters, troubles, results."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.browsing.export import Format
from hive_inspector.gui.widgets.ticks import Choice
from tests.support.query_pages import ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.support.query_pages import OpenPage

STUBBORN = "SELECT instr(zeroblob(50000000), zeroblob(20000000) || x'01')"


def test_the_statement_at_the_cursor_is_run(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    first = "SELECT 1 AS one;"
    driven.run(
        f"{first}\nSELECT name, id FROM numbers ORDER BY id DESC;\nSELECT 3;", len(first) + 9
    )
    assert driven.titles == ["1 · 2,500 rows"]
    assert driven.cells(2) == [("number 2500", "2500"), ("number 2499", "2499")]
    assert driven.outcome.count_text.startswith("2,500 rows · ")


def test_what_is_selected_is_run_and_nothing_else(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    driven.write("SELECT 11, 22 FROM no_such_table")
    driven.view.editors.editor.show_place(0, len("SELECT 11, 22"))
    driven.page.presenter.run()
    driven.settle()
    assert driven.cells() == [("11", "22")]


def test_every_statement_has_its_own_result_until_one_fails(
    open_page: OpenPage, numbers: Path
) -> None:
    driven = open_page(numbers)
    driven.run_all("SELECT 1;\nSELECT * FROM numbers LIMIT 3;\nSELECT * FROM nowhere;\nSELECT 4;")
    assert driven.titles == ["1 · 1 row", "2 · 3 rows", "3 · failed"]
    told = driven.outcome.trouble.told
    assert told.message == "No such table: nowhere."
    assert "1 statement behind it was not run" in told.hint


def test_a_trouble_leads_to_its_place_also_when_the_text_has_moved(
    open_page: OpenPage, numbers: Path
) -> None:
    driven = open_page(numbers)
    driven.run_all("SELECT 1;\nSELECT id\n  FROM numbers WHERE parity = 'é' AND nmae = 1;")
    editor = driven.view.editors.editor
    assert driven.outcome.trouble.told.where == "line 2, column 39"
    driven.view.editors.add_new()
    editor.replace_range(0, 0, "-- a remark\n")
    driven.outcome.trouble.go.click()
    assert driven.view.editors.editor is editor
    assert editor.textCursor().selectedText() == "nmae"


def test_a_million_and_one_rows_are_cut_where_the_limit_says(
    open_page: OpenPage, numbers: Path
) -> None:
    driven = open_page(numbers)
    driven.view.toolbar.choose(5, 1_000)
    driven.run("SELECT a.id FROM numbers a, numbers b")
    assert driven.titles == ["1 · first 1,000 rows"]
    assert "more rows than the first 1,000" in driven.outcome.note_text


def test_rows_further_down_come_when_they_are_looked_at(
    open_page: OpenPage, numbers: Path, qtbot: QtBot
) -> None:
    driven = open_page(numbers)
    driven.view.show()
    driven.run("SELECT id, name FROM numbers")
    grid = driven.outcome.grid
    grid.scrollToBottom()
    qtbot.waitUntil(lambda: grid.model().index(ROWS - 1, 1).data() == f"number {ROWS}")


def test_parameters_are_asked_for_once_and_remembered(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    sql = "SELECT count(*) FROM numbers WHERE parity = :parity AND id <= :most"
    driven.run(sql)
    panel = driven.view.parameters
    assert list(panel.fields) == [":parity", ":most"]
    assert driven.whole == ()
    for name, text in ((":parity", "odd"), (":most", "10")):
        panel.fields[name].setText(text)
    panel.run.click()
    driven.settle()
    assert driven.cells() == [("5",)]

    again = open_page(numbers, values=driven.workspace.state.values)
    again.run(sql)
    assert again.cells() == [("5",)]


def test_a_value_that_looks_like_a_key_is_not_remembered(
    open_page: OpenPage, numbers: Path
) -> None:
    driven = open_page(numbers)
    key = "sk-or-v1-" + "0123456789abcdef" * 3
    driven.run("SELECT :name, :key")
    driven.view.parameters.fields[":name"].setText("Ada")
    driven.view.parameters.fields[":key"].setText(key)
    driven.view.parameters.run.click()
    driven.settle()
    assert driven.cells() == [("Ada", key)]
    assert key not in json.dumps(driven.workspace.state.get("query.values"))
    assert "Ada" in json.dumps(driven.workspace.state.get("query.values"))


def test_what_runs_is_stopped_at_once(open_page: OpenPage, numbers: Path, qtbot: QtBot) -> None:
    driven = open_page(numbers)
    driven.view.show()
    qtbot.waitUntil(driven.view.isActiveWindow)
    driven.write(STUBBORN)
    editor = driven.view.editors.editor
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: driven.whole == ("1 · running…",))
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    driven.settle()
    assert driven.whole == ("1 · stopped",)
    assert driven.view.toolbar.run.isEnabled()
    assert not driven.view.toolbar.stop.isEnabled()


def test_a_statement_takes_the_place_of_one_that_still_runs(
    open_page: OpenPage, numbers: Path, qtbot: QtBot
) -> None:
    driven = open_page(numbers)
    for _ in range(3):
        driven.write(STUBBORN)
        driven.page.presenter.run()
        qtbot.waitUntil(lambda: driven.whole == ("1 · running…",))
        driven.run("SELECT 11, 22")
        assert driven.titles == ["1 · 1 row"]
        assert driven.cells() == [("11", "22")]
        assert not driven.page.presenter.running.is_running


def test_a_statement_that_takes_too_long_says_so(open_page: OpenPage, numbers: Path) -> None:
    driven = open_page(numbers)
    driven.view.toolbar.seconds.addItem("at once", 0.2)
    driven.view.toolbar.choose(0.2, 0)
    driven.run("SELECT count(*) FROM numbers a, numbers b, numbers c")
    assert driven.titles[0].startswith("1 · 0 rows, not all")
    assert "0.2 seconds" in driven.outcome.trouble.told.message


def test_secrets_are_dots_until_they_are_revealed_which_is_recorded(
    open_page: OpenPage, numbers: Path, tmp_path: Path
) -> None:
    trail = AuditTrail(tmp_path / "audit")
    driven = open_page(numbers, audit=trail)
    driven.run("SELECT id, api_key FROM logins")
    assert driven.cells() == [("1", "••••••••")]
    assert "api_key" in driven.outcome.note_text
    driven.outcome.reveal.click()
    driven.settle()
    assert driven.cells()[0][1].startswith("sk-or-v1-")
    (entry,) = trail.entries()
    assert entry.what == "reveal.query"
    assert entry.details["sql"] == "SELECT id, api_key FROM logins"


def test_what_cannot_be_recorded_is_not_revealed(
    open_page: OpenPage, numbers: Path, tmp_path: Path
) -> None:
    (tmp_path / "audit").write_text("in the way")
    driven = open_page(numbers, audit=AuditTrail(tmp_path / "audit"))
    driven.run("SELECT api_key FROM logins")
    driven.outcome.reveal.click()
    driven.settle()
    assert "stays hidden" in driven.outcome.trouble.told.message


def test_cells_are_copied_plain_with_titles_and_in_formats(
    open_page: OpenPage, numbers: Path
) -> None:
    driven = open_page(numbers)
    driven.run("SELECT id, name, id FROM numbers WHERE id < 3")
    driven.outcome.grid.selectAll()
    texts = []
    view = driven.outcome
    for act in (
        partial(view.copy_asked.emit, False),
        partial(view.copy_asked.emit, True),
        partial(view.copy_as_asked.emit, Format.NDJSON),
    ):
        act()
        driven.settle()
        texts.append(QGuiApplication.clipboard().text())
    assert texts[0] == "1\tnumber 1\t1\n2\tnumber 2\t2"
    assert texts[1].splitlines()[0] == "id\tname\tid_2"
    assert json.loads(texts[2].splitlines()[0]) == {"id": 1, "name": "number 1", "id_2": 1}


@pytest.mark.parametrize("of", [Format.CSV, Format.PARQUET, Format.EXCEL])
def test_a_result_is_exported_as_a_table_is(
    open_page: OpenPage, numbers: Path, tmp_path: Path, of: Format
) -> None:
    if of is Format.PARQUET:
        pytest.importorskip("pyarrow")
    driven = open_page(numbers)
    driven.run("SELECT id, '=1+1' AS text, NULL AS gone FROM numbers WHERE id < 3")
    driven.outcome.export_button.click()
    dialog = driven.page.presenter.running.results[0].export_dialog
    assert dialog is not None
    assert [choice.text() for choice in dialog.extent.findChildren(Choice)] == [
        "What is shown now (2 rows)"
    ]
    dialog.format.choose(of)
    path = tmp_path / f"out{dialog.format.chosen.suffix}"
    dialog.file.set_path(path)
    dialog.export_button.click()
    driven.settle()
    assert path.stat().st_size > 0
    if of is Format.CSV:
        assert path.read_text().splitlines() == ["id,text,gone", "1,'=1+1,", "2,'=1+1,"]
    dialog.close()
