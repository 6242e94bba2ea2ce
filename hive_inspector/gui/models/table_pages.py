"""Where a grid's pages come from: read on worker threads, made ready to be painted there."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.found import FoundKeys, FoundOrder
from hive_inspector.core.browsing.keys import PrimaryKey, Rowid, key_terms, rowid_name
from hive_inspector.core.browsing.pages import Page, PageRequest, read_page
from hive_inspector.gui.cells import shown_row
from hive_inspector.gui.models.page_cache import ShownPage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner


def browsable_columns(table: Table) -> tuple[str, ...]:
    """The columns that a grid shows: all but the hidden ones of a virtual table."""
    return tuple(column.name for column in table.columns if not column.hidden)


def read_shown_page(
    connection: ReadConnection, table: Table, order: RowOrder, first: int, count: int
) -> ShownPage:
    """Rows of a table as the grid keeps them. For a worker thread.

    Raises:
        StatementProblem: The table or a column is gone, or computing a value fails.
        DatabaseDamaged: A damaged page lies among the rows.
        Cancelled: The connection's token was cancelled.
    """
    request = PageRequest(table, browsable_columns(table), first, count)
    return _shown(read_page(connection, request, order))


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Rows as they are now, at the places where they were."""

    page: ShownPage
    gone: int
    """How many of them are no longer there."""


def read_rows_again(
    connection: ReadConnection, table: Table, keys: Sequence[RowKey]
) -> ReadAgain | None:
    """The rows of these keys, in their order. For a worker thread.

    Returns:
        None where rows have no names by which they are found again, such as those of a view.

    Raises:
        StatementProblem: The table or a column is gone, or computing a value fails.
        DatabaseDamaged: A damaged page lies among the rows.
        Cancelled: The connection's token was cancelled.
    """
    order = _order_of(table, keys)
    if order is None:
        return None
    page = read_page(connection, PageRequest(table, browsable_columns(table), 0, len(keys)), order)
    return ReadAgain(_shown(page), sum(row.gone for row in page.rows))


def _order_of(table: Table, keys: Sequence[RowKey]) -> RowOrder | None:
    """The order that names these rows."""
    rowid, terms = rowid_name(table), key_terms(table)
    numbers = [key.value for key in keys if isinstance(key, Rowid)]
    if rowid and len(numbers) == len(keys):
        return FoundOrder(len(keys), exact=True, rowid=rowid, found=array("q", numbers))
    named = [key.values for key in keys if isinstance(key, PrimaryKey)]
    if terms and len(named) == len(keys):
        return FoundKeys(len(keys), exact=True, terms=terms, found=named)
    return None


class TablePages:
    """A `PageSource` over one table of an open database."""

    def __init__(self, database: Database, tasks: TaskRunner, table: Table) -> None:
        self._database = database
        self._tasks = tasks
        self._table = table

    def ask(
        self,
        order: RowOrder,
        first: int,
        count: int,
        on_page: Callable[[ShownPage], None],
        on_failure: Callable[[InspectorError], None],
    ) -> TaskHandle:
        """Begin to read rows."""

        def work(token: CancelToken, progress: Progress) -> ShownPage:  # noqa: ARG001 - too short to report
            with self._database.reading(token) as connection:
                return read_shown_page(connection, self._table, order, first, count)

        return self._tasks.submit(work, on_result=on_page, on_failure=on_failure)


def _shown(page: Page) -> ShownPage:
    return ShownPage(
        rows=tuple(shown_row(row.cells) for row in page.rows),
        keys=tuple(row.key for row in page.rows),
        approximate=page.approximate,
    )
