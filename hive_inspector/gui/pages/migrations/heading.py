"""The top of the page: what the file is, where it stands, and what can be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from hive_inspector.gui.pages.migrations.changes import Change


class Heading(QWidget):
    """Title, subtitle and the three buttons.

    Signals:
        rehearse_wanted: Try the change at hand on a copy.
        roll_back_wanted: Think of rolling back.
        go_wanted: Make the change at hand.
    """

    rehearse_wanted = Signal()
    roll_back_wanted = Signal()
    go_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.subtitle = label("", "dim", self, wrap=True)
        self.rehearse = self._button(tr("Rehearse"))
        self.roll_back = self._button(tr("Roll back…"))
        self.go = self._button("")
        for name, button in (("rehearse", self.rehearse), ("go", self.go)):
            button.setObjectName(f"migrations.{name}")  # pressed by the gallery, in any language
        self.rehearse.clicked.connect(self.rehearse_wanted)
        self.roll_back.clicked.connect(self.roll_back_wanted)
        self.go.clicked.connect(self.go_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr("Migrations"), "title", self))
        words.addWidget(self.subtitle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addLayout(words, 1)
        for button in (self.rehearse, self.roll_back, self.go):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.hide()

    def show_go(self, change: Change, role: str) -> None:
        """Name the change at hand on its button: `primary` forwards, `danger` where something is taken back."""
        self.go.setText(change.action)
        self.go.setAccessibleName(change.action)
        restyle(self.go, role=role)
        self.go.show()

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        return button
