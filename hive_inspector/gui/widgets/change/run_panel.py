"""A change under way: how far it is, every statement as it runs, and the way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
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
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.gui.theme.theme import Theme

LOG_LINES = 5000
"""The newest lines of the log are kept, so that a script of a million statements does no harm."""
_LOG_HEIGHT = 150
_SCALE = 1000


class RunPanel(QWidget):
    """Shown while something is under way, and the log as long as it is worth reading.

    Signals:
        stop_wanted: The user wants it stopped.
    """

    stop_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar_row = QWidget(self)
        self._step = ElidedLabel("", "", self._bar_row)
        self._number = label("", "small", self._bar_row)
        self.bar = QProgressBar(self._bar_row)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop = QPushButton(tr("Cancel"), self._bar_row)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.stop_wanted)
        row = QHBoxLayout(self._bar_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._step, 1)
        for part in (self._number, self.bar, self.stop):
            row.addWidget(part)
        self.log = QPlainTextEdit(self)
        self.log.setReadOnly(True)
        self.log.setProperty("role", "code")
        self.log.setAccessibleName(tr("Log"))
        self.log.setMaximumBlockCount(LOG_LINES)
        self.log.setUndoRedoEnabled(False)
        self.log.setTabChangesFocus(True)
        self.log.setFixedHeight(_LOG_HEIGHT)
        self.log.document().setDefaultFont(theme.mono_font(SIZE_SMALL))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._bar_row)
        column.addWidget(self.log)
        self.put_away()

    @property
    def step_text(self) -> str:
        """What is being done."""
        return self._step.text()

    def begin(self, step: str) -> None:
        """Something is under way."""
        self.log.clear()
        self.log.hide()
        self.stop.setEnabled(True)
        self.stop.setToolTip("")
        self.show_progress(0, None, step)
        self._bar_row.show()
        self.show()

    def show_progress(self, done: int, total: int | None, step: str) -> None:
        """Say how far it is."""
        if step:
            self._step.setText(step)
        if total:
            self.bar.setRange(0, _SCALE)
            self.bar.setValue(min(round(done / total * _SCALE), _SCALE))
            self._number.setText(f"{min(done / total, 1) * 100:.0f} %")
        else:
            self.bar.setRange(0, 0)
            self._number.setText("")

    def forbid_stop(self, why: str) -> None:
        """It can be stopped no more."""
        self.stop.setEnabled(False)
        self.stop.setToolTip(why)

    def add_log(self, lines: Iterable[str]) -> None:
        """Add to the log."""
        text = "\n".join(lines)
        if text:
            self.log.appendPlainText(visible_text(text))
            self.log.show()

    def end(self) -> None:
        """It is over; the log stays."""
        self._bar_row.hide()
        self.setVisible(not self.log.isHidden())

    def put_away(self) -> None:
        """Show nothing of it any more."""
        self.log.clear()
        self.log.hide()
        self._bar_row.hide()
        self.hide()
