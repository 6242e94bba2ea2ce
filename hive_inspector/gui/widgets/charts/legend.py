"""What the colours and dashes of a chart stand for; wraps into further lines where there is no room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_TINY
from hive_inspector.gui.widgets.charts.hover_card import Sign, draw_sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from hive_inspector.gui.theme.theme import Theme

_LINE = 18
_SIGN = 14.0
_GAP = 14.0


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One sign with its name."""

    name: str
    slot: int | None
    sign: Sign = Sign.SQUARE


class Legend(QWidget):
    """Signs with names, side by side."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[LegendEntry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.hide()

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """What it explains."""
        return self._entries

    def set_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Explain these; one alone needs no explanation."""
        self._entries = tuple(entries)
        self.setVisible(len(self._entries) > 1)
        self.setAccessibleName(tr("Legend: ") + ", ".join(entry.name for entry in self._entries))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(120, _LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as the width needs."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - small enough to paint whole
        """Signs and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.ui_font(SIZE_TINY))
        for entry, area, name in self._places():
            colour = self._theme.tokens.series_colour(entry.slot)
            draw_sign(painter, area, colour, entry.sign)
            painter.setPen(QColor(self._theme.tokens.dim))
            text = area.adjusted(_SIGN, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        painter.end()

    def _places(self) -> Iterator[tuple[LegendEntry, QRectF, str]]:
        metrics = QFontMetricsF(self._theme.ui_font(SIZE_TINY))
        x = y = 0.0
        for entry in self._entries:
            room = self.width() - _SIGN - 2
            name = metrics.elidedText(entry.name, Qt.TextElideMode.ElideMiddle, max(room, 20.0))
            width = _SIGN + metrics.horizontalAdvance(name) + 2
            if x and x + width > self.width():
                x, y = 0.0, y + _LINE
            yield entry, QRectF(x, y, width, _LINE), name
            x += width + _GAP

    def _fit(self) -> None:
        bottom = max((area.bottom() for _, area, _ in self._places()), default=_LINE)
        if round(bottom) != self.height():
            self.setFixedHeight(round(bottom))
