"""Names with their sizes as bars, the longest first; a click or Enter chooses one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from hive_inspector.gui.theme.theme import Theme

_ROW_HEIGHT = 34
_BAR_HEIGHT = 6.0
INSET = 6
"""How far a row reaches beyond its text on either side."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar list."""

    name: str
    size: str
    """The size in words."""
    fraction: float
    """Length of the bar, from 0 to 1."""
    explanation: str = ""
    opens: bool = True
    """Whether a click leads somewhere."""
    slot: int | None = 1
    """Which of the theme's series colours it has; None for the quiet one."""


class BarList(QWidget):
    """Rows that are kept and given new bars.

    Signals:
        row_chosen: The position of the row that was clicked.
    """

    row_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, inset: int = INSET) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inset = inset
        self._rows: list[BarRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    @property
    def rows(self) -> tuple[BarRow, ...]:
        """The rows in use, from the top."""
        return tuple(row for row in self._rows if not row.isHidden())

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        while len(self._rows) < len(bars):
            self._add_row()
        for row, bar in zip(self._rows, bars, strict=False):
            row.set_bar(bar)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(bars))

    def _add_row(self) -> None:
        row = BarRow(self._theme, self, inset=self._inset)
        row.clicked.connect(self._on_clicked)
        self._rows.append(row)
        self._column.addWidget(row)

    @Slot()
    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, BarRow):
            self.row_chosen.emit(self._rows.index(row))


class BarRow(QAbstractButton):
    """One row: name and size above, the bar below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, inset: int = INSET) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inset = inset
        self.bar = Bar("", "", 0.0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def set_bar(self, bar: Bar) -> None:
        """Show another bar."""
        bar = self.bar = replace(
            bar, name=visible_text(bar.name), explanation=visible_text(bar.explanation)
        )
        self.setAccessibleName(f"{bar.name}, {bar.size}")
        self.setAccessibleDescription(bar.explanation)
        self.setToolTip(bar.explanation)
        shape = Qt.CursorShape.PointingHandCursor if bar.opens else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.update()

    def sizeHint(self) -> QSize:
        """A line of text and a bar."""
        return QSize(240, self._theme.row(_ROW_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses like a click, which Qt does for the space bar only."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - a row is small enough to paint whole
        """Ground, texts, bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        inside = QRectF(self.rect()).adjusted(self._inset, 2, -self._inset, -5)
        self._paint_texts(painter, inside)
        self._paint_bar(painter, inside)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        focused = self.hasFocus()
        if not focused and not self.underMouse():
            return
        painter.setPen(QPen(QColor(tokens.accent), 1) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.raised) if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, CONTROL_RADIUS, CONTROL_RADIUS)

    def _paint_texts(self, painter: QPainter, inside: QRectF) -> None:
        tokens = self._theme.tokens
        line = QRectF(inside.x(), inside.y(), inside.width(), 18)
        size_font = self._theme.ui_font(SIZE_SMALL)
        painter.setFont(size_font)
        painter.setPen(QColor(tokens.dim))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, right, self.bar.size)
        name_font = self._theme.ui_font(SIZE_SMALL, QFont.Weight.DemiBold)
        room = line.width() - QFontMetricsF(size_font).horizontalAdvance(self.bar.size) - 12
        name = QFontMetricsF(name_font).elidedText(
            self.bar.name, Qt.TextElideMode.ElideMiddle, room
        )
        painter.setFont(name_font)
        painter.setPen(QColor(tokens.text))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, left, name)

    def _paint_bar(self, painter: QPainter, inside: QRectF) -> None:
        tokens = self._theme.tokens
        track = QRectF(inside.x(), inside.bottom() - _BAR_HEIGHT, inside.width(), _BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.raised if not self.underMouse() else tokens.track))
        painter.drawRoundedRect(track, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        filled = QRectF(track)
        filled.setWidth(max(_BAR_HEIGHT, track.width() * min(self.bar.fraction, 1.0)))
        painter.setBrush(QColor(tokens.series_colour(self.bar.slot)))
        painter.drawRoundedRect(filled, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
