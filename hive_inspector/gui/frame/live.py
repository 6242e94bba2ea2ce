"""Watches what goes on around the open file: who else has it open, when it changed, how long its log is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.database.values import size_text
from hive_inspector.core.durations import ago_text
from hive_inspector.core.language import tr
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.activity import Activity, Lookout
    from hive_inspector.core.database.place import Place, Trouble
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskRunner

LOOK_INTERVAL_MS = 2000


@dataclass(frozen=True, slots=True)
class LiveLine:
    """The line of the top bar that says whether the file lives."""

    text: str
    running: bool
    """Whether another program has the file open."""
    detail: str
    """The programs with their process numbers, one a line."""


class LiveWatch(QObject):
    """Looks every two seconds, on the sampler's thread, and skips a look while the last one is still under way.

    Signals:
        looked: Carries each `Activity`.
        place_changed: Carries the `Trouble` that the file has come to, or None where that is over.
    """

    looked = Signal(object)
    place_changed = Signal(object)

    def __init__(
        self,
        path: Path,
        tasks: TaskRunner,
        place: Place | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare to look.

        Args:
            path: The file.
            tasks: Where it is looked.
            place: Tells whether the file is still there as it was; None where nobody is to be told.
            parent: The owner.
        """
        super().__init__(parent)
        self._path = path
        self._tasks = tasks
        self._place = place
        self._trouble: Trouble | None = None
        self._lookout: Lookout | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_INTERVAL_MS)
        self._timer.timeout.connect(self._look)
        self._looking = False

    def start(self) -> None:
        """Look now and from now on. The first look counts as work, the later ones as measurement."""
        self._submit(quiet=False)
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        self.look_now()

    def look_now(self) -> None:
        """Look once more, unless a look is under way."""
        if not self._looking:
            self._submit(quiet=True)

    def _submit(self, *, quiet: bool) -> None:
        self._looking = True
        self._tasks.submit(self._work, on_result=self._on_looked, lane=Lane.SAMPLER, quiet=quiet)

    def _work(self, _token: CancelToken, _progress: Progress) -> tuple[Activity, Trouble | None]:
        """Loads what it looks with on the worker's thread, so that the window is painted before."""
        from hive_inspector.core.database.activity import Lookout

        if self._lookout is None:
            self._lookout = Lookout(self._path)
        return self._lookout.look(), self._place.look() if self._place else None

    def _on_looked(self, seen: tuple[Activity, Trouble | None]) -> None:
        self._looking = False
        activity, trouble = seen
        self.looked.emit(activity)
        if trouble != self._trouble:
            self._trouble = trouble
            self.place_changed.emit(trouble)


def live_line(activity: Activity, now: datetime | None = None) -> LiveLine:
    """What a look found, as one line.

    Args:
        activity: What was found.
        now: The moment of reading, in UTC.
    """
    if activity.changed_at is None:
        return LiveLine(tr("The file is gone"), running=False, detail="")
    age = ((now or datetime.now(UTC)) - activity.changed_at).total_seconds()
    parts = [_users(activity), tr("changed {ago}", ago=ago_text(age))]
    if activity.wal_bytes:
        parts.append(f"WAL {size_text(activity.wal_bytes)}")
    detail = "\n".join(
        tr("{holder} (process {pid})", holder=holder.name, pid=holder.pid)
        for holder in activity.holders
    )
    return LiveLine(" · ".join(parts), bool(activity.holders), detail)


def _users(activity: Activity) -> str:
    if not activity.holders:
        return tr("Hive is not running")
    if any("hive" in holder.name.lower() for holder in activity.holders):
        return tr("Hive is running")
    names = sorted({holder.name for holder in activity.holders})
    return tr("Open in {name}", name=names[0]) + (
        tr(" and {count} more", count=len(names) - 1) if len(names) > 1 else ""
    )
