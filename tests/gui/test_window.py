"""The window as a whole: opening, pages, keys, drops, what it says about the file."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from hive_inspector.core.database import opening
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.paths import app_paths
from hive_inspector.core.requests import PAGES, WindowRequest
from hive_inspector.core.settings import Settings, ThemeMode
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.gui.composition import PAGE_KEY, Program
from hive_inspector.gui.frame.about import AboutDialog
from hive_inspector.gui.frame.navigation import NARROW, WIDE, NavigationButton
from hive_inspector.gui.pages.support.view import SupportView, Tab
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive-ai.db", "core-013", wal=True)


@pytest.fixture
def opened(program: Program, file: Path, qtbot: QtBot) -> Program:
    program.begin(WindowRequest(path=file))
    settle(program, qtbot)
    assert program.desk.session is not None
    return program


def settle(program: Program, qtbot: QtBot) -> None:
    def is_calm() -> bool:
        session = program.desk.session
        return program.tasks.is_idle and (session is None or session.workspace.tasks.is_idle)

    qtbot.waitUntil(is_calm)


def control(program: Program, name: str) -> QWidget:
    """The visible control of that accessible name."""
    found = [
        widget
        for widget in program.window.findChildren(QWidget)
        if widget.accessibleName() == name and widget.isVisible()
    ]
    assert found, f"nothing is called {name}"
    return found[0]


def click(program: Program, name: str) -> None:
    button = control(program, name)
    assert isinstance(button, QAbstractButton)
    button.click()


def texts(program: Program) -> str:
    labels = program.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def current_id(program: Program) -> str:
    page = program.window.area.current
    return "" if page is None else page.id


def test_the_frame_says_what_is_open(opened: Program, file: Path, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "Pool 0 / 10 in use" in texts(opened))
    said = texts(opened)
    assert "core · v13" in said
    assert opened.window.top_bar.mode.text() == "Read-only"
    assert "Hive is not running" in said
    assert f"SQLite {sqlite3.sqlite_version} · UTF-8 · page 4096" in said
    assert opened.window.windowTitle() == "hive-ai.db - Hive Inspector"
    assert control(opened, "File: hive-ai.db").toolTip() == str(file)


def test_the_pages_stand_in_the_order_of_the_command_line(opened: Program) -> None:
    assert opened.desk.session is not None
    pages = opened.desk.session.pages
    assert tuple(page.id for page in pages) == PAGES
    assert [page.title for page in pages] == [page.capitalize() for page in PAGES]


def test_the_first_page_is_in_front(opened: Program) -> None:
    assert current_id(opened) == "overview"
    assert control(opened, "Overview").property("checked")


def test_a_click_turns_the_page_and_so_does_a_key(opened: Program, qtbot: QtBot) -> None:
    click(opened, "Browse")
    assert current_id(opened) == "browse"
    opened.window.activateWindow()
    QTest.keyClick(opened.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert current_id(opened) == "overview"
    QTest.keyClick(opened.window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    assert current_id(opened) == "overview"
    settle(opened, qtbot)


def test_a_table_asked_for_on_the_overview_is_shown_in_browse(
    opened: Program, qtbot: QtBot
) -> None:
    assert opened.desk.session is not None
    overview = opened.desk.session.pages[0]
    overview.body.table_requested.emit("messages")  # type: ignore[attr-defined]
    settle(opened, qtbot)
    assert current_id(opened) == "browse"
    assert "messages" in texts(opened)


def test_the_page_is_remembered_for_the_file(
    opened: Program, file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    click(opened, "Browse")
    settle(opened, qtbot)
    other = make_lineage_file(tmp_path / "other.db", "desktop")
    opened.window.path_chosen.emit(str(other))
    qtbot.waitUntil(lambda: opened.window.windowTitle().startswith("other.db"))
    assert current_id(opened) == "overview"
    opened.window.path_chosen.emit(str(file))
    qtbot.waitUntil(lambda: opened.window.windowTitle().startswith("hive-ai.db"))
    assert current_id(opened) == "browse"
    settle(opened, qtbot)
    assert opened.remembered.file_values(file)[PAGE_KEY] == "browse"


def test_the_page_asked_for_wins(program: Program, file: Path, qtbot: QtBot) -> None:
    program.begin(WindowRequest(path=file, page="browse"))
    settle(program, qtbot)
    assert current_id(program) == "browse"


def test_a_page_that_does_not_exist_gives_the_first(
    program: Program, file: Path, qtbot: QtBot
) -> None:
    program.begin(WindowRequest(path=file, page="nowhere"))
    settle(program, qtbot)
    assert current_id(program) == "overview"


def test_reloading_works_from_any_page(opened: Program, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(opened.window, key, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(opened.window, Qt.Key.Key_F5)
        settle(opened, qtbot)
    assert opened.window.toasts.shown == ()


def test_a_narrow_window_shows_icons_alone_and_names_them_as_tooltips(
    opened: Program, qtbot: QtBot
) -> None:
    opened.window.resize(1440, 900)
    assert opened.window.area.navigation.width() == WIDE
    opened.window.resize(1024, 640)
    assert opened.window.area.navigation.width() == NARROW
    tips = [button.toolTip() for button in opened.window.findChildren(NavigationButton)]
    pages = [f"{page.capitalize()}  Ctrl+{n}" for n, page in enumerate(PAGES, start=1)]
    assert sorted(tips) == sorted([*pages, "Settings  Ctrl+,"])


def test_the_smallest_window_cuts_nothing_off(opened: Program, qtbot: QtBot) -> None:
    opened.window.resize(1024, 640)
    qtbot.wait(1)
    for page in ("overview", "browse"):
        opened.window.area.turn_to(page)
        settle(opened, qtbot)
        assert opened.window.size().width() == 1024
        assert opened.window.size().height() == 640


def test_the_theme_button_goes_round(opened: Program) -> None:
    seen = []
    for _ in range(3):
        button = next(
            widget
            for widget in opened.window.findChildren(QAbstractButton)
            if widget.accessibleName().startswith("Colours")
        )
        button.click()
        seen.append((opened.theme.mode, button.accessibleName()))
    assert seen == [
        (ThemeMode.SYSTEM, "Colours: as the system"),
        (ThemeMode.LIGHT, "Colours: light"),
        (ThemeMode.DARK, "Colours: dark"),
    ]
    assert opened.remembered.settings.theme is ThemeMode.DARK


def test_closing_the_file_brings_the_start_page_with_the_file_on_it(
    opened: Program, file: Path, qtbot: QtBot
) -> None:
    opened.window.close_file_requested.emit()
    settle(opened, qtbot)
    assert current_id(opened) == ""
    assert opened.window.windowTitle() == "Hive Inspector"
    click(opened, "Open hive-ai.db")
    settle(opened, qtbot)
    assert current_id(opened) == "overview"


def test_a_recent_file_can_be_taken_off_the_list(opened: Program, file: Path, qtbot: QtBot) -> None:
    opened.desk.close_file()
    settle(opened, qtbot)
    click(opened, "Take hive-ai.db off this list")
    settle(opened, qtbot)
    assert opened.remembered.settings.recent == ()
    assert "Files that you open appear here." in texts(opened)


def test_a_recent_file_that_is_gone_says_so(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    program.remembered.note_opened(tmp_path / "gone.db")
    settle(program, qtbot)
    assert "not there any more" in texts(program)
    assert not control(program, "Open gone.db").isEnabled()


def test_the_usual_place_is_opened_when_nothing_was_asked_for(
    program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIVE_DB_PATH", str(file))
    program.begin(WindowRequest())
    qtbot.waitUntil(lambda: program.desk.session is not None)
    settle(program, qtbot)


def test_without_a_database_the_start_page_says_where_it_would_be(
    program: Program, qtbot: QtBot
) -> None:
    program.begin(WindowRequest())
    settle(program, qtbot)
    said = texts(program)
    assert "~/.hive/hive-ai.db" in said
    assert "Not there" in said
    assert current_id(program) == ""


def test_a_file_that_cannot_be_opened_is_explained_on_the_start_page(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "letter.db").write_text("Dear Hive, " * 100)
    program.begin(WindowRequest(path=tmp_path / "letter.db"))
    settle(program, qtbot)
    said = texts(program)
    assert "letter.db was not opened" in said
    assert "This is a text file, not a database." in said
    assert program.window.toasts.shown == ()


def test_a_failure_with_details_shows_and_copies_them(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    program.begin(WindowRequest(path=tmp_path / "missing.db"))
    settle(program, qtbot)
    view = program.start.widget
    details = view.findChild(QPlainTextEdit)
    assert isinstance(details, QPlainTextEdit)
    buttons = {b.text(): b for b in view.findChildren(QAbstractButton) if b.isVisible()}
    assert not details.isVisible()
    buttons["Details"].click()
    assert details.isVisible()
    buttons["Copy"].click()
    assert "missing.db" in QGuiApplication.clipboard().text()


def test_a_failure_beside_an_open_file_is_a_toast_and_the_file_stays(
    opened: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    opened.window.path_chosen.emit(str(tmp_path / "missing.db"))
    settle(opened, qtbot)
    assert current_id(opened) == "overview"
    assert [toast.severity.value for toast in opened.window.toasts.shown] == ["problem"]


def test_a_note_about_how_the_file_is_read_is_a_calm_banner(
    program: Program, file: Path, qtbot: QtBot
) -> None:
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA user_version = 5")
        wal = file.with_name("hive-ai.db-wal").read_bytes()
        copy = file.with_name("copied.db")
        copy.write_bytes(file.read_bytes())
        copy.with_name("copied.db-wal").write_bytes(wal)
    program.begin(WindowRequest(path=copy))
    settle(program, qtbot)
    assert program.window.area.banner.isVisible()
    assert "private copy" in texts(program)
    click(program, "Put the note away")
    assert not program.window.area.banner.isVisible()


def test_the_file_menu_offers_what_can_be_done(opened: Program, file: Path) -> None:
    button = opened.window.top_bar.file
    actions = {action.text(): action for action in button.menu().actions() if action.text()}
    assert list(actions) == [
        "Open…",
        "Open in a new window…",
        "Open the demo",
        "Recent files",
        "Pin among the recent files",
        "Show in its folder",
        "Copy path",
        "Close file",
    ]
    actions["Copy path"].trigger()
    assert QGuiApplication.clipboard().text() == str(file)
    actions["Close file"].trigger()
    assert opened.desk.session is None
    assert not actions["Copy path"].isEnabled()


def test_pins_are_set_in_the_menu_and_on_the_start_page(
    opened: Program, file: Path, qtbot: QtBot
) -> None:
    button = opened.window.top_bar.file
    pin = next(one for one in button.menu().actions() if one.text().startswith("Pin"))
    pin.trigger()
    assert pins(opened) == [True]
    assert pin.text().startswith("Unpin")
    opened.desk.close_file()
    assert not pin.isEnabled()
    qtbot.waitUntil(lambda: bool(pin_buttons(opened, "Unpin")))
    pin_buttons(opened, "Unpin")[0].click()
    assert pins(opened) == [False]
    qtbot.waitUntil(lambda: bool(pin_buttons(opened, "Pin")))
    qtbot.waitUntil(opened.window.isActiveWindow)
    pin_buttons(opened, "Pin")[0].setFocus()
    qtbot.waitUntil(lambda: any(one.hasFocus() for one in pin_buttons(opened, "Pin")))
    QTest.keyClick(pin_buttons(opened, "Pin")[0], Qt.Key.Key_P)
    qtbot.waitUntil(lambda: pins(opened) == [True])
    qtbot.waitUntil(lambda: any(one.hasFocus() for one in pin_buttons(opened, "Unpin")))
    QTest.keyClick(pin_buttons(opened, "Unpin")[0], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: pins(opened) == [])


def pins(program: Program) -> list[bool]:
    """Of each recent file, whether it is pinned."""
    return [recent.pinned for recent in program.remembered.settings.recent]


def pin_buttons(program: Program, act: str) -> list[QToolButton]:
    """The buttons of the start page that pin a file, or unpin it."""
    found = program.start.widget.findChildren(QToolButton)
    return [one for one in found if one.isVisible() and one.accessibleName().startswith(f"{act} ")]


def test_recent_files_that_are_gone_are_marked_in_the_menu(
    opened: Program, file: Path, qtbot: QtBot
) -> None:
    opened.remembered.note_opened(file.with_name("gone.db"))
    button = opened.window.top_bar.file
    recent = button.findChildren(QMenu)[-1]
    button.menu().aboutToShow.emit()
    qtbot.waitUntil(lambda: not recent.actions()[0].isEnabled())
    assert recent.actions()[0].text().endswith("gone.db (not there any more)")
    assert recent.actions()[1].isEnabled()


def test_the_menu_of_recent_files_opens_them(opened: Program, file: Path, qtbot: QtBot) -> None:
    opened.desk.close_file()
    recent = opened.window.top_bar.file.findChildren(QMenu)[-1]
    assert recent.title() == "Recent files"
    recent.actions()[0].trigger()
    settle(opened, qtbot)
    assert opened.desk.session is not None


def test_choosing_a_file_does_not_hold_the_window_up(
    program: Program, file: Path, qtbot: QtBot
) -> None:
    program.window.ask_for_file()
    dialog = program.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    settle(program, qtbot)
    assert program.desk.session is not None


def test_about_names_versions_licences_and_folders_and_copies_what_helps(
    program: Program, qtbot: QtBot
) -> None:
    program.window.show_about()
    dialog = next(
        widget for widget in program.window.findChildren(AboutDialog) if widget.isVisible()
    )
    qtbot.waitUntil(lambda: bool(dialog.table.texts.rows))
    told = {row[0]: row[1:3] for row in dialog.table.texts.rows}
    assert told["Qt for Python (PySide6)"] == (version("PySide6_Essentials"), "LGPL-3.0-only")
    assert told["Peewee"] == (version("peewee"), "MIT")
    words = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert str(app_paths().settings.name) in words
    assert "LGPL, version 3" in words
    buttons = {button.text(): button for button in dialog.findChildren(QAbstractButton)}
    buttons["Copy"].click()
    copied = QGuiApplication.clipboard().text()
    assert f"SQLite {sqlite3.sqlite_version}" in copied
    assert f"Peewee {version('peewee')} (MIT)" in copied
    assert "Expat (MIT)" in copied
    assert str(app_paths().settings) not in copied
    buttons["Close"].click()


def test_every_control_has_a_name(opened: Program, qtbot: QtBot) -> None:
    for page in ("overview", "browse"):
        opened.window.area.turn_to(page)
        settle(opened, qtbot)
        nameless = [
            button
            for button in opened.window.findChildren(QAbstractButton)
            if button.isVisible()
            and not (button.accessibleName() or button.text() or button.toolTip())
            and button.focusPolicy() is not Qt.FocusPolicy.NoFocus
        ]
        assert nameless == []


def mode_actions(program: Program) -> dict[str, QAction]:
    button = control(program, program.window.top_bar.mode.accessibleName())
    assert isinstance(button, QPushButton)
    return {action.text(): action for action in button.menu().actions() if action.text()}


def is_writable(program: Program) -> bool:
    assert program.desk.session is not None
    return program.desk.session.summary.writable


def test_the_mode_is_switched_where_it_is_said_and_the_page_stays(
    opened: Program, qtbot: QtBot
) -> None:
    click(opened, "Browse")
    settle(opened, qtbot)
    assert mode_actions(opened)["Read-only"].isChecked()
    mode_actions(opened)["Writable"].trigger()
    qtbot.waitUntil(lambda: opened.window.top_bar.mode.text() == "Writable")
    assert is_writable(opened)
    assert mode_actions(opened)["Writable"].isChecked()
    assert current_id(opened) == "browse"
    settle(opened, qtbot)
    mode_actions(opened)["Read-only"].trigger()
    qtbot.waitUntil(lambda: opened.window.top_bar.mode.text() == "Read-only")
    assert not is_writable(opened)
    settle(opened, qtbot)


def test_the_mode_that_the_file_has_is_not_switched_to(opened: Program) -> None:
    session = opened.desk.session
    mode_actions(opened)["Read-only"].trigger()
    assert opened.tasks.is_idle
    assert opened.desk.session is session


def test_a_file_that_may_not_be_written_stays_read_only_and_says_why(
    opened: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(real_path: Path, _found: object) -> None:
        raise EnvironmentProblem(f"{real_path} may not be written.", "Copy it.")

    monkeypatch.setattr(opening, "require_writable", refuse)
    mode_actions(opened)["Writable"].trigger()
    qtbot.waitUntil(lambda: "may not be written" in texts(opened))
    assert opened.window.top_bar.mode.text() == "Read-only"
    assert mode_actions(opened)["Read-only"].isChecked()


def test_the_window_stands_where_it_stood(
    qapp: QApplication, program: Program, qtbot: QtBot
) -> None:
    program.window.resize(760, 701)  # fits on the offscreen platform's screen of 800 × 800
    program.window.close()
    geometry = program.remembered.settings.geometry
    again = Program(qapp, Settings(geometry=geometry), None)
    assert (again.window.width(), again.window.height()) == (760, 701)
    again.shutdown()
    again.window.deleteLater()
    again.deleteLater()


def test_a_place_that_qt_does_not_understand_is_ignored(program: Program) -> None:
    size = program.window.size()
    program.window.restore_geometry("ñonsense")
    assert program.window.size() == size


def test_shutting_down_twice_is_shutting_down_once(opened: Program) -> None:
    opened.shutdown()
    opened.shutdown()


@pytest.fixture
def statements_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL that runs on the thread of the test, which is the window's."""
    ran: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: object, **named: object) -> sqlite3.Connection:
        here = threading.get_ident()
        raw: sqlite3.Connection = connect(*arguments, **named)  # type: ignore[call-overload]
        window = threading.main_thread().ident
        raw.set_trace_callback(
            lambda sql: ran.append(sql) if threading.get_ident() == window else None
        )
        if here == window:
            ran.append("connect")
        return raw

    monkeypatch.setattr(sqlite3, "connect", traced)
    return ran


def test_no_sql_runs_on_the_thread_that_draws(
    program: Program, tmp_path: Path, qtbot: QtBot, statements_here: list[str]
) -> None:
    file = make_lineage_file(tmp_path / "traced.db", "core-013")
    assert statements_here, "the trace works"
    statements_here.clear()
    program.begin(WindowRequest(path=file))
    settle(program, qtbot)
    for key in (Qt.Key.Key_2, Qt.Key.Key_1):
        QTest.keyClick(program.window, key, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(program.window, Qt.Key.Key_F5)
        settle(program, qtbot)
    program.desk.close_file()
    settle(program, qtbot)
    assert statements_here == []


def test_a_bundle_is_made_on_the_page_support(opened: Program, qtbot: QtBot) -> None:
    opened.window.toasts.bundle_wanted.emit()
    current = opened.window.area.current
    assert current is not None
    assert current.id == "support"
    (tabs,) = current.widget.findChildren(SupportView)
    assert tabs.currentIndex() == Tab.BUNDLE
    panel = tabs.bundle
    qtbot.waitUntil(lambda: bool(panel.rows), timeout=60_000)
    (log,) = (row for row in panel.rows if row.part.id is PartId.LOG)
    assert log.isChecked()
    assert panel.text.toPlainText() == log.part.text
    settle(opened, qtbot)


def test_the_log_is_shown_from_the_menu(opened: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        "hive_inspector.gui.frame.actions.QDesktopServices.openUrl",
        lambda url: shown.append(url.toLocalFile()),
    )
    log = next(one for one in opened.window.actions() if one.text() == "Show the log")
    log.trigger()
    assert [one.rpartition("/")[2] for one in shown] == ["hive-inspector.log"]
