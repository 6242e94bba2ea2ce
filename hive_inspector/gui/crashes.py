"""What is left when something was not foreseen: it is logged, told once with its details, and the program goes on."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)

from hive_inspector.core.language import tr
from hive_inspector.core.logmasking import Phrase, exception_text

if TYPE_CHECKING:
    from types import TracebackType

    from hive_inspector.gui.notifications import Notifications

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("hive_inspector.qt")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
TEXT = tr("The inspector made a mistake; the file was not harmed.")
HINT = tr("You can go on. Copy the details for the developers, or make a bundle for them.")


class CrashReporter(QObject):
    """Hears of every exception that nobody caught, on any thread.

    A mistake in drawing code comes back with every repaint, so the same place is told and logged once.
    """

    _caught = Signal(str)

    def __init__(self, notifications: Notifications, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notifications = notifications
        self._told: set[tuple[str, str, int]] = set()
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Listen from now on."""
        sys.excepthook = self.report
        threading.excepthook = self._report_thread
        sys.unraisablehook = self._report_unraisable
        qInstallMessageHandler(_log_qt_message)

    def uninstall(self) -> None:
        """Listen no more; the hooks are what they were."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)

    def report(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Take an exception that nobody caught."""
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        place = _place_of(kind, trace)
        if place in self._told:
            return
        self._told.add(place)
        _log.error("An exception that nobody caught", exc_info=(kind, error, trace))
        self._caught.emit(exception_text(error))

    def _report_thread(self, arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value or arguments.exc_type()
        self.report(arguments.exc_type, error, arguments.exc_traceback)

    def _report_unraisable(self, arguments: sys.UnraisableHookArgs) -> None:
        error = arguments.exc_value or arguments.exc_type()
        self.report(arguments.exc_type, error, arguments.exc_traceback)

    @Slot(str)
    def _tell(self, detail: str) -> None:
        self._notifications.mistake(TEXT, HINT, detail)


def _place_of(kind: type[BaseException], trace: TracebackType | None) -> tuple[str, str, int]:
    """The innermost line that raised, to know the same mistake again."""
    frames = traceback.extract_tb(trace)
    if not frames:
        return kind.__name__, "", 0
    return kind.__name__, frames[-1].filename, frames[-1].lineno or 0


def _log_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_QT_LEVELS.get(kind, logging.WARNING), "%s", Phrase(text))
