"""A number with its name above and what there is to say about it below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class NumberCard(QFrame):
    """A small card; made once and given new numbers."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = title
        self._value = label("", "title", self)
        self._note = label("", "tiny", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(1)
        for part in (label(title, "small", self), self._value, self._note):
            column.addWidget(part)
        self.set_waiting()

    @property
    def value_text(self) -> str:
        """The number as it is shown."""
        return self._value.text()

    @property
    def note_text(self) -> str:
        """What is said below it."""
        return self._note.text()

    def set_waiting(self) -> None:
        """The number is being read."""
        self._show("…", "", "dim")

    def set_value(self, value: str, note: str = "", explanation: str = "") -> None:
        """The number, a few words about it, and the whole story for whoever hovers."""
        self._show(value, note, "neutral", explanation)

    def set_absent(self, explanation: str, note: str = "not in this database") -> None:
        """There is no such number, and why in a few words."""
        self._show("–", note, "dim", explanation)

    def set_unreadable(self, explanation: str) -> None:
        """The number could not be read."""
        self._show("–", "could not be read", "dim", explanation, note_tone="problem")

    def minimumSizeHint(self) -> QSize:
        """Room for a million and its note."""
        return QSize(132, super().minimumSizeHint().height())

    def _show(
        self, value: str, note: str, tone: str, explanation: str = "", *, note_tone: str = "neutral"
    ) -> None:
        self._value.setText(value)
        self._note.setText(note)
        restyle(self._value, tone=tone)
        restyle(self._note, tone=note_tone)
        self.setToolTip(explanation)
        said = "being read" if value == "…" else ", ".join(filter(None, (value, note)))
        self.setAccessibleName(f"{self._title}: {said}")
        self.setAccessibleDescription(explanation)
