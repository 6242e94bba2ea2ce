"""The current row, read in full when the user stops at it; its secrets revealed one at a time, and hidden again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.copying import MOST_CHARACTERS
from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.database.values import CellKind, copy_text
from hive_inspector.core.language import tr
from hive_inspector.core.logmasking import Phrase
from hive_inspector.gui.exporting.recording import Recorder
from hive_inspector.gui.pages.browse.cell.presenter import CellPresenter
from hive_inspector.gui.pages.browse.cell.reading import CellAddress
from hive_inspector.gui.pages.browse.links_presenter import LinksPresenter
from hive_inspector.gui.pages.browse.looking import RowWork
from hive_inspector.gui.pages.browse.profile_presenter import ProfilePresenter
from hive_inspector.gui.pages.browse.revealing import Covering, RevealWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.rows import Field, RowDetail
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.browse.cell.presenter import CellScreen
    from hive_inspector.gui.pages.browse.linking import Destination
    from hive_inspector.gui.pages.browse.links_presenter import LinksScreen
    from hive_inspector.gui.pages.browse.profile_presenter import ProfileScreen
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

_log = logging.getLogger(__name__)
_NOTHING_REVEALED: frozenset[str] = frozenset()


class RowScreen(Protocol):
    """What the presenter tells the panel of the row."""

    @property
    def viewer(self) -> CellScreen:
        """The current cell in full."""

    @property
    def links(self) -> LinksScreen:
        """The links of the row."""

    @property
    def profile(self) -> ProfileScreen:
        """The profile of the current column."""

    def show_link_columns(self, names: frozenset[str]) -> None:
        """Say which columns name rows of other tables."""

    def show_row(self, number: str, key: str, fields: tuple[Field, ...]) -> None:
        """Show the fields of a row."""

    def show_current(self, line: int) -> None:
        """Mark the field that is shown in full."""

    def show_nothing(self, text: str) -> None:
        """Say why no row is shown."""

    def show_failure(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """Say why the row could not be read."""


class Surroundings(Protocol):
    """What the presenter of the row needs of the page."""

    @property
    def schema(self) -> Schema:
        """What the file declares."""

    def follow(self, destination: Destination) -> None:
        """Show the rows that a link leads to."""

    def show_link_columns(self, names: frozenset[str]) -> None:
        """Say in the grid which columns name rows of other tables."""


class RowPresenter:
    """Decides what the panel of the row shows."""

    def __init__(self, workspace: Workspace, screen: RowScreen, surroundings: Surroundings) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._recorder = Recorder(workspace.audit, workspace.opened.database.real_path)
        self._screen = screen
        self._surroundings = surroundings
        self.cell = CellPresenter(workspace.tasks, screen.viewer)
        self.links = LinksPresenter(
            workspace, screen.links, self._take_link_columns, surroundings.follow
        )
        self.profile = ProfilePresenter(workspace, screen.profile, surroundings.follow)
        self._table: Table | None = None
        self._linked: Table | None = None
        self._key: RowKey | None = None
        self._position = 0
        self._column = 0
        self._detail: RowDetail | None = None
        self._revealed: RowDetail | None = None
        self._reading: TaskHandle | None = None
        self._covering = Covering(workspace.preferences, self._cover_secret)

    def go_to(self, table: Table, position: int, key: RowKey | None, column: int) -> None:
        """Show a row and one of its cells.

        Args:
            table: The table of the row.
            position: Where it stands, from 0.
            key: What it is found by; None while its page is on its way.
            column: The current cell, counted in the columns of the grid.
        """
        is_same_row = self._table is table and key is not None and self._key == key
        if self._linked is not table:
            self._linked = table
            self.links.show_table(self._surroundings.schema, table)
        if is_same_row and (position, column) == (self._position, self._column):
            return
        self._table, self._key = table, key
        self._position, self._column = position, column
        if not is_same_row:
            self._read()
        elif self._detail is not None:
            self._hide_secret()
            self._show(self._detail)

    def reveal(self) -> None:
        """Show the secret in the current cell, until the user goes elsewhere."""
        field, table, key = self.current_field, self._table, self._key
        if table is not None and key is not None and field is not None and field.masked:
            _log.info("Revealed a secret in %s", Phrase(f"{table.name}.{field.name}"))
            self._cancel()
            row = RowWork(self._database, table, key, frozenset({field.name}))
            self._reading = self._tasks.submit(
                RevealWork(self._recorder, row),
                on_result=self._take_revealed,
                on_failure=self._notifications.failure,
            )

    def follow(self, line: int) -> None:
        """Follow the link in a field."""
        if self._detail is not None and 0 <= line < len(self._detail.fields):
            self.links.follow(self._key, self._detail.fields[line].name)

    def choose_field(self, line: int) -> int | None:
        """The column to go to for a field of the list, or None where the user is there already."""
        return None if line == self._column or self._detail is None else line

    def value_to_copy(self) -> str | None:
        """The value of the current cell, or None where it was not read whole."""
        field = self.current_field
        if field is None or field.cut or len(field.text) > MOST_CHARACTERS:
            return None
        if field.content is not None:
            return copy_text(field.content)
        return None if field.masked or field.size is not None else _number_or_null(field)

    @property
    def current_field(self) -> Field | None:
        """The field of the current cell."""
        detail = self._revealed or self._detail
        if detail is None or self._column >= len(detail.fields):
            return None
        return detail.fields[self._column]

    def close(self) -> None:
        """Stop whatever is under way."""
        self.forget("")
        self.links.close()
        self.profile.close()

    def read_again(self) -> None:
        """Read the row once more."""
        self._read()

    def forget(self, text: str) -> None:
        """Show no row, and say why."""
        self._hide_secret()
        self._cancel()
        self._table = self._key = self._detail = None
        self.links.show_row(None)
        self.profile.show_column(None, "")
        self._show_nothing(text)

    def _read(self) -> None:
        self._hide_secret()
        self._detail = None
        self.links.show_row(None)
        self._cancel()
        if self._table is None or self._key is None:
            self._show_nothing("")
            return
        self._reading = self._tasks.submit(
            RowWork(self._database, self._table, self._key, _NOTHING_REVEALED),
            on_result=self._take,
            on_failure=self._not_read,
        )

    def _take(self, detail: RowDetail | None) -> None:
        if detail is None:
            self._show_nothing(tr("This row is gone. Reload with F5 to see what is there now."))
            return
        self._detail = detail
        self._show(detail)
        self.links.show_row(self._key)

    def _take_link_columns(self, names: frozenset[str]) -> None:
        self._screen.show_link_columns(names)
        self._surroundings.show_link_columns(names)

    def _take_revealed(self, detail: RowDetail | None) -> None:
        self._revealed = detail
        if detail is not None:
            self._show(detail)
            self._covering.begin()

    def _cover_secret(self) -> None:
        self._hide_secret()
        if self._detail is not None:
            self._show(self._detail)

    def _not_read(self, error: InspectorError) -> None:
        self._detail = None
        self.cell.show_nothing()
        self._screen.show_failure(error, self.read_again)

    def _show(self, detail: RowDetail) -> None:
        number = tr("Row {position:,}", position=self._position + 1)
        self._screen.show_row(number, _key_text(self._table, detail), detail.fields)
        self._show_cell()

    def _show_cell(self) -> None:
        field = self.current_field
        if self._table is None or self._key is None or field is None:
            self.cell.show_nothing()
            return
        is_revealed = self._revealed is not None
        address = CellAddress(self._database, self._table, self._key, field.name, is_revealed)
        self._screen.show_current(self._column)
        self.cell.show(address, field)
        self.profile.show_column(self._table, field.name)

    def _show_nothing(self, text: str) -> None:
        self.cell.show_nothing()
        self._screen.show_nothing(text)

    def _hide_secret(self) -> None:
        self._revealed = None
        self._covering.end()

    def _cancel(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None


def _key_text(table: Table | None, detail: RowDetail) -> str:
    """The row's primary key as far as it may be shown, else its rowid."""
    names = table.primary_key if table is not None else ()
    shown = [f"{field.name} {field.text}" for field in detail.fields if field.name in names]
    if shown:
        return " · ".join(shown)
    return f"rowid {detail.key.value}" if isinstance(detail.key, Rowid) else ""


def _number_or_null(field: Field) -> str:
    return "" if field.kind is CellKind.NULL else field.text
