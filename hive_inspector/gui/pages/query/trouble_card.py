"""Why a statement did not come to its end, and the way to the place that is to blame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.sql_editor.offsets import units_of

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

_MARGIN = 16
_MOST_LINES = 7
_WIDEST = 900


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a trouble."""

    word: str
    """How it ended, in a word."""
    tone: Tone
    message: str
    hint: str = ""
    detail: str = ""
    where: str = ""
    """`line 3, column 8`; empty where no place is known."""
    excerpt: str = ""
    """The lines around the place."""
    marked: tuple[int, int] = (0, 0)
    """Where in the excerpt the place is."""
    action: str = ""
    """What can be done about it, on a button."""


class TroubleCard(QScrollArea):
    """Shows one trouble; it is scrolled where there is little room.

    Signals:
        place_asked: The place in the editor is to be shown.
        acted: The button was pressed.
    """

    place_asked = Signal()
    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told = Told("", Tone.NEUTRAL, "")
        self.setAccessibleName(tr("What went wrong"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget(self)
        self._inside.setProperty("role", "page")
        self.card = Card(" ", self._inside)
        self.card.title_label.setWordWrap(True)
        self.chip = Chip("", Tone.NEUTRAL, self.card)
        self._hint = label("", "dim", self.card, wrap=True)
        self._excerpt = QPlainTextEdit(self.card)
        self._excerpt.setReadOnly(True)
        self._excerpt.setProperty("role", "code")
        self._excerpt.setAccessibleName(tr("The place in the statement"))
        self._excerpt.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self._excerpt.setTabChangesFocus(True)
        self.go = QPushButton("", self.card)
        self.go.setProperty("role", "link")
        self.action = QPushButton("", self.card)
        self._detail = label("", "small", self.card, wrap=True)
        self.more = QPushButton(tr("Details"), self.card)
        self.more.setProperty("role", "link")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._detail.setVisible)
        self.go.clicked.connect(self.place_asked)
        self.action.clicked.connect(self.acted)
        self._lay_out()
        theme.changed.connect(self._mark)

    @property
    def told(self) -> Told:
        """What is shown."""
        return self._told

    def show_trouble(self, told: Told) -> None:
        """Tell it."""
        self._told = told
        self.card.set_title(told.message)
        self.card.set_tone(told.tone)
        self.chip.setText(told.word)
        self.chip.set_tone(told.tone)
        self._hint.setText(told.hint)
        self._hint.setVisible(bool(told.hint))
        self._detail.setText(told.detail)
        says_more = bool(told.detail) and not told.where
        self.more.setChecked(says_more)
        self.more.setVisible(bool(told.detail))
        self._detail.setVisible(says_more)
        self._excerpt.setPlainText(told.excerpt)
        self._excerpt.setVisible(bool(told.excerpt))
        self.go.setText(tr("Go to {where}", where=told.where) if told.where else "")
        self.go.setVisible(bool(told.where))
        self.action.setText(told.action)
        self.action.setVisible(bool(told.action))
        self._mark()

    @Slot()
    def _mark(self) -> None:
        """Underline the place, in the present theme."""
        font = self._theme.mono_font(SIZE_SMALL)
        self._excerpt.document().setDefaultFont(font)
        lines = min(self._excerpt.blockCount(), _MOST_LINES)
        height = self._excerpt.fontMetrics().lineSpacing()
        self._excerpt.setFixedHeight((lines + 1) * height + 16)
        look = QTextCharFormat()
        colour = QColor(self._theme.tokens.problem)
        look.setUnderlineColor(colour)
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setForeground(colour)
        cursor = QTextCursor(self._excerpt.document())
        text = self._told.excerpt
        start, end = (units_of(text, place) for place in self._told.marked)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(look)
        self._excerpt.moveCursor(QTextCursor.MoveOperation.Start)

    def _lay_out(self) -> None:
        header, body = self.card.header, self.card.body
        header.setStretch(0, 1)
        header.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(self._hint)
        body.addWidget(self._excerpt)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.action)
        row.addWidget(self.go)
        row.addWidget(self.more)
        row.addStretch(1)
        body.addLayout(row)
        body.addWidget(self._detail)
        self.card.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.addWidget(self.card)
        column.addStretch(1)
        self.setWidget(self._inside)
