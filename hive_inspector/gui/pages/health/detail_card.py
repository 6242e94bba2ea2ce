"""The chosen check: what it means, its verdict, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.health.checks.check import Cost, State
from hive_inspector.core.health.findings import Place
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.health.finding_row import FindingRow
from hive_inspector.gui.pages.health.rows import NOT_RUN, WAITING
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.help_button import HelpButton
from hive_inspector.gui.widgets.looks import label, separator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.gui.pages.health.rows import CheckRow
    from hive_inspector.gui.theme.theme import Theme

_COSTS = {
    Cost.QUICK: tr("quick"),
    Cost.THOROUGH: tr("thorough: reads every row or page"),
}


class DetailCard(Card):
    """Shows one check.

    Signals:
        run_wanted: The id of the check, to be run again.
        repair_wanted: The id of a repair.
        rows_requested: The `Place` whose rows are to be shown.
    """

    run_wanted = Signal(str)
    repair_wanted = Signal(str)
    rows_requested = Signal(object)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._schema = schema
        self._check = ""
        self._shown: tuple[Finding, ...] = ()
        self.rows: list[FindingRow] = []
        self.chip = Chip("", Tone.NEUTRAL, self)
        self.again = QPushButton(tr("Run"), self)
        self.again.setProperty("role", "link")
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self._on_again)
        self.header.addWidget(self.chip)
        self.header.addStretch(1)
        self.header.addWidget(self.again)
        self.header.addWidget(HelpButton(theme, "checks", tr("Help about checks"), self))
        self._meaning = label("", "dim", self, wrap=True)
        self._facts = label("", "tiny", self)
        self._line = separator(self)
        self._note = label("", "", self, wrap=True)
        for part in (self._meaning, self._facts, self._line, self._note):
            self.body.addWidget(part)
        self.body.addStretch(1)

    @property
    def note_text(self) -> str:
        """What is said in place of findings."""
        return "" if self._note.isHidden() else self._note.text()

    def show_check(self, row: CheckRow, result: CheckResult | None, *, is_running: bool) -> None:
        """Show a check with its verdict; what is shown already stays.

        Args:
            row: The check as it stands.
            result: Its last verdict.
            is_running: Whether checks run now.
        """
        self._check = row.check.id
        self.set_title(row.check.title)
        self.chip.setText(row.verdict)
        self.chip.set_tone(row.tone)
        self._meaning.setText(row.check.meaning)
        took = row.took and tr(" · took {took}", took=row.took)
        self._facts.setText(f"{row.check.id} · {_COSTS[row.check.cost]}{took}")
        self.again.setText(tr("Run") if result is None else tr("Run again"))
        self.again.setEnabled(not is_running)
        waits = row.verdict == WAITING
        self._show_findings(() if waits or result is None else result.findings)
        self._say(_note_of(row, result))

    def _say(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self._line.setVisible(bool(text) or bool(self.rows))

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        if tuple(findings) == self._shown:
            return
        self._shown = tuple(findings)
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [
            FindingRow(finding, self._places_of(finding), self._theme, self) for finding in findings
        ]
        for row in self.rows:
            row.repair_wanted.connect(self.repair_wanted)
            row.rows_requested.connect(self.rows_requested)
            self.body.insertWidget(self.body.count() - 1, row, 0, Qt.AlignmentFlag.AlignTop)

    def _places_of(self, finding: Finding) -> tuple[Place, ...]:
        """Its rows; else the tables that it names, by themselves or with a column or an index, as far as they exist."""
        if finding.places:
            return tuple({place.table: place for place in reversed(finding.places)}.values())[::-1]
        owners = {folded(i.name): t.name for t in self._schema.tables for i in t.indexes}
        found: dict[str, None] = {}
        for name in finding.objects:
            table = self._schema.table(name) or self._schema.table(name.partition(".")[0])
            owner = table.name if table else owners.get(folded(name))
            if owner:
                found[owner] = None
        return tuple(map(Place, found))

    @Slot()
    def _on_again(self) -> None:
        self.run_wanted.emit(self._check)


def _note_of(row: CheckRow, result: CheckResult | None) -> str:
    if row.verdict == WAITING:
        return tr("It runs, or waits for its turn.")
    if row.verdict == NOT_RUN or result is None:
        return tr("It has not been run on this file yet.")
    if result.state is State.SKIPPED:
        return tr("It was skipped. {reason}", reason=result.reason)
    return "" if result.findings else tr("It found nothing.")
