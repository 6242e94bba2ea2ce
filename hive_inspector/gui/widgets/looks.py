"""How a widget asks the stylesheet for a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel

from hive_inspector.core.database.values import visible_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def restyle(widget: QWidget, **properties: str) -> None:
    """Set properties that the stylesheet reads (`role`, `tone`), and have it read them again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class PlainLabel(QLabel):
    """A text shown as it is: nothing in it is taken for HTML, and no character acts or hides."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(visible_text(text), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show another text."""
        super().setText(visible_text(text))


def label(
    text: str, role: str = "", parent: QWidget | None = None, *, wrap: bool = False
) -> PlainLabel:
    """A plain text in one of the stylesheet's roles: title, heading, strong, dim, small, tiny, section, mono."""
    made = PlainLabel(text, parent)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def separator(parent: QWidget | None = None) -> QFrame:
    """A thin line across."""
    line = QFrame(parent)
    line.setProperty("role", "separator")
    return line
