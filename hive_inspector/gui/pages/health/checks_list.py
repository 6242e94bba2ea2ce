"""The checks, a line each: told by sign, colour and word, walked along by the arrow keys."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TEXT
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.lines_table import LinesDelegate, LinesTable
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from hive_inspector.gui.pages.health.rows import CheckRow
    from hive_inspector.gui.theme.theme import Theme

LINE_HEIGHT = 30
_ICON = 16
_TEXT_X = 34
_GAP = 8
_ROOM_FOR_TIMES = 380
_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_Index = QModelIndex | QPersistentModelIndex


class Part(IntEnum):
    """The columns."""

    CHECK = 0
    VERDICT = 1
    ROWS = 2
    TIME = 3


_TITLES = (tr("CHECK"), tr("VERDICT"), tr("ROWS"), tr("TIME"))
_WIDTHS: dict[int, int] = {Part.VERDICT: 104, Part.ROWS: 72, Part.TIME: 84}
_ALIGNMENT = {Part.ROWS: _RIGHT, Part.TIME: _RIGHT}


class ChecksModel(QAbstractTableModel):
    """The checks as a table."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[CheckRow, ...] = ()

    def set_rows(self, rows: Sequence[CheckRow]) -> None:
        """Show these; lines that only stand differently now are repainted and stay where they are."""
        wanted = tuple(rows)
        if [row.check.id for row in wanted] != [row.check.id for row in self.rows]:
            self.beginResetModel()
            self.rows = wanted
            self.endResetModel()
            return
        old, self.rows = self.rows, wanted
        for line, (before, now) in enumerate(zip(old, wanted, strict=True)):
            if before != now:
                self.dataChanged.emit(self.index(line, 0), self.index(line, len(Part) - 1))

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many checks there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(Part)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """What Qt and assistive programs ask of a cell."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == _SPOKEN and index.column() == Part.CHECK:
            return row.spoken
        if role in (_DISPLAY, _SPOKEN):
            return (row.check.title, row.verdict, row.rows, row.took)[index.column()]
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return row.check.meaning
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """What stands over a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return _TITLES[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return _ALIGNMENT.get(Part(section), _LEFT)
        return None


class ChecksList(LinesTable):
    """Shows the checks.

    Signals:
        chosen: The id of the check that the user went to.
        run_wanted: The id of a check that is to be run: Enter, or a double click.
    """

    chosen = Signal(str)
    run_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Verdicts of the checks"), parent)
        self.checks = ChecksModel(self)
        self.setModel(self.checks)
        self.setItemDelegate(ChecksDelegate(theme, LINE_HEIGHT, self))
        self.arrange(LINE_HEIGHT, _WIDTHS, Part.CHECK)
        self.walked.connect(self._on_walked)
        self.doubleClicked.connect(self._on_double_click)

    @property
    def current_check(self) -> str:
        """The id of the check that the user is at; empty where there is none."""
        line = self.currentIndex().row()
        return self.checks.rows[line].check.id if 0 <= line < len(self.checks.rows) else ""

    def show_rows(self, rows: Sequence[CheckRow]) -> None:
        """Show these; the check that the user is at stays the same, wherever it stands now."""
        current = self.current_check
        self.checks.set_rows(rows)
        if current:
            self.show_current(current)

    def show_current(self, check: str) -> None:
        """Highlight a check without telling anyone that it was chosen."""
        line = next((n for n, row in enumerate(self.checks.rows) if row.check.id == check), -1)
        if line < 0 or line == self.currentIndex().row():
            return
        self.highlight(line, Part.CHECK)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter runs the check."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_check:
            self.run_wanted.emit(self.current_check)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the name gets that of the time, which the card beside says too."""
        super().resizeEvent(event)
        self.setColumnHidden(Part.TIME, self.width() < _ROOM_FOR_TIMES)

    @Slot(int)
    def _on_walked(self, line: int) -> None:
        self.chosen.emit(self.checks.rows[line].check.id)

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        self.run_wanted.emit(self.checks.rows[index.row()].check.id)


class ChecksDelegate(LinesDelegate):
    """Draws the cells of a line as one."""

    @Slot()
    def restyle(self) -> None:
        """Take the fonts of the theme as it is now."""
        text = self.theme.ui_font(SIZE_TEXT)
        small = self.theme.ui_font(SIZE_SMALL)
        word = self.theme.ui_font(SIZE_SMALL, QFont.Weight.DemiBold)
        self._fonts = {Part.CHECK: text, Part.VERDICT: word, Part.ROWS: small, Part.TIME: small}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a cell, and its share of the line's ground."""
        model, rect = index.model(), QRect(option.rect)
        if not isinstance(model, ChecksModel):
            return
        row, part = model.rows[index.row()], Part(index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        last = Part.ROWS if self._is_narrow() else Part.TIME
        is_first, is_last = part is Part.CHECK, part is last
        self.paint_ground(painter, rect, option, is_first=is_first, is_last=is_last)
        if part is Part.CHECK:
            self._paint_sign(painter, rect, row)
        self._paint_text(painter, rect, row, part)
        painter.restore()

    def _paint_sign(self, painter: QPainter, rect: QRect, row: CheckRow) -> None:
        tokens = self.theme.tokens
        place = QRect(rect.left() + 9, rect.top() + (rect.height() - _ICON) // 2, _ICON, _ICON)
        if row.icon:
            self.theme.icon(row.icon, tone_colour(tokens, row.tone)).paint(painter, place)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.outline))
        painter.drawEllipse(QRectF(place.center().x() - 2, place.center().y() - 2, 5, 5))

    def _paint_text(self, painter: QPainter, rect: QRect, row: CheckRow, part: Part) -> None:
        left = _TEXT_X if part is Part.CHECK else _GAP
        room = rect.adjusted(left, 0, -_GAP, 0)
        text = (row.check.title, row.verdict, row.rows, row.took)[part]
        painter.setFont(self._fonts[part])
        painter.setPen(QColor(self._colour(row, part)))
        shown = QFontMetrics(self._fonts[part]).elidedText(
            text, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, _ALIGNMENT.get(part, _LEFT), shown)

    def _colour(self, row: CheckRow, part: Part) -> str:
        tokens = self.theme.tokens
        if part is Part.CHECK:
            return tokens.text if row.icon else tokens.dim
        if part is Part.VERDICT:
            return tokens.dim if row.tone is Tone.OK else tone_colour(tokens, row.tone)
        return tokens.dim

    def _is_narrow(self) -> bool:
        return isinstance(self._view, QTableView) and self._view.isColumnHidden(Part.TIME)
