"""What can be done with a script, and how much a statement may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from hive_inspector.core.console.running import Limits
from hive_inspector.core.language import tr
from hive_inspector.core.preferences import QUERY_ROWS, QUERY_SECONDS, preference
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.ticks import ListBox
from hive_inspector.gui.widgets.wrap_row import WrapRow

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme


class Toolbar(QFrame):
    """The line above the editors.

    Signals:
        limits_chosen: The user chose other limits.
    """

    limits_chosen = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "topbar")
        self.run = _button(
            tr("Run"), tr("The statement at the cursor, or what is selected (Ctrl+Enter)"), self
        )
        self.run.setProperty("role", "primary")
        self.run_all = _button(
            tr("Run all"), tr("Every statement, until one fails (Ctrl+Shift+Enter)"), self
        )
        self.stop = _button(tr("Stop"), tr("Stop what runs (Esc)"), self)
        self.plan = _button(
            tr("Plan"), tr("How SQLite would run the statement (Ctrl+Shift+P)"), self
        )
        self.format = _button(tr("Format"), tr("Lay the script out anew (Ctrl+Shift+F)"), self)
        self.find_button = IconButton(theme, "search", tr("Find and replace (Ctrl+F)"), self)
        self.seconds = _box(theme, QUERY_SECONDS, self)
        self.rows = _box(theme, QUERY_ROWS, self)
        self.side = IconButton(theme, "panel-right", tr("History and queries (F4)"), self)
        self.side.setCheckable(True)
        self.stop.setEnabled(False)
        self.seconds.activated.connect(self.limits_chosen)
        self.rows.activated.connect(self.limits_chosen)
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def limits(self) -> Limits:
        """What a statement may take."""
        rows = int(self.rows.currentData())
        return Limits(seconds=float(self.seconds.currentData()), rows=rows or None)

    def choose(self, seconds: float, rows: int) -> None:
        """Show these limits, if they are among those that can be chosen."""
        for box, value in ((self.seconds, seconds), (self.rows, rows)):
            place = box.findData(value)
            if place >= 0:
                box.setCurrentIndex(place)

    def show_running(self, *, is_running: bool) -> None:
        """Whether something can be stopped."""
        self.stop.setEnabled(is_running)
        for button in (self.run, self.run_all, self.plan):
            button.setEnabled(not is_running)

    @Slot()
    def _restyle(self) -> None:
        tokens = self._theme.tokens
        self.run.setIcon(self._theme.icon("play", tokens.on_accent))
        self.stop.setIcon(self._theme.icon("stop", tokens.dim))

    def _lay_out(self) -> None:
        row = WrapRow(self, QMargins(12, 8, 8, 8), 6)
        for button in (self.run, self.run_all, self.stop):
            row.addWidget(button)
        row.add_space(4)
        for part in (self.plan, self.format, self.find_button):
            row.addWidget(part)
        row.push()
        row.addWidget(label(tr("At most"), "small", self))
        for box in (self.seconds, self.rows):
            row.addWidget(box)
        row.addWidget(self.side)


def _button(text: str, tip: str, parent: QWidget) -> QPushButton:
    made = QPushButton(text, parent)
    made.setAutoDefault(False)
    made.setToolTip(tip)
    return made


def _box(theme: Theme, id_: str, parent: QWidget) -> ListBox:
    """The choices of a preference; what is chosen here is for one file."""
    limit = preference(id_)
    box = ListBox(theme, parent)
    box.setAccessibleName(limit.title)
    box.setToolTip(tr("{limit_title} of each statement", limit_title=limit.title))
    for choice in limit.choices:
        box.addItem(choice.text, choice.value)
    box.setCurrentIndex(box.findData(limit.default))
    return box
