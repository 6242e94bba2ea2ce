"""The palette over the window: a field, and below it what fits what is typed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.frame.palette_lines import (
    LINE_HEIGHT,
    PaletteDelegate,
    PaletteLines,
    spoken,
)
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.palette.finding import Hit, Section
    from hive_inspector.gui.theme.theme import Theme

_WIDTH = 640
_TOP = 64
_EDGE = 24
_VEIL = 130
_MOST_LINES = 15
_PAGE = 8
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
_HINT = tr("Type a few letters of a table, column, page, action, finding or query")


class PaletteView(QWidget):
    """Dims the window and stands over it; the field keeps the focus as long as it is open.

    Signals:
        typed: What stands in the field now.
        taken: The user wants to go where the current line leads.
        left: The user wants nothing.
    """

    typed = Signal(str)
    taken = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = parent
        self._before: QWidget | None = None
        self._box = QFrame(self)
        self._box.setProperty("role", "palette")
        self._box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = QLineEdit(self._box)
        self.lines = PaletteLines(self)
        self.list = QListView(self._box)
        self._none = label("", "dim", self._box, wrap=True)
        self._set_up()
        self._lay_out()
        theme.changed.connect(self._redraw)
        self._redraw()
        parent.installEventFilter(self)
        self.hide()

    @property
    def current(self) -> Hit | None:
        """What Enter would take."""
        return self.lines.hit_at(self.list.currentIndex().row())

    def open(self) -> None:
        """Show it, with nothing typed."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.field.clear()
        self._fit()
        self.raise_()
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_again(self) -> None:
        """Put it away, and the focus where it was."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Put it away with all that it shows."""
        self.close_again()
        self.lines.set_sections(())
        self._before = None

    def show_sections(self, sections: Sequence[Section], none: str) -> None:
        """Show what fits, or why nothing does."""
        self.lines.set_sections(sections)
        self._none.setText(none)
        self._none.setVisible(not sections)
        self.list.setVisible(bool(sections))
        self._go_to(self.lines.step(-1, 0))
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys in the field move through the list; the window's size is followed."""
        if watched is self._ground and event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self._on_focus_out()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it puts it away."""
        if not self._box.geometry().contains(event.position().toPoint()):
            self.left.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what is behind."""
        ground = QColor(self._theme.tokens.background)
        ground.setAlpha(_VEIL)
        QPainter(self).fillRect(self.rect(), ground)

    def _on_focus_out(self) -> None:
        """Whoever goes elsewhere with the keyboard wants it no more; another window may come back."""
        if self.isVisible() and self.isActiveWindow():
            self._before = None
            self.left.emit()

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._go_to(self.lines.step(self.list.currentIndex().row(), _STEPS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def _go_to(self, line: int) -> None:
        index = self.lines.index(line) if line >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if line == 1:
            self.list.scrollToTop()  # with the heading over it
        hit = self.current
        self.field.setAccessibleDescription("" if hit is None else spoken(hit))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if self.lines.hit_at(index.row()) is not None:
            self.list.setCurrentIndex(index)
            self.taken.emit()

    def _set_up(self) -> None:
        self.setAccessibleName(tr("Palette"))
        self.field.setProperty("role", "palette")
        self.field.setPlaceholderText(_HINT)
        self.field.setAccessibleName(tr("Go to or do"))
        self.field.setMaxLength(200)
        self._search = QAction(self.field)
        self.field.addAction(self._search, QLineEdit.ActionPosition.LeadingPosition)
        self.field.textEdited.connect(self.typed)
        self.field.installEventFilter(self)
        self.list.setModel(self.lines)
        self.list.setProperty("role", "found")
        self.list.setItemDelegate(PaletteDelegate(self._theme, self.list))
        self.list.setAccessibleName(tr("What fits"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.clicked.connect(self._on_clicked)
        self._none.setContentsMargins(18, 10, 18, 14)

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self._box)
        column.setContentsMargins(1, 1, 1, 6)
        column.setSpacing(4)
        column.addWidget(self.field)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)

    def _fit(self) -> None:
        """As wide as it needs, as high as its lines, inside the window."""
        self.setGeometry(self._ground.rect())
        width = min(_WIDTH, self.width() - 2 * _EDGE)
        top = min(_TOP, self.height() // 10)
        self._box.setFixedWidth(width)
        self.list.setFixedHeight(0)
        self._column.activate()
        bare = self._box.sizeHint().height()
        line = self._theme.row(LINE_HEIGHT)
        room = min(self.height() - top - _EDGE - bare, _MOST_LINES * line)
        wanted = self.lines.rowCount() * line
        self.list.setFixedHeight(max(line, min(wanted, room)) if wanted else 0)
        left = (self.width() - width) // 2
        self._column.activate()
        self._box.setGeometry(QRect(left, top, width, self._box.sizeHint().height()))

    @Slot()
    def _redraw(self) -> None:
        self._search.setIcon(self._theme.icon("search", self._theme.tokens.dim))
        self.update()
