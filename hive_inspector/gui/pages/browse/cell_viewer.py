"""One cell in full: its text to be read and selected, what it is, and a secret only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.database.values import CellKind, size_text
from hive_inspector.gui.models.fields_model import kind_line
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.core.browsing.rows import Field
    from hive_inspector.gui.theme.theme import Theme


_BY_WORD = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_ANYWHERE = QTextOption.WrapMode.WrapAnywhere
_LONGEST_WORD = 1000
"""Qt looks for a word's end once for each line that it fills: 64 KB without a space took 0.9 s (measured)."""


class CellViewer(QWidget):
    """Shows a field.

    Signals:
        reveal_asked: The secret in sight is to be shown.
        copy_asked: The value in sight is to be copied.
    """

    reveal_asked = Signal()
    copy_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ElidedLabel("", "strong", self)
        self._kind = label("", "small", self, wrap=True)
        self._time = label("", "small", self, wrap=True)
        self._cut = label("", "small", self, wrap=True)
        self.text = QPlainTextEdit(self)
        self.reveal = QPushButton("Reveal", self)
        self.reveal.setToolTip("Show this secret until you leave the row")
        self.copy = IconButton(theme, "copy", "Copy value", self)
        self._set_up()
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_field(self, field: Field | None, shown_bytes: int) -> None:
        """Show a field, or nothing.

        Args:
            field: The field of the current cell.
            shown_bytes: How much of a long value was read, to be told where it goes on.
        """
        self.setVisible(field is not None)
        if field is None:
            self.text.setPlainText("")
            return
        self._name.setText(field.name)
        self._kind.setText(kind_line(field))
        self._show_text(field.text if field.kind is not CellKind.NULL else "")
        self.text.setPlaceholderText("NULL" if field.kind is CellKind.NULL else "Empty text")
        self._say(self._time, _time_line(field))
        self._say(self._cut, _cut_line(field, shown_bytes))
        self.reveal.setVisible(field.masked)
        self.copy.setVisible(not field.masked)

    def _show_text(self, text: str) -> None:
        if text == self.text.toPlainText():
            return
        longest = max(map(len, text.split()), default=0)
        is_wrapped_by_word = longest <= _LONGEST_WORD
        self.text.setWordWrapMode(_BY_WORD if is_wrapped_by_word else _ANYWHERE)
        self.text.setPlainText(text)

    def _set_up(self) -> None:
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Value of the cell")
        self.text.setUndoRedoEnabled(False)
        self.text.setProperty("role", "value")
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(0)
        self.reveal.clicked.connect(self.reveal_asked)
        self.copy.clicked.connect(self.copy_asked)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self.reveal)
        head.addWidget(self.copy)
        column.addLayout(head)
        column.addWidget(self._kind)
        column.addWidget(self._time)
        column.addWidget(self.text, 1)
        column.addWidget(self._cut)

    @Slot()
    def _restyle(self) -> None:
        self.text.setFont(self._theme.mono_font(SIZE_SMALL))
        self.reveal.setIcon(self._theme.icon("eye"))

    @staticmethod
    def _say(where: QWidget, words: str) -> None:
        where.setText(words)  # type: ignore[attr-defined]
        where.setVisible(bool(words))


def _time_line(field: Field) -> str:
    return f"{field.local_time} local time · {field.time_format}" if field.local_time else ""


def _cut_line(field: Field, shown_bytes: int) -> str:
    if not field.cut or field.size is None:
        return ""
    return f"The first {size_text(shown_bytes)} of {size_text(field.size)} are shown."
