"""What covers the window while a file hovers over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import CARD_RADIUS, SIZE_HEADING

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from hive_inspector.gui.theme.theme import Theme

_OPACITY = 225


class DropVeil(QWidget):
    """Dims the window and says what letting go would do."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Drop the file to open it"))
        self.hide()

    def cover(self) -> None:
        """Show it over the whole parent."""
        self.setGeometry(self._ground.rect())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the present theme."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(tokens.background)
        ground.setAlpha(_OPACITY)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(QColor(tokens.accent_shape), 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(24, 24, -24, -24)
        painter.drawRoundedRect(frame, CARD_RADIUS, CARD_RADIUS)
        painter.setPen(QColor(tokens.text))
        painter.setFont(self._theme.ui_font(SIZE_HEADING, QFont.Weight.DemiBold))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Drop the file to open it"))


def dropped_file(data: QMimeData) -> str | None:
    """The path of the one file that is dragged; None where it is none, or several."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
