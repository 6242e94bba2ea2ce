"""The Query page: running, parameters, troubles, results, plans, changes, what is kept."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.browsing.export import Format
from hive_inspector.core.database.target import Access
from hive_inspector.gui.pages.query.kept import kept_in
from hive_inspector.gui.pages.query.outcome_view import OutcomeView
from hive_inspector.gui.pages.query.page import QueryPage
from hive_inspector.gui.pages.query.plan_view import PlanView
from hive_inspector.gui.widgets.ticks import Choice
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.pages.query.changing import Change
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace

    OpenPage = Callable[..., "Driven"]

ROWS = 2_500
STUBBORN = "SELECT instr(zeroblob(50000000), zeroblob(20000000) || x'01')"


class Driven:
    """A page, and what a user does with it."""

    def __init__(self, page: QueryPage, workspace: Workspace, qtbot: QtBot) -> None:
        self.page = page
        self.view = page.widget
        self.workspace = workspace
        self.qtbot = qtbot

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.workspace.tasks.is_idle, timeout=20_000)

    def write(self, text: str, place: int | None = None) -> None:
        editor = self.view.editors.editor
        editor.replace_all(text)
        at = len(text) if place is None else place
        editor.show_place(at, at)

    def run(self, text: str, place: int | None = None) -> None:
        self.write(text, place)
        self.page.presenter.run()
        self.settle()

    def run_all(self, text: str) -> None:
        self.write(text)
        self.page.presenter.run_all()
        self.settle()

    @property
    def titles(self) -> list[str]:
        """What stands on the tabs, without the times."""
        return [
            title.rpartition(" · ")[0] if title.endswith("s") else title for title in self.whole
        ]

    @property
    def whole(self) -> tuple[str, ...]:
        return self.view.outcomes.titles

    @property
    def outcome(self) -> OutcomeView:
        view = self.view.outcomes.current
        assert isinstance(view, OutcomeView)
        return view

    def cells(self, rows: int = 10) -> list[tuple[str, ...]]:
        """The first rows as they are shown."""
        model = self.outcome.grid.model()
        count = min(rows, model.rowCount())
        columns = range(model.columnCount())
        return [tuple(str(model.index(row, at).data()) for at in columns) for row in range(count)]

    @property
    def change(self) -> Change:
        (change,) = self.page.presenter.changes
        return change


@pytest.fixture
def open_page(
    qtbot: QtBot, tasks: TaskRunner, open_workspace: Callable[..., Workspace]
) -> Iterator[OpenPage]:
    """Opens a page and waits until it is ready; `settings` is where it remembers."""
    pages: list[QueryPage] = []

    def open_it(path: Path, settings: Path | None = None, **details: object) -> Driven:
        workspace = open_workspace(path, **details)
        page = QueryPage(workspace, kept_in(settings))
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        page.activate()
        pages.append(page)
        driven = Driven(page, workspace, qtbot)
        driven.settle()
        return driven

    yield open_it
    for page in pages:
        page.close()


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    """Some thousand rows, and a table that another one leans on."""
    many = f"WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
    return make_file(
        tmp_path / "numbers.db",
        (
            "CREATE TABLE numbers (id INTEGER PRIMARY KEY, name TEXT, parity TEXT)",
            f"INSERT INTO numbers {many} SELECT i, 'number ' || i, iif(i % 2, 'odd', 'even') FROM n",
            "CREATE TABLE logins (id INTEGER PRIMARY KEY, api_key TEXT)",
            "INSERT INTO logins VALUES (1, 'sk-or-v1-0123456789abcdef0123456789abcdef')",
        ),
    )


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


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
    qtbot.waitActive(driven.view)
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
    qtbot.waitActive(driven.view)
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
