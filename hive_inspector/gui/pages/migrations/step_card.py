"""The chosen version: what its step does in words, what is lost, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.change.lines import LinesGrid
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.part_card import PartCard
from hive_inspector.gui.widgets.sql_view import SqlView

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.change.lines import Line

SQL_LINES = 9
"""As many are shown without scrolling."""


@dataclass(frozen=True, slots=True)
class StepShown:
    """Everything that the card says of a version."""

    title: str
    """E.g. `013 add_consensus_facts_table`."""
    what: str
    """What the step does, in one line."""
    chip: str
    tone: Tone
    lines: tuple[Line, ...]
    sql: str
    """Its statements; empty while they are not known."""
    repair: str = ""
    """What the button says that leads to the repair of it; empty where there is none."""


class StepCard(PartCard):
    """Shows one version.

    Signals:
        repair_wanted: The user wants what is wrong with the version repaired.
    """

    repair_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.chip = Chip("", Tone.NEUTRAL, self)
        self.chip.hide()
        self.title_label.setWordWrap(True)
        self.header.setStretch(0, 1)
        self.header.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        self._what = label("", "dim", self, wrap=True)
        self._lines = LinesGrid(self)
        self._repair = QPushButton("", self)
        self._repair.clicked.connect(self.repair_wanted)
        self.sql = SqlView(theme, tr("SQL of the step"), self)
        height = self.sql.fontMetrics().lineSpacing() * SQL_LINES
        self.sql.setFixedHeight(height)
        self.content.addWidget(self._what)
        self.content.addWidget(self._lines)
        self.content.addWidget(self._repair, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addSpacing(4)
        self.content.addWidget(self.sql)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is said, from the top."""
        return self._lines.lines

    def show_step(self, step: StepShown) -> None:
        """Show a version."""
        self.set_title(step.title)
        self.chip.setText(step.chip)
        self.chip.set_tone(step.tone)
        self.chip.setVisible(bool(step.chip))
        self._what.setText(step.what)
        self._what.setVisible(bool(step.what))
        self._lines.set_lines(step.lines)
        self._repair.setText(step.repair)
        self._repair.setVisible(bool(step.repair))
        self.sql.show_sql(step.sql)
        self.sql.setVisible(bool(step.sql))
        self.show_content()
