"""A question below what it is about: what will happen, a password where one is needed, and the button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from hive_inspector.core.database.wrapping import Password
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.password_field import password_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class Asking(QFrame):
    """Asks one thing at a time; hidden while there is nothing to ask."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._act: Callable[[Password | None], None] | None = None
        self._needs_password = False
        self.words = label("", "", self, wrap=True)
        self.password = password_field(tr("Password of the backup"), self)
        self.go = QPushButton("", self)
        self.go.setAutoDefault(False)
        self.leave = QPushButton(tr("Cancel"), self)
        self.leave.setAutoDefault(False)
        self.go.clicked.connect(self._on_go)
        self.leave.clicked.connect(self.put_away)
        self.password.textChanged.connect(self._on_text)
        self.password.returnPressed.connect(self._on_go)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.go)
        row.addWidget(self.leave)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.password)
        column.addLayout(row)
        self.hide()

    def ask(
        self,
        words: str,
        action: str,
        act: Callable[[Password | None], None],
        *,
        needs_password: bool = False,
        role: str = "primary",
    ) -> None:
        """Ask something.

        Args:
            words: What will happen.
            action: What the button says.
            act: Called with the password when the user says yes; without one where none is needed.
            needs_password: Whether a password has to be typed.
            role: How the button looks.
        """
        self._act, self._needs_password = act, needs_password
        self.words.setText(words)
        self.password.clear()
        self.password.setVisible(needs_password)
        self.go.setText(action)
        restyle(self.go, role=role)
        self._on_text()
        self.show()
        (self.password if needs_password else self.go).setFocus()

    @Slot()
    def put_away(self) -> None:
        """Ask nothing; what was typed is forgotten."""
        self._act = None
        self.password.clear()
        self.hide()

    @Slot()
    def _on_text(self) -> None:
        self.go.setEnabled(bool(self.password.text()) or not self._needs_password)

    @Slot()
    def _on_go(self) -> None:
        act = self._act
        if act is None or not self.go.isEnabled():
            return
        password = Password(self.password.text()) if self._needs_password else None
        self.put_away()
        act(password)
