"""A calm line above the pages about the file as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme


class Banner(QWidget):
    """Says one thing that the user should know, until it is put away.

    Signals:
        acted: The user does what the note offers.
    """

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._box = QFrame(self)
        self._box.setProperty("role", "banner")
        self._tone = Tone.INFORMATION
        self._icon = QLabel(self._box)
        self._text = label("", "", self._box, wrap=True)
        self._action = QPushButton(self._box)
        self._action.clicked.connect(self.acted)
        self._action.hide()
        close = IconButton(theme, "close", tr("Put the note away"), self._box, size=12)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self._box)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(close)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 12, 24, 8)
        outer.addWidget(self._box)
        self._redraw()
        theme.changed.connect(self._redraw)
        self.hide()

    def show_note(self, text: str, tone: Tone = Tone.INFORMATION, action: str = "") -> None:
        """Show a note.

        Args:
            text: Sentences; none hides the banner.
            tone: How much it matters: information, warning or problem.
            action: The name of what can be done about it; none where nothing can.
        """
        self._tone = tone
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(visible_text(text))
        self._redraw()
        self.setVisible(bool(text))

    @Slot()
    def _redraw(self) -> None:
        tone = self._tone.value
        colour = getattr(self._theme.tokens, tone)
        self._icon.setPixmap(tinted_pixmap(tone, colour, 18, self.devicePixelRatioF()))
        restyle(self._box, tone=tone)
