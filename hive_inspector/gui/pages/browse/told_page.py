"""Browse of a file that is not here: its tables and columns, as a bundle tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.gui.pages.browse.listing import count_text, grouped_tables
from hive_inspector.gui.pages.browse.told_view import ToldView
from hive_inspector.gui.pages.browse.told_words import told_table

if TYPE_CHECKING:
    from hive_inspector.core.supporting.told import ToldHive
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.workspace import FileState

_TABLE = "browse.table"


class ToldBrowsePage(QObject):
    """Any table of the file, without its rows."""

    def __init__(self, hive: ToldHive, theme: Theme, state: FileState) -> None:
        """Put it together.

        Args:
            hive: What the bundle tells.
            theme: The program's.
            state: What is remembered of the bundle.
        """
        super().__init__()
        self._hive = hive
        self._state = state
        self.widget = ToldView(theme)
        self.widget.model.set_groups(grouped_tables(hive.schema))
        self.widget.model.set_counts({one.name: count_text(one) for one in hive.counts})
        self.widget.tables.chosen.connect(self.show_table)
        first = self.widget.model.entry_at(self.widget.model.first_table().row())
        remembered = hive.schema.table(state.text(_TABLE))
        self.show_table(remembered.name if remembered else first.name if first else "")

    @Slot(str)
    def show_table(self, name: str) -> None:
        """Show a table."""
        table = self._hive.schema.table(name)
        if table is None:
            return
        self._state.put(_TABLE, table.name)
        self.widget.tables.show_current(table.name)
        self.widget.show_table(told_table(self._hive, table))

    def activate(self) -> None:
        """The page is shown now: everything is there."""

    def deactivate(self) -> None:
        """Another page is shown now."""

    def reload(self) -> None:
        """A bundle does not change."""

    def close(self) -> None:
        """The bundle is being closed."""
