"""Markdown as it is meant, and nothing more: no HTML, nothing fetched, no link followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QTextBrowser

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.theme.tokens import Tokens

MOST_CHARACTERS = 32 * 1024
"""Qt reads and lays out Markdown on the thread that draws: so much takes 20 ms (measured)."""
_MOST_CELLS = 240
"""Cells of tables in all; 18,000 took 10 s (measured). With more of them, tables stay as they were written."""
_LONG_WORD = re.compile(r"\S{200}")
"""Gets a space behind it: 32 KB without one take a second to lay out (measured)."""
_IMAGE = "\ufffc"
_FEATURES = QTextDocument.MarkdownFeature
_LINE_HEIGHT = 125
"""Percent."""
_PARAGRAPH_ROOM, _HEADING_ROOM, _ITEM_ROOM = 8, 8, 4
_INDENT = 22
"""Pixels by which a list stands in."""
_LARGER = {1: 2, 2: 1}
"""Qt's steps of size by the level of a heading; the others are only bold."""


class MarkdownView(QTextBrowser):
    """Shows Markdown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._markdown = ""
        self._sealed: SealedDocument | None = None
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setProperty("role", "value")
        self.highlighted.connect(self._on_pointed)
        theme.changed.connect(self._restyle)
        self._show()

    def show_markdown(self, text: str) -> None:
        """Show a text, or nothing."""
        if text == self._markdown:
            return
        self._markdown = text
        self._show()

    @Slot(QUrl)
    def _on_pointed(self, link: QUrl) -> None:
        """Say where a link would lead; it is never followed."""
        self.viewport().setToolTip(link.toDisplayString())

    @Slot()
    def _restyle(self) -> None:
        self._show()

    def _show(self) -> None:
        previous, self._sealed = self._sealed, rendered(self._markdown, self._theme, self)
        self.setDocument(self._sealed)
        if previous is not None:  # Qt deletes the one it made itself
            previous.deleteLater()


class SealedDocument(QTextDocument):
    """A document that fetches nothing: Qt would read a picture's address as the name of a file."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: ARG002, N802 - Qt's name
        """An empty picture for whatever is asked for."""
        return QImage(1, 1, QImage.Format.Format_ARGB32)


def rendered(markdown: str, theme: Theme, parent: QWidget) -> SealedDocument:
    """A document of this Markdown, whatever is in it."""
    document = SealedDocument(parent)
    document.setDefaultFont(theme.ui_font(SIZE_TEXT))
    document.setDocumentMargin(0)
    document.setIndentWidth(_INDENT)
    option = QTextOption(document.defaultTextOption())
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    readable = _LONG_WORD.sub(r"\g<0> ", markdown[:MOST_CHARACTERS])
    document.setMarkdown(readable, features_for(markdown))
    _dress(document, theme)
    return document


def features_for(markdown: str) -> QTextDocument.MarkdownFeature:
    """Which Markdown is read: tables only where they can be laid out."""
    dialect = _FEATURES.MarkdownDialectGitHub
    if markdown.count("|") > _MOST_CELLS:
        dialect = _FEATURES.MarkdownDialectCommonMark
    return dialect | _FEATURES.MarkdownNoHTML


def _dress(document: QTextDocument, theme: Theme) -> None:
    """Words in the place of pictures; code, links and headings in the theme's fonts and colours; room between them."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for start, length, found in reversed(list(_fragments(document))):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        if found.isImageFormat():
            cursor.insertText(_image_words(found), _dim(theme.tokens))
        elif found.isAnchor() or found.fontFixedPitch():
            cursor.mergeCharFormat(_styled(found, theme))
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        cursor.setPosition(block.position() + block.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        _dress_block(cursor, block, theme)
        block = block.next()
    cursor.endEditBlock()


def _dress_block(cursor: QTextCursor, block: QTextBlock, theme: Theme) -> None:
    """Give a paragraph, heading, item or line of code its room and font."""
    old, new = block.blockFormat(), QTextBlockFormat()
    level = old.headingLevel()
    is_code = _is_code(block)
    new.setTopMargin(_HEADING_ROOM if level and block.position() else 0)
    new.setBottomMargin(_room_below(block, is_heading=bool(level), is_code=is_code))
    new.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    new.setNonBreakableLines(False)  # code is wrapped, too: the panel is narrow
    if is_code:
        new.setBackground(QColor(theme.tokens.raised))
    cursor.mergeBlockFormat(new)
    if level:
        font = QTextCharFormat()
        font.setFontWeight(QFont.Weight.DemiBold)
        font.setProperty(int(QTextFormat.Property.FontSizeAdjustment.value), _LARGER.get(level, 0))
        cursor.mergeCharFormat(font)
    elif is_code:
        font = QTextCharFormat()
        font.setFont(theme.mono_font(SIZE_SMALL))
        cursor.mergeCharFormat(font)


def _is_code(block: QTextBlock) -> bool:
    known = block.blockFormat()
    fence = QTextFormat.Property.BlockCodeFence.value
    return known.hasProperty(int(fence)) or known.nonBreakableLines()


def _room_below(block: QTextBlock, *, is_heading: bool, is_code: bool) -> int:
    after = block.next()
    if is_code and after.isValid() and _is_code(after):
        return 0
    if is_heading or (block.textList() is not None and after.textList() is not None):
        return _ITEM_ROOM
    return _PARAGRAPH_ROOM


def _fragments(document: QTextDocument) -> Iterator[tuple[int, int, QTextCharFormat]]:
    """Every stretch of one format: where it begins, how long it is, its format."""
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            fragment = pieces.fragment()
            yield fragment.position(), fragment.length(), fragment.charFormat()
            pieces += 1
        block = block.next()


def _image_words(found: QTextCharFormat) -> str:
    image = found.toImageFormat()
    words = str(image.property(int(QTextCharFormat.Property.ImageAltText)) or "") or image.name()
    return tr("[picture: {words}]", words=words)


def _dim(tokens: Tokens) -> QTextCharFormat:
    dim = QTextCharFormat()
    dim.setForeground(QColor(tokens.dim))
    return dim


def _styled(found: QTextCharFormat, theme: Theme) -> QTextCharFormat:
    styled = QTextCharFormat()
    if found.isAnchor():
        styled.setForeground(QColor(theme.tokens.information))
    if found.fontFixedPitch():
        styled.setFont(theme.mono_font(SIZE_SMALL))
        styled.setBackground(QColor(theme.tokens.raised))
    return styled
