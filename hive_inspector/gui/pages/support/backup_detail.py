"""What is known of one copy, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.support.words import copy_lines, kind_text, verdict_text
from hive_inspector.gui.widgets.asking import Asking
from hive_inspector.gui.widgets.change.lines import LinesGrid
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.support.backups_work import Copy


class BackupDetail(QWidget):
    """Shows one copy.

    Signals:
        verify_wanted: The `Copy` is to be verified.
        open_wanted: It is to be opened in this window.
        compare_wanted: It is to be compared with the open file.
        restore_wanted: The open file is to be given its content.
    """

    verify_wanted = Signal(object)
    open_wanted = Signal(object)
    compare_wanted = Signal(object)
    restore_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._copy: Copy | None = None
        self.keep = 0
        """How many backups the file's settings keep."""
        self._kind = label("", "heading", self)
        self._chip = Chip("", Tone.NEUTRAL, self)
        self._name = ElidedLabel("", "mono", self, mode=Qt.TextElideMode.ElideMiddle)
        self.lines = LinesGrid(self)
        self.outcome = label("", "", self, wrap=True)
        self.asking = Asking(self)
        self.verify = self._button(tr("Verify"), tr("Unpack it privately and check all of it"))
        self.open = self._button(
            tr("Open"), tr("Look into it in this window; the file itself stays")
        )
        self.compare = self._button(tr("Compare"), tr("Show how it differs from the open file"))
        self.restore = self._button(tr("Restore…"), tr("Give the open file its content"))
        self.verify.clicked.connect(self._on_verify)
        self.open.clicked.connect(self._on_open)
        self.compare.clicked.connect(self._on_compare)
        self.restore.clicked.connect(self._on_restore)
        self._lay_out()
        self.say("")

    def show_copy(self, copy: Copy) -> None:
        """Show a copy; a question about another one is put away."""
        if self._copy is None or self._copy.path != copy.path:
            self.asking.put_away()
            self.say("")
        self._copy = copy
        self._kind.setText(kind_text(copy))
        text, tone = verdict_text(copy.verdict)
        self._chip.setText(text)
        self._chip.set_tone(tone)
        self._name.setText(copy.path.name)
        self.lines.set_lines(tuple(copy_lines(copy, self.keep)))

    def say(self, words: str, tone: str = "") -> None:
        """Say what came of what was done, or nothing."""
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))
        restyle(self.outcome, tone=tone)

    def say_failure(self, error: InspectorError) -> None:
        """Say why it was not done."""
        self.say(f"{error.message} {error.hint}", "problem")

    def set_busy(self, *, busy: bool) -> None:
        """Offer nothing while something is under way."""
        for button in (self.verify, self.open, self.compare, self.restore):
            button.setEnabled(not busy)
        self.asking.setEnabled(not busy)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(10)
        heading.addWidget(self._kind)
        heading.addWidget(self._chip)
        heading.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.verify, self.open, self.compare, self.restore):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addLayout(heading)
        column.addWidget(self._name)
        column.addWidget(self.lines)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addWidget(self.asking)
        column.addWidget(self.outcome)
        column.addStretch(1)

    @Slot()
    def _on_verify(self) -> None:
        self.verify_wanted.emit(self._copy)

    @Slot()
    def _on_open(self) -> None:
        self.open_wanted.emit(self._copy)

    @Slot()
    def _on_compare(self) -> None:
        self.compare_wanted.emit(self._copy)

    @Slot()
    def _on_restore(self) -> None:
        self.restore_wanted.emit(self._copy)
