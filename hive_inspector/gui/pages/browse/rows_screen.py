"""What the rows of a table are shown on, and who hears what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hive_inspector.core.browsing.counts import TableCount
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.pages.browse.layout import Layout
    from hive_inspector.gui.pages.browse.looking import Place
    from hive_inspector.gui.tasks import TaskView


class RowsScreen(Protocol):
    """What the presenter tells the middle of the page."""

    def show_heading(self, name: str, description: str) -> None:
        """Say which table is shown."""

    def show_count(self, text: str) -> None:
        """Say how many rows it has."""

    def show_loading(self) -> None:
        """The table is being opened."""

    def show_failure(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """The table cannot be shown."""

    def show_rows(self, model: RowsModel, widths: Mapping[str, int], layout: Layout) -> None:
        """Show the rows, columns as the user once arranged them, and as wide as their content asks for otherwise."""

    def show_work(self, title: str) -> None:
        """Other rows are on their way into the place of those in sight."""

    def show_progress(self, task: TaskView) -> None:
        """How far they are."""

    def show_arrived(self) -> None:
        """The first of them are in sight; others follow."""

    def end_work(self) -> None:
        """No more follow."""

    def set_empty_text(self, text: str) -> None:
        """What stands in place of rows where there are none."""

    def place(self) -> Place:
        """The rows in sight and the current one."""

    def current_column(self) -> int:
        """The column of the current cell."""

    def move_to(self, place: Place, column: int | None = None) -> None:
        """Bring rows into sight and make a cell the current one."""

    def drop_selection(self) -> None:
        """Other rows stand at the selected places now."""


class RowsListener(Protocol):
    """Who hears what became of the rows."""

    def count_known(self, count: TableCount) -> None:
        """The table has been counted."""

    def current_settled(self) -> None:
        """Another row may stand at the current place."""

    def selection_shown(self) -> None:
        """The first rows of what was selected are in sight."""

    def selection_ended(self, order: RowOrder) -> None:
        """All of them have been found."""

    def selection_refused(self, error: InspectorError, *, has_arrived: bool) -> None:
        """It cannot be carried out; what was in sight before stays, or what was found so far if rows arrived."""

    def selection_cancelled(self, *, has_arrived: bool) -> None:
        """It was stopped; what was in sight before stays, or what was found so far if rows arrived."""
