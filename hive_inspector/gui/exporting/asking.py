"""The dialog of exports from being asked for to being closed; there is one at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from hive_inspector.gui.exporting.dialog import ExportDialog
from hive_inspector.gui.exporting.presenter import ExportPresenter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.browsing.export import ExportRequest
    from hive_inspector.gui.exporting.dialog import Wanted
    from hive_inspector.gui.exporting.presenter import Write
    from hive_inspector.gui.exporting.subject import Subject
    from hive_inspector.gui.workspace import Workspace


class ExportAsking(QObject):
    """Asks what is to be exported, and has it written."""

    def __init__(
        self,
        workspace: Workspace,
        over: QWidget,
        write: Write,
        recording: Callable[[ExportRequest], Callable[[], None] | None],
    ) -> None:
        """Put it together.

        Args:
            workspace: The open file.
            over: What the dialog stands over.
            write: Writes the rows, on a worker thread.
            recording: What to do before secrets are written; None where a request has none.
        """
        super().__init__(over)
        self._theme = workspace.theme
        self._over = over
        self._export = ExportPresenter(workspace, write, recording)
        self.dialog: ExportDialog | None = None

    def close(self) -> None:
        """The file is being closed."""
        self._export.attach(None)
        if self.dialog is not None:
            self.dialog.close()

    def open(self, subject: Subject) -> None:
        """Ask what to export; a dialog that is open already is brought to the front."""
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        dialog = ExportDialog(
            self._theme, subject, self._export.folder, self._export.format, self._over
        )
        dialog.export_asked.connect(partial(self._on_export_asked, subject))
        dialog.cancel_asked.connect(self._on_cancel_asked)
        dialog.folder_asked.connect(self._on_folder_asked)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        self._export.attach(dialog)
        dialog.show()

    def _on_export_asked(self, subject: Subject, wanted: Wanted) -> None:
        self._export.start(subject, wanted)

    @Slot()
    def _on_cancel_asked(self) -> None:
        self._export.cancel()

    @Slot(object)
    def _on_folder_asked(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    @Slot()
    def _on_finished(self) -> None:
        self._export.attach(None)
        self.dialog = None
