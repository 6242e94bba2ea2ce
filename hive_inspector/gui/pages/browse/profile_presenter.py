"""Profiles the current column when asked, and shows what is known while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.following import filter_for
from hive_inspector.core.browsing.profile import ColumnProfile, profile_column
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.linking import Destination
from hive_inspector.gui.pages.browse.profile_words import shown_profile
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.browse.profile_words import ShownProfile
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace


class ProfileScreen(Protocol):
    """What the presenter tells the panel of the row."""

    def show_column(self, name: str) -> None:
        """Another column is the current one; an empty name says that there is none."""

    def show_running(self) -> None:
        """The column is being profiled."""

    def show_profile(self, profile: ShownProfile) -> None:
        """Show what is known by now."""

    def show_stopped(self) -> None:
        """The user stopped it: what is known stays."""

    def show_failure(self, error: InspectorError) -> None:
        """Say why it could not be profiled."""


@dataclass(frozen=True, slots=True)
class ProfileWork:
    """Profiles a column."""

    database: Database
    table: Table
    column: str

    def __call__(self, token: CancelToken, progress: Progress) -> Generator[ColumnProfile]:
        """Work on a worker thread."""
        with self.database.reading(token) as connection:
            yield from profile_column(connection, self.table, self.column, progress)


class ProfilePresenter:
    """Decides what is shown of the current column."""

    def __init__(
        self,
        workspace: Workspace,
        screen: ProfileScreen,
        on_follow: Callable[[Destination], None],
    ) -> None:
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._screen = screen
        self._on_follow = on_follow
        self._table: Table | None = None
        self._column = ""
        self._profile: ColumnProfile | None = None
        self._handle: TaskHandle | None = None

    def show_column(self, table: Table | None, column: str) -> None:
        """Another column is the current one; a profile that is under way for another one is given up."""
        if table is self._table and column == self._column:
            return
        self._stop()
        self._table, self._column, self._profile = table, column, None
        self._screen.show_column(column if table is not None else "")

    def start(self) -> None:
        """Profile the current column."""
        if self._table is None or not self._column:
            return
        self._screen.show_running()
        self._handle = self._tasks.stream(
            ProfileWork(self._database, self._table, self._column),
            on_part=self._take,
            on_failure=self._screen.show_failure,
            on_cancelled=self._cancelled,
            lane=Lane.CHECKS,
            key="browse.profile",
            title=tr("Profiling {column}", column=self._column),
        )

    def stop(self) -> None:
        """The user wants no more of it."""
        self._stop()
        self._screen.show_stopped()

    def choose(self, place: int) -> None:
        """Show the rows with one of the frequent values."""
        frequent = self._profile.frequent if self._profile else ()
        if self._table is None or not 0 <= place < len(frequent):
            return
        value = frequent[place].value
        wanted = None if value is None else filter_for(self._table, (self._column,), (value,))
        if wanted is not None:
            self._on_follow(Destination(self._table.name, wanted))

    def close(self) -> None:
        """Stop whatever is under way."""
        self._stop()

    def _take(self, profile: ColumnProfile) -> None:
        if (profile.table, profile.column) == (self._table and self._table.name, self._column):
            self._profile = profile
            self._screen.show_profile(shown_profile(profile))

    def _cancelled(self) -> None:
        """Stopped in the status bar."""
        if self._handle is not None:
            self._handle = None
            self._screen.show_stopped()

    def _stop(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.cancel()
