"""Copying in other forms and exporting, from where the user asks for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence

from hive_inspector.gui.pages.browse.copying import CopyMenu
from hive_inspector.gui.pages.browse.export.dialog import ExportDialog
from hive_inspector.gui.pages.browse.export.presenter import ExportPresenter
from hive_inspector.gui.pages.browse.revealing import Recorder, recording_of
from hive_inspector.gui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.browsing.export import Format
    from hive_inspector.gui.pages.browse.export.dialog import Wanted
    from hive_inspector.gui.pages.browse.export.subject import Subject
    from hive_inspector.gui.pages.browse.presenter import BrowsePresenter
    from hive_inspector.gui.pages.browse.view import BrowseView
    from hive_inspector.gui.workspace import Workspace


class Exporting(QObject):
    """The menu “Copy as” and the dialog of exports."""

    def __init__(self, workspace: Workspace, view: BrowseView, presenter: BrowsePresenter) -> None:
        super().__init__(view)
        self._theme = workspace.theme
        self._view = view
        self._presenter = presenter
        recorder = Recorder(workspace.audit, workspace.opened.database.real_path)
        self._export = ExportPresenter(workspace, partial(recording_of, recorder))
        self.dialog: ExportDialog | None = None
        self.menu = CopyMenu(view.rows.grid)
        self.menu.format_chosen.connect(self._on_format_chosen)
        view.rows.grid.addAction(self.menu.menuAction())
        self._button = IconButton(self._theme, "export", "Export (Ctrl+E)", view.rows)
        self._button.clicked.connect(self.open)
        view.rows.add_button(self._button)
        self._add_keys()

    def close(self) -> None:
        """The file is being closed."""
        self._export.attach(None)
        if self.dialog is not None:
            self.dialog.close()

    @Slot()
    def open(self) -> None:
        """Ask what to export."""
        subject = self._presenter.subject()
        if subject is None:
            return
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        dialog = ExportDialog(
            self._theme, subject, self._export.folder, self._export.format, self._view
        )
        dialog.export_asked.connect(partial(self._on_export_asked, subject))
        dialog.cancel_asked.connect(self._on_cancel_asked)
        dialog.folder_asked.connect(self._on_folder_asked)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        self._export.attach(dialog)
        dialog.show()

    @Slot()
    def open_copy_menu(self) -> None:
        """Offer the formats at the current cell."""
        grid = self._view.rows.grid
        place = grid.visualRect(grid.currentIndex()).bottomLeft()
        self.menu.popup(grid.viewport().mapToGlobal(QPoint(max(place.x(), 0), max(place.y(), 0))))

    @Slot(object)
    def _on_format_chosen(self, of: Format) -> None:
        self._presenter.copying.copy_as(of)

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

    def _add_keys(self) -> None:
        for name, keys, wanted in (
            ("Export", "Ctrl+E", self.open),
            ("Copy as", "Ctrl+Alt+C", self.open_copy_menu),
        ):
            action = QAction(name, self._view)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(wanted)
            self._view.addAction(action)
