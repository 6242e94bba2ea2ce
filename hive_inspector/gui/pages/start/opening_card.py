"""What an opening that takes a while, or that failed, looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

QUIET_MS = 100
"""An opening that ends sooner is not shown."""
_STEPS = 1000


class ProgressCard(Card):
    """How far an opening is.

    Signals:
        cancel_clicked: Stop it.
    """

    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._text = label("", "strong", self)
        self._number = label("", "dim", self)
        self._step = label("", "small", self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        cancel = QPushButton(tr("Cancel"), self)
        cancel.clicked.connect(self.cancel_clicked)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(QUIET_MS)
        self._delay.timeout.connect(self.show)
        top = QHBoxLayout()
        top.addWidget(self._text, 1)
        top.addWidget(self._number)
        self.header.addLayout(self._words(top), 1)
        self.header.addWidget(cancel)
        self.hide()

    def show_progress(self, text: str, step: str, done: int, total: int | None) -> None:
        """Show how far it is, unless it ends at once."""
        self._text.setText(text)
        self._bar.setAccessibleName(visible_text(text))
        self._step.setText(step or tr("Reading the file"))
        if total:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(min(_STEPS, done * _STEPS // total))
            self._number.setText(f"{min(100, done * 100 // total)} %")
        else:
            self._bar.setRange(0, 0)
            self._number.setText("")
        if not self.isVisible() and not self._delay.isActive():
            self._delay.start()

    def conceal(self) -> None:
        """It has ended."""
        self._delay.stop()
        self.hide()

    def _words(self, top: QHBoxLayout) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addLayout(top)
        words.addWidget(self._bar)
        words.addWidget(self._step)
        return words


class FailureCard(Card):
    """Why a file could not be opened, and what to do."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._icon = QLabel(self)
        self._name = label("", "small", self)
        self._message = label("", "strong", self, wrap=True)
        self._hint = label("", "dim", self, wrap=True)
        for text in (self._message, self._hint):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = QPushButton(tr("Details"), self)
        self._more.setProperty("role", "link")
        self._more.setCheckable(True)
        self._copy = QPushButton(tr("Copy"), self)
        self._copy.setProperty("role", "link")
        self._copy.clicked.connect(self._on_copy)
        self.read = QPushButton(tr("Open for reading"), self)
        self.restore = QPushButton(tr("Restore a backup…"), self)
        self._detail = QPlainTextEdit(self)
        self._detail.setReadOnly(True)
        self._detail.setFixedHeight(96)
        self._detail.setAccessibleName(tr("Details"))
        self._more.toggled.connect(self._detail.setVisible)
        self._lay_out()
        self.set_tone(Tone.PROBLEM)
        self._redraw()
        theme.changed.connect(self._redraw)
        self.hide()

    def show_failure(self, name: str, message: str, hint: str, detail: str) -> None:
        """Show it at once."""
        self._name.setText(tr("{name} was not opened", name=name))
        self._message.setText(message)
        self._hint.setText(hint)
        self._detail.setPlainText(visible_text(detail))
        self._detail.hide()
        self._more.setChecked(False)
        self._more.setVisible(bool(detail))
        self.setAccessibleName(visible_text(message))
        self.setAccessibleDescription(visible_text(hint))
        self.offer(can_read=False, can_restore=False)
        self.show()

    def offer(self, *, can_read: bool, can_restore: bool) -> None:
        """Say what else can be done with the file."""
        self.read.setVisible(can_read)
        self.restore.setVisible(can_restore)

    @Slot()
    def _on_copy(self) -> None:
        parts = (
            self._name.text(),
            self._message.text(),
            self._hint.text(),
            self._detail.toPlainText(),
        )
        QApplication.clipboard().setText("\n\n".join(filter(None, parts)))

    @Slot()
    def _redraw(self) -> None:
        colour = self._theme.tokens.problem
        self._icon.setPixmap(tinted_pixmap("problem", colour, 20, self.devicePixelRatioF()))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._name)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        ways = QHBoxLayout()
        ways.setContentsMargins(0, 4, 0, 0)
        ways.setSpacing(8)
        for way in (self.read, self.restore):
            ways.addWidget(way)
        ways.addStretch(1)
        words.addLayout(ways)
        self.header.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self.header.addLayout(words, 1)
        for button in (self._more, self._copy):
            self.header.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._detail)
