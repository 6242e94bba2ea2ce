"""The windows of the program: each with its own file, threads and connections; theme and settings are shared."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot

from hive_inspector.core.database.target import Access
from hive_inspector.gui.composition import Program, Shared
from hive_inspector.gui.notifications import Notifications
from hive_inspector.gui.remembered import Remembered
from hive_inspector.gui.tasks import Lane, TaskRunner
from hive_inspector.gui.theme.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.requests import WindowRequest
    from hive_inspector.core.settings import Settings
    from hive_inspector.gui.notifications import Notification

STEP = 28
"""Pixels by which a window stands beside the one before it."""


class Windows(QObject):
    """Opens windows and puts them away; closing one leaves the others as they are.

    Signals:
        put_away: A window that was closed is gone with all its threads and connections.
    """

    put_away = Signal()

    def __init__(
        self,
        application: QApplication,
        settings: Settings,
        settings_folder: Path | None,
        *,
        saves: bool = True,
    ) -> None:
        """Open none yet; the arguments are those of `Program`."""
        super().__init__()
        self._application = application
        self._folder = settings_folder
        self._saves = saves
        self._tasks = TaskRunner(parent=self)
        remembered = Remembered(settings, settings_folder if saves else None, self._tasks, self)
        self._shared = Shared.of(Theme(application, settings.theme, self), remembered)
        self._open: list[Program] = []
        self._closed: list[Program] = []
        self.notifications = Notifications(self)
        """Told in the window in front."""
        self._tasks.failed.connect(self.notifications.failure)
        self.notifications.posted.connect(self._tell)

    @property
    def theme(self) -> Theme:
        """How every window is dressed."""
        return self._shared.theme

    @property
    def programs(self) -> tuple[Program, ...]:
        """The open windows, the oldest first."""
        return tuple(self._open)

    @property
    def front(self) -> Program | None:
        """The window that the user works in, else the newest; None when all are closed."""
        active = (program for program in self._open if program.window.isActiveWindow())
        return next(active, self._open[-1] if self._open else None)

    @Slot(object)
    def open(self, request: WindowRequest) -> Program:
        """Open a window, and in it what is asked for."""
        before = self.front
        settings = self._shared.remembered.settings
        program = Program(
            self._application, settings, self._folder, saves=self._saves, shared=self._shared
        )
        program.window_wanted.connect(self.open)
        program.quit_wanted.connect(self.close_all)
        program.window.leaving.connect(
            partial(self._on_leaving, program), Qt.ConnectionType.QueuedConnection
        )
        if before is not None:
            program.window.stand_beside(before.window, QPoint(STEP, STEP))
        self._open.append(program)
        program.window.show()
        program.begin(request)
        return program

    @Slot(object)
    def take(self, request: WindowRequest) -> None:
        """Open what another start of the program was asked for, without taking a file away from anybody."""
        if request.path is None and not request.demo:
            request = replace(request, bare=bool(self._open))
        program = self._that_shows(request) or self._idle(request)
        if program is None:
            program = self.open(request)
        program.window.come_to_front()

    @Slot()
    def close_all(self) -> None:
        """Close every window, which ends the program."""
        for program in tuple(self._open):
            program.window.close()

    def shutdown(self) -> None:
        """Put every window away and save the settings; for the end of the program."""
        programs = (*self._open, *self._closed)
        self._open.clear()
        for program in programs:
            program.stop()
        self._shared.remembered.stop()
        self._tasks.close()
        self._tasks.join()
        for program in programs:
            program.finish()
        self._shared.remembered.save_now()

    def _that_shows(self, request: WindowRequest) -> Program | None:
        """The window that has the file open already, turned to the page and made writable where that is asked for."""
        for program in self._open:
            session = program.desk.session
            if session is None or request.path is None:
                continue
            target = session.workspace.opened.database.target
            if request.path in {target.path, session.workspace.opened.database.real_path}:
                if request.page is not None:
                    program.window.area.turn_to(request.page)
                if request.writable and target.access is Access.READ_ONLY:
                    program.window.mode_requested.emit(True)  # noqa: FBT003 - a signal
                return program
        return None

    def _idle(self, request: WindowRequest) -> Program | None:
        """A window that shows its start page, begun with the request."""
        for program in self._open:
            if program.desk.is_free:
                program.begin(request)
                return program
        return None

    def _on_leaving(self, program: Program) -> None:
        """A window was closed: its threads end on another one, and then it goes."""
        if program not in self._open:
            return
        self._open.remove(program)
        self._closed.append(program)
        program.stop()
        self._tasks.submit(
            partial(_finish, program),
            on_result=partial(self._on_finished, program),
            lane=Lane.CHECKS,
            quiet=True,
        )

    def _on_finished(self, program: Program, _: None) -> None:
        self._closed.remove(program)
        program.dispose()
        self.put_away.emit()

    @Slot(object)
    def _tell(self, notification: Notification) -> None:
        if self.front is not None:
            self.front.window.toasts.post(notification)


def _finish(program: Program, _token: CancelToken, _progress: Progress) -> None:
    program.finish()
