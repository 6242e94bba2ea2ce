"""Has the audit trail read and exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.core.audit import own_trail
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.support.audit_work import ReadTrail, as_csv
from hive_inspector.gui.saving import CSV, Saving

if TYPE_CHECKING:
    from hive_inspector.core.audit import Entry
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.support.audit_panel import AuditPanel
    from hive_inspector.gui.workspace import Workspace


class AuditPresenter(QObject):
    """Loads the entries and hands them to the panel."""

    def __init__(self, workspace: Workspace, panel: AuditPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._saving = Saving(workspace, "support.folder", self)
        panel.export_wanted.connect(self._on_export)

    def load(self) -> None:
        """Read what is on record now."""
        self._panel.show_loading(tr("Reading the audit trail…"))
        self._workspace.tasks.submit(
            ReadTrail(self._workspace.audit or own_trail()),
            on_result=self._show,
            on_failure=self._show_failure,
            key="support.audit",
        )

    def close(self) -> None:
        """The file is being closed."""
        self._panel.stop()

    def _show(self, entries: tuple[Entry, ...]) -> None:
        self._panel.show_entries(entries, self._workspace.opened.database.real_path)

    def _show_failure(self, error: InspectorError) -> None:
        self._panel.state.show_failure(error, self.load)
        self._panel.show_state()

    @Slot()
    def _on_export(self) -> None:
        self._saving.ask(self._panel, "audit trail", CSV, self._csv)

    def _csv(self) -> bytes:
        return as_csv(self._panel.shown)
