"""What stands where content will be, is missing, or could not be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.errors import InspectorError

QUIET_MS = 100
"""Loading shorter than this shows nothing."""
_WIDEST = 6
"""How much wider the text may be than the margins on its sides."""


class StatePanel(QWidget):
    """One sentence for what is, one for what to do, and a way to do it; empty until one of the states is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._retry: Callable[[], None] | None = None
        self._loading_text = ""
        self._text = label("", "heading", self, wrap=True)
        self._hint = label("", "dim", self, wrap=True)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Loading"))
        self._again = QPushButton(tr("Try again"), self)
        self._again.clicked.connect(self._on_again)
        self._more = QPushButton(tr("Details"), self)
        self._more.setProperty("role", "link")
        self._more.setCheckable(True)
        self._detail = QPlainTextEdit(self)
        self._detail.setReadOnly(True)
        self._detail.setAccessibleName(tr("Details"))
        self._more.toggled.connect(self._detail.setVisible)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(QUIET_MS)
        self._delay.timeout.connect(self._show_bar)
        self._lay_out()
        self._show("", "")

    @property
    def text(self) -> str:
        """The sentence that says what is, or empty."""
        return self._text.text()

    def show_loading(self, text: str) -> None:
        """Work is under way; nothing is shown if it ends at once."""
        self._show("", "")
        self._loading_text = text
        self._delay.start()

    def show_empty(self, text: str, hint: str = "") -> None:
        """There is nothing to show, and that is as it should be."""
        self._show(text, hint)

    def show_failure(self, error: InspectorError, retry: Callable[[], None] | None = None) -> None:
        """It could not be had: the cause, the next step, the details on request."""
        self._show(error.message, error.hint, tone="problem")
        self._retry = retry
        self._again.setVisible(retry is not None)
        self._detail.setPlainText(visible_text(error.detail))
        self._more.setVisible(bool(error.detail))

    def show_absent(self, text: str) -> None:
        """This database does not have it."""
        self._show(text, tr("Not in this database"))

    def _show(self, text: str, hint: str, tone: str = "neutral") -> None:
        self._delay.stop()
        self._retry = None
        self._bar.hide()
        self._again.hide()
        self._more.setChecked(False)
        self._more.hide()
        self._detail.hide()
        for words_label, words in ((self._text, text), (self._hint, hint)):
            words_label.setText(words)
            words_label.setVisible(bool(words))
        restyle(self._text, tone=tone)

    @Slot()
    def _show_bar(self) -> None:
        self._hint.setText(self._loading_text)
        self._hint.show()
        self._bar.show()

    @Slot()
    def _on_again(self) -> None:
        if self._retry is not None:
            self._retry()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(1)
        self._bar.setFixedWidth(160)
        self._detail.setMaximumHeight(180)
        for words in (self._text, self._hint):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        for part in (self._bar, self._again, self._more):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._detail)
        column.addStretch(1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addStretch(1)
        outer.addLayout(column, _WIDEST)
        outer.addStretch(1)
