"""The timeline: a line for each version, told by shape, colour and word, walked along by the arrow keys."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TEXT
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.lines_table import LinesDelegate, LinesTable
from hive_inspector.gui.widgets.timeline import draw_shape
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import (
        QStyleOptionViewItem,
        QWidget,
    )

    from hive_inspector.gui.pages.migrations.versions import VersionRow
    from hive_inspector.gui.theme.theme import Theme

LINE_HEIGHT = 38
_DOT_X = 20.0
_NUMBER_X = 44
_GAP = 8
_ROOM_FOR_DATES = 440
_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_Index = QModelIndex | QPersistentModelIndex


class Part(IntEnum):
    """The columns."""

    VERSION = 0
    NAME = 1
    APPLIED = 2
    CHECK = 3


_TITLES = (tr("VERSION"), tr("NAME"), tr("APPLIED"), tr("CHECK"))
_WIDTHS: dict[int, int] = {Part.VERSION: 96, Part.APPLIED: 96, Part.CHECK: 124}


class VersionsModel(QAbstractTableModel):
    """The versions as a table."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[VersionRow, ...] = ()

    def set_rows(self, rows: Sequence[VersionRow]) -> None:
        """Show these versions."""
        if self.rows == tuple(rows):
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many versions there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(Part)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """What Qt and assistive programs ask of a cell."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == int(Qt.ItemDataRole.AccessibleTextRole) and index.column() == Part.VERSION:
            return row.spoken
        if role in (_DISPLAY, int(Qt.ItemDataRole.AccessibleTextRole)):
            return (row.number, row.name, row.applied, row.check)[index.column()]
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return row.note or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """What stands over a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return _TITLES[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class VersionsList(LinesTable):
    """Shows the versions.

    Signals:
        chosen: The line that the user went to.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Versions"), parent)
        self.versions = VersionsModel(self)
        self.setModel(self.versions)
        self.setItemDelegate(VersionsDelegate(theme, LINE_HEIGHT, self))
        self.arrange(LINE_HEIGHT, _WIDTHS, Part.NAME)
        self.walked.connect(self.chosen)

    def show_rows(self, rows: Sequence[VersionRow]) -> None:
        """Show these versions."""
        self.versions.set_rows(rows)

    def show_current(self, line: int) -> None:
        """Highlight a line without telling anyone that it was chosen."""
        self.highlight(line, Part.NAME)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the name gets that of the date, which the card of the version says too."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())
        self.setColumnHidden(Part.APPLIED, self.width() < _ROOM_FOR_DATES)


class VersionsDelegate(LinesDelegate):
    """Draws the cells of a line as one."""

    @Slot()
    def restyle(self) -> None:
        """Take the fonts of the theme as it is now."""
        self._fonts = {
            Part.VERSION: self.theme.mono_font(SIZE_TEXT),
            Part.NAME: self.theme.ui_font(SIZE_TEXT, QFont.Weight.DemiBold),
            Part.APPLIED: self.theme.mono_font(SIZE_SMALL),
            Part.CHECK: self.theme.ui_font(SIZE_SMALL, QFont.Weight.DemiBold),
        }

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a cell, and its share of the line's ground."""
        model, rect = index.model(), QRect(option.rect)
        if not isinstance(model, VersionsModel):
            return
        row, part = model.rows[index.row()], Part(index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_first, is_last = part is Part.VERSION, part is Part.CHECK
        self.paint_ground(painter, rect, option, is_first=is_first, is_last=is_last)
        if part is Part.VERSION:
            self._paint_dot(painter, rect, model, index.row())
        self._paint_text(painter, rect, row, part)
        painter.restore()

    def _paint_dot(self, painter: QPainter, rect: QRect, model: VersionsModel, at: int) -> None:
        """The version's mark on the line that leads from one to the next, unbroken as far as the file has come."""
        tokens, rows = self.theme.tokens, model.rows
        centre = QPointF(rect.left() + _DOT_X, rect.center().y() + 0.5)
        for neighbour, y in ((at - 1, rect.top()), (at + 1, rect.bottom() + 1)):
            if 0 <= neighbour < len(rows):
                reached = rows[at].is_reached and rows[neighbour].is_reached
                painter.setPen(QPen(QColor(tokens.ok if reached else tokens.line), 2))
                painter.drawLine(centre, QPointF(centre.x(), y))
        colour = tone_colour(tokens, rows[at].tone)
        draw_shape(painter, centre, rows[at].shape, colour, tokens.panel)

    def _paint_text(self, painter: QPainter, rect: QRect, row: VersionRow, part: Part) -> None:
        left = _NUMBER_X if part is Part.VERSION else _GAP
        room = rect.adjusted(left, 0, -_GAP, 0)
        text = (row.number, row.name, row.applied, row.check)[part]
        painter.setFont(self._fonts[part])
        painter.setPen(QColor(self._colour(row, part)))
        mode = Qt.TextElideMode.ElideMiddle if part is Part.NAME else Qt.TextElideMode.ElideRight
        shown = QFontMetrics(self._fonts[part]).elidedText(text, mode, room.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags), shown)

    def _colour(self, row: VersionRow, part: Part) -> str:
        tokens = self.theme.tokens
        if part is Part.CHECK:
            return tokens.dim if row.tone is Tone.OK else tone_colour(tokens, row.tone)
        if part is Part.APPLIED:
            return tokens.dim if row.is_reached else tokens.information
        return tokens.text
