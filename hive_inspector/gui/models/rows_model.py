"""The rows of a table of any size, a window of them at a time.

The model never reads: it shows the pages that it has, and asks a `PageSource` for those that the view says are in
sight. A page that comes for an order of rows that has been replaced meanwhile is dropped, so that a cell shows what the
database holds at its place, or that it is on its way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.cells import PLAIN, SORT_MARK_ROLE, ShownRow
from hive_inspector.gui.models.on_the_way import OnTheWay
from hive_inspector.gui.models.page_cache import PageCache, ShownPage, rows_a_page
from hive_inspector.gui.models.sort_marks import Sorted, sort_mark, spoken_title
from hive_inspector.gui.theme.tokens import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.models.on_the_way import Asked

MOST_ROWS = (2**31 - 1) // ROW_HEIGHT
"""89,478,485: Qt measures the height of all rows in 32 bits, and one row more shows nothing at all."""
_PAGES_AHEAD = 2
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NO_PARENT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of the grid."""

    name: str
    is_number: bool = False
    """Whether its header stands over right-aligned values."""
    description: str = ""
    """What the header says when pointed at."""


class PageSource(Protocol):
    """Reads pages somewhere else and delivers them on the thread that draws the window."""

    def ask(
        self,
        order: RowOrder,
        first: int,
        count: int,
        on_page: Callable[[ShownPage], None],
        on_failure: Callable[[InspectorError], None],
    ) -> Asked:
        """Begin to read rows; exactly one of the two is called, later, unless it is cancelled."""


class RowsModel(QAbstractTableModel):
    """The rows of one table in one order.

    Signals:
        outdated: The file holds fewer rows than the order says; the order should be surveyed again.
    """

    outdated = Signal()

    def __init__(
        self, columns: tuple[GridColumn, ...], order: RowOrder, source: PageSource, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.page_rows = rows_a_page(len(columns))
        self._order = order
        self._source = source
        self._count = min(order.count, MOST_ROWS)
        self._pages = PageCache(len(columns))
        self._on_the_way = OnTheWay()
        self._failed: dict[int, InspectorError] = {}
        self._short: set[int] = set()
        self._sorts: dict[int, Sorted] = {}
        self._generation = 0
        self._viewport = (0, 0)
        self._is_upwards = False
        self._blank: ShownRow = (("",) * len(columns), bytes([PLAIN]) * len(columns))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    @property
    def order(self) -> RowOrder:
        """The order of rows that is shown."""
        return self._order

    @property
    def is_exact(self) -> bool:
        """Whether every row that is shown is known to stand at its position."""
        return self._pages.is_exact

    @property
    def is_complete(self) -> bool:
        """Whether nothing is on its way."""
        return not self._on_the_way

    def shown_row(self, row: int) -> ShownRow | None:
        """The row's cells, or None while they are not there."""
        page = self._pages.get(row // self.page_rows)
        if page is None:
            return None
        place = row % self.page_rows
        if place < len(page.rows):
            return page.rows[place]
        return None if row // self.page_rows in self._short else self._blank

    def problem_at(self, row: int) -> str:
        """Why the row cannot be read, or nothing."""
        error = self._failed.get(row // self.page_rows)
        return tr("These rows could not be read: {message}", message=error.message) if error else ""

    def key_at(self, row: int) -> RowKey | None:
        """What the row is found by in the database, or None while it is not there."""
        page = self._pages.get(row // self.page_rows)
        place = row % self.page_rows
        return page.keys[place] if page and place < len(page.keys) else None

    def known_keys(self) -> dict[int, RowKey]:
        """What the rows that are here are found by, by position."""
        return {
            number * self.page_rows + place: key
            for number, page in self._pages.items()
            for place, key in enumerate(page.keys)
        }

    def keys_in_sight(self) -> dict[int, tuple[RowKey, ...]]:
        """What the rows of the pages in sight are found by, by the number of the page, as far as they are here."""
        pages = ((number, self._pages.get(number)) for number in self._visible())
        return {number: page.keys for number, page in pages if page is not None}

    def refresh(self, pages: Mapping[int, ShownPage]) -> None:
        """Take pages of the same rows as they are now; all others are read again when they come into sight."""
        kept = {n: page for n, page in pages.items() if self._has_keys(n, page.keys)}
        present = {number: self._pages.get(number) for number in kept}
        self._pages.clear()
        for number, page in kept.items():
            self._pages.put(number, page)
            if page.rows != (present[number] or page).rows:
                self._tell_changed(range(number, number + 1))
        self._ask_next()

    def set_viewport(self, first: int, last: int) -> None:
        """Say which rows are in sight: their pages and some ahead are asked for, others on their way soon stopped."""
        self._is_upwards = first < self._viewport[0]
        self._viewport = (first, last)
        self._pages.use(self._visible())
        self._ask_next()

    def retry(self) -> None:
        """Read again what could not be read."""
        failed = list(self._failed)
        self._failed.clear()
        for number in failed:
            self._tell_changed(range(number, number + 1))
        self.set_viewport(*self._viewport)

    def confirm(self, order: RowOrder) -> None:
        """Take an order that is known better, or has grown, in which the rows stand where they stood.

        What is on its way stays so, and a last page that has become longer keeps its rows while the others come.
        """
        self._order = order
        final = self._final()
        self._resize(order)
        page = self._pages.get(final)
        if page and len(page.rows) < self._size_of(final):
            self._short.add(final)
            self._ask_next()

    def replace(self, order: RowOrder, pages: Mapping[int, ShownPage]) -> None:
        """Take another order of rows.

        Args:
            order: What the rows' positions mean from now on.
            pages: Pages read in that order, by the position of their first row, so that nothing in sight goes blank.
        """
        self._forget()
        self._order = order
        self._resize(order)
        for first, page in pages.items():
            self._pages.put(first // self.page_rows, page)
        if self._count:
            self.dataChanged.emit(
                self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1), [_DISPLAY]
            )

    def set_sorts(self, sorts: Mapping[int, Sorted]) -> None:
        """Say by which columns the rows are sorted."""
        if sorts == self._sorts:
            return
        self._sorts = dict(sorts)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.columns) - 1, 0))

    def close(self) -> None:
        """Stop whatever is on its way."""
        self._forget()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many rows can be reached."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """The text of a cell, for assistive programs; the grid is painted from `shown_row`."""
        if role != _DISPLAY or not index.isValid():
            return None
        shown = self.shown_row(index.row())
        return shown[0][index.column()] if shown else self.problem_at(index.row())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """A column's name, alignment and description, or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == _DISPLAY else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            return visible_text(column.name)
        if role == SORT_MARK_ROLE:
            return sort_mark(self._sorts, section)
        if role == _ACCESSIBLE:
            return spoken_title(visible_text(column.name), self._sorts, section)
        if role == _ALIGNMENT and column.is_number:
            return _RIGHT
        return visible_text(column.description) if role == _TOOL_TIP else None

    def _has_keys(self, number: int, keys: tuple[RowKey, ...]) -> bool:
        page = self._pages.get(number)
        return page is not None and page.keys == keys

    def _visible(self) -> range:
        """The pages in sight."""
        first, last = self._viewport
        end = min(last // self.page_rows, self._final())
        return range(first // self.page_rows, end + 1)

    def _ahead(self) -> range:
        """The pages that come into sight next."""
        seen = self._visible()
        if self._is_upwards:
            return range(max(seen.start - _PAGES_AHEAD, 0), seen.start)
        return range(seen.stop, min(seen.stop + _PAGES_AHEAD, self._final() + 1))

    def _final(self) -> int:
        return (self._count - 1) // self.page_rows

    def _missing(self, pages: range) -> range:
        """The first pages in a row that are not here."""
        absent = [number for number in pages if self._is_missing(number)]
        if not absent:
            return range(0)
        stop = absent[0] + 1
        while stop in absent and self._order.exact:  # estimated places are estimated page by page
            stop += 1
        return range(absent[0], stop)

    def _is_missing(self, number: int) -> bool:
        is_here = number in self._pages and number not in self._short
        return not (is_here or number in self._failed or number in self._on_the_way)

    def _size_of(self, number: int) -> int:
        """How many rows a page has."""
        return min(self.page_rows, self._count - number * self.page_rows)

    def _rows_of(self, pages: range) -> tuple[int, int]:
        """The first and the last row of some pages."""
        return pages.start * self.page_rows, min(pages.stop * self.page_rows, self._count) - 1

    def _ask_next(self) -> None:
        """Ask for what is in sight and not here; for what is ahead only while nothing else is on its way.

        Threads that read pages take the interpreter in turns with the one that draws.
        """
        seen, ahead = self._visible(), self._ahead()
        self._on_the_way.give_up_but({*seen, *ahead})
        while self._on_the_way.has_room and (wanted := self._missing(seen)):
            self._ask(wanted)
        if not self._on_the_way and (wanted := self._missing(ahead)):
            self._ask(wanted)

    def _ask(self, pages: range) -> None:
        first = pages.start * self.page_rows
        count = min(len(pages) * self.page_rows, self._count - first)
        come = partial(self._come, self._generation, pages, count)
        failed = partial(self._not_come, self._generation, pages)
        handle = self._source.ask(self._order, first, count, come, failed)
        self._on_the_way.add(pages, handle)

    def _come(self, generation: int, pages: range, asked: int, rows: ShownPage) -> None:
        if generation != self._generation:
            return
        self._on_the_way.end(pages)
        for number in pages:
            start = (number - pages.start) * self.page_rows
            self._pages.put(number, rows.part(start, start + self.page_rows))
        self._short.difference_update(pages)
        first, last = self._rows_of(pages)
        if len(rows.rows) == asked <= last - first:
            self._short.add(pages[-1])  # the order has grown while they were on their way
        self._tell_changed(pages)
        if len(rows.rows) < asked and not rows.approximate:
            self.outdated.emit()
        self._ask_next()

    def _not_come(self, generation: int, pages: range, error: InspectorError) -> None:
        """Where several pages fail together, each is tried alone: the rows before and after a damage are shown."""
        if generation != self._generation:
            return
        self._on_the_way.end(pages)
        if len(pages) > 1:
            self._ask(range(pages.start, pages.start + 1))
            return
        self._failed[pages.start] = error
        self._tell_changed(pages)
        self._ask_next()

    def _tell_changed(self, pages: range) -> None:
        first, last = self._rows_of(pages)
        if last >= first:
            bottom = self.index(last, len(self.columns) - 1)
            self.dataChanged.emit(self.index(first, 0), bottom, [_DISPLAY])

    def _resize(self, order: RowOrder) -> None:
        count = min(order.count, MOST_ROWS)
        if count > self._count:
            self.beginInsertRows(_NO_PARENT, self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(_NO_PARENT, count, self._count - 1)
            self._count = count
            self.endRemoveRows()

    def _forget(self) -> None:
        self._generation += 1
        self._on_the_way.clear()
        self._failed.clear()
        self._short.clear()
        self._pages.clear()
