"""The tab Image: the picture and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.picture_view import PictureView

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.browse.cell.reading import Picture
    from hive_inspector.gui.theme.theme import Theme


class ImageViewer(QWidget):
    """Shows a picture."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.picture = PictureView(theme, self)
        self._note = label("", "small", self, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._note)
        column.addWidget(self.picture, 1)

    def show_picture(self, picture: Picture, note: str) -> None:
        """Show a picture, and say what it is."""
        self.picture.show_image(picture.image)
        self.picture.setAccessibleDescription(note)
        self._note.setText(note)

    def show_problem(self, error: InspectorError) -> None:
        """Say why there is none."""
        self.clear()
        self._note.setText(f"{error.message} {error.hint}".strip())

    def clear(self) -> None:
        """Show nothing."""
        self.picture.show_image(QImage())
        self.picture.setAccessibleDescription("")
        self._note.setText("")
