"""What can be done from anywhere in the window, with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

OPEN = "Open…"
DEMO = "Open the demo"


class Actions:
    """The window's actions; it adds them, so that their keys work everywhere in it."""

    def __init__(self, window: QMainWindow) -> None:
        self.open = _action(window, OPEN, "Ctrl+O")
        self.demo = _action(window, DEMO)
        self.reload = _action(window, "Reload", "F5", "Ctrl+R")
        self.about = _action(window, "About Hive Inspector")
        self.leave = _action(window, "Quit", "Ctrl+Q")
        self.reload.setEnabled(False)

    @property
    def opening(self) -> tuple[QAction, ...]:
        """Those that open a file."""
        return self.open, self.demo

    def make_menu(self, window: QMainWindow) -> QMenu:
        """The window's menu."""
        menu = QMenu(window)
        for action in (self.open, self.demo):
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self.reload)
        menu.addSeparator()
        menu.addAction(self.about)
        menu.addAction(self.leave)
        return menu


def _action(window: QMainWindow, text: str, *keys: str) -> QAction:
    action = QAction(text, window)
    action.setShortcuts([QKeySequence(key) for key in keys])
    window.addAction(action)
    return action
