"""A part of a panel under a title that opens and closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hive_inspector.gui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme


class Section(QWidget):
    """Put the content into `body`, and what belongs to the title into `header`.

    Signals:
        opened: The user opened or closed it.
    """

    opened = Signal(bool)

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._button = QPushButton(title, self)
        self._button.setProperty("role", "section")
        self._button.setCheckable(True)
        self._button.setChecked(True)
        self._button.setIconSize(QSize(12, 12))
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.note = ElidedLabel("", "small", self)
        self._content = QWidget(self)
        self.header = QHBoxLayout()
        self.header.setSpacing(6)
        self.header.addWidget(self._button)
        self.header.addWidget(self.note, 1)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 2, 0, 0)
        self.body.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.header)
        column.addWidget(self._content)
        self._button.toggled.connect(self._on_toggled)
        theme.changed.connect(self._redraw)
        self._redraw()

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self._button.isChecked()

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001 - the value itself
        """Open or close it."""
        self._button.setChecked(is_open)

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._content.setVisible(is_open)
        self._redraw()
        self.opened.emit(is_open)

    @Slot()
    def _redraw(self) -> None:
        icon = "chevron-down" if self.is_open else "chevron-right"
        self._button.setIcon(self._theme.icon(icon, self._theme.tokens.dim))
