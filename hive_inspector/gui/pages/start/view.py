"""The start page's widgets: what can be opened, and what stood in the way of the last try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.start.opening_card import FailureCard, ProgressCard
from hive_inspector.gui.pages.start.recent_row import RecentRow
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.narrow_page import lay_narrow

if TYPE_CHECKING:
    from hive_inspector.core.recent import KnownFile
    from hive_inspector.gui.theme.theme import Theme

_WIDEST = 920
_SIDE_WIDTH = 300
_DROP = tr("or drop one anywhere on this window: a database, a backup of one, or a bundle")


class StartView(QWidget):
    """Offers files.

    Signals:
        open_clicked: Choose a file.
        demo_clicked: Try the demo.
        file_clicked: A file's path.
        pin_clicked: A recent file's path, and whether it is to stay on the list.
        remove_clicked: A recent file's path.
        cancel_clicked: Stop the opening.
        read_clicked: Open for reading what could not be opened for writing.
        restore_clicked: Have a backup back in what could not be opened.
    """

    open_clicked = Signal()
    demo_clicked = Signal()
    file_clicked = Signal(str)
    pin_clicked = Signal(str, bool)
    remove_clicked = Signal(str)
    cancel_clicked = Signal()
    read_clicked = Signal()
    restore_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "page")
        self._failure = FailureCard(theme, self)
        self._failure.read.clicked.connect(self.read_clicked)
        self._failure.restore.clicked.connect(self.restore_clicked)
        self._below_failure = QVBoxLayout()
        self._progress = ProgressCard(self)
        self._progress.cancel_clicked.connect(self.cancel_clicked)
        self._recent = Card(tr("Recent files"), self)
        self._recent_empty = label(
            tr("Files that you open appear here."), "dim", self._recent, wrap=True
        )
        self._rows: list[RecentRow] = []
        self._usual_path = ""
        self._lay_out()
        self.show_recent((), 0.0)

    def show_recent(self, files: tuple[KnownFile, ...], now: float) -> None:
        """List the recent files: the pinned ones first, each kind newest first.

        Args:
            files: As they are on the disk.
            now: The present, in seconds since 1970.
        """
        place_of_focus = self._place_of_focus()
        path_of_focus = "" if place_of_focus is None else self._rows[place_of_focus].path
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [RecentRow(self._theme, file, now, self._recent) for file in files]
        for place, row in enumerate(self._rows):
            row.chosen.connect(self.file_clicked)
            row.pinned.connect(self.pin_clicked)
            row.removed.connect(self.remove_clicked)
            self._recent.body.insertWidget(place, row)
            row.show()
        self._recent_empty.setVisible(not files)
        if place_of_focus is not None and self._rows:
            same = (row for row in self._rows if row.path == path_of_focus)
            instead = self._rows[min(place_of_focus, len(self._rows) - 1)]
            next(same, instead).pin.setFocus()

    def _place_of_focus(self) -> int | None:
        """Which row the user works in by keys, so that they can go on there when the list is another."""
        places = (place for place, row in enumerate(self._rows) if row.has_focus)
        return next(places, None)

    def show_usual_place(self, shown: str, path: str, state: str, *, exists: bool) -> None:
        """Say where Hive keeps its database.

        Args:
            shown: The path as people write it.
            path: The path to open.
            state: Whether it is there, in words.
            exists: Whether it can be opened.
        """
        self._usual_path = path
        self._usual_shown.setText(shown)
        self._usual_state.setText(state)
        self._usual_open.setVisible(exists)

    def show_opening(self, text: str, step: str, done: int, total: int | None) -> None:
        """A file is being opened."""
        self._failure.hide()
        self._progress.show_progress(text, step, done, total)

    def show_failure(self, name: str, message: str, hint: str, detail: str) -> None:
        """A file could not be opened."""
        self._progress.conceal()
        self._failure.show_failure(name, message, hint, detail)

    def offer(self, *, can_read: bool, can_restore: bool) -> None:
        """Say what else can be done with the file that could not be opened."""
        self._failure.offer(can_read=can_read, can_restore=can_restore)

    def show_below_failure(self, part: QWidget) -> None:
        """Give a part its place below what stood in the way."""
        self._below_failure.addWidget(part)

    def show_calm(self) -> None:
        """Nothing is being opened, and nothing stood in the way."""
        self._progress.conceal()
        self._failure.hide()

    def _on_usual_clicked(self) -> None:
        self.file_clicked.emit(self._usual_path)

    def _lay_out(self) -> None:
        inner = QWidget(self)
        inner.setProperty("role", "page")
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addLayout(self._heading(inner))
        column.addWidget(self._failure)
        column.addLayout(self._below_failure)
        column.addWidget(self._progress)
        row = QHBoxLayout()
        row.setSpacing(16)
        self._recent.body.addWidget(self._recent_empty)
        self._recent.body.addStretch(1)
        row.addWidget(self._recent, 1)
        row.addLayout(self._side(inner))
        column.addLayout(row)
        column.addStretch(1)
        lay_narrow(self, inner)

    def _heading(self, parent: QWidget) -> QVBoxLayout:
        heading = QVBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(label("Hive Inspector", "title", parent))
        heading.addWidget(
            label(
                tr(
                    "Open a Hive database to see what it is and whether it is well. Looking "
                    "changes nothing."
                ),
                "dim",
                parent,
                wrap=True,
            )
        )
        return heading

    def _side(self, parent: QWidget) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(16)
        side.addWidget(self._actions(parent))
        side.addWidget(self._usual_place(parent))
        side.addStretch(1)
        return side

    def _actions(self, parent: QWidget) -> Card:
        card = Card(tr("Open"), parent)
        card.setFixedWidth(_SIDE_WIDTH)
        open_button = QPushButton(tr("Open a file…"), card)
        open_button.setProperty("role", "primary")
        open_button.clicked.connect(self.open_clicked)
        card.body.addWidget(open_button)
        card.body.addWidget(label(_DROP, "small", card, wrap=True))
        demo_button = QPushButton(tr("Try the demo"), card)
        demo_button.clicked.connect(self.demo_clicked)
        card.body.addSpacing(8)
        card.body.addWidget(demo_button)
        card.body.addWidget(
            label(
                tr("An invented install, made on your disk the first time."),
                "small",
                card,
                wrap=True,
            )
        )
        return card

    def _usual_place(self, parent: QWidget) -> Card:
        card = Card(tr("Where Hive keeps its file"), parent)
        card.setFixedWidth(_SIDE_WIDTH)
        self._usual_shown = ElidedLabel("", "mono", card, mode=Qt.TextElideMode.ElideMiddle)
        self._usual_state = label("", "small", card, wrap=True)
        self._usual_open = QPushButton(tr("Open it"), card)
        self._usual_open.clicked.connect(self._on_usual_clicked)
        self._usual_open.hide()
        for part in (self._usual_shown, self._usual_state, self._usual_open):
            card.body.addWidget(part)
        return card
