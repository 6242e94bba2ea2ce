"""Messages and conversations a day, over the last months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.charts.hover_card import Sign
from hive_inspector.gui.widgets.charts.legend import Legend, LegendEntry
from hive_inspector.gui.widgets.charts.sketch import AreaSketch
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.part_card import PartCard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.charts.charted import Charted


class ActivityCard(PartCard):
    """An area for each, with the days below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Activity"), parent)
        self._note = ElidedLabel("", "small", self)
        self.header.addWidget(self._note, 1, Qt.AlignmentFlag.AlignBottom)
        self.legend = Legend(theme, self)
        self.sketch = AreaSketch(theme, self)
        self.content.addWidget(self.legend)
        self.content.addWidget(self.sketch, 1)

    @property
    def note_text(self) -> str:
        """What the chart measures."""
        return self._note.text()

    def set_charted(self, charted: Charted, note: str) -> None:
        """Show what was read."""
        self._note.setText(note)
        self.legend.set_entries(
            [
                LegendEntry(layer.name, layer.slot, Sign.DASHES if number else Sign.SQUARE)
                for number, layer in enumerate(charted.layers)
            ]
        )
        self.sketch.set_charted(charted)
        self.show_content()

    def show_none(self, text: str, hint: str = "") -> None:
        """There is nothing to show, and why."""
        self._note.setText("")
        self.show_empty(text, hint)
