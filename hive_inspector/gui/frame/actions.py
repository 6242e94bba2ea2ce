"""What can be done from anywhere in the window, with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu

from hive_inspector.core.language import tr
from hive_inspector.core.logs import FILE_NAME
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

OPEN = tr("Open…")
OPEN_NEW = tr("Open in a new window…")
NEW_WINDOW = tr("New window")
SETTINGS = tr("Settings")
DEMO = tr("Open the demo")
PALETTE = tr("Go to…")
HELP = tr("Help for what is in front")


class Actions:
    """The window's actions; it adds them, so that their keys work everywhere in it."""

    def __init__(self, window: QMainWindow) -> None:
        self.open = _action(window, OPEN, "Ctrl+O")
        self.open_new = _action(window, OPEN_NEW, "Ctrl+Shift+O")
        self.new_window = _action(window, NEW_WINDOW, "Ctrl+N")
        self.demo = _action(window, DEMO)
        self.palette = _action(window, PALETTE, "Ctrl+K")
        self.reload = _action(window, tr("Reload"), "F5", "Ctrl+R")
        self.settings = _action(window, SETTINGS, "Ctrl+,")
        self.log = _action(window, tr("Show the log"))
        self.log.triggered.connect(_show_log)
        self.help = _action(window, HELP, "Shift+F1")
        self.shortcuts = _action(window, tr("Keyboard shortcuts"), "F1")
        self.about = _action(window, tr("About Hive Inspector"))
        self.close_window = _action(window, tr("Close window"), "Ctrl+Shift+W")
        self.leave = _action(window, tr("Quit"), "Ctrl+Q")
        self.reload.setEnabled(False)

    @property
    def opening(self) -> tuple[QAction, ...]:
        """Those that open a file."""
        return self.open, self.open_new, self.demo

    def make_menu(self, window: QMainWindow) -> QMenu:
        """The window's menu."""
        menu = QMenu(window)
        for action in (self.open, self.open_new, self.new_window, self.demo):
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self.palette)
        menu.addAction(self.reload)
        menu.addSeparator()
        menu.addAction(self.settings)
        menu.addAction(self.help)
        menu.addAction(self.shortcuts)
        menu.addAction(self.log)
        menu.addAction(self.about)
        menu.addAction(self.close_window)
        menu.addAction(self.leave)
        return menu


def _show_log() -> None:
    """In whatever the system shows texts with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(app_paths().state / FILE_NAME)))


def _action(window: QMainWindow, text: str, *keys: str) -> QAction:
    action = QAction(text, window)
    action.setShortcuts([QKeySequence(key) for key in keys])
    window.addAction(action)
    return action
