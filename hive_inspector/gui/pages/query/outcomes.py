"""The results, one a tab, below the editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

MOST_KEPT = 50
"""Results that are kept of one run; the first ones go when there are more."""
_ICONS = {Tone.PROBLEM: "problem", Tone.WARNING: "warning", Tone.OK: "check"}


class Outcomes(QWidget):
    """Holds the results of the last run."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tones: dict[QWidget, Tone] = {}
        self.tabs = QTabWidget(self)
        self.tabs.setProperty("role", "page")
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.tabBar().setAccessibleName(tr("Results"))
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.state = StatePanel(self)
        self.state.show_empty(
            tr("Results stand here"),
            tr("Ctrl+Enter runs the statement at the cursor, or what is selected."),
        )
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        theme.changed.connect(self._restyle)

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands on the tabs."""
        return tuple(self.tabs.tabText(place) for place in range(self.tabs.count()))

    @property
    def current(self) -> QWidget | None:
        """The result in front."""
        return self.tabs.currentWidget()

    def add(self, view: QWidget, title: str) -> None:
        """Put a result behind the others."""
        self.tabs.addTab(view, title)
        self._stack.setCurrentWidget(self.tabs)

    def retitle(self, view: QWidget, title: str, tone: Tone) -> None:
        """Say how a result stands."""
        place = self.tabs.indexOf(view)
        if place >= 0:
            self._tones[view] = tone
            self.tabs.setTabText(place, title)
            self._paint(place, tone)

    def bring(self, view: QWidget) -> None:
        """Bring a result to the front."""
        self.tabs.setCurrentWidget(view)

    def replace(self, view: QWidget, other: QWidget) -> None:
        """Put another result in the place of one, and bring it to the front; the one is not removed for good."""
        place = self.tabs.indexOf(view)
        self._tones.pop(view, None)
        self.tabs.removeTab(place)
        self.tabs.insertTab(place, other, "")
        self.tabs.setCurrentWidget(other)

    def remove(self, view: QWidget) -> None:
        """Take a result away."""
        self._tones.pop(view, None)
        place = self.tabs.indexOf(view)
        if place >= 0:
            self.tabs.removeTab(place)
        view.setParent(None)
        view.deleteLater()
        if not self.tabs.count():
            self._stack.setCurrentWidget(self.state)

    def enter(self) -> None:
        """Give the keyboard to the result in front."""
        if self.current is not None:
            self.current.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _restyle(self) -> None:
        for view, tone in self._tones.items():
            self._paint(self.tabs.indexOf(view), tone)

    def _paint(self, place: int, tone: Tone) -> None:
        name = _ICONS.get(tone)
        colour = tone_colour(self._theme.tokens, tone)
        icon = self._theme.icon(name, colour) if name else None
        self.tabs.setTabIcon(place, icon or self._theme.icon("clock", self._theme.tokens.dim))
