"""Asks for the values of a statement's parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_IN_A_LINE = 3
_MOST = 24
"""Fields that are shown; a statement with more is not written by hand."""


class ParametersPanel(QFrame):
    """A field for each parameter.

    Signals:
        confirmed: The values are as they should be.
        closed: The statement is not to be run after all.
    """

    confirmed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "statusbar")
        self.setAccessibleName(tr("Parameters"))
        self.fields: dict[str, QLineEdit] = {}
        self._theme = theme
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self.run = QPushButton(tr("Run with these"), self)
        self.run.setAutoDefault(False)
        self._close = IconButton(theme, "close", tr("Close"), self, size=12)
        self.run.clicked.connect(self.confirmed)
        self._close.clicked.connect(self.closed)
        self._lay_out()
        self.hide()

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by parameter."""
        return {name: field.text() for name, field in self.fields.items()}

    def ask(self, names: Sequence[str], known: Mapping[str, str]) -> None:
        """Show a field for each name, filled with what is known; the first unknown one gets the keyboard."""
        if tuple(self.fields) != tuple(names):
            self._make(names[:_MOST])
        for name, field in self.fields.items():
            if name in known and not field.isModified():
                field.setText(known[name])
        self.show()

    def enter(self, known: Mapping[str, str]) -> None:
        """Give the keyboard to the first field whose value nobody knows."""
        fields = list(self.fields.items())
        field = next((field for name, field in fields if name not in known), fields[0][1])
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _make(self, names: Sequence[str]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for number, name in enumerate(names):
            field = QLineEdit(self)
            field.setAccessibleName(name)
            field.setPlaceholderText(tr("Ada, 12, NULL, '12'"))
            field.setToolTip(tr("As in SQL: 12, 1.5, NULL, X'00'; anything else is a text"))
            field.setMinimumWidth(90)
            field.returnPressed.connect(self.confirmed)
            line, place = divmod(number, _IN_A_LINE)
            self._grid.addWidget(label(name, "mono", self), line, 2 * place)
            self._grid.addWidget(field, line, 2 * place + 1)
            self.fields[name] = field
        for place in range(_IN_A_LINE):
            self._grid.setColumnStretch(2 * place + 1, int(place < len(names)))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.run)
        buttons.addWidget(self._close)
        side = QVBoxLayout()
        side.addLayout(buttons)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addLayout(self._grid, 1)
        row.addLayout(side)
