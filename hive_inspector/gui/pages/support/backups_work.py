"""What workers do about backups: plain data in, plain data out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.wrapping import Wrapping
from hive_inspector.core.migrations.restore_points.points import list_restore_points
from hive_inspector.core.support.backups.retention import plan_retention
from hive_inspector.core.support.backups.verdicts import Verdicts
from hive_inspector.core.supporting.backups import (
    back_up,
    backup_places,
    clear_old,
    restore_backup,
    stored_backups,
    unpacked,
    verify,
)

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.backups.listing import StoredBackup
    from hive_inspector.core.support.backups.making import MadeBackup
    from hive_inspector.core.support.backups.retention import Retention
    from hive_inspector.core.support.backups.verdicts import Verdict
    from hive_inspector.core.support.backups.verifying import Verification
    from hive_inspector.core.supporting.backups import BackupPlaces


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup or a restore point."""

    path: Path
    made_at: datetime
    size: int
    wrapping: Wrapping | None
    """None where it does not begin as any backup does."""
    lineage: str | None
    version: int | None
    verdict: Verdict | None
    made_by: str
    """Who made it, or why where it is a restore point."""
    point: RestorePoint | None = None
    """None where it is a backup."""
    is_old: bool = False
    """Whether the file's settings keep only newer ones."""

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody looks inside without the password."""
        return self.wrapping is not None and self.wrapping.is_encrypted


@dataclass(frozen=True, slots=True)
class Kept:
    """All copies of a file that are known."""

    places: BackupPlaces
    copies: tuple[Copy, ...]
    """The newest first."""
    retention: Retention
    """Which of the backups are more than the file's settings keep."""


def find_copies(hive: OpenHive, token: CancelToken, _progress: Progress) -> Kept:
    """Look where copies of a file are."""
    places = backup_places(hive, token=token)
    points = list_restore_points(places.folder, hive.database.real_path)
    verdicts = Verdicts()
    stored = stored_backups(hive, places, token=token)
    retention = plan_retention(stored, places.keep)
    old = frozenset(one.path for one in retention.old)
    copies = [
        *(_of_backup(one, is_old=one.path in old) for one in stored),
        *(_of_point(one, verdicts.of(one.path)) for one in points),
    ]
    copies.sort(key=lambda copy: (copy.made_at, copy.path.name), reverse=True)
    return Kept(places, tuple(copies), retention)


def _of_backup(backup: StoredBackup, *, is_old: bool) -> Copy:
    return Copy(
        path=backup.path,
        made_at=backup.made_at,
        size=backup.size,
        wrapping=backup.wrapping,
        lineage=backup.lineage,
        version=backup.version,
        verdict=backup.verdict,
        made_by=backup.maker.value,
        is_old=is_old,
    )


def _of_point(point: RestorePoint, verdict: Verdict | None) -> Copy:
    return Copy(
        path=point.path,
        made_at=point.made_at,
        size=point.size,
        wrapping=Wrapping.PLAIN,
        lineage=None,
        version=point.version,
        verdict=verdict,
        made_by=point.reason,
        point=point,
    )


@dataclass(frozen=True, slots=True)
class Make:
    """Makes a backup where Hive would put it."""

    hive: OpenHive
    wrapping: Wrapping
    password: Password | None
    trail: AuditTrail | None

    def __call__(self, token: CancelToken, progress: Progress) -> MadeBackup:
        """Work on a worker thread."""
        return back_up(
            self.hive,
            wrapping=self.wrapping,
            password=self.password,
            trail=self.trail,
            token=token,
            progress=progress,
        )


@dataclass(frozen=True, slots=True)
class Clear:
    """Removes the backups that are more than the file's settings keep."""

    hive: OpenHive
    retention: Retention
    trail: AuditTrail | None

    def __call__(self, _token: CancelToken, _progress: Progress) -> tuple[StoredBackup, ...]:
        """Work on a worker thread; what was removed."""
        return clear_old(self.hive, self.retention, trail=self.trail)


@dataclass(frozen=True, slots=True)
class Verify:
    """Checks whether a copy is whole."""

    copy: Copy
    password: Password | None
    trail: AuditTrail | None

    def __call__(self, token: CancelToken, progress: Progress) -> Verification:
        """Work on a worker thread."""
        return verify(
            self.copy.path, self.password, trail=self.trail, token=token, progress=progress
        )


@dataclass(slots=True)
class Restore:
    """Gives the open file the content of a backup."""

    hive: OpenHive
    copy: Copy
    password: Password | None
    trail: AuditTrail | None
    done: Restored | None = None
    """What was done, for when a stop comes too late."""

    def __call__(self, token: CancelToken, progress: Progress) -> Restored:
        """Work on a worker thread."""
        with unpacked(self.copy.path, self.password, token=token, progress=progress) as inside:
            self.done = restore_backup(
                self.hive, inside, trail=self.trail, token=token, progress=progress
            )
        return self.done
