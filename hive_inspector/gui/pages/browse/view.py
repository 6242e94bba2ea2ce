"""The widgets of Browse and what the user means with them; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.everywhere_panel import EverywherePanel
from hive_inspector.gui.pages.browse.row_panel import RowPanel
from hive_inspector.gui.pages.browse.rows_panel import RowsPanel
from hive_inspector.gui.pages.browse.travel import TravelButtons
from hive_inspector.gui.widgets.focus import FocusLead
from hive_inspector.gui.widgets.tables.model import TablesModel
from hive_inspector.gui.widgets.tables.panel import TablesPanel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.tables.model import TableGroup

TABLES_WIDTH = 260
PANEL_WIDTH = 320
_LEAST_TABLES = 180
_LEAST_ROWS = 360
_LEAST_PANEL = 260
_GOOD_ROWS = 480
"""Below this width of the rows the other parts give way."""


class BrowseView(QWidget):
    """Tables on the left, rows in the middle, the current row on the right.

    Signals:
        split_chosen: Widths of the tables and of the row panel, after the user moved a border.
        panel_chosen: Whether the user wants the row panel.
    """

    split_chosen = Signal(int, int)
    panel_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables = TablesModel(self)
        self._parts = QSplitter(Qt.Orientation.Horizontal, self)
        self.tables = TablesPanel(self._tables, theme, self._parts)
        self._middle = QStackedWidget(self._parts)
        self.rows: RowsPanel = RowsPanel(theme, self._middle)
        self.everywhere: EverywherePanel = EverywherePanel(theme, self._middle)
        self._middle.addWidget(self.rows)
        self._middle.addWidget(self.everywhere)
        self.row = RowPanel(theme, self._parts)
        self.travel = TravelButtons(theme, self.rows)
        self.rows.add_before_title(self.travel)
        self._is_panel_wanted = True
        self._widths = (TABLES_WIDTH, PANEL_WIDTH)
        self._lay_out()
        self._add_shortcuts()
        lists = self.tables.list, self.row.list, self.rows.grid
        self.travel.listen(self, *(view.viewport() for view in lists))
        FocusLead(self, self.rows.grid)
        self.tables.opened.connect(self.enter_grid)
        self.tables.search_asked.connect(self.enter_everywhere)
        self.everywhere.closed.connect(self.enter_grid)
        self.rows.panel_button.toggled.connect(self._on_panel_toggled)
        self._parts.splitterMoved.connect(self._on_split)

    def show_tables(self, groups: Sequence[TableGroup]) -> None:
        """List the tables."""
        self._tables.set_groups(groups)

    def show_counts(self, counts: Mapping[str, str]) -> None:
        """Say how many rows some tables have."""
        self._tables.set_counts(counts)

    def show_current_table(self, name: str) -> None:
        """Highlight a table in the list."""
        self.tables.show_current(name)

    def show_link_columns(self, columns: frozenset[int]) -> None:
        """Say which columns of the grid name rows of other tables."""
        self.rows.grid.links.set_columns(columns)

    def show_ways(self, *, can_go_back: bool, can_go_forward: bool) -> None:
        """Say whether there is a way back or forward."""
        self.travel.show_ways(can_go_back=can_go_back, can_go_forward=can_go_forward)

    def show_no_tables(self) -> None:
        """The file has no tables at all."""
        self.rows.show_no_tables()

    def arrange(self, widths: tuple[int, int] | None, *, is_panel_wanted: bool) -> None:
        """Give the parts the widths they were left with."""
        self._widths = widths or self._widths
        self._is_panel_wanted = is_panel_wanted
        blocked = self.rows.panel_button.blockSignals(True)  # noqa: FBT003
        self.rows.panel_button.setChecked(is_panel_wanted)
        self.rows.panel_button.blockSignals(blocked)
        self._apply_widths()

    def stop(self) -> None:
        """Stop every timer."""
        self.rows.stop()
        self.everywhere.stop()
        self.row.viewer.stop()

    @Slot()
    def enter_grid(self) -> None:
        """Go on to the rows."""
        self._middle.setCurrentWidget(self.rows)
        self.rows.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def enter_everywhere(self) -> None:
        """Go to the search over all tables, with the text of the current cell where there is one."""
        self._middle.setCurrentWidget(self.everywhere)
        self.everywhere.enter(self.rows.current_text())

    def show_rows(self) -> None:
        """Show the rows, where the search was shown before."""
        self._middle.setCurrentWidget(self.rows)

    @Slot()
    def _enter_filter(self) -> None:
        self.rows.enter_filter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._apply_widths()

    def _apply_widths(self) -> None:
        """The rows get what the others leave; where that is little, the others give way, the row panel altogether."""
        tables, panel = self._widths
        has_room = self.width() >= _LEAST_TABLES + _LEAST_ROWS + _LEAST_PANEL
        is_shown = self._is_panel_wanted and has_room
        self.row.setVisible(is_shown)
        self.rows.panel_button.setEnabled(has_room)
        panel = panel if is_shown else 0
        missing = max(_GOOD_ROWS - (self.width() - tables - panel), 0)
        if is_shown:
            panel, missing = _give(panel, _LEAST_PANEL, missing)
        tables, _ = _give(tables, _LEAST_TABLES, missing)
        self._parts.setSizes([tables, self.width() - tables - panel, panel])

    @Slot(bool)
    def _on_panel_toggled(self, is_wanted: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._is_panel_wanted = is_wanted
        self._apply_widths()
        self.panel_chosen.emit(is_wanted)

    @Slot(int, int)
    def _on_split(self, _position: int, _handle: int) -> None:
        tables, _, panel = self._parts.sizes()
        self._widths = (tables, panel if self.row.isVisible() else self._widths[1])
        self.split_chosen.emit(*self._widths)

    def _add_shortcuts(self) -> None:
        for name, keys, slot in (
            (tr("Row panel"), "F4", self.rows.panel_button.click),
            (tr("Find a table"), "Ctrl+T", self.tables.enter_field),
            (tr("Filter the current column"), "Ctrl+F", self._enter_filter),
            (tr("Search all tables"), "Ctrl+Shift+F", self.enter_everywhere),
        ):
            action = QAction(name, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._parts)
        self._parts.setChildrenCollapsible(False)
        self._parts.setHandleWidth(1)
        self.tables.setMinimumWidth(_LEAST_TABLES)
        self._middle.setMinimumWidth(_LEAST_ROWS)
        self.row.setMinimumWidth(_LEAST_PANEL)
        self._parts.setStretchFactor(1, 1)
        self.setMinimumWidth(_LEAST_TABLES + _LEAST_ROWS)  # the row panel does not insist


def _give(width: int, least: int, missing: int) -> tuple[int, int]:
    """A part's width after it gave what it can, and what is still missing."""
    given = max(min(width - least, missing), 0)
    return width - given, missing - given
