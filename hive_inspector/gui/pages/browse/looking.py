"""What the workers of Browse do: plain data in, plain data out, one lease each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.changes import end_of
from hive_inspector.core.browsing.copying import copied_text
from hive_inspector.core.browsing.order import natural_order, survey
from hive_inspector.core.browsing.places import position_near, position_of
from hive_inspector.core.browsing.rows import read_row
from hive_inspector.core.browsing.selection import select_rows
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.gui.models.page_cache import rows_a_page
from hive_inspector.gui.models.table_pages import browsable_columns, read_shown_page
from hive_inspector.gui.pages.browse.cell.reading import FIRST_BYTES

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from hive_inspector.core.browsing.copying import CopyRequest
    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.browsing.rows import RowDetail
    from hive_inspector.core.browsing.selection import Selection
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.models.page_cache import ShownPage


@dataclass(frozen=True, slots=True)
class Place:
    """Rows in sight, and the row that the user is at."""

    top: int
    current: int
    visible: int
    """How many rows are in sight."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A table as far as it is needed to be painted."""

    order: RowOrder
    pages: Mapping[int, ShownPage]
    """By the position of their first row."""
    place: Place
    """What they show."""
    end: int | None
    """Where the table ended, for telling later what is new; None where it has no rowids."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A surveyed order with the same rows in sight as before."""

    order: RowOrder
    place: Place
    pages: Mapping[int, ShownPage]


@dataclass(frozen=True, slots=True)
class SchemaWork:
    """Reads what the file declares now."""

    database: Database

    def __call__(self, token: CancelToken, progress: Progress) -> Schema:  # noqa: ARG002
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            return read_schema(connection)


@dataclass(frozen=True, slots=True)
class SelectWork:
    """Opens a table, or selects other rows of it: the first with their pages, then all as they are found."""

    database: Database
    table: Table
    selection: Selection
    place: Place
    """Where the user was, or is to be."""
    stay_at: RowKey | None = None
    """The row that is to stay where it is in sight, if it has a place among all rows."""

    def __call__(
        self, token: CancelToken, progress: Progress
    ) -> Generator[FirstLook | RowOrder, None, None]:
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            if self.selection.is_natural:
                yield self._look(connection, natural_order(connection, self.table))
                return
            orders = select_rows(connection, self.table, self.selection, progress)
            yield self._look(connection, next(orders))
            yield from orders

    def _look(self, connection: ReadConnection, order: RowOrder) -> FirstLook:
        place = self._place(connection, order)
        pages = _pages(connection, self.table, order, place)
        return FirstLook(order, pages, place, end_of(connection, self.table))

    def _place(self, connection: ReadConnection, order: RowOrder) -> Place:
        place, key = self.place, self.stay_at
        near = None if key is None else position_near(connection, self.table, order, key)
        if near is not None:
            place = Place(max(near - (place.current - place.top), 0), near, place.visible)
        last = max(order.count - 1, 0)
        return Place(min(place.top, last), min(place.current, last), place.visible)


@dataclass(frozen=True, slots=True)
class SurveyWork:
    """Counts the rows, and finds out where each stands."""

    database: Database
    table: Table
    order: RowOrder

    def __call__(self, token: CancelToken, progress: Progress) -> RowOrder:
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            return survey(connection, self.table, self.order, progress)


@dataclass(frozen=True, slots=True)
class SettleWork:
    """Finds the rows in sight again in a surveyed order."""

    database: Database
    table: Table
    estimated: RowOrder
    order: RowOrder
    place: Place
    keys: tuple[RowKey | None, RowKey | None] = field(default=(None, None))
    """Which rows are at the top and current; None where they are still on their way."""

    def __call__(self, token: CancelToken, progress: Progress) -> Settled:  # noqa: ARG002
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            top = self._found(connection, self.place.top, self.keys[0])
            current = self._found(connection, self.place.current, self.keys[1])
            place = Place(top, current, self.place.visible)
            return Settled(self.order, place, _pages(connection, self.table, self.order, place))

    def _found(self, connection: ReadConnection, position: int, key: RowKey | None) -> int:
        """Where a row stands now: by its key, or as far down as it was."""
        found = None if key is None else position_of(connection, self.table, self.order, key)
        if found is None:
            found = position * self.order.count // max(self.estimated.count, 1)
        return max(0, min(found, self.order.count - 1))


@dataclass(frozen=True, slots=True)
class RowWork:
    """Reads one row with all its fields."""

    database: Database
    table: Table
    key: RowKey
    reveal: frozenset[str]

    def __call__(self, token: CancelToken, progress: Progress) -> RowDetail | None:  # noqa: ARG002
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            return read_row(connection, self.table, self.key, reveal=self.reveal, limit=FIRST_BYTES)


@dataclass(frozen=True, slots=True)
class CopyWork:
    """Reads chosen cells as text for the clipboard."""

    database: Database
    request: CopyRequest
    order: RowOrder

    def __call__(self, token: CancelToken, progress: Progress) -> str:
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            return copied_text(connection, self.request, self.order, progress)


def _pages(
    connection: ReadConnection, table: Table, order: RowOrder, place: Place
) -> dict[int, ShownPage]:
    """The pages of the rows in sight."""
    size = rows_a_page(len(browsable_columns(table)))
    last = max(order.count - 1, 0)
    top = min(place.top, last)
    pages = {}
    for first in range(top // size * size, min(top + place.visible, last) + 1, size):
        count = min(size, order.count - first)
        pages[first] = read_shown_page(connection, table, order, first, count)
    return pages
