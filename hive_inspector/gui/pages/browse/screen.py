"""What the presenters of Browse tell the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hive_inspector.gui.pages.browse.copying import CopyScreen
from hive_inspector.gui.pages.browse.filtering import FilterScreen
from hive_inspector.gui.pages.browse.rows_screen import RowsScreen
from hive_inspector.gui.pages.browse.watching import ChangesScreen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hive_inspector.gui.pages.browse.everywhere_presenter import EverywhereScreen
    from hive_inspector.gui.pages.browse.row_presenter import RowScreen
    from hive_inspector.gui.widgets.tables.model import TableGroup


class MiddleScreen(RowsScreen, FilterScreen, ChangesScreen, CopyScreen, Protocol):
    """What the presenters tell the middle of the page."""


class BrowseScreen(Protocol):
    """What the presenter tells the page."""

    @property
    def rows(self) -> MiddleScreen:
        """The middle of the page."""

    @property
    def row(self) -> RowScreen:
        """The panel of the row."""

    @property
    def everywhere(self) -> EverywhereScreen:
        """The search over all tables, in the place of the rows."""

    def show_rows(self) -> None:
        """Show the rows, where the search was shown before."""

    def show_tables(self, groups: Sequence[TableGroup]) -> None:
        """List the tables."""

    def show_counts(self, counts: Mapping[str, str]) -> None:
        """Say how many rows some tables have."""

    def show_current_table(self, name: str) -> None:
        """Highlight a table in the list."""

    def show_no_tables(self) -> None:
        """The file has no tables at all."""

    def show_link_columns(self, columns: frozenset[int]) -> None:
        """Say which columns of the grid name rows of other tables."""

    def show_ways(self, *, can_go_back: bool, can_go_forward: bool) -> None:
        """Say whether there is a way back or forward."""
