"""A sentence that floats over the lower edge of what it is about, and moves nothing out of its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.chip import Tone

_DISTANCE = 16


class FloatingNote(QFrame):
    """Says one thing and offers one action, until it is put away.

    Signals:
        accepted: The action is wanted.
        put_away: The user does without.
    """

    accepted = Signal()
    put_away = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("role", "note")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._over = over
        self._text = label("", "", self)
        self._action = QPushButton(self)
        self._action.setProperty("role", "link")
        self._close = IconButton(theme, "close", tr("Put the note away"), self, size=12)
        self._action.clicked.connect(self.accepted)
        self._close.clicked.connect(self.hide)
        self._close.clicked.connect(self.put_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 6, 4)
        row.setSpacing(8)
        for part in (self._text, self._action, self._close):
            row.addWidget(part)
        over.installEventFilter(self)
        self.hide()

    def say(self, text: str, action: str, tone: Tone) -> None:
        """Show a sentence with an action; no text puts the note away."""
        if not text:
            self.hide()
            return
        restyle(self, tone=tone.value)
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()

    @property
    def text(self) -> str:
        """What it says; empty while it is away."""
        return self._text.text() if self.isVisibleTo(self._over) else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        room = self._over.rect()
        width = min(self.width(), room.width() - 2 * _DISTANCE)
        self.setGeometry(
            (room.width() - width) // 2,
            room.height() - self.height() - _DISTANCE - 12,
            width,
            self.height(),
        )
