"""What a rehearsal found out, line by line as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.migrations.rehearsing.rehearsal import RehearsalStep
    from hive_inspector.gui.theme.theme import Theme

_ICON_PX = 14
_TIME_WIDTH = 64
_SHORT = 28
"""Characters of a finding that fit beside what was looked at."""


class EvidenceList(QWidget):
    """A line for each piece of evidence: whether it speaks for the change, what was looked at and found, how long."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[EvidenceRow] = []
        self.setAccessibleName(tr("Rehearsal"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(7)
        self.hide()

    @property
    def pieces(self) -> tuple[RehearsalStep, ...]:
        """What is shown, in the order in which it came."""
        return tuple(row.piece for row in self._rows)

    def set_pieces(self, pieces: Iterable[RehearsalStep]) -> None:
        """Show these; lines that are there already stay."""
        wanted = tuple(pieces)
        if wanted[: len(self._rows)] != self.pieces:
            for row in self._rows:
                row.hide()
                row.deleteLater()
            self._rows = []
        for piece in wanted[len(self._rows) :]:
            row = EvidenceRow(piece, self._theme, self)
            self._rows.append(row)
            self._column.addWidget(row)
        self.setVisible(bool(self._rows))


class EvidenceRow(QWidget):
    """One piece of evidence."""

    def __init__(self, piece: RehearsalStep, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.piece = piece
        self._theme = theme
        self._sign = QLabel(self)
        self._sign.setFixedSize(_ICON_PX, _ICON_PX)
        took = milliseconds_text(piece.duration_ms) if piece.duration_ms else tr("< 1 ms")
        time = label(took, "small", self)
        time.setFixedWidth(_TIME_WIDTH)
        time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        found = label(piece.detail, "small", self, wrap=len(piece.detail) > _SHORT)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(piece.what, "", self, wrap=True), 0, 1)
        grid.addWidget(time, 0, 3, Qt.AlignmentFlag.AlignTop)
        if len(piece.detail) > _SHORT:
            grid.addWidget(found, 1, 1, 1, 3)
        else:
            grid.addWidget(found, 0, 2, Qt.AlignmentFlag.AlignTop)
        if not piece.ok:
            restyle(found, tone="problem")
        verdict = tr("Passed") if piece.ok else tr("Failed")
        self._sign.setAccessibleName(verdict)
        self.setAccessibleName(f"{verdict}: {piece.what}")
        self.setAccessibleDescription(f"{piece.detail} {took}".strip())
        theme.changed.connect(self._tint)
        self._tint()

    @Slot()
    def _tint(self) -> None:
        tokens = self._theme.tokens
        icon, colour = ("check", tokens.ok) if self.piece.ok else ("problem", tokens.problem)
        self._sign.setPixmap(self._theme.icon(icon, colour).pixmap(_ICON_PX, _ICON_PX))
