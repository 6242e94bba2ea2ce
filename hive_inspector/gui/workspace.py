"""What every page of an open file is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.gui.preferences import Preferences

if TYPE_CHECKING:
    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.settings import FileValues, JsonValue
    from hive_inspector.gui.notifications import Notifications
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme


class FileState(QObject):
    """What a file's pages were left with, and are shown with again.

    Keys are `page.what`, e.g. `browse.table`. A value read back is whatever a file on disk says: ask for the type.

    Signals:
        changed: A value is another now.
    """

    changed = Signal()

    def __init__(self, values: FileValues, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values = dict(values)

    @property
    def values(self) -> FileValues:
        """All of it, to be saved."""
        return dict(self._values)

    def get(self, key: str) -> JsonValue:
        """What is remembered under a key, or None."""
        return self._values.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A text that is remembered, or the default where there is none."""
        value = self._values.get(key)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: int = 0) -> int:
        """A whole number that is remembered, or the default where there is none."""
        value = self._values.get(key)
        return value if isinstance(value, int) else default

    def put(self, key: str, value: JsonValue) -> None:
        """Remember a value; None forgets the key."""
        if self._values.get(key) == value:
            return
        if value is None:
            del self._values[key]
        else:
            self._values[key] = value
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open file with everything its pages work with."""

    opened: OpenHive
    tasks: TaskRunner
    """Belongs to this file alone: nothing it brings back can reach the pages of another."""
    theme: Theme
    notifications: Notifications
    state: FileState
    audit: AuditTrail | None = None
    """Where it is recorded that secrets were shown; None where the program remembers nothing."""
    preferences: Preferences = field(default_factory=Preferences)
    """What the user chose for every file."""
