"""The search over all tables: "where does this occur?"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.everywhere import search
from hive_inspector.core.language import tr
from hive_inspector.gui.models.hits_model import HitRow, HitTable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from hive_inspector.core.browsing.everywhere import TableHits
    from hive_inspector.core.browsing.pages import PageRow
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle, TaskView
    from hive_inspector.gui.workspace import Workspace

_AROUND = 40
"""Characters before a match that are shown with it."""
_LONGEST = 160


class EverywhereScreen(Protocol):
    """What the presenter tells the panel of the search."""

    def begin(self, text: str) -> None:
        """Show nothing found yet."""

    def show_hits(self, found: HitTable) -> None:
        """Show what was found in a table, in place of what was known of it."""

    def show_progress(self, task: TaskView) -> None:
        """How far the search is."""

    def end(self, *, is_whole: bool) -> None:
        """The search is over, or was stopped."""

    def show_failure(self, error: InspectorError) -> None:
        """The search cannot be carried out."""


@dataclass(frozen=True, slots=True)
class SearchWork:
    """Searches every table."""

    database: Database
    schema: Schema
    text: str

    def __call__(self, token: CancelToken, progress: Progress) -> Generator[HitTable]:
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            for hits in search(connection, self.schema, self.text, progress):
                yield hit_table(hits, self.text.strip())


class EverywherePresenter:
    """Decides what is searched for."""

    def __init__(
        self, workspace: Workspace, screen: EverywhereScreen, schema: Callable[[], Schema]
    ) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._screen = screen
        self._schema = schema
        self._searching: TaskHandle | None = None

    def search(self, text: str) -> None:
        """Search for a text; a search under way is given up."""
        self.stop()
        self._screen.begin(text)
        if not text.strip():
            self._screen.end(is_whole=True)
            return
        self._searching = self._tasks.stream(
            SearchWork(self._database, self._schema(), text),
            on_part=self._screen.show_hits,
            on_end=self._ended,
            on_failure=self._failed,
            on_cancelled=self._cancelled,
            key="browse.everywhere",
            title=tr("Searching all tables"),
        )

    def stop(self) -> None:
        """Search no more."""
        if self._searching is not None:
            self._searching.cancel()

    def tell_progress(self) -> None:
        """Show how far the search is."""
        if self._searching is not None and self._searching.is_running:
            self._screen.show_progress(self._searching.view())

    def _ended(self) -> None:
        self._searching = None
        self._screen.end(is_whole=True)

    def _failed(self, error: InspectorError) -> None:
        self._searching = None
        self._screen.show_failure(error)

    def _cancelled(self) -> None:
        if self._searching is None or not self._searching.is_running:
            self._searching = None
            self._screen.end(is_whole=False)


def hit_table(hits: TableHits, text: str) -> HitTable:
    """What was found in a table, as it is shown."""
    rows = tuple(_hit_row(hits.columns, row, text) for row in hits.page.rows)
    return HitTable(hits.table.name, hits.order.count, hits.complete, rows, hits.problem)


def _hit_row(columns: tuple[str, ...], row: PageRow, text: str) -> HitRow:
    """The row by its first cell, and the cell in which the text stands."""
    name = row.cells[0].text if row.cells else ""
    wanted = text.casefold()
    for column, cell in zip(columns, row.cells, strict=True):
        at = cell.text.casefold().find(wanted)
        if at >= 0 and not cell.masked:
            return HitRow(name, column, _around(cell.text, at))
    others = " · ".join(cell.text for cell in row.cells[1:])
    return HitRow(name, "", others[:_LONGEST])


def _around(text: str, at: int) -> str:
    start = max(at - _AROUND, 0)
    cut = text[start : start + _LONGEST]
    return f"…{cut}" if start else cut
