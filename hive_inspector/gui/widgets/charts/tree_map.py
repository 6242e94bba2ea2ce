"""Sizes as areas: the larger, the more room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TINY, mix
from hive_inspector.gui.widgets.charts.cell_chart import CellChart
from hive_inspector.gui.widgets.charts.hover_card import HoverLine
from hive_inspector.gui.widgets.charts.squarified import squarified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_GAP = 2.0
_PADDING = 7.0
_LINE = 16.0
_NARROWEST, _ROOMY = 36.0, 80.0
"""Pixels below which a tile bears no name."""


@dataclass(frozen=True, slots=True)
class TreeTile:
    """One area."""

    name: str
    size: float
    size_text: str
    share_text: str
    kind: str = ""
    """What it is, in a word."""
    slot: int | None = 1
    """Which of the theme's series colours it has; None for the quiet one."""
    hatched: bool = False


class TreeMapChart(CellChart):
    """Tiles that fill the whole area, the largest at the upper left."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._tiles: tuple[TreeTile, ...] = ()

    @property
    def tiles(self) -> tuple[TreeTile, ...]:
        """What is shown."""
        return self._tiles

    def set_tiles(self, tiles: Sequence[TreeTile]) -> None:
        """Show tiles, the largest first; those without a size are left out."""
        self._tiles = tuple(tile for tile in tiles if tile.size > 0)
        told = (f"{tile.name} {tile.size_text}" for tile in self._tiles[:5])
        self.setAccessibleDescription(visible_text(tr("Largest: ") + ", ".join(told)))
        self.lay_out()

    def laid_out(self) -> Sequence[QRectF]:
        """As squares as far as possible."""
        boxes = squarified([tile.size for tile in self._tiles], self.width(), self.height())
        return [
            QRectF(box.x, box.y, max(box.width - _GAP, 0.5), max(box.height - _GAP, 0.5))
            for box in boxes
        ]

    def words(self, number: int) -> tuple[str, Sequence[HoverLine]]:
        """Name, size, share."""
        tile = self._tiles[number]
        lines = [
            HoverLine(tr("Size"), tile.size_text),
            HoverLine(tr("Of the file"), tile.share_text),
        ]
        if tile.kind:
            lines.insert(0, HoverLine(tile.kind))
        return tile.name, lines

    def paint_cell(self, painter: QPainter, number: int, area: QRectF) -> None:
        """The tile, and as much of its name and size as there is room for."""
        tile, tokens = self._tiles[number], self.theme.tokens
        colour = tokens.series_colour(tile.slot)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(colour, tokens.panel, 0.42 if tokens.is_dark else 0.3)))
        radius = min(4.0, area.width() / 4, area.height() / 4)
        painter.drawRoundedRect(area, radius, radius)
        if tile.hatched:
            hatch = QColor(mix(colour, tokens.panel, 0.6 if tokens.is_dark else 0.42))
            painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(area, radius, radius)
        self._paint_words(painter, tile, area)

    def _paint_words(self, painter: QPainter, tile: TreeTile, area: QRectF) -> None:
        inside = area.adjusted(_PADDING, _PADDING - 2, -_PADDING, -_PADDING + 2)
        if inside.width() < _NARROWEST or inside.height() < _LINE:
            return
        tokens = self.theme.tokens
        painter.setClipRect(area)
        size = SIZE_SMALL if inside.width() >= _ROOMY else SIZE_TINY
        font = self.theme.ui_font(size, QFont.Weight.DemiBold)
        name = QFontMetricsF(font).elidedText(
            tile.name, Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        line = QRectF(inside.left(), inside.top(), inside.width(), _LINE)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        if inside.height() >= 2 * _LINE:
            painter.setFont(self.theme.ui_font(SIZE_TINY))
            line.translate(0, _LINE)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, tile.size_text)
