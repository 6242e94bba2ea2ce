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
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_SMALL, SIZE_TEXT
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.row_height import RowHeight
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from hive_inspector.gui.pages.health.rows import CheckRow
    from hive_inspector.gui.theme.theme import Theme

LINE_HEIGHT = 30
_ICON = 16
_TEXT_X = 38
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
_WIDTHS = {Part.VERDICT: 104, Part.ROWS: 72, Part.TIME: 76}
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


class ChecksList(QTableView):
    """Shows the checks.

    Signals:
        chosen: The id of the check that the user went to.
        run_wanted: The id of a check that is to be run: Enter, or a double click.
    """

    chosen = Signal(str)
    run_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checks = ChecksModel(self)
        self.setModel(self.checks)
        self.setItemDelegate(ChecksDelegate(theme, self))
        self.setAccessibleName(tr("Verdicts of the checks"))
        self.setProperty("role", "quiet")  # the delegate draws the ground of the chosen line
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._on_double_click)
        self._arrange(theme)

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
        blocked = self.blockSignals(True)  # noqa: FBT003
        self.setCurrentIndex(self.checks.index(line, Part.CHECK))
        self.blockSignals(blocked)
        self.viewport().update()

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

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(self.checks.rows[current.row()].check.id)

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        self.run_wanted.emit(self.checks.rows[index.row()].check.id)

    def _arrange(self, theme: Theme) -> None:
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        RowHeight(theme, self, LINE_HEIGHT)
        titles.setProperty("role", "quiet")
        titles.setHighlightSections(False)
        titles.setSectionsClickable(False)
        titles.setMinimumSectionSize(40)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles.setSectionResizeMode(Part.CHECK, QHeaderView.ResizeMode.Stretch)
        for part, width in _WIDTHS.items():
            self.setColumnWidth(part, width)


class ChecksDelegate(QStyledItemDelegate):
    """Draws the cells of a line as one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = parent
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the fonts of the theme as it is now."""
        text = self._theme.ui_font(SIZE_TEXT)
        small = self._theme.ui_font(SIZE_SMALL)
        word = self._theme.ui_font(SIZE_SMALL, QFont.Weight.DemiBold)
        self._fonts = {Part.CHECK: text, Part.VERDICT: word, Part.ROWS: small, Part.TIME: small}

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: _Index,  # noqa: ARG002
    ) -> QSize:
        """All lines are of one height."""
        return QSize(80, self._theme.row(LINE_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a cell, and its share of the line's ground."""
        model, rect = index.model(), QRect(option.rect)
        if not isinstance(model, ChecksModel):
            return
        row, part = model.rows[index.row()], Part(index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, option, part)
        if part is Part.CHECK:
            self._paint_sign(painter, rect, row)
        self._paint_text(painter, rect, row, part)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, part: Part
    ) -> None:
        """A rounded ground across the cells: each draws it from edge to edge and shows its own share."""
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if not is_chosen and not state & QStyle.StateFlag.State_MouseOver:
            return
        tokens = self._theme.tokens
        has_focus = is_chosen and self._view.hasFocus()
        last = Part.ROWS if self._is_narrow() else Part.TIME
        left = 4.5 if part is Part.CHECK else -40.0
        right = -4.5 if part is last else 40.0
        painter.setClipRect(rect)
        painter.setPen(QColor(tokens.accent_shape) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selection if is_chosen else tokens.raised))
        place = QRectF(rect).adjusted(left, 1.5, right, -1.5)
        painter.drawRoundedRect(place, CONTROL_RADIUS, CONTROL_RADIUS)

    def _paint_sign(self, painter: QPainter, rect: QRect, row: CheckRow) -> None:
        tokens = self._theme.tokens
        place = QRect(rect.left() + 14, rect.top() + (rect.height() - _ICON) // 2, _ICON, _ICON)
        if row.icon:
            self._theme.icon(row.icon, tone_colour(tokens, row.tone)).paint(painter, place)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.outline))
        painter.drawEllipse(QRectF(place.center().x() - 2, place.center().y() - 2, 5, 5))

    def _paint_text(self, painter: QPainter, rect: QRect, row: CheckRow, part: Part) -> None:
        left = _TEXT_X if part is Part.CHECK else _GAP
        right = _GAP + 6 if part in _ALIGNMENT else _GAP
        room = rect.adjusted(left, 0, -right, 0)
        text = (row.check.title, row.verdict, row.rows, row.took)[part]
        painter.setFont(self._fonts[part])
        painter.setPen(QColor(self._colour(row, part)))
        shown = QFontMetrics(self._fonts[part]).elidedText(
            text, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, _ALIGNMENT.get(part, _LEFT), shown)

    def _colour(self, row: CheckRow, part: Part) -> str:
        tokens = self._theme.tokens
        if part is Part.CHECK:
            return tokens.text if row.icon else tokens.dim
        if part is Part.VERDICT:
            return tokens.dim if row.tone is Tone.OK else tone_colour(tokens, row.tone)
        return tokens.dim

    def _is_narrow(self) -> bool:
        return isinstance(self._view, QTableView) and self._view.isColumnHidden(Part.TIME)
