"""The column headers of a grid: name in the interface font, aligned like the values below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from hive_inspector.gui.widgets.grid_painter import PADDING

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from hive_inspector.gui.theme.theme import Theme

_HEIGHT = 32


class GridHeader(QHeaderView):
    """Draws its sections itself: Qt's own looks through every selected row to see whether a column is selected."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName("Columns")
        self.restyle()

    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        self._font = self._theme.ui_font(12, QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)
        self._text = QColor(self._theme.tokens.text)
        self._ground = QColor(self._theme.tokens.background)
        self._line = QColor(self._theme.tokens.line)
        self.viewport().update()

    def width_of(self, title: str) -> int:
        """How many pixels a title needs."""
        return self._metrics.horizontalAdvance(title) + 2 * PADDING + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the titles, and the ground behind the last of them."""
        super().paintEvent(event)
        rest = self.viewport().rect().adjusted(self.length() - self.offset(), 0, 0, 0)
        if rest.isValid():
            painter = QPainter(self.viewport())
            painter.fillRect(rest, self._ground)
            painter.setPen(self._line)
            painter.drawLine(rest.bottomLeft(), rest.bottomRight())
            painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Draw one title."""
        painter.save()
        painter.fillRect(rect, self._ground)
        painter.setPen(self._line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.right(), rect.top() + 8, rect.right(), rect.bottom() - 8)
        painter.setFont(self._font)
        painter.setPen(self._text)
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        painter.drawText(inner, self._alignment(logicalIndex), self._title(logicalIndex, inner))
        painter.restore()

    def sizeHint(self) -> QSize:
        """A little higher than a row."""
        return QSize(super().sizeHint().width(), _HEIGHT)

    def _title(self, section: int, inner: QRect) -> str:
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        return self._metrics.elidedText(title, Qt.TextElideMode.ElideRight, inner.width())

    def _alignment(self, section: int) -> int:
        role = Qt.ItemDataRole.TextAlignmentRole
        aligned = self.model().headerData(section, Qt.Orientation.Horizontal, role)
        return int(aligned) if aligned else int(self.defaultAlignment())
