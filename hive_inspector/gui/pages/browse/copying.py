"""The chosen cells for other programs: as plain text, or in a format that they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.copying import Block, CopyRequest
from hive_inspector.core.browsing.export import copied_as
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.looking import CopyWork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hive_inspector.core.browsing.export import Format
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.browse.layout import Layout
    from hive_inspector.gui.pages.browse.rows_presenter import RowsPresenter
    from hive_inspector.gui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CopyAsWork:
    """Reads chosen cells as text in a format."""

    database: Database
    request: CopyRequest
    order: RowOrder
    format: Format

    def __call__(self, token: CancelToken, progress: Progress) -> str:
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            return copied_as(connection, self.request, self.order, self.format, progress)


class CopyScreen(Protocol):
    """Where the cells are chosen."""

    @property
    def layout_of_columns(self) -> Layout:
        """How the columns are arranged."""

    def chosen_blocks(self) -> tuple[Block, ...]:
        """The selected cells, as the model counts columns."""

    def put_on_clipboard(self, text: str) -> None:
        """Hand a text to other programs."""


class CopyPresenter:
    """Copies what is chosen, as it stands on screen: columns in their order, hidden ones left out."""

    def __init__(self, workspace: Workspace, screen: CopyScreen, rows: RowsPresenter) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._screen = screen
        self._rows = rows

    def copy(self, *, headers: bool) -> None:
        """Copy the selected cells as plain text."""
        self._copy_plain(self._screen.chosen_blocks(), headers=headers)

    def copy_cell(self, row: int, column: int) -> None:
        """Copy one cell, as the model counts columns."""
        self._copy_plain((Block(row, row, column, column),), headers=False)

    def copy_as(self, of: Format) -> None:
        """Copy the selected cells in a format."""
        request, order = self._request(self._screen.chosen_blocks(), headers=True)
        if request is not None and order is not None:
            self._submit(CopyAsWork(self._database, request, order, of))

    def _copy_plain(self, blocks: tuple[Block, ...], *, headers: bool) -> None:
        request, order = self._request(blocks, headers=headers)
        if request is not None and order is not None:
            self._submit(CopyWork(self._database, request, order))

    def _request(
        self, blocks: tuple[Block, ...], *, headers: bool
    ) -> tuple[CopyRequest | None, RowOrder | None]:
        model, table = self._rows.model, self._rows.table
        if model is None or table is None:
            return None, None
        shown = shown_columns(self._screen.layout_of_columns)
        chosen = on_screen(blocks, model.names, shown)
        if not chosen:
            return None, None
        request = CopyRequest(
            table,
            shown,
            chosen,
            headers=headers,
            seen=model.known_keys(),
            page_rows=model.page_rows,
        )
        return request, model.order

    def _submit(self, work: CopyWork | CopyAsWork) -> None:
        self._tasks.submit(
            work,
            on_result=self._screen.put_on_clipboard,
            on_failure=self._notifications.failure,
            key="browse.copy",
            title=tr("Copying rows"),
        )


def shown_columns(layout: Layout) -> tuple[str, ...]:
    """The columns that are not hidden, in their order on screen."""
    return tuple(name for name in layout.order if name not in layout.hidden)


def on_screen(
    blocks: Iterable[Block], names: Sequence[str], shown: Sequence[str]
) -> tuple[Block, ...]:
    """Blocks whose columns count as they stand on screen.

    Args:
        blocks: Blocks whose columns count as the table has them.
        names: The columns as the table has them.
        shown: Those that are shown, in their order.
    """
    places = {name: at for at, name in enumerate(shown)}
    found: list[Block] = []
    for block in blocks:
        columns = range(block.left, block.right + 1)
        at = sorted(places[names[one]] for one in columns if names[one] in places)
        found.extend(Block(block.top, block.bottom, *run) for run in _runs(at))
    return tuple(found)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring places as first and last."""
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or places[end] != places[end - 1] + 1:
            yield places[start], places[end - 1]
            start = end
