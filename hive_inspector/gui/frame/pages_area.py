"""The middle of the window: the start page, or the pages of the open file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hive_inspector.gui.frame.banner import Banner
from hive_inspector.gui.frame.navigation import Navigation
from hive_inspector.gui.roles import install_roles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.page import Page
    from hive_inspector.gui.theme.theme import Theme


class PagesArea(QWidget):
    """Shows one page at a time.

    Signals:
        turned: The id of the page that came to the front.
    """

    turned = Signal(str)

    def __init__(self, theme: Theme, start: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        install_roles()
        self._start = start
        self._pages: tuple[Page, ...] = ()
        self._current: Page | None = None
        self._extra: QWidget | None = None
        self._outdated: set[str] = set()
        self.navigation = Navigation(theme, self)
        self.navigation.chosen.connect(self.turn_to)
        self.banner = Banner(theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(start)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(column, 1)
        self.navigation.hide()

    @property
    def current(self) -> Page | None:
        """The page in front; None for the start page."""
        return self._current

    @property
    def front(self) -> QWidget:
        """What is in sight: a page, the start page, or what stands before them."""
        widget = self._stack.currentWidget()
        return self._start if widget is None else widget

    def show_pages(self, pages: Sequence[Page], first: str) -> None:
        """Show the pages of a file.

        Args:
            pages: In the order of the navigation.
            first: The page to begin with; the first of all where there is none of that id.
        """
        self._pages = tuple(pages)
        for page in self._pages:
            self._stack.addWidget(page.widget)
        self.navigation.set_pages(self._pages)
        self.navigation.show()
        known = [page.id for page in self._pages]
        self.turn_to(first if first in known else known[0])

    @property
    def is_extra_shown(self) -> bool:
        """Whether something that is no page of a file stands before the pages."""
        return self._extra is not None and self._stack.currentWidget() is self._extra

    def show_extra(self, widget: QWidget) -> None:
        """Put something before the pages, or before the start page, until `leave_extra` or a page is turned to."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        if self._current is not None and not self.is_extra_shown:
            self._current.deactivate()
        self._extra = widget
        self._stack.setCurrentWidget(widget)
        self.navigation.show_settings()
        widget.setFocus()

    def leave_extra(self) -> None:
        """Back to what was there before."""
        if not self.is_extra_shown:
            return
        front = self._start if self._current is None else self._current.widget
        self._stack.setCurrentWidget(front)
        if self._current is not None:
            self.navigation.show_current(self._current.id)
            self._current.activate()
        front.setFocus()

    def show_start(self) -> None:
        """Put the pages away."""
        pages, self._pages = self._pages, ()
        self._outdated.clear()
        if self._current is not None:
            if not self.is_extra_shown:
                self._current.deactivate()
            self._current = None
        self._stack.setCurrentWidget(self._start)
        for page in pages:
            self._stack.removeWidget(page.widget)
            page.widget.deleteLater()
        self.navigation.set_pages(())
        self.navigation.hide()
        self.banner.hide()

    def turn_to(self, page_id: str) -> None:
        """Bring a page to the front."""
        page = next((page for page in self._pages if page.id == page_id), None)
        if page is None:
            return
        if page is self._current:
            self.leave_extra()
            return
        if self._current is not None and not self.is_extra_shown:
            self._current.deactivate()
        self._current = page
        self._stack.setCurrentWidget(page.widget)
        self.navigation.show_current(page_id)
        page.activate()
        if page_id in self._outdated:
            self._outdated.discard(page_id)
            page.reload()
        self.turned.emit(page_id)

    def reload_all(self) -> None:
        """Every page shows the present state of the file, those behind when they come to the front."""
        if self._current is not None:
            self._outdated = {page.id for page in self._pages} - {self._current.id}
            self._current.reload()

    def turn_to_number(self, number: int) -> None:
        """Bring the page of that place in the navigation to the front, counted from 1."""
        if number <= len(self._pages):
            self.turn_to(self._pages[number - 1].id)
