"""The settings while the program runs: changed on the window's thread, saved on another one."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.health.limits import limits_from
from hive_inspector.core.preferences import LIMITS
from hive_inspector.core.settings import save_settings
from hive_inspector.gui.preferences import Preferences
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.settings import FileValues, Settings, ThemeMode
    from hive_inspector.gui.tasks import TaskRunner

SAVE_DELAY_MS = 500
"""Changes that come close together are saved once."""

_log = logging.getLogger(__name__)


class Remembered(QObject):
    """What is remembered from one start to the next.

    Signals:
        recent_changed: The recent files are others now.
    """

    recent_changed = Signal()

    def __init__(
        self,
        settings: Settings,
        folder: Path | None,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        """Keep these settings.

        Args:
            settings: What was loaded.
            folder: Where to save; None keeps everything in memory, for pictures and tests.
            tasks: Runs the saving.
            parent: The owner.
        """
        super().__init__(parent)
        self._settings = settings
        self._saved = settings
        self._folder = folder
        self._tasks = tasks
        limits = limits_from(dict(settings.limits))
        self.preferences = Preferences(settings.preferences, self, limits=limits)
        self.preferences.changed.connect(self._note_preference)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_DELAY_MS)
        self._timer.timeout.connect(self._save)

    @property
    def settings(self) -> Settings:
        """All of it as it stands."""
        return self._settings

    def file_values(self, path: Path) -> FileValues:
        """What a file was left with."""
        return self._settings.files.get(str(path), {})

    def note_opened(self, path: Path) -> None:
        """A file was opened now."""
        self._change(self._settings.with_opened(str(path), time.time()))
        self.recent_changed.emit()

    def forget_recent(self, path: str) -> None:
        """Strike a file off the recent ones."""
        self._change(self._settings.without_recent(path))
        self.recent_changed.emit()

    def pin_recent(self, path: str, pinned: bool) -> None:  # noqa: FBT001 - what the signal carries
        """Keep a recent file on the list, or no longer."""
        self._change(self._settings.with_pin(path, pinned=pinned))
        self.recent_changed.emit()

    def note_file_values(self, path: Path, values: FileValues) -> None:
        """A file is left with these values."""
        self._change(self._settings.with_file_values(str(path), values))

    def note_theme(self, mode: ThemeMode) -> None:
        """The user chose a theme."""
        self._change(replace(self._settings, theme=mode))

    def note_geometry(self, geometry: str) -> None:
        """The window stands there (Qt's description in base64)."""
        self._change(replace(self._settings, geometry=geometry))

    def stop(self) -> None:
        """Save no more by itself."""
        self._timer.stop()

    def save_now(self) -> None:
        """Save what has changed on the calling thread; for the end of the program."""
        if self._folder is None or self._settings is self._saved:
            return
        try:
            save_settings(self._folder, self._settings, self._saved)
        except OSError as error:
            _log.warning("The settings cannot be saved: %s", error)
        else:
            self._saved = self._settings

    @Slot(str)
    def _note_preference(self, id_: str) -> None:
        if id_ == LIMITS:
            limits: FileValues = dict(self.preferences.limits.remembered())  # type: ignore[arg-type]
            self._change(replace(self._settings, limits=limits))
        else:
            self._change(self._settings.with_preference(id_, self.preferences.value(id_)))

    def _change(self, settings: Settings) -> None:
        self._settings = settings
        if self._folder is not None:
            self._timer.start()

    @Slot()
    def _save(self) -> None:
        self._tasks.submit(
            _Saving(self._folder, self._settings, self._saved),
            on_result=self._on_saved,
            lane=Lane.WRITER,
            quiet=True,
        )

    def _on_saved(self, saved: Settings) -> None:
        """What other programs have saved besides stays theirs: it is kept on the disk, and shown at the next start."""
        self._saved = saved


class _Saving:
    """Saves one state of the settings; a folder that cannot be written costs nothing but a line in the log."""

    def __init__(self, folder: Path | None, settings: Settings, base: Settings) -> None:
        self._folder = folder
        self._settings = settings
        self._base = base

    def __call__(self, _token: CancelToken, _progress: Progress) -> Settings:
        """What is on the disk now of our own: these settings, or those from before."""
        if self._folder is not None:
            try:
                save_settings(self._folder, self._settings, self._base)
            except OSError as error:
                _log.warning("The settings cannot be saved: %s", error)
                return self._base
        return self._settings
