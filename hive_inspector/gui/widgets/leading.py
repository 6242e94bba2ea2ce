"""Makes a card lead somewhere: by a click, and by Enter or the space bar when it has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent

from hive_inspector.gui.roles import give_role
from hive_inspector.gui.widgets.looks import restyle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Leading(QObject):
    """Belongs to a card.

    Signals:
        followed: The user wants to go where the card leads; carries that.
    """

    followed = Signal(str)

    def __init__(self, card: QWidget, where: str) -> None:
        """Make a card lead somewhere.

        Args:
            card: What is clicked; what lies in it and takes clicks itself keeps them.
            where: What is emitted: the id of a page, or of what the card shows.
        """
        super().__init__(card)
        self._card = card
        self.where = where
        card.setCursor(Qt.CursorShape.PointingHandCursor)
        card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        give_role(card, QAccessible.Role.Link)
        card.setAttribute(Qt.WidgetAttribute.WA_Hover)
        restyle(card, leads=where)
        card.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take clicks and keys."""
        if watched is self._card and _is_wanted(event):
            self.followed.emit(self.where)
            return True
        if watched is self._card and _is_press(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)


def _is_press(event: QEvent) -> bool:
    """Taken here, so that what the card lies on does not hear of it."""
    is_mouse = isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton
    return is_mouse and event.type() == QEvent.Type.MouseButtonPress


def _is_wanted(event: QEvent) -> bool:
    if isinstance(event, QMouseEvent):
        is_left = event.button() == Qt.MouseButton.LeftButton
        return event.type() == QEvent.Type.MouseButtonRelease and is_left
    if isinstance(event, QKeyEvent):
        return event.type() == QEvent.Type.KeyPress and Qt.Key(event.key()) in _KEYS
    return False
