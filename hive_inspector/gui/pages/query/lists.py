"""A list of statements: the text of each in one line, what is known of it below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TEXT, SIZE_TINY
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.focus import FocusRing
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from hive_inspector.gui.theme.theme import Theme

_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_Index = QModelIndex | QPersistentModelIndex
_HEIGHT = 46
_INSET = 12
_LONGEST_TIP = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    title: str
    detail: str
    sql: str
    """What is put into the editor."""
    name: str = ""
    """What it is called, where it has a name."""
    is_mono: bool = False
    """Whether the title is SQL."""
    tone: Tone = Tone.NEUTRAL
    tip: str = ""


class EntriesModel(QAbstractListModel):
    """The entries."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """List others."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """The title; what else is known is for the delegate, tooltips and assistive programs."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == _DISPLAY:
            return entry.title
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return f"{entry.title}, {entry.detail}"
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return (entry.tip or entry.sql)[:_LONGEST_TIP]
        return None


class EntriesList(QListView):
    """Shows entries; Enter or a double click takes one, Del removes one where that can be.

    Signals:
        taken: The `Entry` is to be put into the editor.
        opened: The `Entry` is to be opened in an editor of its own.
        removed: The `Entry` is to be removed.
    """

    taken = Signal(object)
    opened = Signal(object)
    removed = Signal(object)

    def __init__(
        self, theme: Theme, name: str, parent: QWidget, *, removable: bool = False
    ) -> None:
        super().__init__(parent)
        self.entries = EntriesModel(self)
        self.setModel(self.entries)
        self.setItemDelegate(EntryDelegate(theme, self))
        self.setAccessibleName(name)
        FocusRing(theme, self)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.activated.connect(self._on_taken)
        self._add(tr("Put into the editor"), "", self._on_taken)
        self._add(tr("Open in a script of its own"), "Shift+Return", self._on_opened)
        if removable:
            self._add(tr("Remove"), "Del", self._on_removed)
        theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> Entry | None:
        """The entry that the user is at."""
        index = self.currentIndex()
        return self.entries.entries[index.row()] if index.isValid() else None

    def _add(self, text: str, keys: str, wanted: object) -> None:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(wanted)
        self.addAction(action)

    @Slot()
    def _on_taken(self) -> None:
        if self.current is not None:
            self.taken.emit(self.current)

    @Slot()
    def _on_opened(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)

    @Slot()
    def _on_removed(self) -> None:
        if self.current is not None:
            self.removed.emit(self.current)


class EntryDelegate(QStyledItemDelegate):
    """Paints one entry."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Two lines."""
        return QSize(160, self._theme.row(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The title, and below it what is known."""
        model = index.model()
        if not isinstance(model, EntriesModel):
            return
        entry, tokens = model.entries[index.row()], self._theme.tokens
        area = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(tokens.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(tokens.raised))
        inside = area.adjusted(_INSET, 5, -_INSET, -5)
        font = (
            self._theme.mono_font(SIZE_SMALL) if entry.is_mono else self._theme.ui_font(SIZE_TEXT)
        )
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        self._line(painter, inside.adjusted(0, 0, 0, -inside.height() // 2), entry.title)
        painter.setFont(self._theme.ui_font(SIZE_TINY))
        dim = tokens.dim if entry.tone is Tone.NEUTRAL else tone_colour(tokens, entry.tone)
        painter.setPen(QColor(dim))
        self._line(painter, inside.adjusted(0, inside.height() // 2, 0, 0), entry.detail)

    @staticmethod
    def _line(painter: QPainter, area: QRect, text: str) -> None:
        metrics = QFontMetrics(painter.font())
        told = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(
            area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), told
        )
