"""The migration line: which versions a file has had, and one sentence about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.part_card import PartCard
from hive_inspector.gui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.pages.overview.migration_line import MigrationLine
    from hive_inspector.gui.theme.theme import Theme


class MigrationsCard(PartCard):
    """A timeline with a chip above and a sentence below, which the pointed-at version takes over."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Migrations"), parent)
        self._chip = Chip("", Tone.NEUTRAL, self)
        self._chip.hide()
        self.header.addStretch(1)
        self.header.addWidget(self._chip)
        self.timeline = Timeline(theme, self)
        self.sentence = label("", "dim", self, wrap=True)
        # The sentence of the version pointed at may need another line than the summary: nothing must jump then.
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        self._summary = ""
        self.content.addSpacing(4)
        self.content.addWidget(self.timeline)
        self.content.addWidget(self.sentence)
        self.content.addStretch(1)
        self.timeline.explained.connect(self._explain)

    @property
    def chip_text(self) -> str:
        """What the chip says; empty where there is no chip."""
        return "" if self._chip.isHidden() else self._chip.text()

    def set_line(self, line: MigrationLine) -> None:
        """Show a line, or say why the file has none."""
        self._chip.setVisible(bool(line.chip))
        self._chip.setText(line.chip)
        self._chip.set_tone(line.chip_tone)
        if not line.steps:
            self.show_empty(line.summary, line.hint)
            return
        self._summary = line.summary
        self.sentence.setText(line.summary)
        self.timeline.set_steps(line.steps, line.summary)
        self.show_content()

    @Slot(str)
    def _explain(self, words: str) -> None:
        self.sentence.setText(words or self._summary)
