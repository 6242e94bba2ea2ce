"""The tab Hex: any cell byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from hive_inspector.core.browsing.hexdump import hex_text
from hive_inspector.core.language import tr
from hive_inspector.gui.models.hex_model import CHARACTERS, DIGITS, OFFSET, HexModel
from hive_inspector.gui.theme.tokens import SIZE_TINY

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_ROW_HEIGHT = 18
_WIDTHS = (16, 8, 4)
"""Bytes of a row: the most that fit."""
_GAP = 8
_MOST_COPIED = 65_536
"""Rows that are copied at once."""


class HexViewer(QTableView):
    """Shows bytes.

    Signals:
        piece_asked: The offset of a piece that came into sight.
        copy_asked: A text that is to be copied.
    """

    piece_asked = Signal(object)
    copy_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = HexModel(self)
        self.setModel(self.rows)
        self.rows.piece_asked.connect(self.piece_asked)
        self.setAccessibleName(tr("Bytes of the cell"))
        self._set_up()
        self._add_copy()
        self.restyle()
        theme.changed.connect(self.restyle)

    def show_bytes(self, size: int, start: bytes) -> None:
        """Show a cell of that size, of which the first bytes are here."""
        self.rows.show(size, start)
        self._fit()

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        self.setFont(self._theme.mono_font(SIZE_TINY))
        self.rows.set_dim(QColor(self._theme.tokens.dim))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width for as many bytes as fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        advance = QFontMetricsF(self._theme.mono_font(SIZE_TINY)).horizontalAdvance("0")
        room, offsets = self.viewport().width(), self.rows.offset_digits
        fitting = (n for n in _WIDTHS if sum(_columns(n, offsets, advance)) <= room)
        count = next(fitting, _WIDTHS[-1])
        if count != self.rows.row_bytes:
            top = max(self.rowAt(0), 0) * self.rows.row_bytes
            self.rows.set_row_bytes(count)
            self.verticalScrollBar().setValue(top // count)
        for column, width in enumerate(_columns(count, offsets, advance)):
            self.setColumnWidth(column, width)

    def _set_up(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(20)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(_ROW_HEIGHT)
        rows.setDefaultSectionSize(_ROW_HEIGHT)

    def _add_copy(self) -> None:
        action = QAction(tr("Copy bytes"), self)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self._copy)
        self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @Slot()
    def _copy(self) -> None:
        numbers: list[int] = []
        for part in self.selectionModel().selection().toList():
            end = min(part.bottom() + 1, part.top() + _MOST_COPIED)
            numbers.extend(range(part.top(), end))
        rows = self.rows.rows_at(sorted(numbers)[:_MOST_COPIED])
        if rows:
            self.copy_asked.emit(hex_text(rows))


def _columns(count: int, offsets: int, advance: float) -> tuple[int, int, int]:
    """Widths of the columns for so many bytes a row and digits of an offset."""
    widths = [0, 0, 0]
    widths[OFFSET] = round(offsets * advance) + _GAP
    widths[DIGITS] = round(3 * count * advance) + _GAP
    widths[CHARACTERS] = round(count * advance) + _GAP
    return widths[0], widths[1], widths[2]
