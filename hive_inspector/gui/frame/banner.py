"""A calm line above the pages about the file as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme


class Banner(QWidget):
    """Says one thing that the user should know, until it is put away."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._box = QFrame(self)
        self._box.setProperty("role", "banner")
        self._box.setProperty("tone", "information")
        self._icon = QLabel(self._box)
        self._text = label("", "", self._box, wrap=True)
        close = IconButton(theme, "close", "Put the note away", self._box, size=12)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self._box)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(close)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 12, 24, 0)
        outer.addWidget(self._box)
        self._redraw()
        theme.changed.connect(self._redraw)
        self.hide()

    def show_note(self, text: str) -> None:
        """Show a note; an empty one hides the banner."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @Slot()
    def _redraw(self) -> None:
        colour = self._theme.tokens.information
        self._icon.setPixmap(tinted_pixmap("information", colour, 18, self.devicePixelRatioF()))
