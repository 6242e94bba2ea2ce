"""What Browse does: which tables are listed, which one is shown, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.selection import Selection
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.gui.exporting.subject import Subject, secret_columns, selected_rows
from hive_inspector.gui.pages.browse.choices import Choices, choices_of
from hive_inspector.gui.pages.browse.copying import CopyPresenter, shown_columns
from hive_inspector.gui.pages.browse.counting import RowCounts
from hive_inspector.gui.pages.browse.everywhere_presenter import EverywherePresenter
from hive_inspector.gui.pages.browse.filtering import FilterPresenter
from hive_inspector.gui.pages.browse.history import Travels, Visit
from hive_inspector.gui.pages.browse.listing import count_text, grouped_tables
from hive_inspector.gui.pages.browse.looking import Place, SchemaWork
from hive_inspector.gui.pages.browse.remembered import Remembered
from hive_inspector.gui.pages.browse.row_presenter import RowPresenter
from hive_inspector.gui.pages.browse.rows_presenter import RowsPresenter
from hive_inspector.gui.pages.browse.watching import ChangesPresenter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QObject

    from hive_inspector.core.browsing.counts import TableCount
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.pages.browse.layout import Layout
    from hive_inspector.gui.pages.browse.linking import Destination
    from hive_inspector.gui.pages.browse.screen import BrowseScreen
    from hive_inspector.gui.workspace import Workspace

_OPENED_WITH = "messages"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be shown as soon as the page is."""

    table: str
    choices: Choices | None = None
    column: str = ""
    """The column to go to; empty for wherever it was left."""


class BrowsePresenter:
    """Decides what Browse shows."""

    def __init__(self, workspace: Workspace, screen: BrowseScreen, owner: QObject) -> None:
        self._workspace = workspace
        self._screen = screen
        self._schema = workspace.opened.schema
        self._remembered = Remembered(workspace.state)
        self._counts = RowCounts(workspace.opened.database, workspace.tasks, self._take_counts)
        self._rows = RowsPresenter(workspace, screen.rows, owner, self)
        self.filters = FilterPresenter(screen.rows, self._rows, self._remember_choices)
        self.row = RowPresenter(workspace, screen.row, self)
        self.copying = CopyPresenter(workspace, screen.rows, self._rows)
        self.travels = Travels(self)
        self.changes = ChangesPresenter(workspace, screen.rows, self._rows, self.row.read_again)
        self.everywhere = EverywherePresenter(workspace, screen.everywhere, self._declared)
        self._known_counts: dict[str, TableCount] = {}
        self._is_started = False
        self._wanted: _Wanted | None = None
        self._asked_subject: Callable[[Subject], None] | None = None

    @property
    def schema(self) -> Schema:
        """What the file declares."""
        return self._schema

    @property
    def model(self) -> RowsModel | None:
        """The rows that are shown."""
        return self._rows.model

    def follow(self, destination: Destination) -> None:
        """Show the rows that a link leads to."""
        choices = choices_of(Selection(destination.filter))
        self.show_table(destination.table, choices, is_passing=True)

    def follow_cell(self, row: int, column: int) -> None:
        """Follow the link in a cell of the grid."""
        model = self._rows.model
        if model is not None:
            self.row.links.follow(model.key_at(row), model.columns[column].name)

    def here(self) -> Visit | None:
        """What the user sees now."""
        if self._rows.table is None:
            return None
        place, column = self._screen.rows.place(), self._screen.rows.current_column()
        return Visit(self._rows.table.name, self.filters.choices, place, column)

    def revisit(self, visit: Visit) -> None:
        """Show again what the user saw."""
        self.show_table(visit.table, visit.choices, visit.place, visit.column, is_passing=True)

    def show_ways(self, *, can_go_back: bool, can_go_forward: bool) -> None:
        """Say whether there is a way back or forward."""
        self._screen.show_ways(can_go_back=can_go_back, can_go_forward=can_go_forward)

    def show_link_columns(self, names: frozenset[str]) -> None:
        """Say in the grid which columns name rows of other tables."""
        if self._rows.model is not None:
            columns = self._rows.model.columns
            places = (at for at, column in enumerate(columns) if column.name in names)
            self._screen.show_link_columns(frozenset(places))

    def start(self) -> None:
        """List the tables, count them, and show the one that was shown last."""
        if self._is_started:
            return
        self._is_started = True
        self._list()
        wanted = self._wanted or _Wanted(self._remembered.table or self._first_table())
        if self._schema.table(wanted.table) is None:
            wanted = _Wanted(self._first_table())
        if wanted.column:
            self.show_column(wanted.table, wanted.column)
        elif wanted.table:
            self.show_table(wanted.table, wanted.choices)
        else:
            self._screen.show_no_tables()
            self.row.forget(tr("No row to show."))

    def show_table(
        self,
        name: str,
        choices: Choices | None = None,
        place: Place | None = None,
        column: int = 0,
        *,
        is_passing: bool = False,
    ) -> None:
        """Show a table, with the filters and the order that were left there, or others.

        Args:
            name: The table.
            choices: What is to be shown of it; None for what was left.
            place: Where to go; None for where it was left if it is the table that was shown last, else the first row.
            column: The column to go to, with the place.
            is_passing: Whether the choices are only for this look, so that what was left there stays remembered.
        """
        if not self._is_started:
            self._wanted = _Wanted(name, choices)
            return
        table = self._schema.table(name)
        if table is None:
            self._say_gone(name)
            return
        is_shown = table is self._rows.table and self._rows.model is not None
        self._screen.show_rows()
        self._screen.show_current_table(table.name)
        if is_shown and choices is None and place is None:
            return
        if choices is not None and not is_passing:
            self._remembered.put_choices(table.name, choices)
        self.travels.leave()
        if is_shown and choices is not None and place is None:
            self.filters.choose(choices)
        else:
            self._open(table, choices, place, column)
        self.travels.arrive()

    def show_column(self, table: str, column: str) -> None:
        """Show a table from its first row on, in one of its columns."""
        if not self._is_started:
            self._wanted = _Wanted(table, column=column)
            return
        found = self._schema.table(table)
        names = [one.name for one in found.columns if not one.hidden] if found else []
        at = names.index(column) if column in names else 0
        self.show_table(table, place=Place(0, 0, 0), column=at)

    def _open(
        self, table: Table, choices: Choices | None, place: Place | None, column: int
    ) -> None:
        if place is None:
            place, column = Place(0, 0, 0), 0
            if table.name == self._remembered.table and choices is None:
                top, row, column = self._remembered.place
                place = Place(top, row, 0)
        if choices is None:
            choices = self._remembered.choices(table.name)
        self.row.forget("")
        self._asked_subject = None
        self._rows.show(table, self.filters.open(table, choices), place, column)
        if table.name in self._known_counts:
            self._rows.note_total(self._known_counts[table.name])

    def reload(self) -> None:
        """Read the file's tables again, count them, and show the present rows."""
        if self._is_started:
            self._workspace.tasks.submit(
                SchemaWork(self._workspace.opened.database),
                on_result=self._take_schema,
                on_failure=self._workspace.notifications.failure,
                key="browse.schema",
            )

    def show_news(self) -> None:
        """Show what others have written meanwhile."""
        table = self._rows.table
        if table is not None:
            self._rows.show_end(table, self.filters.renew(table))

    def open_hit(self, table: str, text: str, place: int) -> None:
        """Show the rows of a table in which a text occurs, at one of them."""
        self.show_table(table, Choices(anywhere=text.strip()), Place(0, place, 0), is_passing=True)

    def current_moved(self, row: int, column: int) -> None:
        """The user went to a cell."""
        model, table = self._rows.model, self._rows.table
        if model is None or table is None or self._rows.is_moving:
            return
        self.row.go_to(table, row, model.key_at(row), column)
        self._remember_place()

    def rows_in_sight(self, first: int, last: int) -> None:
        """The user scrolled."""
        self._rows.rows_in_sight(first, last)
        if self._rows.model is not None and not self._rows.is_moving:
            self._remember_place()

    def rows_arrived(self) -> None:
        """A page came in; the current row may be on it."""
        self.current_settled()

    def copy_value(self) -> None:
        """Copy the current cell, whole."""
        value = self.row.value_to_copy()
        if value is not None:
            self._screen.rows.put_on_clipboard(value)
        else:
            place, column = self._screen.rows.place(), self._screen.rows.current_column()
            self.copying.copy_cell(place.current, column)

    def ask_subject(self, take: Callable[[Subject], None]) -> None:
        """Tell what can be exported as soon as the rows that were asked for are there; never if they do not come.

        Those in sight until then are of a filter that is not in force any more.
        """
        self._asked_subject = take
        self._tell_subject()

    def _tell_subject(self) -> None:
        if self._rows.is_awaiting:
            return
        take, self._asked_subject = self._asked_subject, None
        subject = self._subject()
        if take is not None and subject is not None:
            take(subject)

    def _subject(self) -> Subject | None:
        """What can be exported now; None while no rows are shown."""
        model, table = self._rows.model, self._rows.table
        if model is None or table is None:
            return None
        screen = self._screen.rows
        return Subject(
            table,
            columns=tuple(model.names),
            shown=shown_columns(screen.layout_of_columns),
            order=model.order,
            count=model.order.count,
            exact=model.order.exact,
            is_natural=self._rows.selection.is_natural,
            selected=selected_rows(screen.chosen_blocks()),
            secrets=secret_columns(table),
        )

    def reveal(self) -> None:
        """Show the secret in the current cell."""
        self.row.reveal()

    def choose_field(self, line: int) -> None:
        """The user went to a field of the row."""
        column = self.row.choose_field(line)
        if column is not None:
            self._screen.rows.move_to(self._screen.rows.place(), column)

    def retry_pages(self) -> None:
        """Read again the pages that could not be read."""
        self._rows.retry_pages()

    def width_chosen(self, widths: Mapping[str, int]) -> None:
        """The user made columns as wide as they want them."""
        if self._rows.table is not None:
            name = self._rows.table.name
            self._remembered.put_widths(name, {**self._remembered.widths(name), **widths})

    def close(self) -> None:
        """Stop whatever is under way."""
        self._asked_subject = None
        self._counts.stop()
        self.everywhere.stop()
        self._rows.close()
        self.row.close()

    def _declared(self) -> Schema:
        return self._schema

    def _list(self) -> None:
        self._screen.show_tables(grouped_tables(self._schema))
        self._counts.start(self._schema.tables)

    def _take_schema(self, schema: Schema) -> None:
        shown = self._rows.table.name if self._rows.table else ""
        self._schema = schema
        self._list()
        table = schema.table(shown) if shown else None
        if table is not None:
            self._screen.show_current_table(table.name)
            self._rows.reload(table, self.filters.renew(table))
        elif shown:
            self._say_gone(shown)
        elif name := self._first_table():
            self.show_table(name)

    def _say_gone(self, name: str) -> None:
        self._rows.close()
        self.row.forget(tr("No row to show."))
        self._screen.rows.show_heading(name, "")
        self._screen.rows.show_count("")
        gone = UsageProblem(
            tr("There is no table “{name}” in this file any more.", name=name),
            tr("Choose another table on the left."),
        )
        self._screen.rows.show_failure(gone, self.reload)

    def count_known(self, count: TableCount) -> None:
        """The table that is shown has been counted."""
        self._known_counts[count.name] = count
        self._screen.show_counts({count.name: count_text(count)})

    def selection_shown(self) -> None:
        """The first rows of what was chosen are in sight."""
        self.filters.shown()
        self.changes.forget()
        self._tell_subject()

    def selection_ended(self, order: RowOrder) -> None:
        """All of them have been found."""
        self.filters.ended(order)
        self._tell_subject()

    def selection_refused(self, error: InspectorError, *, has_arrived: bool) -> None:
        """They cannot be found."""
        self._asked_subject = None
        self.filters.refused(error, has_arrived=has_arrived)

    def selection_cancelled(self, *, has_arrived: bool) -> None:
        """They are not to be found any more."""
        self._asked_subject = None
        self.filters.cancelled(has_arrived=has_arrived)

    def current_settled(self) -> None:
        """The current row is known now, or another one stands at its place."""
        model, table = self._rows.model, self._rows.table
        if model is None or table is None:
            self.row.forget(tr("No row to show."))
            self._asked_subject = None
        elif model.rowCount() == 0:
            is_all = self._rows.selection.filter.is_empty
            self.row.forget(tr("This table has no rows.") if is_all else tr("No row matches."))
        else:
            place = self._screen.rows.place()
            key = model.key_at(place.current)
            self.row.go_to(table, place.current, key, self._screen.rows.current_column())
            self._remember_place()

    def stop_selecting(self) -> None:
        """Find no more rows."""
        self._rows.stop_selecting()

    def tell_progress(self) -> None:
        """Work has moved on."""
        self._rows.tell_progress()
        self.everywhere.tell_progress()

    def layout_chosen(self, layout: Layout) -> None:
        """The user arranged the columns."""
        if self._rows.table is not None:
            self._remembered.put_layout(self._rows.table.name, layout)

    def _take_counts(self, counts: tuple[TableCount, ...]) -> None:
        self._screen.show_counts({count.name: count_text(count) for count in counts})
        self._known_counts |= {count.name: count for count in counts}
        for count in counts:
            self._rows.note_total(count)

    def _remember_choices(self, choices: Choices) -> None:
        if self._rows.table is not None:
            self._remembered.put_choices(self._rows.table.name, choices)

    def _remember_place(self) -> None:
        if self._rows.table is not None:
            place = self._screen.rows.place()
            self._remembered.put_place(
                self._rows.table.name, place.top, place.current, self._screen.rows.current_column()
            )

    def _first_table(self) -> str:
        """What a file is opened with that was never looked at: its messages, or the first table of the list."""
        if self._schema.table(_OPENED_WITH) is not None:
            return _OPENED_WITH
        groups = grouped_tables(self._schema)
        return groups[0].tables[0].name if groups else ""
