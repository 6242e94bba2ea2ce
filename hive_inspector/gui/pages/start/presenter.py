"""Decides what the start page shows."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.core.recent import KnownFile, look_at_recent, look_at_usual_place

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.settings import RecentFile
    from hive_inspector.gui.pages.start.view import StartView
    from hive_inspector.gui.remembered import Remembered
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be opened, as it is on the disk."""

    recent: tuple[KnownFile, ...]
    usual: KnownFile


class StartPresenter(QObject):
    """Keeps the view in step with the disk, the settings and the opening under way."""

    def __init__(
        self,
        view: StartView,
        tasks: TaskRunner,
        remembered: Remembered,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._tasks = tasks
        self._remembered = remembered
        self._name = ""
        self._handle: TaskHandle | None = None
        tasks.changed.connect(self._show_progress)
        remembered.recent_changed.connect(self.look)
        view.pin_clicked.connect(remembered.pin_recent)
        view.remove_clicked.connect(remembered.forget_recent)
        view.cancel_clicked.connect(self._cancel)

    @Slot()
    def look(self) -> None:
        """Look at the disk."""
        self._tasks.submit(
            partial(_look, self._remembered.settings.recent),
            on_result=self._on_looked,
            key="start.look",
        )

    @Slot(str, object)
    def follow(self, name: str, handle: TaskHandle) -> None:
        """A file of that name is being opened."""
        self._name, self._handle = name, handle
        self._show_progress()

    @Slot(str, object)
    def show_failure(
        self, name: str, error: InspectorError, *, can_read: bool = False, can_restore: bool = False
    ) -> None:
        """It could not be opened.

        Args:
            name: What it is called.
            error: Why.
            can_read: Whether it was to be changed, and may open for reading.
            can_restore: Whether nothing but another content helps.
        """
        self._handle = None
        self._view.show_failure(name, error.message, error.hint, error.detail)
        self._view.offer(can_read=can_read, can_restore=can_restore)

    @Slot()
    def show_calm(self) -> None:
        """It is open, or was given up."""
        self._handle = None
        self._view.show_calm()

    @Slot()
    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()

    @Slot()
    def _show_progress(self) -> None:
        if self._handle is not None and self._handle.is_running:
            task = self._handle.view()
            self._view.show_opening(
                tr("Opening {name}", name=self._name), task.step, task.done, task.total
            )

    def _on_looked(self, offer: Offer) -> None:
        self._view.show_recent(offer.recent, time.time())
        usual = offer.usual
        there = usual.size_bytes is not None
        state = (
            tr("There, {size}", size=size_text(usual.size_bytes))
            if usual.size_bytes is not None
            else _NOT_THERE
        )
        self._view.show_usual_place(shown_path(usual.path), str(usual.path), state, exists=there)


_NOT_THERE = tr("Not there: Hive has not been started on this account yet.")


def _look(recent: tuple[RecentFile, ...], _token: CancelToken, _progress: Progress) -> Offer:
    return Offer(look_at_recent(recent), look_at_usual_place(os.environ, Path.home()))
