"""The palette: what it offers, how it finds, where it leads, by keyboard and by mouse."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.console.saved import SavedQueries
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.requests import WindowRequest
from hive_inspector.gui.composition import RECENT_KEY, Program
from hive_inspector.gui.frame.palette_lines import PaletteLines, pieces
from hive_inspector.gui.frame.shortcuts_dialog import ShortcutsDialog
from hive_inspector.gui.pages.browse.view import BrowseView
from hive_inspector.gui.pages.query.view import QueryView
from hive_inspector.gui.palette.acts import keyed_acts, keys_of
from hive_inspector.gui.palette.entry import Group, PaletteEntry, shown
from hive_inspector.gui.palette.finding import MOST_OF_GROUP, Hit, Offered, key_of
from hive_inspector.gui.palette.offers import offer_columns, offer_tables
from hive_inspector.gui.palette.query_offers import offer_queries
from hive_inspector.gui.widgets.popover import Popover
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def entry(title: str, group: Group = Group.TABLES, detail: str = "") -> PaletteEntry:
    return PaletteEntry(title, detail, "table", group, lambda: None)


@pytest.fixture
def opened(program: Program, tmp_path: Path, qtbot: QtBot) -> Program:
    file = make_lineage_file(tmp_path / "hive-ai.db", "core-013", wal=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO conversations (id, total_cost) VALUES ('c1', 1.5)")
    program.begin(WindowRequest(path=file))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    qtbot.waitUntil(lambda: is_calm(program))
    return program


def is_calm(program: Program) -> bool:
    session = program.desk.session
    return program.tasks.is_idle and session is not None and session.workspace.tasks.is_idle


def open_palette(program: Program, qtbot: QtBot, text: str = "") -> None:
    view = program.window.palette_view
    program.palette.open()
    if text:
        QTest.keyClicks(view.field, text)
    qtbot.waitUntil(lambda: program.palette.is_settled)


def offered(program: Program) -> dict[str, list[str]]:
    """What is listed, by its headings."""
    lines = program.window.palette_view.lines
    listed: dict[str, list[str]] = {}
    for at in range(lines.rowCount()):
        line = lines.line_at(at)
        if isinstance(line, Hit):
            listed[list(listed)[-1]].append(line.entry.title)
        else:
            listed[line] = []
    return listed


def current_page(program: Program) -> str:
    page = program.window.area.current
    return "" if page is None else page.id


def take(program: Program) -> None:
    QTest.keyClick(program.window.palette_view.field, Qt.Key.Key_Return)


def test_the_best_group_comes_first_and_many_columns_hide_no_table() -> None:
    columns = [entry(f"users_{number}.name", Group.COLUMNS) for number in range(500)]
    sections = Offered([*columns, entry("users"), entry("Query", Group.PAGES)]).search("users")
    assert [section.title for section in sections] == ["Tables", "Columns"]
    assert len(sections[1].hits) == MOST_OF_GROUP


def test_at_rest_the_recent_things_come_first_and_not_twice() -> None:
    page, table = entry("Query", Group.PAGES), entry("users")
    sections = Offered([page, table]).at_rest([key_of(page), "gone\tgone\t", key_of(table)])
    assert [(one.title, [hit.entry.title for hit in one.hits]) for one in sections] == [
        ("Recent", ["Query", "users"])
    ]


def test_the_marked_letters_are_told_apart() -> None:
    assert pieces("messages", (0, 1, 4)) == [
        ("me", True),
        ("ss", False),
        ("a", True),
        ("ges", False),
    ]


def test_names_that_act_or_hide_are_made_visible() -> None:
    assert not {"\u202e", "\n"} & set(shown("a\u202eb\nc"))


def test_a_file_offers_its_tables_columns_and_ready_queries(tmp_path: Path) -> None:
    file = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    kept = SavedQueries(tmp_path)
    kept.save("Mine", "SELECT 1")
    hive = open_hive(DatabaseTarget(file))
    went: list[tuple[str, ...]] = []
    try:
        tables = offer_tables(hive.schema, lambda name: went.append((name,)))(CancelToken())
        columns = offer_columns(hive.schema, lambda *place: went.append(place))(CancelToken())
        queries = offer_queries(hive.schema, kept, lambda *query: went.append(query))(CancelToken())
    finally:
        hive.database.close()
    assert [one.title for one in tables] == [table.name for table in hive.schema.tables]
    assert len(columns) == sum(
        not column.hidden for table in hive.schema.tables for column in table.columns
    )
    assert (queries[0].title, queries[0].detail) == ("Mine", "Kept query")
    assert queries[1].detail == "Ready query"
    for one in (tables[0], columns[0], queries[0]):
        one.run()
    first = hive.schema.tables[0]
    assert went == [(first.name,), (first.name, first.columns[0].name), ("Mine", "SELECT 1")]


def test_kept_queries_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "queries.json").write_text("{", encoding="utf-8")
    file = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    hive = open_hive(DatabaseTarget(file))
    hive.database.close()
    found = offer_queries(hive.schema, SavedQueries(tmp_path), lambda *_: None)(CancelToken())
    assert {one.detail for one in found} == {"Ready query"}


def test_it_opens_by_its_key_and_closes_by_esc_where_the_focus_was(
    opened: Program, qtbot: QtBot
) -> None:
    window, view = opened.window, opened.window.palette_view
    qtbot.waitUntil(window.isActiveWindow)
    before = window.top_bar.file
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(view.field.hasFocus)
    qtbot.waitUntil(lambda: opened.palette.is_settled)
    assert list(offered(opened)) == ["Pages", "Actions"]
    QTest.keyClick(view.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(before.hasFocus)
    assert not view.isVisible()


def test_it_opens_out_of_an_editor_as_well(opened: Program, qtbot: QtBot) -> None:
    opened.window.area.turn_to("query")
    qtbot.waitUntil(opened.window.isActiveWindow)
    editor = opened.window.findChildren(QueryView)[0].editors.editor
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClick(editor, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(opened.window.palette_view.isVisible)
    qtbot.waitUntil(lambda: opened.palette.is_settled)
    opened.palette.forget()


def test_a_table_a_column_and_a_page_are_reached_by_a_few_letters(
    opened: Program, qtbot: QtBot
) -> None:
    open_palette(opened, qtbot, "messages")
    assert offered(opened)["Tables"][0] == "messages"
    take(opened)
    qtbot.waitUntil(lambda: is_calm(opened))
    assert current_page(opened) == "browse"
    browse = opened.window.findChildren(BrowseView)[0]
    assert browse.rows.grid.accessibleDescription() == "messages"
    open_palette(opened, qtbot, "conversations.totalco")
    assert offered(opened)["Columns"][0] == "conversations.total_cost"
    take(opened)
    qtbot.waitUntil(lambda: is_calm(opened))
    assert browse.rows.grid.accessibleDescription() == "conversations"
    assert browse.rows.current_column() == 3
    open_palette(opened, qtbot, "health")
    take(opened)
    qtbot.waitUntil(lambda: current_page(opened) == "health")
    open_palette(opened, qtbot)
    assert offered(opened)["Recent"] == ["Health", "conversations.total_cost", "messages"]
    assert opened.desk.session is not None
    assert opened.desk.session.workspace.state.get(RECENT_KEY)
    opened.palette.forget()


def test_a_query_is_opened_in_a_script_of_its_own(opened: Program, qtbot: QtBot) -> None:
    open_palette(opened, qtbot, "Messages by day")
    assert offered(opened)["Queries"][0] == "Messages by day"
    take(opened)
    qtbot.waitUntil(lambda: is_calm(opened))
    assert current_page(opened) == "query"
    editors = opened.window.findChildren(QueryView)[0].editors
    assert editors.scripts[-1].name == "Messages by day"


def test_who_presses_enter_before_the_search_is_done_goes_to_what_it_finds(
    opened: Program, qtbot: QtBot
) -> None:
    view = opened.window.palette_view
    opened.palette.open()
    QTest.keyClicks(view.field, "support")
    take(opened)
    qtbot.waitUntil(lambda: current_page(opened) == "support")
    assert not view.isVisible()


def test_the_arrows_pass_over_headings_and_stop_at_the_ends(opened: Program, qtbot: QtBot) -> None:
    open_palette(opened, qtbot)
    view = opened.window.palette_view
    assert view.current is not None
    assert view.current.entry.title == "Overview"
    QTest.keyClick(view.field, Qt.Key.Key_Up)
    assert view.current.entry.title == "Overview"
    for _ in range(8):
        QTest.keyClick(view.field, Qt.Key.Key_Down)
    assert view.current.entry.group is Group.ACTIONS
    assert view.field.accessibleDescription().startswith(view.current.entry.title)
    for _ in range(20):
        QTest.keyClick(view.field, Qt.Key.Key_PageDown)
    assert view.list.currentIndex().row() == view.lines.rowCount() - 1
    opened.palette.forget()


def test_a_click_goes_there_and_a_click_beside_it_leaves(opened: Program, qtbot: QtBot) -> None:
    open_palette(opened, qtbot, "migrations")
    view = opened.window.palette_view
    place = view.list.visualRect(view.list.currentIndex()).center()
    QTest.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not view.isVisible())
    assert current_page(opened) == "migrations"
    open_palette(opened, qtbot)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().bottomLeft())
    assert not view.isVisible()


def test_letters_that_nothing_has_are_answered(opened: Program, qtbot: QtBot) -> None:
    open_palette(opened, qtbot, "zqxjzq")
    view = opened.window.palette_view
    said = [one.text() for one in view.findChildren(QLabel) if one.isVisible()]
    assert said == ["Nothing has these letters in this order."]
    take(opened)
    assert view.isVisible()
    opened.palette.forget()


def test_without_a_file_it_offers_what_can_be_done(program: Program, qtbot: QtBot) -> None:
    open_palette(program, qtbot)
    assert list(offered(program)) == ["Actions"]
    assert {"Open…", "Open the demo", "Quit"} <= set(offered(program)["Actions"])
    assert "Reload" not in offered(program)["Actions"]
    program.palette.forget()


def test_closing_the_file_puts_it_away(opened: Program, qtbot: QtBot) -> None:
    open_palette(opened, qtbot, "messages")
    opened.desk.close_file()
    assert not opened.window.palette_view.isVisible()
    assert opened.window.palette_view.lines.rowCount() == 0


def test_lines_without_a_hit_cannot_be_stepped_to(program: Program) -> None:
    assert PaletteLines(program).step(-1, 1) == -1


def test_the_list_of_shortcuts_tells_every_key_of_every_action(
    opened: Program, qtbot: QtBot
) -> None:
    opened.window.shortcuts_requested.emit()
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(ShortcutsDialog)))
    dialog = opened.window.findChildren(ShortcutsDialog)[-1]
    told = [one.text() for one in dialog.findChildren(QLabel)]
    assert opened.desk.session is not None
    pages = opened.desk.session.pages
    acts = [act for page in pages for act in keyed_acts(page.widget)]
    acts += keyed_acts(opened.window, is_window=True)
    assert len(acts) > 40
    for act in acts:
        assert act.title in told
        assert "  or  ".join(act.keys) in told
    assert told.index("Everywhere") < told.index("Browse")
    dialog.close()


def test_pages_are_made_for_the_list_one_a_turn_of_the_loop(opened: Program, qtbot: QtBot) -> None:
    unmade = [page for page in opened._pages.keyed if page.built is None]
    assert len(unmade) > 1
    opened.window.shortcuts_requested.emit()
    assert sum(page.built is not None for page in unmade) == 1
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(ShortcutsDialog)))
    assert all(page.built is not None for page in unmade)
    opened.window.findChildren(ShortcutsDialog)[-1].close()


def test_f1_in_a_filter_tells_of_filters_and_not_of_shortcuts(
    opened: Program, qtbot: QtBot
) -> None:
    opened.window.area.turn_to("browse")
    qtbot.waitUntil(lambda: is_calm(opened))
    browse = opened.window.findChildren(BrowseView)[0]
    filters = browse.rows.grid.header.filters
    qtbot.waitUntil(lambda: bool(filters.findChildren(QLineEdit)))
    qtbot.waitUntil(opened.window.isActiveWindow)
    field = filters.findChildren(QLineEdit)[0]
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    with (
        qtbot.assertNotEmitted(opened.window.shortcuts_requested),
        qtbot.waitSignal(filters.help_asked),
    ):
        QTest.keyClick(field, Qt.Key.Key_F1)
    for popover in opened.window.findChildren(Popover):
        popover.close()


def test_every_key_has_a_name(opened: Program) -> None:
    """One without would be missing in the list."""
    while opened._pages.prepare_keyed():
        pass
    actions = opened.window.findChildren(QAction)
    shortcuts = [
        one
        for one in opened.window.findChildren(QShortcut)
        if one.parent() is not opened.window  # of the page numbers, those without a page
    ]
    nameless = [one.parent() for one in actions if keys_of(one) and not one.text()]
    nameless += [one.parent() for one in shortcuts if not one.whatsThis()]
    assert nameless == []
