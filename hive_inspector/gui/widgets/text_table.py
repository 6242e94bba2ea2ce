"""A small table of texts to read, as high as it has rows: what belongs to an object, what a finding rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import ROW_HEIGHT, SIZE_SMALL
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.row_height import RowHeight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_Index = QModelIndex | QPersistentModelIndex
_WIDEST = 360
_LEAST_WIDTH = 48
_GAP = 18


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of a text table."""

    title: str
    is_mono: bool = False
    """Whether it holds values or SQL."""
    is_dim: bool = False
    is_number: bool = False
    """Whether it stands on the right."""
    stretches: bool = False
    """Whether it takes what the others leave."""


class TextModel(QAbstractTableModel):
    """Rows of texts."""

    def __init__(self, theme: Theme, columns: Sequence[TextColumn], parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = tuple(columns)
        self.rows: tuple[tuple[str, ...], ...] = ()

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(tuple(row) for row in rows)
        self.endResetModel()

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show more rows below those that are there."""
        if rows:
            self.beginInsertRows(_NO_PARENT, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += tuple(tuple(row) for row in rows)
            self.endInsertRows()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """A text and its look; the whole text as a tooltip."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role in (_DISPLAY, int(Qt.ItemDataRole.ToolTipRole)):
            return visible_text(self.rows[index.row()][index.column()])
        if role == int(Qt.ItemDataRole.FontRole):
            return (self._theme.mono_font if column.is_mono else self._theme.ui_font)(SIZE_SMALL)
        if role == int(Qt.ItemDataRole.ForegroundRole):
            return QColor(self._theme.tokens.dim if column.is_dim else self._theme.tokens.text)
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return self._alignment(column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """What stands over a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return self._columns[section].title
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return self._alignment(self._columns[section])
        return None

    @staticmethod
    def _alignment(column: TextColumn) -> int:
        side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class TextTable(QTableView):
    """Shows rows of texts; Enter or a double click opens one, Ctrl+C copies those selected.

    Signals:
        opened: The position of the row.
        reached: The position of the row that the user went to.
    """

    opened = Signal(int)
    reached = Signal(int)

    def __init__(
        self, theme: Theme, name: str, columns: Sequence[TextColumn], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self.texts = TextModel(theme, columns, self)
        self.setModel(self.texts)
        self.setAccessibleName(name)
        self._set_up()
        self.row_height = RowHeight(theme, self, ROW_HEIGHT)
        FocusRing(theme, self)
        self._add_copy()
        self.activated.connect(self._on_activated)
        theme.changed.connect(self._restyle)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows, and be as high as they are; a column in which nothing stands is left out."""
        self.texts.set_rows(rows)
        self._fit()

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show more rows below those that are there; whoever went to a row stays there."""
        self.texts.add_rows(rows)
        self._fit()

    def sizeHint(self) -> QSize:
        """All rows, without a scroll bar to go up and down."""
        height = (
            self.horizontalHeader().sizeHint().height()
            + self.row_height.height * self.texts.rowCount()
        )
        if self.horizontalHeader().length() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        return QSize(320, height + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """As high as its rows, and as narrow as there is room."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A scroll bar may come or go."""
        super().resizeEvent(event)
        self.updateGeometry()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.reached.emit(current.row())

    @Slot()
    def _restyle(self) -> None:
        """Take colours, and the height of rows, of the theme as it is now."""
        self.updateGeometry()
        self.viewport().update()

    def _fit(self) -> None:
        rows = self.texts.rows
        for place in range(len(self._columns)):
            is_empty = not any(row[place] for row in rows)
            self.setColumnHidden(place, is_empty and bool(rows))
        self.resizeColumnsToContents()
        for place, column in enumerate(self._columns):
            width = self.columnWidth(place) + _GAP
            if not column.stretches:
                self.setColumnWidth(place, min(max(width, _LEAST_WIDTH), _WIDEST))
        self.updateGeometry()

    def _set_up(self) -> None:
        self.setProperty("role", "texts")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        titles.setProperty("role", "quiet")
        titles.setHighlightSections(False)
        titles.setSectionsClickable(False)
        for place, column in enumerate(self._columns):
            if column.stretches:
                titles.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _add_copy(self) -> None:
        action = QAction(tr("Copy"), self)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self._copy)
        self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @Slot()
    def _copy(self) -> None:
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        text = "\n".join("\t".join(self.texts.rows[row]) for row in rows)
        if text:
            QGuiApplication.clipboard().setText(text)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())
