"""The words of SQL told apart while one types.

Each line is read by itself, from how the line before it ended: inside a text, a quoted name or a comment. So a key
costs the line it was pressed on, however long the script is.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat

from hive_inspector.core.database.keywords import KEYWORDS
from hive_inspector.core.database.sqltext import Token, TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextDocument

    from hive_inspector.gui.theme.theme import Theme


class Ends(IntEnum):
    """How a line ends, which is what the next one begins in."""

    PLAIN = 0
    COMMENT = 1
    STRING = 2
    NAME = 3
    BACKTICKS = 4
    BRACKETS = 5


_CLOSED_BY = {
    Ends.COMMENT: "*/",
    Ends.STRING: "'",
    Ends.NAME: '"',
    Ends.BACKTICKS: "`",
    Ends.BRACKETS: "]",
}
_OPENED_BY = {"'": Ends.STRING, '"': Ends.NAME, "`": Ends.BACKTICKS, "[": Ends.BRACKETS}


class Sort(IntEnum):
    """What a piece of a line is shown as."""

    PLAIN = 0
    KEYWORD = 1
    STRING = 2
    NUMBER = 3
    COMMENT = 4
    NAME = 5
    VARIABLE = 6
    STRANGE = 7
    """What is no SQL at all."""


def pieces(line: str, begins: Ends) -> tuple[list[tuple[int, int, Sort]], Ends]:
    """What stands where in a line: start, length and sort of everything that is not plain; and how the line ends.

    Args:
        line: Without its line break.
        begins: How the line before it ended.
    """
    found: list[tuple[int, int, Sort]] = []
    start = 0
    if begins is not Ends.PLAIN:
        start = _behind(line, _CLOSED_BY[begins], 0)
        sort = _sort_of_open(begins)
        if start < 0:
            return [(0, len(line), sort)], begins
        found.append((0, start, sort))
    ends = Ends.PLAIN
    for token in tokens(line[start:]):
        sort, ends = _told(token)
        if sort is not Sort.PLAIN:
            found.append((start + token.start, len(token.text), sort))
    return found, ends


def _behind(line: str, closing: str, start: int) -> int:
    """The place behind the end of what was open, or -1; a doubled quotation mark does not end it."""
    place = line.find(closing, start)
    while place >= 0 and closing in "'\"`" and line[place + 1 : place + 2] == closing:
        place = line.find(closing, place + 2)
    return place if place < 0 else place + len(closing)


def _sort_of_open(ends: Ends) -> Sort:
    return {Ends.COMMENT: Sort.COMMENT, Ends.STRING: Sort.STRING}.get(ends, Sort.NAME)


def _told(token: Token) -> tuple[Sort, Ends]:
    """What a token is shown as, and how the line ends if it is the last one."""
    kind, text = token.kind, token.text
    if kind is TokenKind.UNFINISHED:
        ends = _OPENED_BY[text[0]]
        return _sort_of_open(ends), ends
    if kind is TokenKind.COMMENT:
        is_open = text.startswith("/*") and (len(text) < len("/**/") or not text.endswith("*/"))
        return Sort.COMMENT, Ends.COMMENT if is_open else Ends.PLAIN
    if kind is TokenKind.WORD:
        return Sort.KEYWORD if text.upper() in KEYWORDS else Sort.PLAIN, Ends.PLAIN
    return _SORTS.get(kind, Sort.PLAIN), Ends.PLAIN


_SORTS = {
    TokenKind.STRING: Sort.STRING,
    TokenKind.BLOB: Sort.STRING,
    TokenKind.NUMBER: Sort.NUMBER,
    TokenKind.NAME: Sort.NAME,
    TokenKind.VARIABLE: Sort.VARIABLE,
    TokenKind.OTHER: Sort.STRANGE,
}


class SqlHighlighter(QSyntaxHighlighter):
    """Colours a document as it changes."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._formats = _formats(theme)

    def restyle(self) -> None:
        """Take the colours of the theme as it is now."""
        self._formats = _formats(self._theme)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        before = self.previousBlockState()
        found, ends = pieces(text, Ends(max(before, 0)))
        for start, length, sort in found:
            self.setFormat(start, length, self._formats[sort])
        self.setCurrentBlockState(int(ends))


def _formats(theme: Theme) -> dict[Sort, QTextCharFormat]:
    return {sort: _format(colour, sort) for sort, colour in _colours(theme)}


def _colours(theme: Theme) -> Iterator[tuple[Sort, str]]:
    look = theme.tokens
    yield Sort.PLAIN, look.text
    yield Sort.KEYWORD, look.accent
    yield Sort.STRING, look.ok
    yield Sort.NUMBER, look.information
    yield Sort.COMMENT, look.dim
    yield Sort.NAME, look.text
    yield Sort.VARIABLE, look.warning
    yield Sort.STRANGE, look.problem


def _format(colour: str, sort: Sort) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    if sort is Sort.KEYWORD:
        made.setFontWeight(QFont.Weight.DemiBold)
    if sort is Sort.COMMENT:
        made.setFontItalic(True)
    return made
