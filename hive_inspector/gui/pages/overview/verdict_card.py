"""The verdict: how many things need attention, and the worst of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.health.findings import Severity
from hive_inspector.core.language import tr
from hive_inspector.gui.theme.tokens import CARD_RADIUS
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.part_card import PartCard
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from hive_inspector.gui.pages.overview.verdict import Verdict, VerdictLine
    from hive_inspector.gui.theme.theme import Theme

SHOWN = 4
"""Remarks that are shown before the user asks for more."""
_MORE_INDENT = 20
"""With what a link keeps around its text: where the titles of the remarks begin."""
_ROOM_OF_REMARK = 2
"""Assurances that a remark leaves no room for."""
_ICON_PX = 16
_EDGE_PX = 4
_TOP_RIGHT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
_TONES = {
    Severity.PROBLEM: Tone.PROBLEM,
    Severity.WARNING: Tone.WARNING,
    Severity.NOTICE: Tone.INFORMATION,
}


class VerdictCard(PartCard):
    """Headline, what it rests on, and a line for each remark.

    Signals:
        finding_chosen: The id of the finding whose link was pressed.
    """

    finding_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._rows: list[RemarkRow] = []
        self._assurances: list[AssuranceRow] = []
        self._edge: Tone | None = None
        self._first = SHOWN
        """Lines that are shown before the user asks for more."""
        theme.changed.connect(self.update)
        self._basis = label("", "dim", self, wrap=True)
        self._more = QPushButton("", self)
        self._more.setProperty("role", "link")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._show_rows)
        self.content.addWidget(self._basis)
        self._rows_at = self.content.count()
        more = QHBoxLayout()
        more.setContentsMargins(_MORE_INDENT, 0, 0, 0)
        more.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addLayout(more)
        self.content.addStretch(1)

    @property
    def assurances(self) -> tuple[str, ...]:
        """What is told to be well."""
        return tuple(line.text for line in self._assurances)

    @property
    def rows(self) -> tuple[RemarkRow, ...]:
        """The lines that are shown, from the top."""
        return tuple(row for row in self._rows if not row.isHidden())

    def show_verdict(self, verdict: Verdict) -> None:
        """Show a verdict; what is well is told where nothing is wrong, as far as there is room."""
        self.set_title(verdict.headline)
        self._basis.setText(verdict.basis)
        lines = verdict.lines
        self._edge = _edge(lines)
        self.update()
        for row in self._rows:
            row.deleteLater()
        for assurance in self._assurances:
            assurance.deleteLater()
        self._rows = [RemarkRow(line, self._theme, self) for line in lines]
        for row in self._rows:
            row.chosen.connect(self.finding_chosen)
        room = SHOWN - _ROOM_OF_REMARK * len(lines) if self._edge is Tone.OK else 0
        told = verdict.assurances[: max(0, room)]
        self._assurances = [AssuranceRow(text, self._theme, self) for text in told]
        for index, line in enumerate((*self._rows, *self._assurances)):
            self.content.insertWidget(self._rows_at + index, line)
        self._first = _first_of(lines)
        self._more.setVisible(len(lines) > self._first)
        self._show_rows()
        self.show_content()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and at its left edge how bad the worst is."""
        super().paintEvent(event)
        if self._edge is None:
            return
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), CARD_RADIUS, CARD_RADIUS)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(outline)
        colour = tone_colour(self._theme.tokens, self._edge)
        painter.fillRect(0, 0, _EDGE_PX, self.height(), QColor(colour))
        painter.end()

    @Slot()
    def _show_rows(self) -> None:
        shown = len(self._rows) if self._more.isChecked() else self._first
        for index, row in enumerate(self._rows):
            row.setVisible(index < shown)
        hidden = len(self._rows) - self._first
        self._more.setText(
            tr("Show fewer") if self._more.isChecked() else tr("and {hidden} more", hidden=hidden)
        )


class RemarkRow(QWidget):
    """One remark: a sign of its severity, what is so, why, and what to do.

    Signals:
        chosen: The id of the finding that its link leads to.
    """

    chosen = Signal(str)

    def __init__(self, line: VerdictLine, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self.remark = remark = line.remark
        self._theme = theme
        self._sign = QLabel(self)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        self._sign.setAccessibleName(remark.severity.word)
        title = label(remark.title, "strong", self, wrap=True)
        detail = label(
            " ".join(filter(None, (remark.detail, remark.advice))), "dim", self, wrap=True
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.addWidget(self._sign, 0, 0)
        grid.addWidget(title, 0, 1)
        grid.addWidget(detail, 1, 1)
        grid.setColumnStretch(1, 1)
        if line.action:
            grid.addWidget(self._link(line.action), 0, 2, _TOP_RIGHT)
        self.setAccessibleName(f"{remark.severity.word}: {visible_text(remark.title)}")
        self.setAccessibleDescription(detail.text())
        theme.changed.connect(self._tint)
        self._tint()

    def _link(self, text: str) -> QPushButton:
        self.link = QPushButton(text, self)
        self.link.setProperty("role", "link")
        self.link.setAccessibleName(f"{text} {visible_text(self.remark.title)}")
        self.link.clicked.connect(self._on_link)
        return self.link

    @Slot()
    def _on_link(self) -> None:
        self.chosen.emit(self.line.finding)

    @Slot()
    def _tint(self) -> None:
        name = self.remark.severity.name.lower()
        icon = {"notice": "information"}.get(name, name)
        colour = tone_colour(self._theme.tokens, _TONES[self.remark.severity])
        self._sign.setPixmap(self._theme.icon(icon, colour).pixmap(_ICON_PX, _ICON_PX))


class AssuranceRow(QWidget):
    """One thing that is well."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self._theme = theme
        self._sign = QLabel(self)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        self._sign.setAccessibleName(tr("Well"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(text, "", self, wrap=True), 1)
        theme.changed.connect(self._tint)
        self._tint()

    @Slot()
    def _tint(self) -> None:
        icon = self._theme.icon("ok", self._theme.tokens.ok)
        self._sign.setPixmap(icon.pixmap(_ICON_PX, _ICON_PX))


def _first_of(lines: Sequence[VerdictLine]) -> int:
    """As many as need attention, up to `SHOWN`; where none does, what is good to know."""
    urgent = sum(line.remark.severity is not Severity.NOTICE for line in lines)
    return min(SHOWN, urgent or len(lines))


def _edge(lines: Sequence[VerdictLine]) -> Tone:
    """As bad as the worst remark; notices leave the verdict good."""
    worst = lines[0].remark.severity if lines else Severity.NOTICE
    return Tone.OK if worst is Severity.NOTICE else _TONES[worst]
