"""One finding: what is so, why, what to do, what it rests on, and the ways on from here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.hive.wording import counted
from hive_inspector.gui.pages.health.evidence_table import EvidenceTable
from hive_inspector.gui.pages.health.rows import icon_of, tone_of
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.health.findings import Finding
    from hive_inspector.gui.theme.theme import Theme

_ICON_PX = 16
_MOST_LINKS = 3


class FindingRow(QWidget):
    """Shows one finding.

    Signals:
        repair_wanted: The id of the repair that mends it.
        table_requested: The name of a table that it is about.
    """

    repair_wanted = Signal(str)
    table_requested = Signal(str)

    def __init__(
        self,
        finding: Finding,
        tables: Sequence[str],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Show a finding.

        Args:
            finding: What was found.
            tables: The tables that it is about, as far as they exist.
            theme: Whose colours it has.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self.finding = finding
        self._theme = theme
        self._sign = QLabel(self)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        self._sign.setAccessibleName(finding.severity.value.capitalize())
        self.repair: QPushButton | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(finding.title, "strong", self, wrap=True), 0, 1)
        grid.addLayout(self._body(tables), 1, 1)
        self.setAccessibleName(f"{finding.severity.value.capitalize()}: {finding.title}")
        self.setAccessibleDescription(f"{finding.detail} {finding.advice}".strip())
        theme.changed.connect(self._tint)
        self._tint()

    def _body(self, tables: Sequence[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        detail = label(self.finding.detail, "dim", self, wrap=True)
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(detail)
        if self.finding.advice:
            column.addWidget(label(self.finding.advice, "", self, wrap=True))
        if self.finding.evidence is not None and self.finding.evidence.rows:
            shown, total = len(self.finding.evidence.rows), self.finding.evidence.total
            column.addWidget(EvidenceTable(self.finding.evidence, self._theme, self))
            if total > shown:
                column.addWidget(label(f"{shown} of {counted(total, 'row')}", "tiny", self))
        if tables or self.finding.repair:
            column.addLayout(self._actions(tables))
        return column

    def _actions(self, tables: Sequence[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        if self.finding.repair:
            self.repair = QPushButton("Repair…", self)
            self.repair.setAutoDefault(False)
            self.repair.setAccessibleName(f"Repair: {self.finding.title}")
            self.repair.clicked.connect(self._on_repair)
            row.addWidget(self.repair)
        for name in tables[:_MOST_LINKS]:
            link = QPushButton(f"Show {name}", self)
            link.setProperty("role", "link")
            link.setToolTip(f"Opens {name} in Browse")
            link.clicked.connect(partial(self._on_table, name))
            row.addWidget(link)
        row.addStretch(1)
        return row

    @Slot()
    def _on_repair(self) -> None:
        self.repair_wanted.emit(self.finding.repair or "")

    @Slot()
    def _on_table(self, name: str, *_: object) -> None:
        self.table_requested.emit(name)

    @Slot()
    def _tint(self) -> None:
        colour = tone_colour(self._theme.tokens, tone_of(self.finding.severity))
        icon = self._theme.icon(icon_of(self.finding.severity), colour)
        self._sign.setPixmap(icon.pixmap(_ICON_PX, _ICON_PX))
