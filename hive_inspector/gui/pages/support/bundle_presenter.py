"""Has a bundle gathered and written, and another one opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import tr
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.gui.pages.support.bundle_work import Gather, Write
from hive_inspector.gui.pages.support.job import Job
from hive_inspector.gui.pages.support.places import FOLDER, ask_where
from hive_inspector.gui.saving import FileKind
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.support.bundle.parts import Prepared
    from hive_inspector.gui.pages.support.bundle_panel import BundlePanel
    from hive_inspector.gui.pages.support.bundle_work import Known
    from hive_inspector.gui.workspace import Workspace

_BUNDLE = FileKind(tr("Bundle"), ".zip")


class BundlePresenter(QObject):
    """Has at most one bundle at hand.

    Signals:
        changed: Something was done that is on record.
        open_wanted: The path of a bundle that is to be opened, and None, for it has no password.
    """

    changed = Signal()
    open_wanted = Signal(object, object)

    def __init__(
        self,
        workspace: Workspace,
        panel: BundlePanel,
        known: Callable[[], Known],
        parent: QObject,
    ) -> None:
        """Show that nothing was gathered yet.

        Args:
            workspace: The open file.
            panel: Where it is shown.
            known: What other pages know already.
            parent: The owner.
        """
        super().__init__(parent)
        self._workspace = workspace
        self._panel = panel
        self._known = known
        self._job = Job(workspace.tasks, panel.run, self)
        self._prepared: Prepared | None = None
        self._leads_to_log = False
        self._job.busy_changed.connect(self._on_busy)
        panel.gather_wanted.connect(self.gather)
        panel.write_wanted.connect(self._ask_where)
        panel.read_wanted.connect(self._ask_which)

    @Slot()
    def gather(self) -> None:
        """Put together what could be sent."""
        self._job.run(
            Gather(self._workspace.opened, self._known()),
            title=tr("Gathering"),
            on_result=self._show,
            on_failure=self._show_failure,
            on_cancelled=self._panel.show_stopped,
        )

    def gather_after_mistake(self) -> None:
        """Put together what could be sent, and show the end of the log: what went wrong stands there."""
        self._leads_to_log = True
        self.gather()

    def write(self, path: Path) -> None:
        """Write what is ticked."""
        if self._prepared is None:
            return
        work = Write(
            self._prepared,
            self._panel.chosen,
            path,
            self._workspace.opened.database.real_path,
            self._workspace.audit,
        )
        self._job.run(
            work,
            title=tr("Writing {name}", name=path.name),
            on_result=self._on_written,
            on_failure=self._workspace.notifications.failure,
            on_cancelled=partial(
                self._workspace.notifications.information,
                tr("It was stopped."),
                tr("Look whether it is there."),
            ),
            lane=Lane.WRITER,
        )

    def _show(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._panel.show_prepared(prepared)
        if self._leads_to_log:
            self._leads_to_log = False
            self._panel.show_end_of(PartId.LOG)

    def _show_failure(self, error: InspectorError) -> None:
        self._panel.state.show_failure(error, self.gather)
        self._panel.show_state()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._panel.set_busy(busy=busy)

    @Slot()
    def _ask_where(self) -> None:
        title = f"{self._workspace.opened.database.real_path.stem} bundle"
        ask_where(self._panel, self._workspace.state, title, _BUNDLE, self.write)

    @Slot()
    def _ask_which(self) -> None:
        folder = self._workspace.state.text(FOLDER) or str(Path.home())
        dialog = QFileDialog(self._panel, tr("Open a bundle"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Bundles (*.zip *.hivebundle)"), tr("All files (*)")])
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_chosen(self, path: str) -> None:
        self._workspace.state.put(FOLDER, str(Path(path).parent))
        self.open_wanted.emit(Path(path), None)

    def _on_written(self, written: tuple[Path, int]) -> None:
        path, size = written
        self._workspace.notifications.information(
            tr("{name} was written, {size}.", name=path.name, size=size_text(size)),
            tr("It lies in {parent}. Nothing was sent.", parent=path.parent),
        )
        self.changed.emit()
