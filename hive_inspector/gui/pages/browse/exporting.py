"""Copying in other forms and exporting, from where the user asks for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence

from hive_inspector.core.language import tr
from hive_inspector.gui.exporting.asking import ExportAsking
from hive_inspector.gui.exporting.copy_menu import CopyMenu
from hive_inspector.gui.exporting.presenter import write_table
from hive_inspector.gui.exporting.recording import Recorder, recording_of
from hive_inspector.gui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from hive_inspector.core.browsing.export import Format
    from hive_inspector.gui.exporting.dialog import ExportDialog
    from hive_inspector.gui.pages.browse.presenter import BrowsePresenter
    from hive_inspector.gui.pages.browse.view import BrowseView
    from hive_inspector.gui.workspace import Workspace


class Exporting(QObject):
    """The menu “Copy as” and the dialog of exports."""

    def __init__(self, workspace: Workspace, view: BrowseView, presenter: BrowsePresenter) -> None:
        super().__init__(view)
        self._view = view
        self._presenter = presenter
        database = workspace.opened.database
        recorder = Recorder(workspace.audit, database.real_path)
        self._asking = ExportAsking(
            workspace, view, partial(write_table, database), partial(recording_of, recorder)
        )
        self.menu = CopyMenu(view.rows.grid)
        self.menu.format_chosen.connect(self._on_format_chosen)
        view.rows.grid.addAction(self.menu.menuAction())
        self._button = IconButton(workspace.theme, "export", tr("Export (Ctrl+E)"), view.rows)
        self._button.clicked.connect(self.open)
        view.rows.add_button(self._button)
        self._add_keys()

    def close(self) -> None:
        """The file is being closed."""
        self._asking.close()

    @property
    def dialog(self) -> ExportDialog | None:
        """The dialog, while it is open."""
        return self._asking.dialog

    @Slot()
    def open(self) -> None:
        """Ask what to export, as soon as the rows are there that the filters as they stand now ask for."""
        self._view.rows.take_typed()
        self._presenter.ask_subject(self._asking.open)

    @Slot()
    def open_copy_menu(self) -> None:
        """Offer the formats at the current cell."""
        grid = self._view.rows.grid
        place = grid.visualRect(grid.currentIndex()).bottomLeft()
        self.menu.popup(grid.viewport().mapToGlobal(QPoint(max(place.x(), 0), max(place.y(), 0))))

    @Slot(object)
    def _on_format_chosen(self, of: Format) -> None:
        self._presenter.copying.copy_as(of)

    def _add_keys(self) -> None:
        for name, keys, wanted in (
            (tr("Export"), "Ctrl+E", self.open),
            (tr("Copy as"), "Ctrl+Alt+C", self.open_copy_menu),
        ):
            action = QAction(name, self._view)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(wanted)
            self._view.addAction(action)
