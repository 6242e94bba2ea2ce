"""Decides which part of the page is in front, and has it loaded when it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.gui.pages.support.audit_presenter import AuditPresenter
from hive_inspector.gui.pages.support.backups_presenter import BackupsPresenter
from hive_inspector.gui.pages.support.bundle_presenter import BundlePresenter
from hive_inspector.gui.pages.support.compare_presenter import ComparePresenter
from hive_inspector.gui.pages.support.installs_presenter import InstallsPresenter
from hive_inspector.gui.pages.support.view import Tab

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.gui.pages.support.bundle_work import Known
    from hive_inspector.gui.pages.support.view import SupportView
    from hive_inspector.gui.workspace import Workspace

_TAB = "support.tab"


class SupportPresenter(QObject):
    """Holds the presenters of the parts together."""

    def __init__(
        self,
        workspace: Workspace,
        view: SupportView,
        known: Callable[[], Known],
        parent: QObject,
    ) -> None:
        """Show the part that was in front last.

        Args:
            workspace: The open file.
            view: The parts.
            known: What other pages know already.
            parent: The owner.
        """
        super().__init__(parent)
        self._state = workspace.state
        self._view = view
        self.backups = BackupsPresenter(workspace, view.backups, self)
        self.compare = ComparePresenter(workspace, view.compare, self)
        self.bundle = BundlePresenter(workspace, view.bundle, known, self)
        self.installs = InstallsPresenter(workspace, view.installs, self)
        self.audit = AuditPresenter(workspace, view.audit, self)
        self._is_active = False
        tab = self._state.number(_TAB)
        view.setCurrentIndex(tab if tab in list(Tab) else Tab.BACKUPS)
        view.currentChanged.connect(self._on_tab)
        self.backups.compare_wanted.connect(self._compare)

    def activate(self) -> None:
        """Load what is in front."""
        self._is_active = True
        self._load()

    def deactivate(self) -> None:
        """Another page is shown now; what is under way goes on."""
        self._is_active = False

    def reload(self) -> None:
        """The user asked for the present state."""
        self._load()
        if Tab(self._view.currentIndex()) is Tab.COMPARE:
            self.compare.compare()

    def close(self) -> None:
        """The file is being closed."""
        self._is_active = False
        self.backups.close()
        self.audit.close()

    @Slot(int)
    def _on_tab(self, tab: int) -> None:
        self._state.put(_TAB, tab)
        if self._is_active:
            self._load()

    def _load(self) -> None:
        """What the list of copies and the audit trail show changes by itself; the rest comes when it is asked for."""
        tab = Tab(self._view.currentIndex())
        if tab is Tab.BACKUPS:
            self.backups.load()
        elif tab is Tab.INSTALLS:
            self.installs.load()
        elif tab is Tab.AUDIT:
            self.audit.load()

    @Slot(object, object)
    def _compare(self, path: Path, password: Password | None) -> None:
        self._view.setCurrentIndex(Tab.COMPARE)
        self.compare.compare_with(path, password)
