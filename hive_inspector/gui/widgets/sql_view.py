"""SQL to be read: in the font of values, its words, texts and remarks told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from hive_inspector.core.database.keywords import KEYWORDS
from hive_inspector.core.database.sqltext import TokenKind, tokens
from hive_inspector.core.database.values import visible_text
from hive_inspector.gui.theme.tokens import SIZE_SMALL

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.database.sqltext import Token
    from hive_inspector.gui.theme.theme import Theme


class SqlView(QPlainTextEdit):
    """Shows statements, which can be selected and copied, and not be changed."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sql = ""
        self.setReadOnly(True)
        self.setProperty("role", "code")
        self.setAccessibleName(name)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        theme.changed.connect(self._redraw)

    def show_sql(self, sql: str) -> None:
        """Show this text from its beginning."""
        if sql != self._sql:
            self._sql = sql
            self._redraw()

    @Slot()
    def _redraw(self) -> None:
        self.document().setDefaultFont(self._theme.mono_font(SIZE_SMALL))
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        formats = self._formats()
        for token in tokens(self._sql.replace("\r\n", "\n")):  # a remark ends between the two
            cursor.insertText(visible_text(token.text), formats[_sort_of(token)])
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _formats(self) -> dict[str, QTextCharFormat]:
        look = self._theme.tokens
        colours = {
            "keyword": look.accent,
            "text": look.ok,
            "number": look.information,
            "remark": look.dim,
            "plain": look.text,
        }
        formats = {sort: _format(colour) for sort, colour in colours.items()}
        formats["keyword"].setFontWeight(QFont.Weight.DemiBold)
        return formats


def _format(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made


def _sort_of(token: Token) -> str:
    if token.kind is TokenKind.WORD:
        return "keyword" if token.text.upper() in KEYWORDS else "plain"
    return {
        TokenKind.STRING: "text",
        TokenKind.BLOB: "text",
        TokenKind.NUMBER: "number",
        TokenKind.COMMENT: "remark",
    }.get(token.kind, "plain")
