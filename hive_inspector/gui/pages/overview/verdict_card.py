"""The verdict: how many things need attention, and the worst of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from hive_inspector.core.health.remarks import Severity
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.part_card import PartCard
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.health.remarks import Remark
    from hive_inspector.gui.theme.theme import Theme

SHOWN = 4
"""Remarks that are shown before the user asks for more."""
_ICON_PX = 16
_TONES = {
    Severity.PROBLEM: Tone.PROBLEM,
    Severity.WARNING: Tone.WARNING,
    Severity.NOTICE: Tone.INFORMATION,
}


class VerdictCard(PartCard):
    """Headline, what it rests on, and a line for each remark."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._rows: list[RemarkRow] = []
        self._basis = label("", "dim", self, wrap=True)
        self._more = QPushButton("", self)
        self._more.setProperty("role", "link")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._show_rows)
        self.content.addWidget(self._basis)
        self._rows_at = self.content.count()
        self.content.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addStretch(1)

    @property
    def rows(self) -> tuple[RemarkRow, ...]:
        """The lines that are shown, from the top."""
        return tuple(row for row in self._rows if not row.isHidden())

    def set_verdict(self, headline: str, basis: str, remarks: Sequence[Remark]) -> None:
        """Show a verdict.

        Args:
            headline: The verdict in a few words.
            basis: What it rests on, in a sentence.
            remarks: The worst first.
        """
        self.set_title(headline)
        self._basis.setText(basis)
        self.set_tone(_edge(remarks))
        for row in self._rows:
            row.deleteLater()
        self._rows = [RemarkRow(remark, self._theme, self) for remark in remarks]
        for index, row in enumerate(self._rows):
            self.content.insertWidget(self._rows_at + index, row)
        self._more.setVisible(len(remarks) > SHOWN)
        self._show_rows()
        self.show_content()

    @Slot()
    def _show_rows(self) -> None:
        shown = len(self._rows) if self._more.isChecked() else SHOWN
        for index, row in enumerate(self._rows):
            row.setVisible(index < shown)
        hidden = len(self._rows) - SHOWN
        self._more.setText("Show fewer" if self._more.isChecked() else f"and {hidden} more")


class RemarkRow(QWidget):
    """One remark: a sign of its severity, what is so, why, and what to do."""

    def __init__(self, remark: Remark, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.remark = remark
        self._theme = theme
        self._sign = QLabel(self)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        self._sign.setAccessibleName(remark.severity.name.capitalize())
        title = label(remark.title, "strong", self, wrap=True)
        detail = label(
            " ".join(filter(None, (remark.detail, remark.next_step))), "dim", self, wrap=True
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.addWidget(self._sign, 0, 0)
        grid.addWidget(title, 0, 1)
        grid.addWidget(detail, 1, 1)
        grid.setColumnStretch(1, 1)
        self.setAccessibleName(f"{remark.severity.name.capitalize()}: {remark.title}")
        self.setAccessibleDescription(detail.text())
        theme.changed.connect(self._tint)
        self._tint()

    @Slot()
    def _tint(self) -> None:
        name = self.remark.severity.name.lower()
        icon = {"notice": "information"}.get(name, name)
        colour = tone_colour(self._theme.tokens, _TONES[self.remark.severity])
        self._sign.setPixmap(self._theme.icon(icon, colour).pixmap(_ICON_PX, _ICON_PX))


def _edge(remarks: Sequence[Remark]) -> Tone:
    """The card's edge is as bad as the worst remark; notices leave it plain."""
    worst = remarks[0].severity if remarks else Severity.NOTICE
    return Tone.NEUTRAL if worst is Severity.NOTICE else _TONES[worst]
