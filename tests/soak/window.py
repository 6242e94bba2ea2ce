"""The window itself, as the program makes it, with an ear for everything that goes wrong in it."""

from __future__ import annotations

import gc
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import QEvent, QEventLoop, QObject, Slot
from PySide6.QtWidgets import QApplication

from hive_inspector.core.settings import Settings, ThemeMode
from hive_inspector.gui.composition import Program, make_application
from hive_inspector.gui.crashes import CrashReporter
from hive_inspector.gui.garbage import GarbageCollection
from hive_inspector.gui.notifications import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.gui.notifications import Notification

PATIENCE_S = 120.0
_OF_NO_SCREEN = "This plugin does not support "
"""What Qt says of a window without a screen, and of nothing that the program did."""
_TURN_MS = 5


class ErrorLog(logging.Handler):
    """Keeps what the program itself takes for an error: exceptions that nobody caught, Qt's warnings, failures told."""

    def __init__(self, doing: Callable[[], str]) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []
        self._doing = doing

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        if _OF_NO_SCREEN in record.getMessage():
            return
        self.told.append(f"{record.name}: {self.format(record)} (while: {self._doing()})")


class Window(QObject):
    """The program, driven from within its own thread."""

    def __init__(self, settings_folder: Path) -> None:
        self.application = QApplication.instance() or make_application()
        super().__init__()
        self.doing = ""
        settings = Settings(theme=ThemeMode.DARK)
        self.program = Program(self.application, settings, settings_folder)  # type: ignore[arg-type]
        self._errors = ErrorLog(self._what)
        logging.getLogger("hive_inspector").addHandler(self._errors)
        self.problems: list[str] = []
        self.program.notifications.posted.connect(self._on_posted)
        self._crashes = CrashReporter(self.program.notifications, self.program)
        self._crashes.install()
        self._garbage = GarbageCollection(self.program)
        self._garbage.start()
        self.program.window.resize(1440, 900)
        self.program.window.show()

    @property
    def errors(self) -> list[str]:
        """Everything that went wrong so far."""
        return [*self._errors.told, *self.problems]

    @property
    def page(self) -> Any:
        """What is in front of the open file; None where no file is open."""
        current: Any = self.program.window.area.current
        return None if self.program.desk.session is None or current is None else current.body

    def body(self, page_id: str) -> Any:
        """A page of the open file, made if it was not."""
        session = self.program.desk.session
        if session is None:
            return None
        pages: Any = session.pages
        return next(page.body for page in pages if page.id == page_id)

    def open(self, path: Path) -> None:
        """Open a file and wait until it is open."""
        self.program.desk.open_file(path)
        self.wait(lambda: self._shows(path), f"{path.name} open")

    def close_file(self) -> None:
        """Put the file away and wait until nothing of it is left."""
        self.program.desk.close_file()
        self.wait(self._is_at_rest, "the file put away")
        for _ in range(3):
            self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            self.spin(0.02)
        gc.collect()

    def spin(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._turn()

    def wait(self, is_over: Callable[[], bool], described: str) -> None:
        """Let the window live until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not is_over():
            if time.monotonic() > end:
                raise TimeoutError(f"{described}: not within {PATIENCE_S:.0f} s")
            self._turn()

    def end(self) -> None:
        """Close everything, as the program does."""
        self.program.window.close()
        self.program.shutdown()
        self._garbage.stop()
        self._crashes.uninstall()
        logging.getLogger("hive_inspector").removeHandler(self._errors)

    def _turn(self) -> None:
        self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _TURN_MS)

    def _shows(self, path: Path) -> bool:
        session = self.program.desk.session
        return session is not None and session.workspace.opened.database.real_path == path

    def _is_at_rest(self) -> bool:
        desk: Any = self.program.desk
        return desk.session is None and not desk._retired and self.program.tasks.is_idle

    def _what(self) -> str:
        return self.doing

    @Slot(object)
    def _on_posted(self, notification: Notification) -> None:
        if notification.severity is Severity.PROBLEM:
            self.problems.append(f"{notification.text} {notification.detail} (while: {self.doing})")


class Used:
    """What this process holds, with those that it started for reading."""

    def __init__(self) -> None:
        process = psutil.Process()
        self.memory_mb = process.memory_info().rss / 1e6
        self.handles = _handles()
        self.threads = process.num_threads()
        self.helpers = sum("hive_inspector" in " ".join(_words(one)) for one in process.children())


def _handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has just ended
        return []
