"""The right side of Browse: the current row's fields, and the current cell in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from hive_inspector.gui.models.fields_model import FieldsModel
from hive_inspector.gui.pages.browse.cell.viewer import CellViewer
from hive_inspector.gui.pages.browse.fields_list import FieldsList
from hive_inspector.gui.theme.tokens import ROW_HEIGHT
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.state_panel import StatePanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.browsing.rows import Field
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.theme.theme import Theme

_MOST_LINES = 14
"""Fields in sight before the list gives room to the value; the splitter between them moves."""


class RowPanel(QFrame):
    """Shows one row.

    Signals:
        field_chosen: The line of the field that the user went to.
        reveal_asked: The secret in the current cell is to be shown.
        copy_asked: The value of the current cell is to be copied.
    """

    field_chosen = Signal(int)
    reveal_asked = Signal()
    copy_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._title = label("Row", "heading", self)
        self._key = ElidedLabel("", "mono", self)
        self._fields = FieldsModel(self)
        self._parts = QSplitter(Qt.Orientation.Vertical, self)
        self.list = FieldsList(self._fields, theme, self._parts)
        self.viewer = CellViewer(theme, self._parts)
        self._state = StatePanel(self)
        self._stack = QStackedWidget(self)
        self._shown: tuple[str, ...] = ()
        self.list.chosen.connect(self.field_chosen)
        self.viewer.reveal_asked.connect(self.reveal_asked)
        self.viewer.copy_asked.connect(self.copy_asked)
        self._lay_out()
        self.show_nothing("Choose a row to see its fields.")

    def show_row(self, number: str, key: str, fields: tuple[Field, ...]) -> None:
        """Show the fields of a row."""
        self._title.setText(number)
        self._key.setText(key)
        names = tuple(field.name for field in fields)
        self._fields.set_fields(fields)
        self._stack.setCurrentWidget(self._parts)
        if names != self._shown:
            self._shown = names
            self._share_height(len(fields))

    def show_current(self, line: int) -> None:
        """Mark the field that is shown in full."""
        self.list.show_current(line)

    def show_nothing(self, text: str) -> None:
        """Say why no row is shown."""
        self._forget()
        self._state.show_empty("", text)

    def show_failure(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """Say why the row could not be read."""
        self._forget()
        self._state.show_failure(error, retry)

    def _forget(self) -> None:
        self._title.setText("Row")
        self._key.setText("")
        self._fields.set_fields(())
        self._shown = ()
        self._stack.setCurrentWidget(self._state)

    def _share_height(self, fields: int) -> None:
        wanted = (min(fields, _MOST_LINES) * ROW_HEIGHT) + 4
        height = max(self._parts.height(), wanted + 120)
        self._parts.setSizes([wanted, height - wanted])

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 16, 16, 8)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._key)
        head.addStretch(1)
        column.addLayout(head)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self.list)
        self._parts.addWidget(self.viewer)
        self._parts.setStretchFactor(1, 1)
        self._stack.addWidget(self._state)
        self._stack.addWidget(self._parts)
        column.addWidget(self._stack, 1)
