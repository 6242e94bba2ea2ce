"""Asks for the password of an encrypted backup, and again where it was wrong, without keeping the window waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout

from hive_inspector.core.database.wrapping import Password
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.password_field import password_field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.errors import InspectorError

_WIDTH = 440


class PasswordDialog(QDialog):
    """One encrypted file. What is typed is handed over once, and nothing of it stays.

    Signals:
        given: The `Password` that was typed.
    """

    given = Signal(object)

    def __init__(self, file: str, parent: QWidget) -> None:
        """Put it together.

        Args:
            file: The file's name.
            parent: The window that it stands over.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Password of the backup"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._name = label(file, "strong", self, wrap=True)
        self.field = password_field(tr("Password"), self)
        self.said = label("", "small", self, wrap=True)
        self.open_button = QPushButton(tr("Open"), self)
        self.open_button.setProperty("role", "primary")
        self.open_button.setDefault(True)
        self.leave = QPushButton(tr("Cancel"), self)
        self.field.textChanged.connect(self._on_text)
        self.open_button.clicked.connect(self._on_open)
        self.leave.clicked.connect(self.reject)
        self._lay_out()
        self._say(_KEPT)
        self._on_text()

    def ask(self, error: InspectorError, *, was_wrong: bool) -> None:
        """Ask, or say that it was wrong and ask again.

        Args:
            error: Why the file did not open.
            was_wrong: Whether a password was tried.
        """
        self.field.clear()
        self.field.setEnabled(True)
        self.leave.setEnabled(True)
        self._say(f"{error.message} {error.hint}" if was_wrong else _KEPT, is_wrong=was_wrong)
        self._on_text()
        self.field.setFocus()

    @Slot()
    def _on_text(self) -> None:
        self.open_button.setEnabled(bool(self.field.text()))

    @Slot()
    def _on_open(self) -> None:
        password = Password(self.field.text())
        self.field.clear()
        self.field.setEnabled(False)
        self._say(tr("Opening…"))
        self.given.emit(password)

    def _say(self, text: str, *, is_wrong: bool = False) -> None:
        self.said.setText(text)
        restyle(self.said, tone="problem" if is_wrong else "")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(8)
        column.addWidget(self._name)
        column.addWidget(label(tr("This backup is encrypted."), "dim", self, wrap=True))
        column.addSpacing(4)
        column.addWidget(self.field)
        column.addWidget(self.said)
        column.addSpacing(6)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.open_button)
        column.addLayout(row)


_KEPT = tr("The password that it was made with. It is not kept anywhere.")
