"""The list of tables: all lines of one height, so that ten thousand tables cost no more than those in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_SMALL, SIZE_TEXT, SIZE_TINY
from hive_inspector.gui.widgets.line_delegate import LineDelegate, write, write_at_right
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
        self.setAccessibleName(tr("Tables"))

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


class TablesDelegate(LineDelegate):
    """Draws a heading, or a table with its mark and its number of rows."""

    line_height = LINE_HEIGHT

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        super().restyle()
        self._name_font = self._theme.ui_font(SIZE_TEXT)
        self._chosen_font = self._theme.ui_font(SIZE_TEXT, QFont.Weight.DemiBold)
        self._count_font = self._theme.ui_font(SIZE_SMALL)
        self._heading_font = self._theme.ui_font(SIZE_TINY, QFont.Weight.DemiBold)
        self._heading_font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.4)

    def paint_ground(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """A table that is chosen or pointed at stands on a rounded ground; a heading never does."""
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_seen = is_chosen or bool(state & QStyle.StateFlag.State_MouseOver)
        if not is_seen or isinstance(_line_at(index), Heading):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._selection if is_chosen else self._hover)
        focused = is_chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(self._ring if focused else Qt.PenStyle.NoPen)
        place = rect.adjusted(_MARGIN, 0, -_MARGIN, -1)
        painter.drawRoundedRect(place, CONTROL_RADIUS, CONTROL_RADIUS)

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a heading or a table."""
        line = _line_at(index)
        if isinstance(line, Heading):
            place = rect.adjusted(_MARGIN + 4, 4, -_MARGIN, 0)
            write(painter, place, line.title.upper(), self._heading_font, self._dim)
        elif line is not None:
            is_chosen = bool(state & QStyle.StateFlag.State_Selected)
            self._paint_table(painter, rect, line, is_chosen=is_chosen)

    def _paint_table(
        self, painter: QPainter, rect: QRect, entry: TableEntry, *, is_chosen: bool
    ) -> None:
        inner = rect.adjusted(_MARGIN + _INDENT, 0, -_MARGIN - _RIGHT_EDGE, -1)
        note = " · ".join(part for part in (entry.mark, entry.count) if part)
        note = tr("cannot be read") if entry.problem else note
        note_colour = self._problem if entry.problem else self._dim
        rest = write_at_right(painter, inner, note, self._count_font, note_colour, _GAP)
        font = self._chosen_font if is_chosen else self._name_font
        write(painter, rest, entry.name, font, self._text, elide=Qt.TextElideMode.ElideMiddle)


def _line_at(index: QModelIndex | QPersistentModelIndex) -> Heading | TableEntry | None:
    model = index.model()
    return model.line_at(index.row()) if isinstance(model, TablesModel) else None
