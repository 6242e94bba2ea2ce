"""The search over all tables: a field, and what was found, table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import plural, tr
from hive_inspector.gui.models.hits_model import HitsModel, count_words
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TEXT
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.line_delegate import LineDelegate, write, write_at_right
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.models.hits_model import HitTable
    from hive_inspector.gui.tasks import TaskView
    from hive_inspector.gui.theme.theme import Theme

_NAME_SHARE = 0.3
_EDGE, _INDENT, _GAP = 16, 24, 12


class EverywherePanel(QWidget):
    """Shows where a text occurs.

    Signals:
        search_asked: A text is to be searched for.
        stop_asked: The search is to be stopped.
        opened: A table and the text, and the place of the row among those that were found.
        closed: Back to the rows.
    """

    search_asked = Signal(str)
    stop_asked = Signal()
    opened = Signal(str, str, int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._text = ""
        self._is_searching = False
        self.field = QLineEdit(self)
        self._search = QAction(self.field)
        self._work = WorkLine(theme, self)
        self._close = IconButton(theme, "close", tr("Back to the rows (Esc)"), self)
        self._said = label("", "dim", self, wrap=True)
        self._hits = HitsModel(self)
        self.list = QListView(self)
        self._set_up()
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    def enter(self, text: str) -> None:
        """Open with a text to search for, which can be changed."""
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def begin(self, text: str) -> None:
        """Show nothing found yet."""
        self._text, self._is_searching = text, True
        self._hits.clear()
        self._work.begin(tr("Searching all tables"))
        self._say(tr("Searching…") if text.strip() else "")

    def show_hits(self, found: HitTable) -> None:
        """Show what was found in a table, in place of what was known of it."""
        self._hits.put(found)
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._hits.index(0))
        self._say(tr("{found} so far", found=self._found()))

    def show_progress(self, task: TaskView) -> None:
        """How far the search is."""
        self._work.show_progress(task.done, task.total)

    def end(self, *, is_whole: bool) -> None:
        """The search is over, or was stopped."""
        self._is_searching = False
        self._work.end()
        if not self._text.strip():
            self._say(tr("Type an id, a name or some words, and press Enter."))
        elif is_whole and not self._hits.rowCount():
            self._say(
                tr(
                    "“{text}” occurs in no table. Secrets were not searched.",
                    text=self._text.strip(),
                )
            )
        else:
            self._say(self._found() + ("" if is_whole else tr("; stopped before the end")))

    def show_failure(self, error: InspectorError) -> None:
        """The search cannot be carried out."""
        self._is_searching = False
        self._work.end()
        self._say(f"{error.message} {error.hint}")

    def stop(self) -> None:
        """Stop every timer."""
        self._work.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter searches or opens, Down leads into the list, Esc stops and then leads back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event.key())
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, key: int) -> bool:
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key == Qt.Key.Key_Escape:
            (self.stop_asked if self._is_searching else self.closed).emit()
        elif watched is self.field and is_enter:
            self.search_asked.emit(self.field.text())
        elif watched is self.field and key == Qt.Key.Key_Down:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        elif watched is self.list and is_enter:
            self._open(self.list.currentIndex())
        else:
            return False
        return True

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        line = self._hits.line_at(index.row())
        if line is not None:
            self.opened.emit(line.found.table, self._text, line.place or 0)

    def _found(self) -> str:
        tables = self._hits.tables
        rows = sum(found.count for found in tables)
        return tr(
            "{amount} in {count}",
            amount=plural(rows, "{count:,} row", "{count:,} rows"),
            count=plural(len(tables), "{count:,} table", "{count:,} tables"),
        )

    def _say(self, text: str) -> None:
        self._said.setText(text)

    @Slot()
    def _restyle(self) -> None:
        self._search.setIcon(self._theme.icon("search", self._theme.tokens.dim))

    def _set_up(self) -> None:
        self.field.setPlaceholderText(tr("Where does this occur?"))
        self.field.setAccessibleName(tr("Where does this occur?"))
        self.field.setClearButtonEnabled(True)
        self.field.addAction(self._search, QLineEdit.ActionPosition.LeadingPosition)
        self.field.installEventFilter(self)
        self.list.setModel(self._hits)
        self.list.setItemDelegate(HitsDelegate(self._theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(tr("Where the text occurs"))
        self.list.installEventFilter(self)
        self.list.clicked.connect(self._open)
        self._work.stop_asked.connect(self.stop_asked)
        self._close.clicked.connect(self.closed)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 12, 8)
        head.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self._close)
        head.addLayout(line)
        told = QHBoxLayout()
        told.addWidget(self._said, 1)
        told.addWidget(self._work)
        head.addLayout(told)
        column.addLayout(head)
        column.addWidget(self.list, 1)


class HitsDelegate(LineDelegate):
    """Draws a table with its number of rows, or a row under it."""

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        super().restyle()
        self._table_font = self._theme.ui_font(SIZE_TEXT, QFont.Weight.DemiBold)
        self._count_font = self._theme.ui_font(SIZE_SMALL)
        self._cell_font = self._theme.mono_font(SIZE_SMALL)

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a table or a row."""
        model, inner = index.model(), rect.adjusted(_EDGE, 0, -_EDGE, 0)
        line = model.line_at(index.row()) if isinstance(model, HitsModel) else None
        if line is None:
            return
        if line.row is None:
            pen = self._problem if line.found.problem else self._dim
            note = count_words(line.found)
            rest = write_at_right(painter, inner, note, self._count_font, pen, _GAP)
            write(painter, rest, line.found.table, self._table_font, self._text)
            return
        name = round(inner.width() * _NAME_SHARE)
        first = QRect(inner.left() + _INDENT, inner.top(), name - _INDENT, inner.height())
        write(painter, first, line.row.name, self._cell_font, self._dim)
        where = f"{line.row.column}: " if line.row.column else ""
        rest = inner.adjusted(name + _GAP, 0, 0, 0)
        write(painter, rest, where + line.row.text, self._cell_font, self._text)
