"""The rows are counted in the background, and stay where they are when their true places are known."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.looking import SettleWork, SurveyWork
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.pages.browse.looking import Place, Settled
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace


class SurveyedRows(Protocol):
    """Whose rows are surveyed."""

    @property
    def table(self) -> Table | None:
        """The table that is shown."""

    @property
    def model(self) -> RowsModel | None:
        """Its rows."""

    def place(self) -> Place:
        """The rows in sight and the current one."""

    def take_confirmed(self, order: RowOrder) -> None:
        """The rows stand where they stood, and their number is known better."""

    def take_settled(self, before: Place, settled: Settled) -> None:
        """The same rows are found at other places."""


class Surveying:
    """Counts the rows of the table that is shown, and settles those in sight."""

    def __init__(self, workspace: Workspace, rows: SurveyedRows) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._rows = rows
        self._handle: TaskHandle | None = None

    def start(self, order: RowOrder) -> None:
        """Survey the order that is shown; a survey under way is given up."""
        self.stop()
        table = self._rows.table
        if table is not None:
            self._handle = self._tasks.submit(
                SurveyWork(self._database, table, order),
                on_result=self.take,
                on_failure=self._not_surveyed,
                lane=Lane.CHECKS,
                title=tr("Counting {table}", table=table.name),
            )

    def recount(self, order: RowOrder) -> None:
        """Count again an order that others have deleted rows from; those in sight stay in sight meanwhile and after."""
        table = self._rows.table
        if table is not None and (self._handle is None or not self._handle.is_running):
            self._handle = self._tasks.submit(
                SurveyWork(self._database, table, replace(order, exact=False)),
                on_result=self._settle,
                on_failure=self._not_surveyed,
                lane=Lane.CHECKS,
                title=tr("Counting {table}", table=table.name),
            )

    def stop(self) -> None:
        """Survey no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def take(self, order: RowOrder) -> None:
        """The order is known better: the rows in sight are found again in it where they may stand elsewhere."""
        model = self._rows.model
        if model is None:
            return
        if model.is_exact and model.is_complete:
            self._rows.take_confirmed(order)
        else:
            self._settle(order)

    def _settle(self, order: RowOrder) -> None:
        model, table = self._rows.model, self._rows.table
        if model is None or table is None:
            return
        place = self._rows.place()
        keys = model.key_at(place.top), model.key_at(place.current)
        self.stop()
        self._handle = self._tasks.submit(
            SettleWork(self._database, table, model.order, order, place, keys),
            on_result=partial(self._settled, place),
            on_failure=self._not_surveyed,
        )

    def _settled(self, place: Place, settled: Settled) -> None:
        if self._rows.place() != place:
            self._settle(settled.order)
        elif self._rows.model is not None:
            self._rows.take_settled(place, settled)

    def _not_surveyed(self, error: InspectorError) -> None:
        self._notifications.warning(
            tr("The rows could not be counted, so their number stays an estimate."),
            error.hint,
            f"{error.message}\n{error.detail}".strip(),
        )
