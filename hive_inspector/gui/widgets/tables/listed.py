"""The list of tables: all lines of one height, so that ten thousand tables cost no more than those in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_SMALL, SIZE_TEXT, SIZE_TINY
from hive_inspector.gui.widgets.tables.model import Heading, TableEntry, TablesModel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hive_inspector.gui.theme.theme import Theme

LINE_HEIGHT = 26
_MARGIN = 8
_INDENT = 12
_RIGHT_EDGE = 8
_GAP = 8


class TablesList(QListView):
    """Shows a `TablesModel`.

    Signals:
        chosen: The name of the table that the user went to.
        opened: The user pressed Enter on a table: on to its rows.
        typed: Letters typed here, meant for the find field.
    """

    chosen = Signal(str)
    opened = Signal()
    typed = Signal(str)

    def __init__(self, model: TablesModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._tables = model
        self.setItemDelegate(TablesDelegate(theme, self))
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Tables")

    def show_current(self, name: str) -> None:
        """Highlight a table without telling anyone that it was chosen."""
        index = self._tables.index_of(name)
        blocked = self.blockSignals(True)  # noqa: FBT003
        self.setCurrentIndex(index)
        self.blockSignals(blocked)
        self.viewport().update()
        if index == self._tables.first_table():
            self.scrollToTop()  # with the heading over it
        elif index.isValid():
            self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Hand letters to the find field."""
        self.typed.emit(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the rows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        entry = self._tables.entry_at(current.row())
        if entry is not None:
            self.chosen.emit(entry.name)


class TablesDelegate(QStyledItemDelegate):
    """Draws a heading, or a table with its mark and its number of rows."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.restyle()
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        tokens = self._theme.tokens
        self._name_font = self._theme.ui_font(SIZE_TEXT)
        self._chosen_font = self._theme.ui_font(SIZE_TEXT, QFont.Weight.DemiBold)
        self._count_font = self._theme.ui_font(SIZE_SMALL)
        self._heading_font = self._theme.ui_font(SIZE_TINY, QFont.Weight.DemiBold)
        self._heading_font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.4)
        self._text, self._dim = QColor(tokens.text), QColor(tokens.dim)
        self._selection, self._hover = QColor(tokens.selection), QColor(tokens.raised)
        self._problem, self._ring = QColor(tokens.problem), QColor(tokens.accent)

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """All lines are of one height."""
        return QSize(120, LINE_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a line."""
        model, rect = index.model(), QRect(option.rect)
        if not isinstance(model, TablesModel):
            return
        line = model.line_at(index.row())
        painter.save()
        if isinstance(line, Heading):
            self._paint_heading(painter, rect, line)
        else:
            self._paint_ground(painter, rect, option)
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_table(painter, rect, line, is_chosen=is_chosen)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        painter.setFont(self._heading_font)
        painter.setPen(self._dim)
        place = rect.adjusted(_MARGIN + 4, 4, -_MARGIN, 0)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(flags), heading.title.upper())

    def _paint_ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if not is_chosen and not state & QStyle.StateFlag.State_MouseOver:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._selection if is_chosen else self._hover)
        focused = is_chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(self._ring if focused else Qt.PenStyle.NoPen)
        place = rect.adjusted(_MARGIN, 0, -_MARGIN, -1)
        painter.drawRoundedRect(place, CONTROL_RADIUS, CONTROL_RADIUS)

    def _paint_table(
        self, painter: QPainter, rect: QRect, entry: TableEntry, *, is_chosen: bool
    ) -> None:
        inner = rect.adjusted(_MARGIN + _INDENT, 0, -_MARGIN - _RIGHT_EDGE, -1)
        painter.setFont(self._count_font)
        painter.setPen(self._problem if entry.problem else self._dim)
        note = " · ".join(part for part in (entry.mark, entry.count) if part)
        if entry.problem:
            note = "cannot be read"
        painter.drawText(
            inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), note
        )
        taken = QFontMetrics(self._count_font).horizontalAdvance(note) + _GAP if note else 0
        font = self._chosen_font if is_chosen else self._name_font
        name = QFontMetrics(font).elidedText(
            entry.name, Qt.TextElideMode.ElideMiddle, inner.width() - taken
        )
        painter.setFont(font)
        painter.setPen(self._text)
        painter.drawText(
            inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name
        )
