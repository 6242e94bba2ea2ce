"""Help beside the page: the right piece for where one is, by keys, and back to where one was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QTextBrowser, QWidget

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.guidance import read_piece, topics
from hive_inspector.core.requests import PAGES
from hive_inspector.gui.frame.help_panel import HelpPanel
from hive_inspector.gui.pages.support.view import SupportView, Tab
from hive_inspector.gui.palette.window_offers import offer_help
from hive_inspector.gui.widgets.help_button import HelpButton

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.theme.theme import Theme


def shown(program: Program) -> str:
    panel = program.window.helping.panel
    return "" if panel is None else panel.topic


@dataclass
class Stub:
    """A page of nothing."""

    id: str
    widget: QWidget
    title: str = "Page"
    icon: str = "table"

    def activate(self) -> None: ...
    def deactivate(self) -> None: ...
    def reload(self) -> None: ...
    def close(self) -> None: ...


def test_the_start_page_and_the_settings_have_help(program: Program) -> None:
    helping = program.window.helping
    assert helping.panel is None
    helping.show_here()
    assert shown(program) == "start"
    helping.leave()
    assert helping.panel is None
    program.show_settings()
    helping.show_here()
    assert shown(program) == "settings"


def test_every_page_has_its_help_and_help_follows_the_pages(program: Program) -> None:
    area, helping = program.window.area, program.window.helping
    area.show_pages([Stub(page, QWidget()) for page in PAGES], "overview")
    for page in PAGES:
        area.turn_to(page)
        helping.show_here()
        assert shown(program) == page
        helping.leave()
    helping.show_here()
    area.turn_to("health")
    assert shown(program) == "health"
    area.show_start()


def test_help_is_that_of_the_tab_in_front(program: Program) -> None:
    room, view = QScrollArea(), SupportView(program.theme)
    room.setWidget(view)
    program.window.area.show_pages([Stub("support", room)], "support")
    for tab, topic in zip(Tab, ("backups", "compare", "bundle", "installs", "audit"), strict=True):
        view.setCurrentIndex(tab)
        program.window.helping.show_here()
        assert shown(program) == topic
        program.window.helping.leave()
    program.window.area.show_start()


def test_help_fits_the_part_that_has_the_keyboard(program: Program, qtbot: QtBot) -> None:
    window = program.window
    page = QWidget()
    part = QWidget(page)
    button = HelpButton(program.theme, "gauges", "Help about the gauges", part)
    window.area.show_pages([Stub("health", page)], "health")
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(button.isVisible)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    window.helping.show_here()
    assert shown(program) == "gauges"
    window.helping.leave()
    qtbot.waitUntil(button.hasFocus)
    window.helping.show_topic("index")
    button.click()
    assert shown(program) == "gauges"
    window.area.show_start()


def test_the_keys_that_show_help_put_it_away_again(program: Program, qtbot: QtBot) -> None:
    window = program.window
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert shown(program) == "start"
    panel = window.helping.panel
    assert panel is not None
    qtbot.waitUntil(panel.view.hasFocus)
    QTest.keyClick(panel.view, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert shown(program) == ""


@pytest.fixture
def panel(theme: Theme) -> Iterator[HelpPanel]:
    ground = QWidget()
    made = HelpPanel(theme, ground)
    made.begin("undo")
    yield made
    ground.close()
    ground.deleteLater()


def test_links_lead_to_other_pieces_and_back_again(panel: HelpPanel) -> None:
    assert panel.title.text() == read_piece("undo").title
    panel.view.anchorClicked.emit(QUrl("backups.md"))
    assert panel.topic == "backups"
    panel.view.anchorClicked.emit(QUrl("https://example.com/undo.md"))
    assert panel.topic == "backups"
    assert panel.back.isEnabled()
    panel.back.click()
    assert (panel.topic, panel.back.isEnabled()) == ("undo", False)


def test_links_are_reached_by_tab_and_followed_by_enter(panel: HelpPanel, qtbot: QtBot) -> None:
    window = panel.window()
    window.resize(400, 600)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    panel.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    QTest.keyClick(panel.view, Qt.Key.Key_Tab)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert panel.topic == "migrations"


def test_escape_leaves_help(panel: HelpPanel, qtbot: QtBot) -> None:
    window = panel.window()
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    panel.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel.view, Qt.Key.Key_Escape)


def test_help_can_be_read_aloud(panel: HelpPanel) -> None:
    view = panel.findChild(QTextBrowser)
    assert view is panel.view
    assert view.accessibleName()
    interface = QAccessible.queryAccessibleInterface(view)
    assert "restore point" in interface.text(QAccessible.Text.Value)


def test_the_palette_offers_every_piece(program: Program, qapp: QApplication) -> None:
    entries = offer_help(program.window)(CancelToken())
    assert len(entries) == len(topics())
    assert all(one.title.startswith("Help: ") for one in entries)
    next(one for one in entries if one.title == "Help: Bundles").run()
    assert shown(program) == "bundle"
