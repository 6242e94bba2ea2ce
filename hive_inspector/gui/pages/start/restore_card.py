"""What a backup can be had back from, for a file that cannot be opened, and what that would mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from hive_inspector.core.database.times import local_time_text
from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.pages.start.opening_card import ProgressCard
from hive_inspector.gui.widgets.asking import Asking
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.pages.start.restore_work import Source, Sources
    from hive_inspector.gui.theme.theme import Theme


class RestoreCard(Card):
    """Offers the copies of one file; says what is in the chosen one; asks before anything is done.

    Signals:
        chosen: The `Source` that the user went to.
        other_wanted: The user wants to choose a file that is not listed.
        left: The user does not want it after all.
        stop_wanted: What is under way is to be stopped.
    """

    chosen = Signal(object)
    other_wanted = Signal()
    left = Signal()
    stop_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.sources: tuple[Source, ...] = ()
        """What is listed."""
        self._close = QPushButton(tr("Not now"), self)
        self._close.setProperty("role", "link")
        self._close.clicked.connect(self.left)
        self.header.addStretch(1)
        self.header.addWidget(self._close)
        self._meaning = label("", "dim", self, wrap=True)
        columns = [
            TextColumn(tr("Made"), is_mono=True),
            TextColumn(tr("Version"), is_number=True),
            TextColumn(tr("Size"), is_number=True),
            TextColumn(tr("What it is")),
            TextColumn(tr("Name"), is_mono=True, is_dim=True, stretches=True),
        ]
        self.table = TextTable(theme, tr("Backups to restore"), columns, self)
        self.table.reached.connect(self._on_reached)
        self._none = label("", "", self, wrap=True)
        self.other = QPushButton(tr("Choose a file…"), self)
        self.other.clicked.connect(self.other_wanted)
        self._said = label("", "", self, wrap=True)
        self.asking = Asking(self)
        self.progress = ProgressCard(self)
        restyle(self.progress, role="")
        self.progress.cancel_clicked.connect(self.stop_wanted)
        self._lay_out()
        self.hide()

    @property
    def said(self) -> str:
        """What the card says of the chosen copy; empty where nothing is said."""
        return "" if self._said.isHidden() else self._said.text()

    def show_sources(self, name: str, sources: Sources) -> None:
        """Offer what was found for the file of that name."""
        self.set_title(tr("Restore a backup of {name}", name=name))
        self._meaning.setText(
            tr(
                "{name} gets the content of the copy that you choose. Every byte that it has now is kept first, in"
                " {folder}.",
                name=name,
                folder=shown_path(sources.folder),
            )
        )
        self._none.setText(
            tr(
                "No backup of it was found in {folder}. Choose one that lies elsewhere.",
                folder=shown_path(sources.folder),
            )
        )
        self._fill(sources.found)
        self.say("")
        self.show()

    def add_source(self, source: Source) -> None:
        """List a file that the user chose, and go to it."""
        found = [source, *(one for one in self.sources if one.path != source.path)]
        self._fill(tuple(found))
        self.table.selectRow(0)

    def say(self, text: str, tone: str = "") -> None:
        """Say something of the chosen copy; nothing if empty."""
        self._said.setText(text)
        restyle(self._said, tone=tone)
        self._said.setVisible(bool(text))

    def set_busy(self, *, busy: bool) -> None:
        """Whether something is under way, so that nothing else can be chosen."""
        for part in (self.table, self.other, self._close):
            part.setEnabled(not busy)
        if not busy:
            self.progress.conceal()

    def _fill(self, sources: tuple[Source, ...]) -> None:
        self.sources = sources
        self.table.show_rows([_row(one) for one in sources])
        self.table.setVisible(bool(sources))
        self._none.setVisible(not sources)

    @Slot(int)
    def _on_reached(self, row: int) -> None:
        self.chosen.emit(self.sources[row])

    def _lay_out(self) -> None:
        self.body.addWidget(self._meaning)
        self.body.addWidget(self.table)
        self.body.addWidget(self._none)
        row = QHBoxLayout()
        row.addWidget(self.other)
        row.addStretch(1)
        self.body.addLayout(row)
        for part in (self._said, self.asking, self.progress):
            self.body.addWidget(part)


def moment_text(moment: datetime) -> str:
    """The local date and time, to the minute."""
    return local_time_text(moment)[:16]


def _row(source: Source) -> tuple[str, ...]:
    return (
        "" if source.made_at is None else moment_text(source.made_at),
        "" if source.version is None else str(source.version),
        size_text(source.size),
        source.made_by,
        source.path.name,
    )
