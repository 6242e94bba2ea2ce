"""Something that the user should know before a change, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme

_ICON_PX = 16
_ICONS = {
    Tone.PROBLEM: "problem",
    Tone.WARNING: "warning",
    Tone.OK: "ok",
}
_SPOKEN = {
    Tone.PROBLEM: tr("Problem"),
    Tone.WARNING: tr("Warning"),
    Tone.OK: tr("OK"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know."""

    tone: Tone
    message: str
    hint: str = ""
    action: str = ""
    """What the button says; empty where there is nothing to press."""
    about: str = ""
    """What the action is about, where that has a name: a repair's."""


class NotesList(QWidget):
    """Notes, one below the other.

    Signals:
        acted: The `Note` whose button was pressed.
    """

    acted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[NoteRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is shown, from the top."""
        return tuple(row.note for row in self._rows)

    def set_notes(self, notes: Sequence[Note]) -> None:
        """Show these notes."""
        if tuple(notes) == self.notes:
            return
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [NoteRow(note, self._theme, self) for note in notes]
        for row in self._rows:
            row.acted.connect(self.acted)
            self._column.addWidget(row)
        self.setVisible(bool(notes))


class NoteRow(QWidget):
    """One note: a sign of its weight, what is so, what to do, and a way to do it.

    Signals:
        acted: The note.
    """

    acted = Signal(object)

    def __init__(self, note: Note, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = note
        self._theme = theme
        spoken = _SPOKEN.get(note.tone, tr("Note"))
        self._sign = QLabel(self)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        self._sign.setAccessibleName(spoken)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(note.message, "", self, wrap=True), 0, 1)
        if note.hint:
            grid.addWidget(label(note.hint, "small", self, wrap=True), 1, 1)
        if note.action:
            grid.addWidget(self._button(note.action), 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{spoken}: {note.message}")
        self.setAccessibleDescription(note.hint)
        theme.changed.connect(self._tint)
        self._tint()

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(self._on_clicked)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        self.acted.emit(self.note)

    @Slot()
    def _tint(self) -> None:
        icon = _ICONS.get(self.note.tone, "information")
        tone = self.note.tone if self.note.tone in _ICONS else Tone.INFORMATION
        colour = tone_colour(self._theme.tokens, tone)
        self._sign.setPixmap(self._theme.icon(icon, colour).pixmap(_ICON_PX, _ICON_PX))
