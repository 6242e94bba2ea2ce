"""The numbers beside the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.sql_editor.editor import SqlEditor

_LEFT, _RIGHT = 12, 8


class Gutter(QWidget):
    """Paints the numbers of the lines in sight; those with something wrong stand out."""

    def __init__(self, theme: Theme, editor: SqlEditor) -> None:
        super().__init__(editor)
        self._theme = theme
        self._editor = editor

    @property
    def room(self) -> int:
        """How wide it is for as many lines as there are."""
        digits = max(2, len(str(self._editor.blockCount())))
        return _LEFT + _RIGHT + digits * self._editor.fontMetrics().horizontalAdvance("9")

    def sizeHint(self) -> QSize:
        """As wide as the longest number."""
        return QSize(self.room, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The numbers of the lines in sight."""
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(event.rect(), QColor(tokens.background))
        painter.setFont(self._editor.font())
        current = self._editor.textCursor().blockNumber()
        wrong = self._editor.wrong_lines()
        for number, rect in self._editor.lines_in_sight():
            colour = tokens.text if number == current else tokens.dim
            painter.setPen(QColor(tokens.problem if number in wrong else colour))
            place = QRect(0, rect.top(), self.width() - _RIGHT, rect.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            painter.drawText(place, int(flags), str(number + 1))
        painter.end()
