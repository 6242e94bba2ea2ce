"""The page as the window sees it: view and presenter put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.gui.pages.query.kept import Kept
from hive_inspector.gui.pages.query.presenter import QueryPresenter
from hive_inspector.gui.pages.query.scenes import query_scenes
from hive_inspector.gui.pages.query.scripts import Script
from hive_inspector.gui.pages.query.view import QueryView

if TYPE_CHECKING:
    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.workspace import Workspace


class QueryPage(QObject):
    """A console that is safe on a user's file.

    Signals:
        reopen_wanted: The file is to be opened anew, for writing (True).
        undo_wanted: A change is to be undone: its `RestorePoint`.
    """

    reopen_wanted = Signal(object)
    undo_wanted = Signal(object)

    def __init__(self, workspace: Workspace, kept: Kept | None = None) -> None:
        super().__init__()
        self.widget = QueryView(workspace.theme)
        self.presenter = QueryPresenter(workspace, kept or Kept(), self.widget, self)
        self.presenter.writing_wanted.connect(self._on_writing_wanted)
        self.presenter.undo_wanted.connect(self.undo_wanted)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States of the page that are worth a picture."""
        return query_scenes(self)

    def open_script(self, name: str, sql: str) -> None:
        """Put a statement into an editor of its own."""
        self.widget.editors.add(Script(name, sql))

    def activate(self) -> None:
        """The page is shown now."""
        self.presenter.activate()

    def deactivate(self) -> None:
        """Another page is shown now."""
        self.presenter.deactivate()

    def reload(self) -> None:
        """The user asked for the present state of the file."""
        self.presenter.reload()

    def close(self) -> None:
        """The file is being closed."""
        self.presenter.close()

    @Slot()
    def _on_writing_wanted(self) -> None:
        self.reopen_wanted.emit(True)  # noqa: FBT003 - what the signal carries
