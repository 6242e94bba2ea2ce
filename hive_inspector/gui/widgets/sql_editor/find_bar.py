"""Finds and replaces text in an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.sql_editor.editor import SqlEditor

_MOST_COUNTED = 10_000


class FindBar(QFrame):
    """A line over the editor it searches; Esc closes it."""

    def __init__(self, theme: Theme, editor: SqlEditor, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "statusbar")
        self._editor = editor
        self.wanted = self._field(tr("Find"))
        self.instead = self._field(tr("Replace with"))
        self._count = label("", "small", self)
        self._previous = IconButton(theme, "arrow-up", tr("Previous (Shift+Enter)"), self)
        self._next = IconButton(theme, "arrow-down", tr("Next (Enter)"), self)
        self._replace = QPushButton(tr("Replace"), self)
        self._all = QPushButton(tr("Replace all"), self)
        self._close = IconButton(theme, "close", tr("Close (Esc)"), self)
        self.wanted.textChanged.connect(self._on_text)
        self._previous.clicked.connect(self.find_previous)
        self._next.clicked.connect(self.find_next)
        self._replace.clicked.connect(self.replace)
        self._all.clicked.connect(self.replace_all)
        self._close.clicked.connect(self.leave)
        self._lay_out()
        self.hide()

    @property
    def count_text(self) -> str:
        """How often the text is there, in words."""
        return self._count.text()

    @Slot()
    def enter(self) -> None:
        """Open it, with what is selected as the text that is wanted."""
        chosen = self._editor.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.wanted.setText(chosen)
        self.show()
        self.wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.wanted.selectAll()
        self._tell_count()

    @Slot()
    def leave(self) -> None:
        """Close it and go on writing."""
        self.hide()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def find_next(self) -> bool:
        """Select the next place, from the beginning again behind the last."""
        return self._find(QTextDocument.FindFlag(0))

    @Slot()
    def find_previous(self) -> bool:
        """Select the place before, from the end again before the first."""
        return self._find(QTextDocument.FindFlag.FindBackward)

    @Slot()
    def replace(self) -> None:
        """Replace what is selected, if it is what was found, and go on to the next."""
        cursor = self._editor.textCursor()
        if cursor.selectedText().casefold() == self.wanted.text().casefold() and self.wanted.text():
            cursor.insertText(self.instead.text())
        self.find_next()
        self._tell_count()

    @Slot()
    def replace_all(self) -> None:
        """Replace every place, as one step that can be undone."""
        wanted = self.wanted.text()
        if not wanted:
            return
        cursor = QTextCursor(self._editor.document())
        cursor.beginEditBlock()
        found = self._editor.document().find(wanted, 0)
        while not found.isNull():
            found.insertText(self.instead.text())
            found = self._editor.document().find(wanted, found)
        cursor.endEditBlock()
        self._tell_count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter finds, Esc closes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.find_previous if back else self.find_next)()
        else:
            return False
        return True

    def _find(self, way: QTextDocument.FindFlag) -> bool:
        wanted = self.wanted.text()
        if not wanted:
            return False
        if self._editor.find(wanted, way):
            return True
        back = way == QTextDocument.FindFlag.FindBackward
        cursor = self._editor.textCursor()
        end = QTextCursor.MoveOperation.End if back else QTextCursor.MoveOperation.Start
        cursor.movePosition(end)
        before = self._editor.textCursor()
        self._editor.setTextCursor(cursor)
        if self._editor.find(wanted, way):
            return True
        self._editor.setTextCursor(before)
        return False

    @Slot(str)
    def _on_text(self, _text: str) -> None:
        cursor = self._editor.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._editor.setTextCursor(cursor)
        self.find_next()
        self._tell_count()

    def _tell_count(self) -> None:
        wanted = self.wanted.text()
        count = self._editor.toPlainText().casefold().count(wanted.casefold()) if wanted else 0
        more = "+" if count > _MOST_COUNTED else ""
        told = (
            tr("{count:,}{more} found", count=min(count, _MOST_COUNTED), more=more)
            if count
            else tr("Not found")
        )
        self._count.setText(told if wanted else "")

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.setMaximumWidth(260)
        field.installEventFilter(self)
        return field

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(6)
        left: tuple[QWidget, ...] = (self.wanted, self._previous, self._next, self._count)
        right: tuple[QWidget, ...] = (self.instead, self._replace, self._all)
        for widget in left:
            row.addWidget(widget)
        row.addSpacing(8)
        for widget in right:
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._close)
