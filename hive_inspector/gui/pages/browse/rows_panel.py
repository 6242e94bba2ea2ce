"""The middle of Browse: which table this is, and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hive_inspector.core.browsing.copying import Block
from hive_inspector.gui.pages.browse.looking import Place
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.grid_view import GridView
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.state_panel import StatePanel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.theme.theme import Theme


class RowsPanel(QWidget):
    """Shows one table.

    Signals:
        widths_chosen: Widths by the name of the column, for columns that the user resized.
    """

    widths_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = ElidedLabel("", "heading", self, mode=Qt.TextElideMode.ElideMiddle)
        self._count = label("", "dim", self)
        self._description = ElidedLabel("", "small", self)
        self.panel_button = IconButton(theme, "panel-right", "Row panel (F4)", self)
        self.panel_button.setCheckable(True)
        self.grid = GridView(theme, self)
        self.grid.setAccessibleName("Rows")
        self._state = StatePanel(self)
        self._stack = QStackedWidget(self)
        self._model: RowsModel | None = None
        self.grid.widths_chosen.connect(self._on_widths_chosen)
        self._lay_out()

    def show_heading(self, name: str, description: str) -> None:
        """Say which table is shown."""
        self._name.setText(name)
        self._description.setText(description)
        self._description.setVisible(bool(description))
        self.grid.setAccessibleDescription(name)

    def show_count(self, text: str) -> None:
        """Say how many rows it has."""
        self._count.setText(text)

    def show_loading(self) -> None:
        """The table is being opened."""
        self._state.show_loading("Opening the table")
        self._stack.setCurrentWidget(self._state)

    def show_no_tables(self) -> None:
        """There is nothing to choose from."""
        self._state.show_empty("This file has no tables.", "It is an empty database.")
        self._stack.setCurrentWidget(self._state)

    def show_failure(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """The table cannot be shown."""
        self._state.show_failure(error, retry)
        self._stack.setCurrentWidget(self._state)

    def show_rows(self, model: RowsModel, widths: Mapping[str, int]) -> None:
        """Show the rows, columns as wide as the user once made them or as their content asks for."""
        previous, self._model = self._model, model
        self.grid.show_model(model)
        if previous is not None:
            previous.deleteLater()
        self.grid.set_empty_text("No rows." if not model.rowCount() else "")
        self._stack.setCurrentWidget(self.grid)
        names = [column.name for column in model.columns]
        self.grid.fit_columns({at: widths[name] for at, name in enumerate(names) if name in widths})

    def stop(self) -> None:
        """Stop every timer."""
        self.grid.stop()
        self._state.show_empty("")

    def place(self) -> Place:
        """The rows in sight and the current one."""
        first, last = self.grid.visible_rows()
        return Place(first, max(self.grid.currentIndex().row(), 0), max(last - first, 0))

    def current_column(self) -> int:
        """The column of the current cell."""
        return max(self.grid.currentIndex().column(), 0)

    def move_to(self, place: Place, column: int | None = None) -> None:
        """Bring rows into sight and make a cell the current one."""
        wanted = self.current_column() if column is None else column
        self.grid.go_to(place.top, place.current, wanted)

    def drop_selection(self) -> None:
        """Other rows stand at the selected places now."""
        self.grid.clearSelection()

    def chosen_blocks(self) -> tuple[Block, ...]:
        """The selected cells."""
        chosen = self.grid.chosen_ranges()
        return tuple(Block(r.top(), r.bottom(), r.left(), r.right()) for r in chosen)

    def put_on_clipboard(self, text: str) -> None:
        """Hand a text to other programs; bytes that are no text become question marks, as Qt would drop it all."""
        readable = text.encode("utf-8", "replace").decode("utf-8")
        QGuiApplication.clipboard().setText(readable)

    @Slot(object)
    def _on_widths_chosen(self, widths: Mapping[int, int]) -> None:
        if self._model is not None:
            columns = self._model.columns
            self.widths_chosen.emit({columns[at].name: width for at, width in widths.items()})

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 12, 10)
        head.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._name)
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(self.panel_button)
        head.addLayout(line)
        head.addWidget(self._description)
        column.addLayout(head)
        self._stack.addWidget(self._state)
        self._stack.addWidget(self.grid)
        column.addWidget(self._stack, 1)
