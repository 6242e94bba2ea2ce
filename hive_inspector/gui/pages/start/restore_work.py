"""What workers do to have a backup back in a file that cannot be opened: plain data in, plain data out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.finding import find_file, read_beginning
from hive_inspector.core.database.wrapping import wrapping_of
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.restore_points.manifests import manifest_of, read_point
from hive_inspector.core.migrations.restore_points.points import list_restore_points
from hive_inspector.core.support.backups.listing import list_backups
from hive_inspector.core.supporting.backups import unpacked
from hive_inspector.core.supporting.unreadable import places_of_unreadable, restore_over_damage

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.migrations.restore_points.manifests import RestorePoint
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.supporting.backups import Inside


@dataclass(frozen=True, slots=True)
class Source:
    """A backup or a restore point that the file could get its content from."""

    path: Path
    made_at: datetime | None
    """None where only the backup itself tells."""
    size: int
    version: int | None
    made_by: str
    """Who made it, or why where it is a restore point."""
    is_encrypted: bool = False
    point: RestorePoint | None = None
    """None where it is a backup."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found for one file."""

    folder: Path
    """Where what the file holds now is kept."""
    found: tuple[Source, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in a backup that was found whole."""

    lineage: str
    version: int | None
    made_at: datetime


def find_sources(path: Path, token: CancelToken, _progress: Progress) -> Sources:
    """Look where backups of the file are."""
    real_path = find_file(path)
    places = places_of_unreadable(real_path)
    points = [
        _of_point(one)
        for one in list_restore_points(places.folder, real_path)
        if not one.is_damaged
    ]
    backups = [
        Source(
            path=one.path,
            made_at=one.made_at,
            size=one.size,
            version=one.version,
            made_by=tr("Backup by {who}", who=one.maker.value),
            is_encrypted=one.wrapping is not None and one.wrapping.is_encrypted,
        )
        for one in list_backups(places.folders, real_path, token=token)
    ]
    found = sorted(
        [*points, *backups],
        key=lambda one: (one.made_at.timestamp() if one.made_at else 0.0, one.path.name),
        reverse=True,
    )
    return Sources(places.folder, tuple(found))


def look_at(path: Path, _token: CancelToken, _progress: Progress) -> Source:
    """What a file that the user chose is."""
    point = read_point(manifest_of(path))
    if point is not None:
        return _of_point(point)
    real_path = find_file(path)
    wrapping = wrapping_of(read_beginning(real_path))
    return Source(
        path=path,
        made_at=None,
        size=real_path.stat().st_size,
        version=None,
        made_by=tr("Chosen by you"),
        is_encrypted=wrapping is not None and wrapping.is_encrypted,
    )


def _of_point(point: RestorePoint) -> Source:
    return Source(
        path=point.path,
        made_at=point.made_at,
        size=point.size,
        version=point.version,
        made_by=tr("Restore point: {reason}", reason=point.reason),
        point=point,
    )


@dataclass(frozen=True, slots=True)
class Check:
    """Unpacks a backup privately and finds out what is in it."""

    source: Source
    password: Password | None

    def __call__(self, token: CancelToken, progress: Progress) -> Seen:
        """Work on a worker thread."""
        with unpacked(self.source.path, self.password, token=token, progress=progress) as inside:
            return Seen(inside.lineage.title, inside.version, inside.made_at)


@dataclass(slots=True)
class RestoreOver:
    """Gives a file that cannot be opened the content of a backup; every byte of it is kept first."""

    path: Path
    source: Source
    password: Password | None
    trail: AuditTrail | None
    done: Restored | None = None
    """What was done, for when a stop comes too late."""

    def __call__(self, token: CancelToken, progress: Progress) -> Restored:
        """Work on a worker thread."""
        if self.source.point is not None:
            self.done = self._over(self.source.point, token, progress)
            return self.done
        with unpacked(self.source.path, self.password, token=token, progress=progress) as inside:
            self.done = self._over(inside, token, progress)
        return self.done

    def _over(
        self, content: Inside | RestorePoint, token: CancelToken, progress: Progress
    ) -> Restored:
        return restore_over_damage(
            self.path, content, trail=self.trail, token=token, progress=progress
        )
