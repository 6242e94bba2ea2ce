"""Asks in which form a backup is to be made, and for the password where it is encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.database.wrapping import Password, Wrapping
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.password_field import password_field
from hive_inspector.gui.widgets.ticks import Choice

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 460
_FORMS = {
    Wrapping.PLAIN: (tr("Plain"), tr("A database like the file itself.")),
    Wrapping.GZIP: (tr("Compressed"), tr("Smaller; Hive and this program unpack it.")),
    Wrapping.ENCRYPTED: (tr("Encrypted"), tr("In Hive's own form, so that Hive can restore it.")),
    Wrapping.ENCRYPTED_GZIP: (tr("Encrypted and compressed"), tr("The same, and smaller.")),
}


class MakingDialog(QDialog):
    """Asks; it does not keep the window waiting.

    Signals:
        wanted: The `Wrapping`, and the `Password` or None.
    """

    wanted = Signal(object, object)

    def __init__(self, theme: Theme, file: str, folder: str, parent: QWidget) -> None:
        """Put it together.

        Args:
            theme: The program's.
            file: Name of the file that is backed up.
            folder: Where the backup will be, as it is shown.
            parent: What the dialog stands over.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Make a backup"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.forms: dict[Wrapping, Choice] = {}
        self._file, self._folder = file, folder
        self.first = password_field(tr("Password"), self)
        self.second = password_field(tr("The same password again"), self)
        self._said = label("", "small", self, wrap=True)
        self.make = QPushButton(tr("Make backup"), self)
        self.make.setProperty("role", "primary")
        self.make.setDefault(True)
        self.leave = QPushButton(tr("Cancel"), self)
        self._passwords = QWidget(self)
        self._lay_out(theme)
        self.make.clicked.connect(self._on_make)
        self.leave.clicked.connect(self.reject)
        for field in (self.first, self.second):
            field.textChanged.connect(self._show_state)
        self.forms[Wrapping.PLAIN].setChecked(True)
        self._show_state()

    @property
    def wrapping(self) -> Wrapping:
        """The form that is chosen."""
        return next(one for one, choice in self.forms.items() if choice.isChecked())

    @property
    def said(self) -> str:
        """What is said about the password, or empty."""
        return self._said.text()

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(6)
        about = tr(
            "A copy of {file} as it is now, in {folder}.", file=self._file, folder=self._folder
        )
        column.addWidget(label(about, "", self, wrap=True))
        column.addSpacing(8)
        for wrapping, (title, what) in _FORMS.items():
            choice = Choice(theme, title, self)
            choice.setAccessibleDescription(what)
            choice.toggled.connect(self._show_state)
            self.forms[wrapping] = choice
            column.addWidget(choice)
            line = label(what, "small", self, wrap=True)
            line.setContentsMargins(23, 0, 0, 6)
            column.addWidget(line)
        fields = QVBoxLayout(self._passwords)
        fields.setContentsMargins(23, 4, 0, 4)
        fields.setSpacing(8)
        fields.addWidget(self.first)
        fields.addWidget(self.second)
        fields.addWidget(self._said)
        column.addWidget(self._passwords)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.make)
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)

    @Slot()
    def _show_state(self) -> None:
        if not any(choice.isChecked() for choice in self.forms.values()):
            return
        needs = self.wrapping.is_encrypted
        self._passwords.setVisible(needs)
        first, second = self.first.text(), self.second.text()
        differ = bool(second) and first != second
        self._said.setText(
            tr("The two passwords are not the same.")
            if differ
            else tr("Without it nobody can open the backup. It is not kept anywhere.")
        )
        self.make.setEnabled(not needs or (bool(first) and first == second))
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(_WIDTH))

    @Slot()
    def _on_make(self) -> None:
        wrapping = self.wrapping
        password = Password(self.first.text()) if wrapping.is_encrypted else None
        self.wanted.emit(wrapping, password)
        self.accept()
