"""What the file is, as names and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from collections.abc import Sequence

Fact = tuple[str, str]


class FactsCard(Card):
    """Rows of a name and a value; values can be selected and copied."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(7)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._values: dict[str, QLabel] = {}
        self.body.addLayout(self._form)
        self.body.addStretch(1)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown, from the top."""
        return tuple((name, value.text()) for name, value in self._values.items())

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts; the names stay the same from call to call or are added to."""
        for name, text in facts:
            if name not in self._values:
                self._values[name] = self._add_row(name)
            self._values[name].setText(text)

    def _add_row(self, name: str) -> QLabel:
        value = label("", "", self, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(name)
        self._form.addRow(label(name, "dim", self), value)
        return value
