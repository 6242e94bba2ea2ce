"""The one way to tell the user something that happened away from where they look."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.logmasking import Phrase

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError

_log = logging.getLogger(__name__)


class Severity(Enum):
    """How much a notification matters."""

    INFORMATION = "information"
    WARNING = "warning"
    PROBLEM = "problem"


_LEVELS = {
    Severity.INFORMATION: logging.INFO,
    Severity.WARNING: logging.WARNING,
    Severity.PROBLEM: logging.ERROR,
}


@dataclass(frozen=True, slots=True)
class Notification:
    """What happened, in the user's words."""

    severity: Severity
    text: str
    """One sentence with what happened."""
    hint: str = ""
    """One sentence with what to do next."""
    detail: str = ""
    """The rest, shown when asked for and there to be copied."""
    offers_bundle: bool = False
    """Whether it is something to be sent to whoever helps: a bundle for support is offered."""


class Notifications(QObject):
    """Takes notifications from anywhere on the window's thread; the window shows them.

    Signals:
        posted: Carries each `Notification`.
    """

    posted = Signal(object)

    def information(self, text: str, hint: str = "", detail: str = "") -> None:
        """Something went as it should."""
        self._post(Notification(Severity.INFORMATION, text, hint, detail))

    def warning(self, text: str, hint: str = "", detail: str = "") -> None:
        """Something needs a look, and nothing is lost."""
        self._post(Notification(Severity.WARNING, text, hint, detail))

    def problem(self, text: str, hint: str = "", detail: str = "") -> None:
        """Something did not work."""
        self._post(Notification(Severity.PROBLEM, text, hint, detail))

    def mistake(self, text: str, hint: str, detail: str) -> None:
        """The program itself did something wrong."""
        self._post(Notification(Severity.PROBLEM, text, hint, detail, offers_bundle=True))

    @Slot(object)
    def failure(self, error: InspectorError) -> None:
        """A known circumstance that stood in the way of something."""
        self.problem(error.message, error.hint, error.detail)

    def _post(self, notification: Notification) -> None:
        text, detail = Phrase(notification.text), Phrase(notification.detail)
        _log.log(_LEVELS[notification.severity], "%s %s", text, detail)
        self.posted.emit(notification)
