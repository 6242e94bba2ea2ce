"""Has older installs found, looked at and brought into a new file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.pages.support.installs_work import Import, Look
from hive_inspector.gui.pages.support.job import Job
from hive_inspector.gui.pages.support.places import FOLDER, ask_where
from hive_inspector.gui.saving import FileKind
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.support.importing.report import ImportReport
    from hive_inspector.gui.pages.support.installs_panel import InstallsPanel
    from hive_inspector.gui.pages.support.installs_work import Looked
    from hive_inspector.gui.workspace import Workspace

_DATABASE = FileKind(tr("Database"), ".db")


class InstallsPresenter(QObject):
    """Has at most one older install at hand.

    Signals:
        open_wanted: A path is to be opened in this window, with a `Password` or None.
    """

    open_wanted = Signal(object, object)

    def __init__(self, workspace: Workspace, panel: InstallsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._job = Job(workspace.tasks, panel.run, self)
        self._looked: Looked | None = None
        self._has_looked = False
        self._job.busy_changed.connect(self._on_busy)
        panel.folder_wanted.connect(self._ask_for_folder)
        panel.file_wanted.connect(self._ask_for_file)
        panel.import_wanted.connect(self._ask_where)
        panel.open_wanted.connect(self._on_open)

    def load(self) -> None:
        """Look at the usual place, once."""
        if not self._has_looked:
            self._has_looked = True
            self.look(None)

    def look(self, place: Path | None) -> None:
        """Count what there is to import.

        Args:
            place: A folder or a file; None for where an older install usually is.
        """
        self._panel.show_loading(tr("Looking for an older install…"))
        self._job.run(
            Look(place),
            title=tr("Counting what there is to import"),
            on_result=self._show,
            on_failure=partial(self._show_failure, place),
            on_cancelled=self._panel.show_none,
        )

    def bring_into(self, target: Path) -> None:
        """Bring it into a new file."""
        if self._looked is None:
            return
        work = Import(self._looked.place, target)
        self._job.run(
            work,
            title=tr("Importing into {target}", target=target.name),
            on_result=self._on_imported,
            on_failure=self._workspace.notifications.failure,
            on_cancelled=partial(self._on_stopped, work),
            lane=Lane.WRITER,
        )

    def _show(self, looked: Looked | None) -> None:
        self._looked = looked
        if looked is None:
            self._panel.show_none()
        else:
            self._panel.show_looked(looked)

    def _show_failure(self, place: Path | None, error: InspectorError) -> None:
        self._looked = None
        self._panel.show_none()
        self._panel.state.show_failure(error, partial(self.look, place))

    def _on_imported(self, report: ImportReport) -> None:
        self._panel.show_report(report)
        if report.target is not None:
            self._workspace.notifications.information(
                tr("{target} was made.", target=report.target.name),
                tr(
                    "It lies in {path}. The older install is as it was.",
                    path=shown_path(report.target.parent),
                ),
            )

    def _on_stopped(self, work: Import) -> None:
        """The stop came before the new file had its name, unless the work ended all the same."""
        if work.done is not None:
            self._on_imported(work.done)
        else:
            self._workspace.notifications.information(
                tr("Nothing was imported."), tr("It was stopped; nothing is left of it.")
            )

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._panel.set_busy(busy=busy)

    @Slot()
    def _ask_for_folder(self) -> None:
        self._ask(tr("Folder of an older install"), QFileDialog.FileMode.Directory)

    @Slot()
    def _ask_for_file(self) -> None:
        self._ask(tr("File of a desktop app"), QFileDialog.FileMode.ExistingFile)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> None:
        folder = self._workspace.state.text(FOLDER) or str(Path.home())
        dialog = QFileDialog(self._panel, title, folder)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_chosen(self, path: str) -> None:
        self._workspace.state.put(FOLDER, str(Path(path).parent))
        self.look(Path(path))

    @Slot()
    def _ask_where(self) -> None:
        ask_where(self._panel, self._workspace.state, "hive-ai", _DATABASE, self.bring_into)

    @Slot(object)
    def _on_open(self, path: Path) -> None:
        self.open_wanted.emit(path, None)
