"""The page's three views of a schema, one at a time."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.schema.diagram_panel import DiagramPanel
from hive_inspector.gui.pages.schema.differences_panel import DifferencesPanel
from hive_inspector.gui.pages.schema.object_view import ObjectView
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.tables.model import TablesModel
from hive_inspector.gui.widgets.tables.panel import TablesPanel

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

_LIST_WIDTH = 264


class Tab(IntEnum):
    """The views, in their order."""

    OBJECTS = 0
    DIAGRAM = 1
    DIFFERENCES = 2


class SchemaView(QTabWidget):
    """What the page consists of."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setProperty("tabs", "page")
        self.setDocumentMode(True)
        self.setAccessibleName(tr("Schema"))
        self.tables = TablesModel(self)
        self.list = TablesPanel(self.tables, theme, self)
        self.list.everywhere.hide()
        self.list.field.setPlaceholderText(tr("Find a table, column or index"))
        self.list.field.setAccessibleName(tr("Find a table, column or index"))
        self.object = ObjectView(theme, self)
        self.state = StatePanel(self)
        self.diagram = DiagramPanel(theme, self)
        self.differences = DifferencesPanel(theme, self)
        self.addTab(self._make_objects(), tr("Objects"))
        self.addTab(self.diagram, tr("Diagram"))
        self.addTab(self.differences, tr("Differences"))

    def name_rows(self, name: str) -> None:
        """Name what leads to Browse, where there are no rows to see."""
        self.object.rows.setText(name)
        self.diagram.rows.setText(name)

    def show_object(self) -> None:
        """Show the object beside the list."""
        self._stack.setCurrentWidget(self.object)

    def show_state(self) -> None:
        """Show what is going on beside the list."""
        self._stack.setCurrentWidget(self.state)

    def _make_objects(self) -> QWidget:
        part = QWidget(self)
        holder = QWidget(part)
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.object)
        split = QSplitter(Qt.Orientation.Horizontal, part)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(holder)
        split.setSizes([_LIST_WIDTH, 3 * _LIST_WIDTH])
        split.setStretchFactor(1, 1)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)
        return part
