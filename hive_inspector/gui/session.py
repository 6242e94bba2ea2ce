"""One open file in the window, from the moment it is open until its last thread has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.place import Place
from hive_inspector.gui.frame.live import LiveWatch
from hive_inspector.gui.frame.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.page import Page
    from hive_inspector.gui.workspace import Workspace


class Session:
    """An open file with its pages. Closed in two steps, because the second one waits for threads."""

    def __init__(self, workspace: Workspace, pages: Sequence[Page]) -> None:
        self.workspace = workspace
        self.pages = tuple(pages)
        self.summary = summarise(workspace.opened)
        database = workspace.opened.database
        found = database.opened.state.database
        place = Place(
            database.real_path,
            database.identity,
            writable=self.summary.writable,
            size=found.size if found else 0,
        )
        self.live = LiveWatch(self.summary.path, workspace.tasks, place)

    def close(self) -> None:
        """Stop timers, bring nothing back any more, ask every task to stop. Returns at once."""
        self.live.stop()
        for page in self.pages:
            page.close()
        self.workspace.tasks.close()

    def finish(self) -> None:
        """Wait for the tasks and close the database. Call after `close`, from any thread."""
        self.workspace.tasks.join()
        self.workspace.opened.database.close()

    def dispose(self) -> None:
        """Let go of what Qt owns. Call on the window's thread, after `finish`."""
        self.live.deleteLater()
        self.workspace.state.deleteLater()
        self.workspace.tasks.deleteLater()
