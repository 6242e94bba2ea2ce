"""One finding: what is so, why, what to do, what it rests on, and the ways on from here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.health.evidence_table import EvidenceTable
from hive_inspector.gui.pages.health.rows import icon_of, tone_of
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.health.findings import Finding, Place
    from hive_inspector.gui.theme.theme import Theme

_ICON_PX = 16
_MOST_LINKS = 3


class FindingRow(QWidget):
    """Shows one finding.

    Signals:
        repair_wanted: The id of the repair that mends it.
        rows_requested: The `Place` whose rows are to be shown.
    """

    repair_wanted = Signal(str)
    rows_requested = Signal(object)

    def __init__(
        self,
        finding: Finding,
        places: Sequence[Place],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Show a finding.

        Args:
            finding: What was found.
            places: Where the rows are that it is about, each table once.
            theme: Whose colours it has.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self.finding = finding
        self._theme = theme
        self._sign = QLabel(self)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        self._sign.setAccessibleName(finding.severity.word)
        self.repair: QPushButton | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(finding.title, "strong", self, wrap=True), 0, 1)
        grid.addLayout(self._body(places), 1, 1)
        self.setAccessibleName(f"{finding.severity.word}: {finding.title}")
        self.setAccessibleDescription(f"{finding.detail} {finding.advice}".strip())
        theme.changed.connect(self._tint)
        self._tint()

    def _body(self, places: Sequence[Place]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        detail = label(self.finding.detail, "dim", self, wrap=True)
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(detail)
        if self.finding.advice:
            column.addWidget(label(self.finding.advice, "", self, wrap=True))
        if self.finding.evidence is not None and self.finding.evidence.rows:
            shown, total = len(self.finding.evidence.rows), self.finding.evidence.total
            table = EvidenceTable(self.finding.evidence, self._theme, self)
            column.addWidget(table)
            if len(self.finding.places) == total > 1:
                table.setToolTip(tr("Enter or a double click shows the rows in Browse"))
                table.activated.connect(self._on_line)
            if total > shown:
                column.addWidget(
                    label(
                        plural(
                            total,
                            "{shown} of {count:,} row",
                            "{shown} of {count:,} rows",
                            shown=shown,
                        ),
                        "tiny",
                        self,
                    )
                )
        if places or self.finding.repair:
            column.addLayout(self._actions(places))
        return column

    def _actions(self, places: Sequence[Place]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        if self.finding.repair:
            self.repair = QPushButton(tr("Repair…"), self)
            self.repair.setAutoDefault(False)
            self.repair.setAccessibleName(
                tr("Repair: {finding_title}", finding_title=self.finding.title)
            )
            self.repair.clicked.connect(self._on_repair)
            row.addWidget(self.repair)
        for place in places[:_MOST_LINKS]:
            link = QPushButton(tr("Show {table}", table=place.table), self)
            link.setProperty("role", "link")
            link.setToolTip(_opens(place))
            link.clicked.connect(partial(self._on_place, place))
            row.addWidget(link)
        row.addStretch(1)
        return row

    @Slot()
    def _on_repair(self) -> None:
        self.repair_wanted.emit(self.finding.repair or "")

    @Slot()
    def _on_place(self, place: Place, *_: object) -> None:
        self.rows_requested.emit(place)

    @Slot(QModelIndex)
    def _on_line(self, index: QModelIndex) -> None:
        self.rows_requested.emit(self.finding.places[index.row()])

    @Slot()
    def _tint(self) -> None:
        colour = tone_colour(self._theme.tokens, tone_of(self.finding.severity))
        icon = self._theme.icon(icon_of(self.finding.severity), colour)
        self._sign.setPixmap(icon.pixmap(_ICON_PX, _ICON_PX))


def _opens(place: Place) -> str:
    if not place.filters:
        return tr("Opens {table} in Browse", table=place.table)
    return tr(
        "Opens such rows of {table} in Browse, found by {filter}",
        table=place.table,
        filter=place.filters[0][0],
    )
