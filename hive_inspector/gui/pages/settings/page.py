"""The page Settings, wired: every choice goes to whoever keeps it, and every change comes back to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut

from hive_inspector.core.language import tr
from hive_inspector.core.preferences import LIMITS, PREFERENCES
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.pages.settings.folders import look_at_folders
from hive_inspector.gui.pages.settings.view import SettingsView

if TYPE_CHECKING:
    from hive_inspector.core.preferences import Value
    from hive_inspector.gui.remembered import Remembered
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme


class SettingsPage(QObject):
    """What the user can choose about the program.

    Signals:
        left: Back to where the user was.
        limits_wanted: The limits of the open file's gauges are wanted.
    """

    left = Signal()
    limits_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        remembered: Remembered,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tasks = tasks
        self._remembered = remembered
        view = self.widget = SettingsView(theme)
        view.chosen.connect(self._on_chosen)
        view.theme_chosen.connect(self._on_theme)
        view.reset_clicked.connect(self._on_reset)
        view.folder_clicked.connect(self._on_folder)
        view.limits_chosen.connect(remembered.preferences.choose_limits)
        view.limits_clicked.connect(self.limits_wanted)
        view.left.connect(self.left)
        key = QShortcut(QKeySequence(Qt.Key.Key_Escape), view)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.setWhatsThis(tr("Back from Settings"))
        key.activated.connect(self.left)
        remembered.preferences.changed.connect(self._show_value)
        theme.mode_changed.connect(self._show_theme)
        for id_ in (*(one.id for one in PREFERENCES), LIMITS):
            self._show_value(id_)
        self._show_theme()

    def begin(self, *, has_file: bool) -> None:
        """The page comes to the front."""
        self.widget.show_limits(has_file=has_file)
        self._tasks.submit(
            look_at_folders, on_result=self.widget.show_folders, key="settings.folders", quiet=True
        )

    @Slot(str)
    def _show_value(self, id_: str) -> None:
        preferences = self._remembered.preferences
        if id_ == LIMITS:
            self.widget.all_limits.show_limits(preferences.limits)
        else:
            self.widget.show_value(id_, preferences.value(id_))

    @Slot()
    def _show_theme(self) -> None:
        self.widget.show_theme(self._theme.mode)

    @Slot(str, object)
    def _on_chosen(self, id_: str, value: Value) -> None:
        self._remembered.preferences.choose(id_, value)

    @Slot(object)
    def _on_theme(self, mode: ThemeMode) -> None:
        self._theme.set_mode(mode)
        self._remembered.note_theme(mode)

    @Slot()
    def _on_reset(self) -> None:
        self._remembered.preferences.reset()
        self._on_theme(ThemeMode.SYSTEM)

    @Slot(str)
    def _on_folder(self, path: str) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))
