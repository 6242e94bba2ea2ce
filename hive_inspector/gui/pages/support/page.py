"""The page as the window sees it: view and presenter put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.gui.pages.support.bundle_work import Known
from hive_inspector.gui.pages.support.presenter import SupportPresenter
from hive_inspector.gui.pages.support.scenes import support_scenes
from hive_inspector.gui.pages.support.view import SupportView, Tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.workspace import Workspace


class SupportPage(QObject):
    """Backups, comparing, what to send to whoever helps, and what was done.

    Signals:
        open_wanted: A path is to be opened in this window, with a `Password` or None.
        undo_wanted: The `RestorePoint` to go back to; what that would mean is told elsewhere.
        reopen_wanted: The file is to be opened anew: for writing (True), or as it is open now (None).
    """

    open_wanted = Signal(object, object)
    undo_wanted = Signal(object)
    reopen_wanted = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        known: Callable[[], Known] = Known,
    ) -> None:
        """Put it together.

        Args:
            workspace: The open file.
            known: What other pages know already.
        """
        super().__init__()
        self.widget = SupportView(workspace.theme)
        self.presenter = SupportPresenter(workspace, self.widget, known, self)
        backups = self.presenter.backups
        backups.open_wanted.connect(self.open_wanted)
        self.presenter.bundle.open_wanted.connect(self.open_wanted)
        self.presenter.installs.open_wanted.connect(self.open_wanted)
        backups.undo_wanted.connect(self.undo_wanted)
        backups.reopen_wanted.connect(self.reopen_wanted)
        self._workspace = workspace

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States of the page that are worth a picture."""
        return support_scenes(self, self._workspace)

    def show_bundle(self) -> None:
        """Bring the bundle to the front, put together anew, with what went wrong in sight."""
        self.widget.setCurrentIndex(Tab.BUNDLE)
        self.presenter.bundle.gather_after_mistake()

    def activate(self) -> None:
        """The page is shown now."""
        self.presenter.activate()

    def deactivate(self) -> None:
        """Another page is shown now; what is under way goes on."""
        self.presenter.deactivate()

    def reload(self) -> None:
        """The user asked for the present state of the file."""
        self.presenter.reload()

    def close(self) -> None:
        """The file is being closed."""
        self.presenter.close()
