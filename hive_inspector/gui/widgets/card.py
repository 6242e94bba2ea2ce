"""A titled area of its own on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from hive_inspector.core.database.values import visible_text
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.widgets.chip import Tone

PADDING = 16


class Card(QFrame):
    """A card: the title on the left of its header, whatever else in `header` after it, the content in `body`."""

    def __init__(
        self, title: str = "", parent: QWidget | None = None, *, padding: int = PADDING
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(visible_text(title))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(padding, padding, padding, padding)
        outer.setSpacing(12)
        self.header = QHBoxLayout()
        self.header.setSpacing(8)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.title_label = label(title, "heading", self)
        self.title_label.setVisible(bool(title))
        self.header.addWidget(self.title_label)
        outer.addLayout(self.header)
        outer.addLayout(self.body, 1)

    def set_title(self, title: str) -> None:
        """Give the card another title; without one the header keeps only what was added to it."""
        self.title_label.setText(title)
        self.title_label.setVisible(bool(title))
        self.setAccessibleName(visible_text(title))

    def set_tone(self, tone: Tone) -> None:
        """Mark the card's edge: a problem or a warning."""
        restyle(self, tone=tone.value)
