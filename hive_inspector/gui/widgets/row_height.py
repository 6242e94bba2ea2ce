"""Rows of a table, as high as the user wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QHeaderView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    from hive_inspector.gui.theme.theme import Theme


class RowHeight(QObject):
    """Gives all rows of a table one height, and another one when the user chooses how close rows stand."""

    def __init__(self, theme: Theme, view: QTableView, usual: int) -> None:
        """Take over the rows of a table.

        Args:
            theme: Knows how close rows stand.
            view: The table, which becomes the owner.
            usual: The height where nothing else is chosen, in logical pixels.
        """
        super().__init__(view)
        self._theme = theme
        self._rows = view.verticalHeader()
        self._usual = usual
        self._rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._follow()
        theme.changed.connect(self._follow)

    @property
    def height(self) -> int:
        """How high a row is now, in logical pixels."""
        return self._theme.row(self._usual)

    @Slot()
    def _follow(self) -> None:
        if self._rows.defaultSectionSize() != self.height:
            self._rows.setMinimumSectionSize(self.height)
            self._rows.setDefaultSectionSize(self.height)
