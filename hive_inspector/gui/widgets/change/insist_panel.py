"""Doing a change that was not proved: only after reading why, and by typing the name of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class InsistPanel(QFrame):
    """Says why not, and takes the file's name as consent.

    Signals:
        insisted: The user typed the name and pressed the button.
    """

    insisted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setProperty("tone", "problem")
        self._name = ""
        self._why = label("", "", self, wrap=True)
        self._how = label("", "small", self, wrap=True)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Name of the file"))
        self.field.textChanged.connect(self._judge)
        self.button = QPushButton("", self)
        self.button.setProperty("role", "danger")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.insisted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        for part in (self._why, self._how):
            column.addWidget(part)
        column.addLayout(row)
        self.hide()

    @property
    def words(self) -> str:
        """What the panel says."""
        return f"{self._why.text()} {self._how.text()}"

    def ask(self, why: str, name: str, action: str) -> None:
        """Ask for consent.

        Args:
            why: Why the change is not proved.
            name: What has to be typed.
            action: What the button does, as `Migrate to 13`.
        """
        self._name = name
        self._why.setText(why)
        self._how.setText(
            tr(
                "A restore point is made first, and what the file was before can be had back from "
                "it. To go on without proof, type the name of the file: {name}",
                name=name,
            )
        )
        self.field.clear()
        self.button.setText(tr("{action} without proof", action=action))
        self._judge()
        self.show()

    @Slot()
    def _judge(self) -> None:
        self.button.setEnabled(bool(self._name) and self.field.text() == self._name)
