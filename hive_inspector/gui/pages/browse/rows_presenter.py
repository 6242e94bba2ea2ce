"""The rows of one table: opened at once, selected as they are found, kept in place when they are counted."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.counts import TableCount
from hive_inspector.core.browsing.indexed import TurnedOrder
from hive_inspector.core.browsing.primarykeys import KeyOrder
from hive_inspector.core.browsing.rowids import RowidOrder
from hive_inspector.core.browsing.selection import Selection
from hive_inspector.core.language import tr
from hive_inspector.gui.models.rows_model import RowsModel
from hive_inspector.gui.models.table_pages import TablePages
from hive_inspector.gui.pages.browse.columns import grid_columns
from hive_inspector.gui.pages.browse.listing import description_of, found_text, order_text
from hive_inspector.gui.pages.browse.looking import FirstLook, Place, SelectWork, Settled
from hive_inspector.gui.pages.browse.remembered import Remembered
from hive_inspector.gui.pages.browse.surveying import Surveying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.browse.rows_screen import RowsListener, RowsScreen
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

EVERY_ROW = Selection()
_EMPTY_TABLE = tr("No rows.")
_NONE_FOUND = tr("No row matches.")
_TOP = Place(0, 0, 0)
_OVERLAP = 3
"""Known rows over the first new one, so that one sees where it goes on."""


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A place that the rows have not grown to yet."""

    wanted: Place
    standing: Place
    """Where the user is meanwhile, unless they move."""


class RowsPresenter:
    """Decides what the grid shows."""

    def __init__(
        self, workspace: Workspace, screen: RowsScreen, owner: QObject, listener: RowsListener
    ) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._remembered = Remembered(workspace.state)
        self._screen = screen
        self._owner = owner
        self._listener = listener
        self._surveying = Surveying(workspace, self)
        self._table: Table | None = None
        self._model: RowsModel | None = None
        self._modelled: Table | None = None
        self._selection = EVERY_ROW
        self._shown = EVERY_ROW
        self._total: TableCount | None = None
        self.end: int | None = None
        """Where the table ended when the rows in sight were selected; None where it has no rowids."""
        self._selecting: TaskHandle | None = None
        self._has_arrived = False
        self._turn = 0
        self._awaited: _Awaited | None = None
        self._reread = False
        self.is_moving = False
        """Whether rows are being put in their places, so that the current row does not mean anything."""
        self._in_sight: tuple[int, int] | None = None

    @property
    def table(self) -> Table | None:
        """The table that is shown or being opened."""
        return self._table

    @property
    def model(self) -> RowsModel | None:
        """The rows that are shown; None while a table is being opened or cannot be."""
        return self._model

    @property
    def selection(self) -> Selection:
        """The selection whose rows are in sight."""
        return self._shown

    @property
    def is_selecting(self) -> bool:
        """Whether rows are still being found."""
        return self._selecting is not None

    @property
    def is_awaiting(self) -> bool:
        """Whether rows that were asked for are still to come: the first of all rows, or the last of a selection."""
        return self._selecting is not None and not (self._has_arrived and self._shown.is_natural)

    def place(self) -> Place:
        """The rows in sight and the current one."""
        return self._screen.place()

    def show(
        self,
        table: Table,
        selection: Selection = EVERY_ROW,
        place: Place = _TOP,
        column: int = 0,
    ) -> None:
        """Show rows of a table, at a place."""
        self.close()
        self._table, self._reread, self._total = table, False, None
        self._screen.show_heading(table.name, description_of(table))
        self._screen.show_count("")
        self._screen.show_loading()
        self._select(selection, place, column)

    def select(self, selection: Selection) -> None:
        """Show other rows of the table; those in sight stay until the first of the others are there.

        The current row stays where it is in sight where all rows are shown again.
        """
        model = self._model
        if model is None:
            self._select(selection, _TOP, 0)
            return
        place, column = self._screen.place(), self._screen.current_column()
        if selection.is_natural:
            self._select(selection, place, column, model.key_at(place.current))
        else:
            self._select(selection, Place(0, 0, place.visible), column)

    def reload(self, table: Table, selection: Selection) -> None:
        """Show the present state of the table, at the place where the user is."""
        place, column = _TOP, 0
        if self._model is not None:
            place, column = self._screen.place(), self._screen.current_column()
        self._table = table
        self._select(selection, place, column)

    def show_end(self, table: Table, selection: Selection) -> None:
        """Show the present state of the table, from the last row on that was there before."""
        place = _TOP
        if self._model is not None and selection.is_natural:
            before, visible = self._model.order.count, self._screen.place().visible
            place = Place(max(before - _OVERLAP, 0), before, visible)
        self._table = table
        self._select(selection, place, self._screen.current_column())

    def stop_selecting(self) -> None:
        """Find no more rows; those that were found stay."""
        if self._selecting is not None:
            self._selecting.cancel()

    def tell_progress(self) -> None:
        """Show how far the selection is."""
        if self._selecting is not None and self._selecting.is_running:
            self._screen.show_progress(self._selecting.view())

    def note_total(self, count: TableCount) -> None:
        """The number of all rows of a table is known better."""
        if self._table is not None and count.name == self._table.name:
            self._total = count
            if self._model is not None and not self._shown.is_natural:
                self._tell_count(self._model.order)

    def retry_pages(self) -> None:
        """Read again the pages that could not be read."""
        if self._model is not None:
            self._model.retry()

    def close(self) -> None:
        """Stop whatever is under way, and let go of the rows."""
        self._stop()
        self._shown = EVERY_ROW
        if self._model is not None:
            self._model.close()
            self._model = None

    def rows_in_sight(self, first: int, last: int) -> None:
        """The view shows these rows now; while rows are being put in their places, it counts when they are."""
        self._in_sight = (first, last)
        if not self.is_moving:
            self._read_in_sight()

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """Rows are put in their places in the block."""
        self.is_moving, self._in_sight = True, None
        yield
        self.is_moving = False
        self._read_in_sight()

    def _read_in_sight(self) -> None:
        if self._in_sight and self._model:
            self._model.set_viewport(*self._in_sight)

    def take_confirmed(self, order: RowOrder) -> None:
        """The rows stand where they stood, and their number is known better."""
        if self._model is None:
            return
        with self._moving():
            self._model.confirm(order)
        self._tell_count(order)
        self._listener.current_settled()

    def take_settled(self, before: Place, settled: Settled) -> None:
        """The same rows are found at other places."""
        if self._model is None:
            return
        with self._moving():
            self._model.replace(settled.order, settled.pages)
            if settled.place != before:
                self._screen.drop_selection()
            self._screen.move_to(settled.place)
        self._tell_count(settled.order)
        self._listener.current_settled()

    def _select(
        self, selection: Selection, place: Place, column: int, stay_at: RowKey | None = None
    ) -> None:
        table = self._table
        if table is None:
            return
        self._stop()
        self._selection, self._has_arrived, self._awaited = selection, False, None
        title = f"{(tr('Sorting') if selection.sort else tr('Filtering'))} {table.name}"
        if self._model is not None:
            self._screen.show_work("" if selection.is_natural else title)
        self._selecting = self._tasks.stream(
            SelectWork(self._database, table, selection, place, stay_at),
            on_part=partial(self._part_came, table, place, column),
            on_end=self._ended,
            on_failure=partial(self._failed, table, place, column),
            on_cancelled=partial(self._cancelled, self._turn),
            title="" if selection.is_natural else title,
        )

    def _part_came(
        self, table: Table, place: Place, column: int, part: FirstLook | RowOrder
    ) -> None:
        if isinstance(part, FirstLook):
            self._arrived(table, part, column)
            self._await(place)
        elif isinstance(part, TurnedOrder | RowidOrder):
            self._surveying.take(part)
        else:
            self._grown(part)

    def _arrived(self, table: Table, look: FirstLook, column: int) -> None:
        self._has_arrived = True
        self._shown, self.end = self._selection, look.end
        with self._moving():
            if self._model is None or self._modelled != table:
                self._show_model(table, look)
            else:
                self._model.replace(look.order, look.pages)
                self._screen.drop_selection()
            self._screen.move_to(look.place, column)
        self._screen.show_arrived()
        self._listener.selection_shown()
        self._tell_count(look.order)
        self._listener.current_settled()

    def _show_model(self, table: Table, look: FirstLook) -> None:
        if self._model is not None:
            self._model.close()
        source = TablePages(self._database, self._tasks, table)
        model = RowsModel(grid_columns(table, look.pages.values()), look.order, source, self._owner)
        model.replace(look.order, look.pages)
        model.outdated.connect(self._look_again)
        self._model, self._modelled = model, table
        widths, layout = self._remembered.widths(table.name), self._remembered.layout(table.name)
        self._screen.show_rows(model, widths, layout)

    def _await(self, place: Place) -> None:
        """Go on to where the user is to be as soon as so many rows are found."""
        if self._model is not None and place.current >= self._model.order.count:
            self._awaited = _Awaited(place, self._screen.place())

    def _grown(self, order: RowOrder) -> None:
        """More rows were found behind those in sight."""
        model = self._model
        if model is None or (order.count < model.order.count and not order.exact):
            return
        was_empty = model.rowCount() == 0
        model.confirm(order)
        self._tell_count(order)
        awaited = self._awaited
        if awaited is not None and order.count > awaited.wanted.current:
            self._awaited = None
            here, there = self._screen.place(), awaited.standing
            if (here.top, here.current) == (there.top, there.current):
                self._screen.move_to(awaited.wanted)
        elif was_empty and order.count:
            self._screen.move_to(_TOP)
            self._listener.current_settled()

    def _ended(self) -> None:
        self._selecting = None
        self._screen.end_work()
        if self._model is None:
            return
        order = self._model.order
        self._tell_count(order)
        self._listener.selection_ended(order)
        if self._shown.is_natural and not order.exact:
            self._surveying.start(order)

    def _failed(self, table: Table, place: Place, column: int, error: InspectorError) -> None:
        self._selecting = None
        self._screen.end_work()
        if self._selection.is_natural:
            self.close()
            self._screen.show_failure(error, partial(self._open_again, table, place, column))
            self._listener.current_settled()
        else:
            self._listener.selection_refused(error, has_arrived=self._has_arrived)
            if self._selecting is None:  # nothing else is tried in its place
                self._go_on_with_former()

    def _cancelled(self, turn: int) -> None:
        """By the user; what another selection took the place of is over already."""
        if turn == self._turn and self._selecting is not None:
            self._selecting = None
            self._screen.end_work()
            self._listener.selection_cancelled(has_arrived=self._has_arrived)
            self._go_on_with_former()

    def _go_on_with_former(self) -> None:
        """The rows in sight are those of before, whose counting was given up for others that do not come."""
        if self._model is None:
            self._select(EVERY_ROW, _TOP, 0)
        elif not self._has_arrived:
            self._selection = self._shown
            if self._shown.is_natural and not self._model.order.exact:
                self._surveying.start(self._model.order)

    def _open_again(self, table: Table, place: Place, column: int) -> None:
        self._table = table
        self._screen.show_loading()
        self._select(EVERY_ROW, place, column)

    def note_change(self) -> None:
        """Others have written to the file: what was counted may be counted once more."""
        self._reread = False

    def _look_again(self) -> None:
        """The file has fewer rows than were counted: they are counted once more, but not for ever."""
        if self._table is None or self._model is None or self._reread:
            return
        self._reread = True
        if isinstance(self._model.order, RowidOrder | KeyOrder):
            self._surveying.recount(self._model.order)
        else:
            self.reload(self._table, self._selection)

    def _tell_count(self, order: RowOrder) -> None:
        if self._model is None or self._table is None:
            return
        shown, wanted = self._model.rowCount(), self._shown
        if wanted.is_natural:
            self._screen.show_count(order_text(order, shown))
        else:
            is_all = wanted.filter.is_empty
            self._screen.show_count(found_text(order, shown, self._total, is_all=is_all))
        self._screen.set_empty_text(_EMPTY_TABLE if wanted.is_natural else _NONE_FOUND)
        if wanted.filter.is_empty and order.exact and not order.limited:
            self._total = TableCount(self._table.name, order.count, exact=True)
            self._listener.count_known(self._total)

    def _stop(self) -> None:
        self._turn += 1
        self._surveying.stop()
        if self._selecting is not None:
            self._selecting.cancel()
            self._selecting = None
