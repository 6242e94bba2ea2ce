"""The page as the window sees it: view and presenter put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.gui.pages.overview.presenter import OverviewPresenter
from hive_inspector.gui.pages.overview.view import OverviewView

if TYPE_CHECKING:
    from hive_inspector.gui.checkup import Checkup
    from hive_inspector.gui.pages.overview.work import Answers
    from hive_inspector.gui.sampling import Sampler
    from hive_inspector.gui.workspace import Workspace


class OverviewPage(QObject):
    """What a file is, whether it is well, and what to do next.

    Signals:
        table_requested: The name of a table that the user wants to see.
        finding_requested: The id of a finding that the user wants to see, or to have repaired.
        page_requested: The id of the page that a card leads to.
    """

    table_requested = Signal(str)
    finding_requested = Signal(str)
    page_requested = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        sampler: Sampler,
        checkup: Checkup,
        answers: Answers,
    ) -> None:
        """Put it together.

        Args:
            workspace: The open file.
            sampler: Measures it.
            checkup: Checks it.
            answers: What the page asks of it.
        """
        super().__init__()
        self.widget = OverviewView(workspace.theme)
        self._presenter = OverviewPresenter(workspace, self.widget, sampler, checkup, answers, self)
        self._presenter.table_requested.connect(self.table_requested)
        self._presenter.finding_requested.connect(self.finding_requested)
        self._presenter.page_requested.connect(self.page_requested)

    @property
    def is_sampling(self) -> bool:
        """Whether the gauges are being measured."""
        return self._presenter.is_sampling

    def activate(self) -> None:
        """The page is shown now."""
        self._presenter.activate()

    def deactivate(self) -> None:
        """Another page is shown now."""
        self._presenter.deactivate()

    def reload(self) -> None:
        """The user asked for the present state of the file."""
        self._presenter.reload()

    def close(self) -> None:
        """The file is being closed."""
        self._presenter.close()
