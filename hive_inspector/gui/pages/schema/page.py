"""The page as the window sees it: view and presenter put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.schema.presenter import SchemaPresenter
from hive_inspector.gui.pages.schema.scenes import schema_scenes
from hive_inspector.gui.pages.schema.view import SchemaView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.workspace import Workspace


class SchemaPage(QObject):
    """How the file is built, and how it differs from what it should be.

    Signals:
        rows_requested: The name of the table whose rows the user wants to see.
        repairs_requested: The user wants to know what can be done about a difference.
    """

    rows_requested = Signal(str)
    repairs_requested = Signal()

    def __init__(self, workspace: Workspace, sizes: Mapping[str, int] | None = None) -> None:
        """Put it together.

        Args:
            workspace: The open file.
            sizes: Bytes of tables and indexes by name, where they are known without measuring.
        """
        super().__init__()
        self.widget = SchemaView(workspace.theme)
        if not workspace.opened.is_here:
            self.widget.name_rows(tr("Show columns"))
        self.presenter = SchemaPresenter(workspace, self.widget, self, sizes)
        self.presenter.rows_requested.connect(self.rows_requested)
        self.presenter.repairs_requested.connect(self.repairs_requested)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States of the page that are worth a picture."""
        return schema_scenes(self.widget)

    def show_table(self, name: str) -> None:
        """Show a table with all that belongs to it."""
        self.presenter.show_table(name)

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
