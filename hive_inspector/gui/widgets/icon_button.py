"""A button that is a picture, with its name for those who don't see it and as a tooltip for those who do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QToolButton

from hive_inspector.core.database.values import visible_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme


class IconButton(QToolButton):
    """An icon in the theme's text colour, redrawn when the theme changes."""

    def __init__(
        self, theme: Theme, icon: str, name: str, parent: QWidget | None = None, *, size: int = 16
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self.setIconSize(QSize(size, size))
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_name(name)
        self._redraw()
        theme.changed.connect(self._redraw)

    def set_name(self, name: str) -> None:
        """Give the button another name."""
        self.setAccessibleName(visible_text(name))
        self.setToolTip(visible_text(name))

    def set_icon_name(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        self.setIcon(self._theme.icon(self._icon_name, self._theme.tokens.dim))
