"""Which piece of help belongs to a part of the window, and the way to ask for it from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Slot

from hive_inspector.gui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_PROPERTY = "help"
_KIND = QEvent.Type(QEvent.registerEventType())


class HelpWanted(QEvent):
    """Asks a window for a piece of help. An event, so that no part has to know who shows help."""

    def __init__(self, topic: str) -> None:
        super().__init__(_KIND)
        self.topic = topic


class HelpButton(IconButton):
    """The question mark of a part whose help is not that of its page."""

    def __init__(
        self,
        theme: Theme,
        topic: str,
        about: str,
        parent: QWidget,
        *,
        is_of_part: bool = True,
    ) -> None:
        """Make it.

        Args:
            theme: For its icon.
            topic: The piece that it shows, of `core.guidance`.
            about: Its name, as “Help about backups”.
            parent: The part.
            is_of_part: Whether the keys for help show the piece as well while the part has the keyboard.
        """
        super().__init__(theme, "help", about, parent)
        self.topic = topic
        if is_of_part:
            give_help(parent, topic)
        self.clicked.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        ask_for_help(self.window(), self.topic)


def give_help(part: QWidget, topic: str) -> None:
    """Say which piece of help belongs to a part and to everything in it."""
    part.setProperty(_PROPERTY, topic)


def help_at(widget: QWidget | None, within: QWidget) -> str:
    """The topic of the innermost part around a widget that has one; empty where none inside `within` has."""
    while widget is not None and (widget is within or within.isAncestorOf(widget)):
        topic = widget.property(_PROPERTY)
        if isinstance(topic, str):
            return topic
        widget = widget.parentWidget()
    return ""


def ask_for_help(window: QWidget, topic: str) -> None:
    """Have a window show a piece of help; one that shows none ignores it."""
    QCoreApplication.sendEvent(window, HelpWanted(topic))
