"""The profile of the current column, in the panel: asked for, then filling while the rows are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.bar_list import BarList
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.histogram import Histogram
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.section import Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.browse.profile_words import ShownProfile
    from hive_inspector.gui.theme.theme import Theme

_NAME_WIDTH = 72


class ProfileSection(Section):
    """Shows a column's profile.

    Signals:
        profile_asked: The current column is to be profiled.
        stop_asked: The profiling is to stop.
        value_chosen: The position of a frequent value, whose rows are to be shown.
        grown: What is known needs more room than before.
    """

    profile_asked = Signal()
    stop_asked = Signal()
    value_chosen = Signal(int)
    grown = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, tr("Column"), parent)
        self.ask = QPushButton(tr("Profile this column"), self)
        self.ask.setToolTip(tr("Filled, distinct, smallest, largest, most frequent"))
        self.stop = IconButton(theme, "close", tr("Stop profiling"), self, size=12)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Profiling the column"))
        self._note = label("", "small", self, wrap=True)
        self._facts = QWidget(self)
        self._grid = QGridLayout(self._facts)
        self._rows: list[tuple[QLabel, ElidedLabel]] = []
        self._frequent_title = label(tr("Most frequent"), "section", self)
        self.frequent = BarList(theme, self)
        self._lengths_title = label(tr("Length"), "section", self)
        self.lengths = Histogram(theme, self)
        self.lengths.setAccessibleName(tr("Lengths"))
        self.ask.clicked.connect(self.profile_asked)
        self.stop.clicked.connect(self.stop_asked)
        self.frequent.row_chosen.connect(self.value_chosen)
        self._lay_out()
        self.show_column("")

    def show_column(self, name: str) -> None:
        """Another column is the current one: it can be profiled; an empty name hides the section."""
        self.setVisible(bool(name))
        self.note.setText(name)
        self._show_parts(is_running=False, has_profile=False)
        self.ask.show()
        self._say("")

    def show_running(self) -> None:
        """The column is being profiled."""
        self.ask.hide()
        self._show_parts(is_running=True, has_profile=False)
        self._say("")

    def show_profile(self, profile: ShownProfile) -> None:
        """Show what is known by now."""
        self.ask.hide()
        is_first = self._facts.isHidden()
        self._show_parts(is_running=not profile.done, has_profile=True)
        self._show_facts(profile.facts)
        self._say(profile.note)
        self.frequent.set_bars(profile.frequent)
        self._frequent_title.setVisible(bool(profile.frequent))
        self.frequent.setVisible(bool(profile.frequent))
        self.lengths.set_bars(profile.lengths, profile.length_ends)
        self._lengths_title.setText(profile.length_title)
        for part in (self._lengths_title, self.lengths):
            part.setVisible(bool(profile.lengths))
        if is_first:
            self.grown.emit()

    def show_stopped(self) -> None:
        """The user stopped it: what is known stays."""
        self._bar.hide()
        self.stop.hide()
        self.ask.show()

    def show_failure(self, error: InspectorError) -> None:
        """Say why it could not be profiled; what was known before stays."""
        self.show_stopped()
        self._say(f"{error.message} {error.hint}".strip())

    def _show_parts(self, *, is_running: bool, has_profile: bool) -> None:
        self._bar.setVisible(is_running)
        self.stop.setVisible(is_running)
        for part in (
            self._facts,
            self._frequent_title,
            self.frequent,
            self._lengths_title,
            self.lengths,
        ):
            part.setVisible(has_profile)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        while len(self._rows) < len(facts):
            self._add_row()
        for place, (name, value) in enumerate(self._rows):
            is_used = place < len(facts)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                name.setText(facts[place][0])
                value.setText(facts[place][1])

    def _add_row(self) -> None:
        name, value = label("", "small", self._facts), ElidedLabel("", "mono", self._facts)
        name.setFixedWidth(_NAME_WIDTH)
        line = len(self._rows)
        self._grid.addWidget(name, line, 0)
        self._grid.addWidget(value, line, 1)
        self._rows.append((name, value))

    def _say(self, words: str) -> None:
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _lay_out(self) -> None:
        for title in (self._note, self._frequent_title, self._lengths_title):
            title.setContentsMargins(6, 0, 0, 0)
        self._grid.setContentsMargins(6, 0, 0, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        running = QHBoxLayout()
        running.setContentsMargins(6, 0, 0, 0)
        running.setSpacing(8)
        running.addWidget(self._bar, 1)
        running.addWidget(self.stop)
        self.body.addWidget(self.ask)
        self.body.addLayout(running)
        for part in (
            self._note,
            self._facts,
            self._frequent_title,
            self.frequent,
            self._lengths_title,
            self.lengths,
        ):
            self.body.addWidget(part)
