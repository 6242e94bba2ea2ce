"""A text to read and select, of which only a window is here: the rest comes when one scrolls to its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtGui import QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from hive_inspector.gui.theme.tokens import SIZE_SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme

_BY_WORD = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_ANYWHERE = QTextOption.WrapMode.WrapAnywhere
_LONGEST_WORD = 1000
"""Qt looks for a word's end once for each line that it fills: 64 KB without a space took 0.9 s (measured)."""
_LONGEST_BLOCK = 4000
"""Characters that Qt lays out at once. It lays out what is in sight, but a block always whole: 64 KB in one took 90 ms
(measured). A longer line is laid out in parts; what is copied from it has no break."""
_CONTINUED, _WHOLE = 1, -1
"""States of a block: whether its line goes on in the next one."""
_NEAR_EDGE = 30
"""Lines before the edge of the window at which more is asked for."""


class LongText(QPlainTextEdit):
    """Shows text piece by piece.

    Signals:
        end_neared: The last lines that are here come into sight.
        start_neared: The first lines that are here come into sight, after the user scrolled up to them.
    """

    end_neared = Signal()
    start_neared = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = ""
        self._is_changing = False
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setProperty("role", "value")
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def shown_text(self) -> str:
        """The text that is here, with its lines as they are."""
        return "".join(_joined(self.document().begin(), None))

    def set_wrapped(self, *, is_wrapped: bool) -> None:
        """Break long lines at the edge, or let them run out of sight."""
        mode = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(mode.WidgetWidth if is_wrapped else mode.NoWrap)

    def show_text(self, text: str) -> None:
        """Show a text from its start; the same text again keeps the place."""
        if text == self._shown:
            return
        self._is_changing = True
        self._shown = text
        self._wrap_for(text)
        self.setPlainText(_in_blocks(text))
        self._mark_continued(text, 0)
        self._is_changing = False

    def add_below(self, text: str) -> None:
        """Add what follows."""
        self._is_changing = True
        last = self.document().blockCount() - 1
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(_in_blocks(text))
        self._mark_continued(text, last)
        self._shown = ""
        self._is_changing = False

    def add_above(self, text: str) -> None:
        """Add what comes before; what is in sight stays where it is."""
        self._is_changing = True
        document, bar = self.document(), self.verticalScrollBar()
        blocks, state = document.blockCount(), document.begin().userState()
        QTextCursor(document).insertText(_in_blocks(text))
        former = document.findBlockByNumber(document.blockCount() - blocks)
        self._mark_continued(text, 0)
        former.setUserState(state)
        bar.setValue(bar.value() + former.firstLineNumber())
        self._shown = ""
        self._is_changing = False

    def drop_above(self, characters: int) -> None:
        """Let go of the first characters; what is in sight stays where it is."""
        self._is_changing = True
        bar, cursor = self.verticalScrollBar(), QTextCursor(self.document())
        cursor.setPosition(self._position_of(characters), QTextCursor.MoveMode.KeepAnchor)
        first = self.document().findBlock(cursor.position())
        lines, state = first.firstLineNumber(), first.userState()
        cursor.removeSelectedText()
        self.document().begin().setUserState(state)
        bar.setValue(bar.value() - lines)
        self._is_changing = False

    def drop_below(self, characters: int) -> None:
        """Let go of the last characters."""
        self._is_changing = True
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position_of(len(self.shown_text) - characters))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self.document().lastBlock().setUserState(_WHOLE)
        self._is_changing = False

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """What is copied: lines as they are in the value, not as they are laid out."""
        cursor, document = self.textCursor(), self.document()
        data = QMimeData()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        data.setText("".join(_joined(document.findBlock(start), (start, end))))
        return data

    def _position_of(self, characters: int) -> int:
        """Where in the document so many characters of the text end."""
        left, block = characters, self.document().begin()
        while block.isValid():
            length = len(block.text()) + (block.userState() != _CONTINUED)
            if left < length:
                return block.position() + left
            left -= length
            block = block.next()
        return max(self.document().characterCount() - 1, 0)

    def _wrap_for(self, text: str) -> None:
        longest = max(map(len, text.split()), default=0)
        self.setWordWrapMode(_BY_WORD if longest <= _LONGEST_WORD else _ANYWHERE)

    def _mark_continued(self, text: str, first: int) -> None:
        """Note which blocks are parts of one line."""
        block = self.document().findBlockByNumber(first)
        for line in text.split("\n"):
            for _ in range((len(line) - 1) // _LONGEST_BLOCK):
                block.setUserState(_CONTINUED)
                block = block.next()
            block = block.next()

    @Slot(int)
    def _on_scrolled(self, line: int) -> None:
        if self._is_changing:
            return
        bar = self.verticalScrollBar()
        if line >= bar.maximum() - _NEAR_EDGE:
            self.end_neared.emit()
        elif line <= _NEAR_EDGE:
            self.start_neared.emit()

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._theme.mono_font(SIZE_SMALL))


def _in_blocks(text: str) -> str:
    """The text with a break wherever a line is longer than a block may be."""
    if len(text) <= _LONGEST_BLOCK:
        return text
    return "\n".join(
        "\n".join(
            line[start : start + _LONGEST_BLOCK]
            for start in range(0, max(len(line), 1), _LONGEST_BLOCK)
        )
        for line in text.split("\n")
    )


def _joined(block: QTextBlock, span: tuple[int, int] | None) -> Iterator[str]:
    """The text of the blocks from this one on, or of what of them lies in a span of the document."""
    while block.isValid() and (span is None or block.position() < span[1]):
        text, start = block.text(), block.position()
        end = start + len(text)
        yield text if span is None else text[max(span[0] - start, 0) : span[1] - start]
        block = block.next()
        has_break = block.isValid() and block.previous().userState() != _CONTINUED
        if has_break and (span is None or end < span[1]):
            yield "\n"
