"""The file changes meanwhile: rows in sight are brought up to date in their places, new ones are offered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.changes import MOST_COUNTED, Change, ChangeWatch, new_rows
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.models.table_pages import read_rows_again
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hive_inspector.core.browsing.filters import RowFilter
    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.models.page_cache import ShownPage
    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.pages.browse.rows_presenter import RowsPresenter
    from hive_inspector.gui.workspace import Workspace


class ChangesScreen(Protocol):
    """What the presenter tells the middle of the page."""

    def show_news(self, text: str, action: str) -> None:
        """Say what changed, and offer to show it; no text takes it back."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of a table that others wrote to."""

    new: int | None
    """Rows behind its former end that are wanted; None where they cannot be told from others."""
    gone: int
    """Rows in sight that are no longer there."""
    pages: Mapping[int, ShownPage]
    """The pages in sight as they are now."""


class Looker:
    """The work of one look; the watch is begun by the first, which has nothing to compare with."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watch: ChangeWatch | None = None

    def __call__(self, token: CancelToken, progress: Progress) -> Change:  # noqa: ARG002
        """Work on a worker thread, one look at a time."""
        if self._watch is None:
            self._watch = ChangeWatch(self._database)
            return Change.CONTENT
        return self._watch.look()


@dataclass(frozen=True, slots=True)
class RefreshWork:
    """Reads the rows in sight again, all in one state of the file, and counts what is new."""

    database: Database
    table: Table
    filter: RowFilter
    end: int | None
    keys: Mapping[int, tuple[RowKey, ...]]

    def __call__(self, token: CancelToken, progress: Progress) -> Refreshed:  # noqa: ARG002
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            new = (
                None
                if self.end is None
                else new_rows(connection, self.table, self.end, self.filter)
            )
            again = {
                number: read_rows_again(connection, self.table, keys)
                for number, keys in self.keys.items()
            }
        read = {number: one for number, one in again.items() if one is not None}
        gone = sum(one.gone for one in read.values())
        return Refreshed(new, gone, {number: one.page for number, one in read.items()})


class ChangesPresenter:
    """Decides what is said of changes by others."""

    def __init__(
        self,
        workspace: Workspace,
        screen: ChangesScreen,
        rows: RowsPresenter,
        on_current_changed: Callable[[], None],
    ) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._screen = screen
        self._rows = rows
        self._on_current_changed = on_current_changed
        self._look = Looker(self._database)
        self._is_looking = False
        self._is_behind = False
        self._is_first = True
        self._said = ""

    def look(self) -> None:
        """Look whether the file has changed; while a look is under way, nothing."""
        if self._is_looking:
            return
        self._is_looking = True
        self._tasks.submit(
            self._look,
            on_result=self._take_look,
            on_failure=self._not_looked,
            on_cancelled=self._looked_away,
            lane=Lane.SAMPLER,
            quiet=True,
        )

    def forget(self) -> None:
        """The present state is shown from here on."""
        self._said = ""
        self._screen.show_news("", "")

    def _take_look(self, change: Change) -> None:
        self._is_looking = False
        is_first, self._is_first = self._is_first, False
        if change is Change.CONTENT:
            self._is_behind = True
            self._rows.note_change()
        elif change is Change.ORIGINAL:
            self._say(
                tr("The file has changed. What you see is a copy of how it was when opened."), ""
            )
        if self._is_behind and not self._rows.is_selecting:
            self._is_behind = False
            self._refresh(is_first=is_first)

    def _not_looked(self, error: InspectorError) -> None:  # noqa: ARG002 - whoever reads next tells of it
        self._is_looking = False

    def _looked_away(self) -> None:
        self._is_looking = False

    def _refresh(self, *, is_first: bool) -> None:
        model, table = self._rows.model, self._rows.table
        if model is None or table is None:
            return
        self._tasks.submit(
            RefreshWork(
                self._database,
                table,
                self._rows.selection.filter,
                self._rows.end,
                model.keys_in_sight(),
            ),
            on_result=partial(self._take, model, is_first=is_first),
            on_failure=self._not_looked,
            key="browse.refresh",
            quiet=True,
        )

    def _take(self, model: RowsModel, refreshed: Refreshed, *, is_first: bool) -> None:
        if model is not self._rows.model or self._rows.is_selecting:
            return
        if refreshed.pages and not is_first:
            current = self._rows.place().current
            before = model.shown_row(current)
            model.refresh(refreshed.pages)
            if model.shown_row(current) != before:
                self._on_current_changed()
        self._say(_news(refreshed, is_first=is_first), tr("Show"))

    def _say(self, text: str, action: str) -> None:
        if text and text != self._said:
            self._said = text
            self._screen.show_news(text, action)


def _news(refreshed: Refreshed, *, is_first: bool) -> str:
    """What changed, in a few words; nothing where it concerns no row that is shown."""
    parts = []
    if refreshed.new:
        if refreshed.new >= MOST_COUNTED:
            parts.append(tr("{new:,} or more new rows", new=refreshed.new))
        else:
            parts.append(plural(refreshed.new, "{count:,} new row", "{count:,} new rows"))
    if refreshed.gone:
        parts.append(plural(refreshed.gone, "{count:,} row is gone", "{count:,} rows are gone"))
    if refreshed.new is None and not parts and not is_first:
        return tr("The file has changed")
    return " · ".join(parts)
