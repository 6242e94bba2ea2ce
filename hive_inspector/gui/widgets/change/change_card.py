"""The change at hand: what it means, what stands in its way, its rehearsal, its run, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.change.evidence import EvidenceList
from hive_inspector.gui.widgets.change.insist_panel import InsistPanel
from hive_inspector.gui.widgets.change.lines import LinesGrid
from hive_inspector.gui.widgets.change.note_row import NotesList
from hive_inspector.gui.widgets.change.run_panel import RunPanel
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.help_button import HelpButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.part_card import PartCard
from hive_inspector.gui.widgets.ticks import ListBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.change.told import ChangeShown, Ending

Target = tuple[int, str]
"""A version that can be chosen, and what it is called."""


class ChangeCard(PartCard):
    """Shows one change.

    Signals:
        acted: The `Note` whose button was pressed.
        target_chosen: The version that the user chose to go back to, or to have recorded.
        stop_wanted: What is under way is to be stopped.
        insisted: The user wants it done without proof.
        left: The user does not want this change after all.
        undo_wanted: The user wants the last change undone from its restore point.
    """

    acted = Signal(object)
    target_chosen = Signal(int)
    stop_wanted = Signal()
    insisted = Signal()
    left = Signal()
    undo_wanted = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, topic: str = "change"
    ) -> None:
        """Show nothing yet.

        Args:
            theme: For what is drawn in it.
            parent: The owner.
            topic: The piece of help about such a change.
        """
        super().__init__("", parent)
        self.chip = Chip("", Tone.NEUTRAL, self)
        self.leave = _button(tr("Not now"), "link", self)
        self.header.addStretch(1)
        self.header.addWidget(self.leave)
        self.header.addWidget(self.chip)
        self.header.addWidget(HelpButton(theme, topic, tr("Help about such a change"), self))
        self.targets = ListBox(theme, self)
        self.targets.setAccessibleName(tr("What to change"))
        self._targets_label = label("", "dim", self)
        self.facts = LinesGrid(self)
        self.notes = NotesList(theme, self)
        self._section = label("", "section", self)
        self._section.setContentsMargins(0, 6, 0, 0)
        self.evidence = EvidenceList(theme, self)
        self.reason = label("", "small", self, wrap=True)
        self.run = RunPanel(theme, self)
        self.insist = InsistPanel(self)
        self._ending = label("", "", self, wrap=True)
        self.undo = _button("", "", self)
        self.undo.setObjectName("change.undo")
        self._lay_out()
        self._connect()

    @property
    def ending_text(self) -> str:
        """What came of the last change, or of trying it, as the card says it; empty while nothing has."""
        return "" if self._ending.isHidden() else self._ending.text()

    @property
    def reason_text(self) -> str:
        """Why the change cannot be made yet; empty where it can."""
        return "" if self.reason.isHidden() else self.reason.text()

    def show_change(self, shown: ChangeShown, *, can_leave: bool) -> None:
        """Show a change before it is made."""
        self.set_title(shown.title)
        self.leave.setText(tr("Not now"))
        self.leave.setVisible(can_leave)
        self.facts.set_lines(shown.lines)
        self.facts.show()
        self.notes.set_notes(shown.notes)
        self._ending.hide()
        self.undo.hide()
        self.show_content()

    def show_targets(self, name: str, targets: Sequence[Target], chosen: int) -> None:
        """Offer versions to choose from; without any the choice is hidden."""
        blocked = self.targets.blockSignals(True)  # noqa: FBT003
        self.targets.clear()
        for version, text in targets:
            self.targets.addItem(text, version)
        self.targets.setCurrentIndex(self.targets.findData(chosen))
        self.targets.blockSignals(blocked)
        self._targets_label.setText(name)
        self.targets.setAccessibleName(name)
        for part in (self._targets_label, self.targets):
            part.setVisible(bool(targets))

    def show_chip(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Say in a word how the change stands; empty hides the chip."""
        self.chip.setText(text)
        self.chip.set_tone(tone)
        self.chip.setVisible(bool(text))

    def show_reason(self, text: str) -> None:
        """Say why the change cannot be made yet."""
        self.reason.setText(text)
        self.reason.setVisible(bool(text))

    def show_setback(self, text: str) -> None:
        """Say above all else what kept the change, or its rehearsal, from being made."""
        self._ending.setText(text)
        self._ending.show()
        self.show_reason("")

    def show_rehearsal(self) -> None:
        """Put the heading over the evidence, where there is any."""
        pieces = self.evidence.pieces
        took = milliseconds_text(sum(piece.duration_ms for piece in pieces))
        self._section.setText(tr("Rehearsal on a copy · {took}", took=took))
        self._section.setVisible(bool(pieces))

    def show_ending(self, ending: Ending) -> None:
        """Say what came of a change, in place of what it would mean."""
        self.set_title(ending.title)
        self.show_targets("", (), 0)
        self.notes.set_notes(())
        self.facts.hide()
        self.evidence.set_pieces(())
        self.show_rehearsal()
        self.insist.hide()
        self.show_reason("")
        self._ending.setText(ending.text)
        self._ending.show()
        self.undo.setText(
            tr("Undo: restore “{reason}”…", reason=ending.point.reason) if ending.point else ""
        )
        self.undo.setVisible(ending.point is not None)
        self.run.put_away()
        self.run.add_log(ending.log)
        self.run.end()
        self.leave.setText(tr("Close"))
        self.leave.show()
        self.show_content()

    def _connect(self) -> None:
        self.notes.acted.connect(self.acted)
        self.targets.activated.connect(self._on_target)
        self.run.stop_wanted.connect(self.stop_wanted)
        self.insist.insisted.connect(self.insisted)
        self.leave.clicked.connect(self.left)
        self.undo.clicked.connect(self.undo_wanted)

    @Slot(int)
    def _on_target(self, index: int) -> None:
        self.target_chosen.emit(self.targets.itemData(index))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._targets_label.setFixedWidth(92)
        row.addWidget(self._targets_label)
        row.addWidget(self.targets, 1)
        self.content.addLayout(row)
        parts = (self._ending, self.facts, self.notes, self._section, self.evidence)
        for part in (*parts, self.reason, self.insist, self.run):
            self.content.addWidget(part)
        self.content.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        for hidden in (self._targets_label, self.targets, self.notes, self._section, self.undo):
            hidden.hide()


def _button(text: str, role: str, parent: QWidget) -> QPushButton:
    made = QPushButton(text, parent)
    made.setProperty("role", role)
    made.setAutoDefault(False)
    return made
