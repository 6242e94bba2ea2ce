"""A picture, scaled down to the room there is, never enlarged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFrame, QSizePolicy

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_SQUARE = 8
"""Pixels of a square of the pattern that shows through where a picture is transparent."""


class PictureView(QFrame):
    """Shows a picture, or nothing."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self.setAccessibleName(tr("Picture"))
        self.setMinimumSize(60, 60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Show a picture; an empty one shows nothing."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the picture."""
        return self._image.size().expandedTo(QSize(120, 120))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - there is one thing to draw
        """Draw it at the top, in its proportions."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        place = self._place()
        if self._image.hasAlphaChannel():
            self._paint_pattern(painter, place)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
        painter.end()

    def _place(self) -> QRect:
        room, size = self.contentsRect(), self._image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = room.left() + (room.width() - size.width()) // 2
        return QRect(left, room.top(), max(size.width(), 1), max(size.height(), 1))

    def _paint_pattern(self, painter: QPainter, place: QRect) -> None:
        tokens = self._theme.tokens
        painter.save()
        painter.setClipRect(place)
        painter.fillRect(place, QColor(tokens.panel))
        other = QColor(tokens.raised)
        for row in range(place.height() // _SQUARE + 1):
            for column in range(row % 2, place.width() // _SQUARE + 1, 2):
                x, y = place.left() + column * _SQUARE, place.top() + row * _SQUARE
                painter.fillRect(x, y, _SQUARE, _SQUARE, other)
        painter.restore()
