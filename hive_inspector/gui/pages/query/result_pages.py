"""Where the pages of a result's grid come from: unpacked on worker threads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.keys import Position
from hive_inspector.gui.cells import shown_row
from hive_inspector.gui.models.page_cache import ShownPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.results import ResultRows
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner


class ResultPages:
    """A `PageSource` over rows that are kept."""

    def __init__(self, rows: ResultRows, tasks: TaskRunner) -> None:
        self._rows = rows
        self._tasks = tasks

    def ask(
        self,
        order: RowOrder,  # noqa: ARG002 - there is only the one in which they came
        first: int,
        count: int,
        on_page: Callable[[ShownPage], None],
        on_failure: Callable[[InspectorError], None],
    ) -> TaskHandle:
        """Begin to unpack rows."""
        work = partial(_work, self._rows, first, count)
        return self._tasks.submit(work, on_result=on_page, on_failure=on_failure)


def page_of(rows: ResultRows, first: int, count: int) -> ShownPage:
    """Rows as the grid keeps them. For a worker thread."""
    found = rows.page(first, count)
    return ShownPage(
        tuple(shown_row(row) for row in found),
        tuple(Position(first + place) for place in range(len(found))),
    )


def _work(
    rows: ResultRows,
    first: int,
    count: int,
    _token: CancelToken,
    _progress: Progress,
) -> ShownPage:
    return page_of(rows, first, count)
