"""What this database does not have, in one place instead of many empty cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.looks import PlainLabel, label

if TYPE_CHECKING:
    from collections.abc import Sequence


class AbsentCard(Card):
    """Names, and what each of them would need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Not in this database"), parent)
        self._rows: list[tuple[PlainLabel, PlainLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.hide()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return tuple((name.text(), need.text()) for name, need in self._rows if not name.isHidden())

    def set_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show what is absent and what it would need."""
        while len(self._rows) < len(lines):
            row = (label("", "", self), label("", "dim", self, wrap=True))
            for column, part in enumerate(row):
                self._grid.addWidget(part, len(self._rows), column)
            self._rows.append(row)
        for number, row in enumerate(self._rows):
            for part, text in zip(
                row, lines[number] if number < len(lines) else ("", ""), strict=True
            ):
                part.setText(text)
                part.setVisible(number < len(lines))
        self.setVisible(bool(lines))


class EmptyCard(Card):
    """What has nothing to show in the period that is chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Nothing in this period"), parent)
        self._text = label("", "dim", self, wrap=True)
        self.body.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def set_titles(self, titles: Sequence[str]) -> None:
        """Name charts."""
        self._text.setText(" · ".join(titles))
        self.setVisible(bool(titles))
