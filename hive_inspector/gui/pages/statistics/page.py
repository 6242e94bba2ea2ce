"""The page as the window sees it: view and presenter put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.gui.pages.statistics.presenter import StatisticsPresenter
from hive_inspector.gui.pages.statistics.scenes import scenes_of
from hive_inspector.gui.pages.statistics.view import StatisticsView

if TYPE_CHECKING:
    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.statistics_source import StatisticsSource
    from hive_inspector.gui.workspace import Workspace


class StatisticsPage(QObject):
    """What this Hive has done, and what it cost.

    Signals:
        rows_requested: The `RowsWanted` behind what was clicked.
    """

    rows_requested = Signal(object)

    def __init__(self, workspace: Workspace, source: StatisticsSource) -> None:
        super().__init__()
        self.widget = StatisticsView(workspace.theme)
        if not workspace.opened.is_here:
            self.widget.show_told()
        self.presenter = StatisticsPresenter(workspace, self.widget, source, self)
        self.presenter.rows_requested.connect(self.rows_requested)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States that are worth a picture."""
        return scenes_of(self)

    def activate(self) -> None:
        """The page is shown now."""
        self.presenter.activate()

    def deactivate(self) -> None:
        """Another page is shown now; what is being read comes to its end."""

    def reload(self) -> None:
        """The user asked for the present state of the file."""
        self.presenter.reload()

    def close(self) -> None:
        """The file is being closed."""
        self.presenter.close()
