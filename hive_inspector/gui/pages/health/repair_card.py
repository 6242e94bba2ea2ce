"""A repair: what it will do, its trial on a copy, doing it, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.change.change_card import ChangeCard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme


class RepairCard(ChangeCard):
    """The card of a change, with its two buttons below what is to be known of it.

    Signals:
        rehearse_wanted: It is to be tried on a copy.
        go_wanted: It is to be done.
        open_wanted: The path of the file that was made, which is to be opened.
    """

    rehearse_wanted = Signal()
    go_wanted = Signal()
    open_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent, topic="repair")
        self.rehearse = QPushButton(tr("Rehearse on a copy"), self)
        self.go = QPushButton("", self)
        self.open = QPushButton(tr("Open the new file"), self)
        self._new_file = ""
        for button in (self.go, self.open):
            button.setProperty("role", "primary")
        for button in (self.rehearse, self.go, self.open):
            button.setAutoDefault(False)
        self.rehearse.clicked.connect(self.rehearse_wanted)
        self.go.clicked.connect(self.go_wanted)
        self.open.clicked.connect(self._on_open)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.rehearse)
        row.addWidget(self.go)
        row.addWidget(self.open)
        row.addStretch(1)
        # Above the evidence, which may be long: what is to be pressed next and how far it is must stay in sight.
        self.content.insertLayout(self.content.indexOf(self.notes) + 1, row)
        self.content.removeWidget(self.run)
        self.content.insertWidget(self.content.indexOf(self.notes) + 2, self.run)
        self.show_buttons(action="")

    def show_buttons(
        self, *, action: str, may_rehearse: bool = False, may_go: bool = False
    ) -> None:
        """Offer the two steps; without an action neither is shown.

        Args:
            action: What the button says that does it.
            may_rehearse: Whether it may be tried now.
            may_go: Whether it may be done now.
        """
        for button in (self.rehearse, self.go):
            button.setVisible(bool(action))
        self.open.hide()
        self.go.setText(action)
        self.go.setAccessibleName(
            tr("{action} now", action=action)
        )  # the card is called as the action already
        self.rehearse.setEnabled(may_rehearse)
        self.go.setEnabled(may_go)

    def show_new_file(self, path: str) -> None:
        """Offer to open a file that was made; without a path, nothing."""
        self._new_file = path
        self.open.setToolTip(path)
        self.open.setVisible(bool(path))

    @Slot()
    def _on_open(self) -> None:
        self.open_wanted.emit(self._new_file)
