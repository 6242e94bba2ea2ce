"""The part of the export dialog that says how far it is, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import plural, tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.ticks import Tick

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.browsing.export import Exported
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.theme.theme import Theme


class OutcomeField(QWidget):
    """Says nothing, how far it is, or what came of it.

    Signals:
        folder_asked: The path of the file whose folder is to be shown.
    """

    folder_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Rows written"))
        self._words = label("", "", self, wrap=True)
        self._hint = label("", "small", self, wrap=True)
        self._replace = Tick(theme, tr("Replace the file that is there"), self)
        self.folder = QPushButton(tr("Show in folder"), self)
        self.folder.setAutoDefault(False)
        self.folder.clicked.connect(self._on_folder)
        self._path: Path | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(self._words, 1)
        row.addWidget(self.folder)
        column.addWidget(self._bar)
        column.addLayout(row)
        column.addWidget(self._hint)
        column.addWidget(self._replace)
        self.show_nothing()

    @property
    def may_replace(self) -> bool:
        """Whether the user said that a file which is there may go."""
        return not self._replace.isHidden() and self._replace.isChecked()

    def show_nothing(self) -> None:
        """There is nothing to say."""
        self._show("")

    def show_running(self) -> None:
        """It has begun."""
        self._show(tr("Writing…"))
        self._bar.setRange(0, 0)
        self._bar.show()

    def show_progress(self, done: int, total: int | None) -> None:
        """Say how far it is."""
        if total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))
        self._words.setText(plural(done, "{count:,} row written", "{count:,} rows written"))

    def show_done(self, exported: Exported) -> None:
        """Say what was written."""
        size, where = size_text(exported.size), shown_path(exported.path)
        self._show(
            plural(
                exported.rows,
                "{count:,} row written to {where} ({size}).",
                "{count:,} rows written to {where} ({size}).",
                where=where,
                size=size,
            ),
            tone="ok",
        )
        self._say_hint(" ".join(exported.notes))
        self._path = exported.path
        self.folder.show()

    def show_words(self, words: str) -> None:
        """Say something else."""
        self._show(words)

    def show_failure(self, error: InspectorError, *, offers_replacing: bool) -> None:
        """Say why nothing was written."""
        self._show(error.message, tone="problem")
        self._say_hint(error.hint)
        self._replace.setChecked(False)
        self._replace.setVisible(offers_replacing)

    def _show(self, words: str, tone: str = "") -> None:
        self._bar.hide()
        self.folder.hide()
        self._replace.hide()
        self._say_hint("")
        self._words.setText(words)
        self._words.setVisible(bool(words))
        restyle(self._words, tone=tone)

    def _say_hint(self, words: str) -> None:
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    @Slot()
    def _on_folder(self) -> None:
        if self._path is not None:
            self.folder_asked.emit(self._path)
