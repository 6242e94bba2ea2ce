"""The page as the window sees it: view and presenter put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.gui.pages.migrations.changes import Carried
from hive_inspector.gui.pages.migrations.presenter import MigrationsPresenter
from hive_inspector.gui.pages.migrations.view import MigrationsView

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.gui.pages.migrations.work import Standing
    from hive_inspector.gui.workspace import Workspace


class MigrationsPage(QObject):
    """Where the schema of a file stands, and the way forwards or back.

    Signals:
        reopen_wanted: The file is to be opened anew: for writing (True), or as it is open now (None).
    """

    reopen_wanted = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        carried: Carried | None = None,
        standing: Callable[[], Standing] | None = None,
    ) -> None:
        """Put it together.

        Args:
            workspace: The open file.
            carried: What the page of the same file had before it was opened anew.
            standing: Tells where it stands, where the file is not here to be looked at.
        """
        super().__init__()
        self.widget = MigrationsView(workspace.theme)
        self.presenter = MigrationsPresenter(
            workspace, self.widget, carried or Carried(), self, standing
        )
        self.presenter.reopen_wanted.connect(self.reopen_wanted)

    @property
    def carried(self) -> Carried:
        """What the page should go on from when the file is opened anew."""
        return self.presenter.carried

    def show_restore(self, point: RestorePoint) -> None:
        """Show what it would mean to have the file back from a restore point."""
        self.presenter.show_restore(point)

    def activate(self) -> None:
        """The page is shown now."""
        self.presenter.activate()

    def deactivate(self) -> None:
        """Another page is shown now; what is under way goes on."""

    def reload(self) -> None:
        """The user asked for the present state of the file."""
        self.presenter.reload()

    def close(self) -> None:
        """The file is being closed."""
        self.presenter.close()
