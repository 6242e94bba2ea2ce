"""The tables of a file that is not here: how many rows each has, and what its columns hold, without a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.view import TABLES_WIDTH
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.focus import FocusLead
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.tables.model import TablesModel
from hive_inspector.gui.widgets.tables.panel import TablesPanel
from hive_inspector.gui.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from hive_inspector.gui.pages.browse.told_words import ToldTable
    from hive_inspector.gui.theme.theme import Theme

COLUMNS = (
    TextColumn(tr("COLUMN"), is_mono=True),
    TextColumn(tr("TYPE"), is_mono=True, is_dim=True),
    TextColumn(tr("FILLED"), is_number=True),
    TextColumn(tr("EMPTY"), is_number=True),
    TextColumn(tr("DISTINCT"), is_number=True),
    TextColumn(tr("LENGTH"), is_number=True),
    TextColumn(tr("WHAT IS STORED")),
    TextColumn(tr("INDEX"), is_mono=True, is_dim=True, stretches=True),
)
NO_VALUES = tr(
    "A bundle holds no values: here is how many rows there are, and what each column holds by "
    "kind, number and length."
)


class ToldView(QWidget):
    """Tables on the left, the columns of one on the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = TablesModel(self)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        self.tables = TablesPanel(self.model, theme, split)
        self.tables.everywhere.hide()
        self._area = QScrollArea(split)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("Columns of the table"))
        body = QWidget(self._area)
        body.setProperty("role", "page")
        self.name = label("", "title", body)
        self.kind = Chip("", Tone.NEUTRAL, body)
        self.count = label("", "dim", body)
        self._description = label("", "", body, wrap=True)
        self.note = label("", "small", body, wrap=True)
        self.columns = TextTable(theme, tr("Columns"), COLUMNS, body)
        self._card = Card(tr("Columns"), body)
        self._card.body.addWidget(self.columns)
        self._lay_out(body)
        self._area.setWidget(body)
        split.addWidget(self.tables)
        split.addWidget(self._area)
        split.setSizes([TABLES_WIDTH, 3 * TABLES_WIDTH])
        split.setStretchFactor(1, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        FocusLead(self, self.tables.list)

    def show_table(self, told: ToldTable) -> None:
        """Show a table."""
        is_other = told.name != self.name.text()
        self.name.setText(told.name)
        self.kind.setText(told.kind)
        self.kind.setVisible(bool(told.kind))
        self.count.setText(told.count)
        self._description.setText(told.description)
        self._description.setVisible(bool(told.description))
        self.note.setText(told.note)
        self.columns.show_rows(told.columns)
        self._card.setVisible(bool(told.columns))
        if is_other:
            self._area.verticalScrollBar().setValue(0)

    def _lay_out(self, body: QWidget) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(10)
        for part in (self.name, self.kind, self.count):
            heading.addWidget(part)
        heading.addStretch(1)
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(8)
        column.addLayout(heading)
        column.addWidget(self._description)
        column.addWidget(self.note)
        column.addSpacing(4)
        column.addWidget(self._card)
        column.addStretch(1)
