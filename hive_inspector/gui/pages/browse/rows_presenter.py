"""The rows of one table: opened at once, counted in the background, kept in place when they are counted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.copying import CopyRequest
from hive_inspector.core.browsing.counts import TableCount
from hive_inspector.gui.models.rows_model import RowsModel
from hive_inspector.gui.models.table_pages import TablePages, browsable_columns
from hive_inspector.gui.pages.browse.columns import grid_columns
from hive_inspector.gui.pages.browse.listing import description_of, order_text
from hive_inspector.gui.pages.browse.looking import (
    CopyWork,
    FirstLook,
    FirstLookWork,
    Place,
    Settled,
    SettleWork,
    SurveyWork,
)
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QObject

    from hive_inspector.core.browsing.copying import Block
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace


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

    def show_rows(self, model: RowsModel, widths: Mapping[str, int]) -> None:
        """Show the rows, columns as wide as the user once made them or as their content asks for."""

    def place(self) -> Place:
        """The rows in sight and the current one."""

    def current_column(self) -> int:
        """The column of the current cell."""

    def move_to(self, place: Place, column: int | None = None) -> None:
        """Bring rows into sight and make a cell the current one."""

    def drop_selection(self) -> None:
        """Other rows stand at the selected places now."""

    def chosen_blocks(self) -> tuple[Block, ...]:
        """The selected cells."""

    def put_on_clipboard(self, text: str) -> None:
        """Hand a text to other programs."""


class RowsPresenter:
    """Decides what the grid shows."""

    def __init__(
        self,
        workspace: Workspace,
        screen: RowsScreen,
        owner: QObject,
        on_count: Callable[[TableCount], None],
        on_settled: Callable[[], None],
    ) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._screen = screen
        self._owner = owner
        self._on_count = on_count
        self._on_settled = on_settled
        self._table: Table | None = None
        self._model: RowsModel | None = None
        self._widths: Mapping[str, int] = {}
        self._under_way: list[TaskHandle] = []
        self._reread = False
        self.is_moving = False
        """Whether rows are being put in their places, so that the current row does not mean anything."""

    @property
    def table(self) -> Table | None:
        """The table that is shown or being opened."""
        return self._table

    @property
    def model(self) -> RowsModel | None:
        """The rows that are shown; None while a table is being opened or cannot be."""
        return self._model

    def show(self, table: Table, widths: Mapping[str, int], place: Place, column: int = 0) -> None:
        """Show a table at a place."""
        self.close()
        self._table, self._widths, self._reread = table, widths, False
        self._screen.show_heading(table.name, description_of(table))
        self._screen.show_count("")
        self._screen.show_loading()
        self._open(table, place, column)

    def reload(self, table: Table) -> None:
        """Show the present state of the table, at the place where the user is."""
        place, column = Place(0, 0, 0), 0
        if self._model is not None:
            place, column = self._screen.place(), self._screen.current_column()
        self._stop()
        self._table = table
        self._open(table, place, column)

    def retry_pages(self) -> None:
        """Read again the pages that could not be read."""
        if self._model is not None:
            self._model.retry()

    def copy(self, blocks: tuple[Block, ...], *, headers: bool) -> None:
        """Copy cells, with their whole values."""
        model, table = self._model, self._table
        if model is None or table is None or not blocks:
            return
        request = CopyRequest(
            table,
            browsable_columns(table),
            blocks,
            headers=headers,
            seen=model.known_keys(),
            page_rows=model.page_rows,
        )
        self._tasks.submit(
            CopyWork(self._database, request, model.order),
            on_result=self._screen.put_on_clipboard,
            on_failure=self._notifications.failure,
            key="browse.copy",
            title="Copying rows",
        )

    def close(self) -> None:
        """Stop whatever is under way, and let go of the rows."""
        self._stop()
        if self._model is not None:
            self._model.close()
            self._model = None

    def _open(self, table: Table, place: Place, column: int) -> None:
        self._submit(
            self._tasks.submit(
                FirstLookWork(self._database, table, place),
                on_result=partial(self._opened, table, place, column),
                on_failure=partial(self._not_opened, table, place, column),
            )
        )

    def _opened(self, table: Table, place: Place, column: int, look: FirstLook) -> None:
        if self._model is not None:
            self._model.close()
        source = TablePages(self._database, self._tasks, table)
        model = RowsModel(grid_columns(table, look.pages.values()), look.order, source, self._owner)
        model.replace(look.order, look.pages)
        model.outdated.connect(self._look_again)
        self._model = model
        self.is_moving = True
        self._screen.show_rows(model, self._widths)
        self._screen.move_to(place, column)
        self.is_moving = False
        self._tell_count(look.order)
        self._on_settled()
        if not look.order.exact:
            self._survey(look.order)

    def _not_opened(self, table: Table, place: Place, column: int, error: InspectorError) -> None:
        self.close()
        self._screen.show_failure(error, partial(self._open_again, table, place, column))
        self._on_settled()

    def _open_again(self, table: Table, place: Place, column: int) -> None:
        self._screen.show_loading()
        self._open(table, place, column)

    def _survey(self, order: RowOrder) -> None:
        if self._table is None:
            return
        self._submit(
            self._tasks.submit(
                SurveyWork(self._database, self._table, order),
                on_result=self._surveyed,
                on_failure=self._not_surveyed,
                lane=Lane.CHECKS,
                title=f"Counting {self._table.name}",
            )
        )

    def _not_surveyed(self, error: InspectorError) -> None:
        self._notifications.warning(
            "The rows could not be counted, so their number stays an estimate.",
            error.hint,
            f"{error.message}\n{error.detail}".strip(),
        )

    def _surveyed(self, order: RowOrder) -> None:
        model = self._model
        if model is None:
            return
        if model.is_exact and model.is_complete:
            self.is_moving = True
            model.confirm(order)
            self.is_moving = False
            self._tell_count(order)
            self._on_settled()
        else:
            self._settle(order)

    def _settle(self, order: RowOrder) -> None:
        model, table = self._model, self._table
        if model is None or table is None:
            return
        place = self._screen.place()
        keys = model.key_at(place.top), model.key_at(place.current)
        self._submit(
            self._tasks.submit(
                SettleWork(self._database, table, model.order, order, place, keys),
                on_result=partial(self._settled, place),
                on_failure=self._not_surveyed,
            )
        )

    def _settled(self, place: Place, settled: Settled) -> None:
        if self._screen.place() != place:
            self._settle(settled.order)
            return
        if self._model is None:
            return
        self.is_moving = True
        self._model.replace(settled.order, settled.pages)
        if settled.place != place:
            self._screen.drop_selection()
        self._screen.move_to(settled.place)
        self.is_moving = False
        self._tell_count(settled.order)
        self._on_settled()

    def _look_again(self) -> None:
        """The file has fewer rows than were counted: once more from the start, but not for ever."""
        if self._table is not None and not self._reread:
            self._reread = True
            self.reload(self._table)

    def _tell_count(self, order: RowOrder) -> None:
        if self._model is None or self._table is None:
            return
        self._screen.show_count(order_text(order, self._model.rowCount()))
        if order.exact and not order.limited:
            self._on_count(TableCount(self._table.name, order.count, exact=True))

    def _submit(self, handle: TaskHandle) -> None:
        self._under_way = [task for task in self._under_way if task.is_running]
        self._under_way.append(handle)

    def _stop(self) -> None:
        for handle in self._under_way:
            handle.cancel()
        self._under_way.clear()
