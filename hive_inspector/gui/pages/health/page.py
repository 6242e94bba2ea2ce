"""The page as the window sees it: view and presenter put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.gui.pages.health.carried import Carried
from hive_inspector.gui.pages.health.presenter import HealthPresenter
from hive_inspector.gui.pages.health.scenes import scenes_of
from hive_inspector.gui.pages.health.view import HealthView

if TYPE_CHECKING:
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.gui.checkup import Checkup
    from hive_inspector.gui.sampling import Sampler
    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.workspace import Workspace


class HealthPage(QObject):
    """Whether a file is well, and what can be done about it.

    Signals:
        rows_requested: The `Place` whose rows the user wants to see.
        open_wanted: The path of another file that the user wants to open.
        reopen_wanted: The file is to be opened anew: for writing (True), or as it is open now (None).
        undo_wanted: The `RestorePoint` that the file is to be had back from.
    """

    rows_requested = Signal(object)
    open_wanted = Signal(str)
    reopen_wanted = Signal(object)
    undo_wanted = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        sampler: Sampler,
        checkup: Checkup,
        carried: Carried | None = None,
    ) -> None:
        """Put it together.

        Args:
            workspace: The open file.
            sampler: Measures it.
            checkup: Checks it.
            carried: What the page of the same file had before it was opened anew.
        """
        super().__init__()
        self.checkup = checkup
        self.widget = HealthView(workspace.theme, workspace.opened.schema)
        self.presenter = HealthPresenter(
            workspace, self.widget, sampler, checkup, carried or Carried(), self
        )
        self.presenter.rows_requested.connect(self.rows_requested)
        self.presenter.open_wanted.connect(self.open_wanted)
        self.presenter.reopen_wanted.connect(self.reopen_wanted)
        self.presenter.undo_wanted.connect(self.undo_wanted)

    @property
    def carried(self) -> Carried:
        """What the page should go on from when the file is opened anew."""
        return self.presenter.carried

    @property
    def is_sampling(self) -> bool:
        """Whether the gauges are being measured for this page."""
        return self.presenter.is_sampling

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, the worst first."""
        return self.checkup.findings

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States of the page that are worth a picture."""
        return scenes_of(self)

    def show_finding(self, finding: str) -> None:
        """Show what was found, and turn to its repair where there is one."""
        self.presenter.show_finding(finding)

    def show_limits(self) -> None:
        """Show from which values on a gauge is worth a look."""
        self.widget.heading.limits.setChecked(True)

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
