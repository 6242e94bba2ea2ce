"""Draws the visible cells of a grid, column by column.

The view's own painting asks the model about seven times a cell and costs 30 to 80 ms a frame in this size of window;
drawn like this a frame costs a few milliseconds (measured), so that scrolling keeps up with the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF

from hive_inspector.core.database.values import ELLIPSIS
from hive_inspector.gui.cells import BLOB, MASKED, NULL, NUMBER, PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter

    from hive_inspector.gui.cells import ShownRow

PADDING = 10
"""Pixels between a cell's edge and its text."""


@dataclass(frozen=True, slots=True)
class GridColours:
    """What a grid is drawn with."""

    ground: QColor
    stripe: QColor
    """The ground of every second row."""
    line: QColor
    """Between columns."""
    edge: QColor
    """Between frozen columns and the others."""
    text: QColor
    dim: QColor
    """NULL, blobs and masked secrets."""
    selection: QColor
    current_row: QColor
    ring: QColor
    """Round the current cell."""
    problem: QColor
    link: QColor
    """Values that lead on."""
    waiting: QColor
    """Where a row is still on its way."""


@dataclass(frozen=True, slots=True)
class ColumnBand:
    """Where a column is on the viewport."""

    index: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class RowBand:
    """Where a row is on the viewport, and what it holds."""

    number: int
    top: int
    content: ShownRow | None
    """None while it is on its way, or where it cannot be read."""
    is_unreadable: bool = False
    problem: str = ""
    """Why it cannot be read; only on the first row of a run, said once."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that one repaint shows."""

    area: QRect
    columns: Sequence[ColumnBand]
    rows: Sequence[RowBand]
    row_height: int
    selected: Sequence[QRect]
    current: QRect | None
    focused: bool
    origin: int = 0
    """Where sentences begin that stand across the columns."""
    links: frozenset[int] = frozenset()
    """Columns whose values lead on."""
    is_former: bool = False
    """Whether other rows are on their way into the place of these."""


class CellMetrics:
    """How much of a text fits into a width, without asking the font where its characters are all as wide."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._advance = self._metrics.horizontalAdvance("0")
        self._is_fixed = all(self._metrics.horizontalAdvance(c) == self._advance for c in "iW.")

    def baseline(self, height: int) -> int:
        """Where text stands in a row of that height, in pixels from its top."""
        return round((height + self._metrics.capHeight()) / 2)

    def width(self, text: str) -> float:
        """How wide a text is, in pixels."""
        if self._is_fixed and text.isascii():
            return len(text) * self._advance
        return self._metrics.horizontalAdvance(text)

    def fitted(self, text: str, room: float) -> str:
        """The text, or as much of its start as fits with an ellipsis."""
        if not (self._is_fixed and text.isascii()):
            return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        fits = int(room / self._advance)
        return text if len(text) <= fits else text[: max(fits - 1, 0)] + ELLIPSIS


class GridPainter:
    """Draws frames with one set of colours and one font."""

    def __init__(self, colours: GridColours, font: QFont) -> None:
        self.colours = colours
        self.metrics = CellMetrics(font)
        self._pens = {
            PLAIN: colours.text,
            NUMBER: colours.text,
            NULL: colours.dim,
            BLOB: colours.dim,
            MASKED: colours.dim,
        }
        self._link_pens = self._pens | {PLAIN: colours.link, NUMBER: colours.link}
        self._former_pens = dict.fromkeys(self._pens, colours.dim)

    def draw(self, painter: QPainter, frame: Frame, empty_text: str = "") -> None:
        """Draw the whole frame.

        Args:
            painter: Open on the viewport.
            frame: What is in sight.
            empty_text: What is said where there are no rows at all.
        """
        painter.setFont(self.metrics.font)
        self._draw_grounds(painter, frame)
        shown = [(row.content, row.top) for row in frame.rows if row.content is not None]
        baseline = self.metrics.baseline(frame.row_height)
        for column in frame.columns:
            self._draw_column(painter, frame, column, shown)
        self._draw_column_lines(painter, frame)
        for row in frame.rows:
            if row.content is None:
                self._draw_absent(painter, frame, row, baseline)
        self._draw_current(painter, frame)
        if empty_text and not frame.rows:
            painter.setPen(self.colours.dim)
            painter.drawText(PADDING, frame.row_height + baseline, empty_text)

    def draw_edge(self, painter: QPainter, x: int, area: QRect) -> None:
        """Draw where the frozen columns end; nothing where there are none."""
        if x > 0:
            painter.setClipRect(area)
            painter.setPen(self.colours.edge)
            painter.drawLine(x - 1, area.top(), x - 1, area.bottom())

    def _draw_grounds(self, painter: QPainter, frame: Frame) -> None:
        painter.fillRect(frame.area, self.colours.ground)
        for row in frame.rows:
            if row.number % 2:
                stripe = QRect(frame.area.left(), row.top, frame.area.width(), frame.row_height)
                painter.fillRect(stripe, self.colours.stripe)
        if frame.current is not None:
            place = QRect(
                frame.area.left(), frame.current.top(), frame.area.width(), frame.row_height
            )
            painter.fillRect(place, self.colours.current_row)
        for selected in frame.selected:
            painter.fillRect(selected, self.colours.selection)

    def _draw_column(
        self,
        painter: QPainter,
        frame: Frame,
        column: ColumnBand,
        rows: Sequence[tuple[ShownRow, int]],
    ) -> None:
        baseline = self.metrics.baseline(frame.row_height)
        index, left = column.index, column.left + PADDING
        right, room = column.left + column.width - PADDING, column.width - 2 * PADDING
        fitted, width = self.metrics.fitted, self.metrics.width
        pens = self._link_pens if index in frame.links else self._pens
        if frame.is_former:
            pens = self._former_pens
        pen: QColor | None = None
        for (texts, marks), top in rows:
            mark = marks[index]
            text = fitted(texts[index], room)
            if pens[mark] is not pen:
                pen = pens[mark]
                painter.setPen(pen)
            x = round(right - width(text)) if mark == NUMBER else left
            painter.drawText(x, top + baseline, text)

    def _draw_column_lines(self, painter: QPainter, frame: Frame) -> None:
        if not frame.rows:
            return
        bottom = frame.rows[-1].top + frame.row_height - 1
        painter.setPen(self.colours.line)
        for column in frame.columns:
            edge = column.left + column.width - 1
            painter.drawLine(edge, frame.rows[0].top, edge, bottom)

    def _draw_absent(self, painter: QPainter, frame: Frame, row: RowBand, baseline: int) -> None:
        if row.is_unreadable:
            painter.setPen(self.colours.problem)
            painter.drawText(frame.origin + PADDING, row.top + baseline, row.problem)
            return
        for column in frame.columns:
            room = column.width - 2 * PADDING
            length = max(min(room * (5 + (row.number * 7 + column.index * 3) % 4) // 10, 120), 0)
            bar = QRect(column.left + PADDING, row.top + frame.row_height // 2 - 3, length, 6)
            painter.fillRect(bar, self.colours.waiting)

    def _draw_current(self, painter: QPainter, frame: Frame) -> None:
        if frame.current is None:
            return
        painter.setPen(self.colours.ring if frame.focused else self.colours.dim)
        painter.drawRect(frame.current.adjusted(0, 0, -2, -1))
        if frame.focused:
            painter.drawRect(frame.current.adjusted(1, 1, -3, -2))
