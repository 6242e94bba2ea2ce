"""The editor: a plain text with line numbers, colours, brackets, remarks, proposals and what is wrong underlined.

Places go in and out as Python counts them; within, Qt's are used (see `offsets`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QHelpEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QToolTip

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_TEXT
from hive_inspector.gui.widgets.sql_editor.brackets import REACH, partner_of, toggled
from hive_inspector.gui.widgets.sql_editor.gutter import Gutter
from hive_inspector.gui.widgets.sql_editor.highlighting import SqlHighlighter
from hive_inspector.gui.widgets.sql_editor.offsets import place_of, units_of
from hive_inspector.gui.widgets.sql_editor.proposals import ProposalsList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.console.completion import Completion, Proposal
    from hive_inspector.gui.theme.theme import Theme

_INDENT = "  "
_SETTLES_MS = 40
"""Whoever types on need not be told what could come next."""
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A place with something wrong."""

    start: int
    """As Python counts."""
    end: int
    message: str


class SqlEditor(QPlainTextEdit):
    """Edits a script.

    Signals:
        completion_wanted: The text and the place for which proposals are wanted; answered by `offer`.
        edited: The text is another now.
    """

    completion_wanted = Signal(str, int)
    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wrong: tuple[Wrong, ...] = ()
        """In Qt's places, to move along with the text."""
        self._start = 0
        self._is_offering = False
        self.setProperty("role", "editor")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setAccessibleName("SQL")
        self.setPlaceholderText(tr("Write SQL, or take a ready query from the right"))
        self.highlighter = SqlHighlighter(self.document(), theme)
        self.gutter = Gutter(theme, self)
        self.proposals = ProposalsList(theme, self)
        self.proposals.taken.connect(self._put_in)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLES_MS)
        self._settling.timeout.connect(self.ask_for_proposals)
        self._add_actions()
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._move_gutter)
        self.cursorPositionChanged.connect(self._on_moved)
        self.document().contentsChange.connect(self._on_change)
        self.restyle()
        theme.changed.connect(self.restyle)

    @property
    def wrong(self) -> tuple[Wrong, ...]:
        """What is underlined."""
        text = self.toPlainText()
        return tuple(
            Wrong(place_of(text, one.start), place_of(text, one.end), one.message)
            for one in self._wrong
        )

    @property
    def place(self) -> int:
        """Where the text cursor stands."""
        return place_of(self.toPlainText(), self.textCursor().position())

    @property
    def chosen(self) -> tuple[int, int]:
        """Where the selection begins and ends; the same where nothing is selected."""
        text, cursor = self.toPlainText(), self.textCursor()
        return place_of(text, cursor.selectionStart()), place_of(text, cursor.selectionEnd())

    @Slot()
    def restyle(self) -> None:
        """Take the font and colours of the theme as it is now."""
        font = self._theme.mono_font(SIZE_TEXT)
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(_INDENT))
        self.highlighter.restyle()
        self._make_room()
        self._mark()

    def set_wrong(self, places: Sequence[Wrong]) -> None:
        """Underline these places; what is wrong there is told when they are pointed at."""
        text = self.toPlainText()
        self._wrong = tuple(
            Wrong(units_of(text, one.start), units_of(text, one.end), one.message) for one in places
        )
        self._mark()

    def wrong_lines(self) -> frozenset[int]:
        """Numbers of the lines, from 0, in which something wrong begins."""
        document = self.document()
        return frozenset(document.findBlock(one.start).blockNumber() for one in self._wrong)

    def replace_all(self, text: str) -> None:
        """Put another text in place of the whole, as one step that can be undone."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def replace_range(self, start: int, end: int, text: str) -> None:
        """Put another text in place of a part, as one step that can be undone."""
        whole = self.toPlainText()
        cursor = self._cursor_at(units_of(whole, start))
        cursor.setPosition(units_of(whole, end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)

    def show_place(self, start: int, end: int) -> None:
        """Select a place and bring it into sight."""
        text, cursor = self.toPlainText(), self.textCursor()
        cursor.setPosition(units_of(text, start))
        cursor.setPosition(units_of(text, end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()

    def lines_in_sight(self) -> Iterator[tuple[int, QRect]]:
        """Number, from 0, and place of each line in sight."""
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        bottom = self.viewport().rect().bottom()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(offset).toAlignedRect()
            if place.top() > bottom:
                return
            yield block.blockNumber(), place
            block = block.next()

    def offer(self, completion: Completion) -> None:
        """Show what could come next, if the cursor still stands where that was asked for."""
        text, cursor = self.toPlainText(), self.textCursor()
        end = units_of(text, completion.end)
        if not self._is_offering or cursor.position() != end or cursor.hasSelection():
            return
        typed = text[completion.start : completion.end]
        only = len(completion.proposals) == 1 and completion.proposals[0].insert == typed
        self._start = completion.start
        beginning = self._cursor_at(units_of(text, completion.start))
        place = self.cursorRect(beginning).topLeft()
        place += QPoint(self.viewportMargins().left(), 0)
        shown = () if only else completion.proposals
        self.proposals.show_at(place, self.cursorRect().height(), shown)

    @Slot()
    def ask_for_proposals(self) -> None:
        """Ask what could come next where the cursor stands."""
        self._is_offering = True
        self.completion_wanted.emit(self.toPlainText(), self.place)

    @Slot()
    def toggle_remark(self) -> None:
        """Comment the selected lines out, or not any more."""
        cursor = self._lines_chosen()
        text = cursor.selectedText().split("\u2029")
        cursor.insertText("\n".join(toggled(text)))

    def stop(self) -> None:
        """Ask for nothing any more."""
        self._settling.stop()
        self.proposals.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys go to the proposals first where these are shown."""
        key = Qt.Key(event.key())
        if self.proposals.isVisible() and self._key_for_proposals(key):
            return
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if key is Qt.Key.Key_Tab and plain:
            self._indent()
        elif key is Qt.Key.Key_Backtab:
            self._indent(back=True)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self._new_line()
        else:
            super().keyPressEvent(event)
            self._after_key(event.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is proposed is for who types."""
        super().focusOutEvent(event)
        self.proposals.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The gutter is as high as the editor."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self.gutter.setGeometry(QRect(area.left(), area.top(), self.gutter.room, area.height()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what is wrong at the place that is pointed at."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.cursorForPosition(event.pos()).position()
            told = next((o.message for o in self._wrong if o.start <= place <= o.end), "")
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().viewportEvent(event)

    def _key_for_proposals(self, key: Qt.Key) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if key in steps:
            self.proposals.step(steps[key])
        elif key in _TAKES:
            self.proposals.take()
        elif key is Qt.Key.Key_Escape:
            self.proposals.hide()
            self._is_offering = False
        else:
            return False
        return True

    def _after_key(self, text: str) -> None:
        """Propose something while a name is being typed, or behind a full stop."""
        if text and (text.isalnum() or text in "_."):
            self._settling.start()
        elif text:
            self._settling.stop()
            self._is_offering = False
            self.proposals.hide()

    @Slot(object)
    def _put_in(self, proposal: Proposal) -> None:
        self._is_offering = False
        self.replace_range(self._start, self.place, proposal.insert)
        cursor = self.textCursor()
        end = units_of(self.toPlainText(), self._start + len(proposal.insert))
        cursor.setPosition(end)
        self.setTextCursor(cursor)

    def _indent(self, *, back: bool = False) -> None:
        cursor = self.textCursor()
        if not cursor.hasSelection() and not back:
            cursor.insertText(_INDENT)
            return
        lines = self._lines_chosen()
        texts = lines.selectedText().split("\u2029")
        moved = [line.removeprefix(_INDENT) if back else _INDENT + line for line in texts]
        start = lines.selectionStart()
        lines.insertText("\n".join(moved))
        chosen = self.textCursor()
        chosen.setPosition(start)
        chosen.setPosition(lines.position(), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(chosen)

    def _new_line(self) -> None:
        """Begin the next line where this one begins."""
        cursor = self.textCursor()
        text = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("\n" + text[: len(text) - len(text.lstrip())])
        self.ensureCursorVisible()

    def _lines_chosen(self) -> QTextCursor:
        """A cursor over the whole lines of the selection."""
        cursor = self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        cursor.setPosition(first)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        start = cursor.position()
        cursor.setPosition(last)
        if last > first and cursor.atBlockStart():
            cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        end = cursor.position()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _cursor_at(self, place: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(place)
        return cursor

    def _add_actions(self) -> None:
        for text, keys, act in (
            (tr("Comment out, or in again"), "Ctrl+/", self.toggle_remark),
            (tr("Propose what comes next"), "Ctrl+Space", self.ask_for_proposals),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(act)
            self.addAction(action)

    @Slot()
    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter.room, 0, 0, 0)

    @Slot(QRect, int)
    def _move_gutter(self, area: QRect, by: int) -> None:
        if by:
            self.gutter.scroll(0, by)
            self.proposals.hide()
        else:
            self.gutter.update(0, area.y(), self.gutter.width(), area.height())

    @Slot()
    def _on_moved(self) -> None:
        self.gutter.update()
        self._mark()

    @Slot(int, int, int)
    def _on_change(self, at: int, removed: int, added: int) -> None:
        """Places behind a change move with it; a place that was changed is not wrong any more."""
        if not removed and not added:
            return
        moved = added - removed
        kept = [one for one in self._wrong if one.end < at or one.start >= at + removed]
        self._wrong = tuple(
            one if one.end < at else Wrong(one.start + moved, one.end + moved, one.message)
            for one in kept
        )
        self.edited.emit()

    def _mark(self) -> None:
        """Underline what is wrong, and show which bracket belongs to the one at the cursor."""
        marks = [self._selection(one.start, one.end, self._wave()) for one in self._wrong]
        marks += [self._selection(at, at + 1, self._bracket()) for at in self._brackets()]
        self.setExtraSelections(marks)

    def _brackets(self) -> tuple[int, ...]:
        place = self.textCursor().position()
        document = self.document()
        around = {document.characterAt(place), document.characterAt(place - 1)}
        if not around & {"(", ")"}:
            return ()
        begin = max(0, place - REACH)
        cursor = self._cursor_at(begin)
        end = min(place + REACH, document.characterCount() - 1)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        found = partner_of(cursor.selectedText().replace("\u2029", "\n"), place - begin)
        return tuple(at + begin for at in found) if found else ()

    def _selection(self, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = self._cursor_at(min(start, self.document().characterCount() - 1))
        last = min(max(end, start + 1), self.document().characterCount() - 1)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor
        made.format = look
        return made

    def _wave(self) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(self._theme.tokens.problem))
        return look

    def _bracket(self) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.tokens.selection))
        look.setForeground(QColor(self._theme.tokens.accent))
        return look
