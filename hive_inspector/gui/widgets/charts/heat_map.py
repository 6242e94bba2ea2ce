"""How much happened in each hour of each weekday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_TINY, mix
from hive_inspector.gui.widgets.charts.cell_chart import CellChart
from hive_inspector.gui.widgets.charts.hover_card import HoverLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

DAYS = (
    tr("Monday"),
    tr("Tuesday"),
    tr("Wednesday"),
    tr("Thursday"),
    tr("Friday"),
    tr("Saturday"),
    tr("Sunday"),
)
_HOURS = 24
_SIDE = 34.0
"""Room for the names of the days."""
_TOP = 2.0
_BELOW = 18.0
"""Room for the hours."""
_SCALE_LINE = 22.0
_GAP = 2.0
_EVERY = 3
"""Hours between two that are written."""
_FAINTEST = 0.14
_SHADES = (0.0, 0.25, 0.5, 0.75, 1.0)
_SHADE_PX = 14.0


class HeatMapChart(CellChart):
    """Seven rows of 24 cells; the stronger the colour, the more."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._counts: tuple[tuple[int, ...], ...] = ()
        self._noun = ""
        self._most = 0

    def set_counts(self, counts: Sequence[Sequence[int]], noun: str) -> None:
        """Show counts.

        Args:
            counts: A row for each weekday, Monday first, with a count for each hour.
            noun: What is counted, in the plural.
        """
        self._counts = tuple(map(tuple, counts))
        self._noun = noun
        self._most = max((max(row, default=0) for row in self._counts), default=0)
        self.setAccessibleDescription(self._busiest())
        self.lay_out()

    def laid_out(self) -> Sequence[QRectF]:
        """Equal cells beside the days and above the hours."""
        width = (self.width() - _SIDE) / _HOURS
        height = (self.height() - _TOP - _BELOW - _SCALE_LINE) / len(DAYS)
        return [
            QRectF(_SIDE + hour * width, _TOP + day * height, width - _GAP, height - _GAP)
            for day in range(len(self._counts))
            for hour in range(_HOURS)
        ]

    def words(self, number: int) -> tuple[str, Sequence[HoverLine]]:
        """The hour, and its count."""
        day, hour = divmod(number, _HOURS)
        title = tr(
            "{day}, {hour:02}:00 to {hour_2:02}:00",
            day=DAYS[day],
            hour=hour,
            hour_2=(hour + 1) % _HOURS,
        )
        return title, (HoverLine(self._noun, f"{self._counts[day][hour]:,}"),)

    def paint_cell(self, painter: QPainter, number: int, area: QRectF) -> None:
        """A patch of colour."""
        day, hour = divmod(number, _HOURS)
        count = self._counts[day][hour]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shade(count / self._most if self._most else 0.0))
        painter.drawRoundedRect(area, 3, 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells, days, hours, and what the shades mean."""
        super().paintEvent(event)
        if not self._counts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.theme.ui_font(SIZE_TINY))
        painter.setPen(QColor(self.theme.tokens.dim))
        self._paint_names(painter)
        self._paint_scale(painter)
        painter.end()

    def _paint_names(self, painter: QPainter) -> None:
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for day, name in enumerate(DAYS):
            first = self.cells[day * _HOURS]
            line = QRectF(0, first.top(), _SIDE - 4, first.height())
            painter.drawText(line, left, name[:3])
        bottom = self.cells[-1].bottom()
        for hour in range(0, _HOURS, _EVERY):
            cell = self.cells[hour]
            line = QRectF(cell.left(), bottom + 4, 60, _BELOW - 4)
            painter.drawText(line, left, f"{hour:02}:00")

    def _paint_scale(self, painter: QPainter) -> None:
        """From nothing to the most, at the lower right."""
        area = QRectF(0, self.height() - _SCALE_LINE + 6, self.width() - _GAP, _SHADE_PX)
        middle = Qt.AlignmentFlag.AlignVCenter
        most = tr("{most:,} an hour", most=self._most)
        room = painter.fontMetrics().horizontalAdvance(most)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, most)
        x = area.right() - room - 8 - len(_SHADES) * (_SHADE_PX + 2)
        painter.drawText(
            QRectF(0, area.top(), x - 8, _SHADE_PX), middle | Qt.AlignmentFlag.AlignRight, "0"
        )
        painter.setPen(Qt.PenStyle.NoPen)
        for shade in _SHADES:
            painter.setBrush(self._shade(shade))
            painter.drawRoundedRect(QRectF(x, area.top(), _SHADE_PX, _SHADE_PX), 3, 3)
            x += _SHADE_PX + 2

    def _shade(self, share: float) -> QColor:
        tokens = self.theme.tokens
        if not share:
            return QColor(tokens.raised)
        strength = _FAINTEST + (1 - _FAINTEST) * share
        return QColor(mix(tokens.series[1], tokens.panel, strength))

    def _busiest(self) -> str:
        if not self._most:
            return tr("No {noun}", noun=self._noun)
        cells = [(count, number) for number, count in enumerate(sum(self._counts, ()))]
        title, lines = self.words(max(cells)[1])
        return tr(
            "Busiest: {title}, {value} {noun}", title=title, value=lines[0].value, noun=self._noun
        )
