"""Which help fits what the user is doing, and where it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget
from shiboken6 import isValid

from hive_inspector.gui.widgets.help_button import help_at

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHBoxLayout

    from hive_inspector.gui.frame.help_panel import HelpPanel
    from hive_inspector.gui.frame.pages_area import PagesArea
    from hive_inspector.gui.theme.theme import Theme

_START, _SETTINGS = "start", "settings"


class Helping(QObject):
    """Shows help beside the pages; the panel is made when it is first wanted."""

    def __init__(self, theme: Theme, area: PagesArea, room: QHBoxLayout, parent: QWidget) -> None:
        """Show nothing yet.

        Args:
            theme: For the panel.
            area: The pages.
            room: Where the pages stand, and the panel beside them.
            parent: The owner, of the panel as well.
        """
        super().__init__(parent)
        self._theme = theme
        self._area = area
        self._room = room
        self._ground = parent
        self._panel: HelpPanel | None = None
        self._before: QWidget | None = None
        area.turned.connect(self._follow_page)

    @property
    def panel(self) -> HelpPanel | None:
        """Where help is shown, if it is."""
        return self._panel if self._panel is not None and self._panel.isVisible() else None

    @Slot()
    def show_here(self) -> None:
        """Help for the part that has the keyboard; pressed again, the panel goes."""
        panel, at = self.panel, QApplication.focusWidget()
        if panel is not None and at is not None and (at is panel or panel.isAncestorOf(at)):
            self.leave()
            return
        self.show_topic(self._topic_here(at))

    def show_topic(self, topic: str) -> None:
        """Show a piece, and give it the keyboard."""
        panel, before = self._made(), QApplication.focusWidget()
        if not panel.isVisible():
            self._before = before
            panel.begin(topic)
            panel.show()
        else:
            panel.show_topic(topic)
        panel.setFocus()

    @Slot()
    def leave(self) -> None:
        """Put help away; the keyboard goes back to where it was."""
        panel, before = self.panel, self._before
        self._before = None
        if panel is None:
            return
        panel.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self._area.setFocus()

    def _topic_here(self, at: QWidget | None) -> str:
        front = self._area.front
        return help_at(at, front) or _help_of_tab(front) or self._page_topic()

    def _page_topic(self) -> str:
        if self._area.is_extra_shown:
            return _SETTINGS
        return _START if self._area.current is None else self._area.current.id

    @Slot(str)
    def _follow_page(self, page_id: str) -> None:
        if self.panel is not None:
            self.panel.begin(_help_of_tab(self._area.front) or page_id)

    def _made(self) -> HelpPanel:
        from hive_inspector.gui.frame.help_panel import HelpPanel

        if self._panel is None:
            self._panel = HelpPanel(self._theme, self._ground)
            self._panel.hide()
            self._panel.left.connect(self.leave)
            self._room.addWidget(self._panel)
        return self._panel


def _help_of_tab(front: QWidget) -> str:
    """The topic of the tab in front, where a page consists of tabs."""
    for tabs in front.findChildren(QTabWidget):
        topic = help_at(tabs.currentWidget(), tabs)
        if topic:
            return topic
    return ""
