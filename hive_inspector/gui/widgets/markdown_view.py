"""Markdown as it is meant, and nothing more: no HTML, nothing fetched, no link followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QColor, QImage, QTextCharFormat, QTextCursor, QTextDocument, QTextOption
from PySide6.QtWidgets import QTextBrowser

from hive_inspector.gui.theme.tokens import SIZE_SMALL, SIZE_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_HEADINGS = (18, 16, 14, SIZE_TEXT, SIZE_TEXT, SIZE_TEXT)
"""Pixels of headings by level; a cell is read in a narrow panel."""


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
    """Words in the place of pictures; code, links and headings in the theme's fonts and colours."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for start, length, found in reversed(list(_fragments(document))):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        if found.isImageFormat():
            cursor.insertText(_image_words(found), _dim(theme.tokens))
        elif found.isAnchor() or found.fontFixedPitch():
            cursor.mergeCharFormat(_styled(found, theme))
    _dress_headings(document, cursor, theme)
    cursor.endEditBlock()


def _dress_headings(document: QTextDocument, cursor: QTextCursor, theme: Theme) -> None:
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level:
            size = QTextCharFormat()
            size.setFont(theme.ui_font(_HEADINGS[min(level, len(_HEADINGS)) - 1]))
            size.setFontWeight(600)
            size.clearProperty(int(QTextCharFormat.Property.FontSizeAdjustment))
            cursor.setPosition(block.position())
            cursor.setPosition(
                block.position() + block.length() - 1, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.mergeCharFormat(size)
        block = block.next()


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
    return f"[picture: {words}]"


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
