"""Names in a column, and what there is to say beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME_WIDTH = 92


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what there is to say of it."""

    name: str
    text: str
    tone: Tone = Tone.NEUTRAL


class LinesGrid(QWidget):
    """Names in a column, what there is to say beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget(self)
        self._column.addWidget(self._body)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is said, from the top."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Say these lines."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        old, self._body = self._body, QWidget(self)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        grid.setColumnStretch(1, 1)
        for at, line in enumerate(self._lines):
            grid.addWidget(label(line.name, "dim", self._body), at, 0, _TOP)
            grid.addWidget(_said(line, self._body), at, 1, _TOP_WIDE)
        self._column.addWidget(self._body)


_TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_TOP_WIDE = Qt.AlignmentFlag.AlignTop


def _said(line: Line, parent: QWidget) -> QWidget:
    made = label(line.text, "", parent, wrap=True)
    made.setAccessibleName(f"{line.name}: {line.text}")
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if line.tone is not Tone.NEUTRAL:
        restyle(made, tone=line.tone.value)
    return made
