"""Backups of a file where Hive would put them, by its settings; and having one back in the live file.

Restoring is done by the migrations' restore points: a backup is unpacked into a private folder, verified there, and
from then on treated as a restore point of the file, so that there is one way back into a live file and not two.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hive_inspector.core.audit import own_trail, recorded
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.durable import file_digest
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.finding import find_file, read_beginning
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.database.unpacking import unpack
from hive_inspector.core.database.wrapping import (
    BackupDamaged,
    PasswordNeeded,
    Wrapping,
    wrapping_of,
)
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.health.backups import backup_folders, read_backup_settings
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.hive.locations import backup_at
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.checking.state import fingerprint, objects_of
from hive_inspector.core.migrations.restore_points.manifests import RestorePoint
from hive_inspector.core.migrations.restore_points.restoring import restore
from hive_inspector.core.migrations.restore_points.surroundings import (
    keeping_of,
    present_surroundings,
)
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import Progress, silent
from hive_inspector.core.support.backups.listing import list_backups
from hive_inspector.core.support.backups.making import BackupRequest, make_backup, require_folder
from hive_inspector.core.support.backups.manifests import read_manifest
from hive_inspector.core.support.backups.naming import free_path
from hive_inspector.core.support.backups.retention import Retention, plan_retention, remove_backups
from hive_inspector.core.support.backups.verifying import (
    Verification,
    integrity_problems,
    verify_backup,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail, Details
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.core.migrations.restore_points.surroundings import Surroundings
    from hive_inspector.core.support.backups.listing import StoredBackup
    from hive_inspector.core.support.backups.making import MadeBackup


_ASKED = (PasswordNeeded,)
"""A question to the user and no end of anything, so not put on record."""


@dataclass(frozen=True, slots=True)
class BackupPlaces:
    """Where backups of a file are, and how many are kept."""

    folder: Path
    """Where new ones go."""
    folders: tuple[Path, ...]
    """Where there may be some: Hive's folder if this is Hive's file here, `backups` beside it, what it names itself."""
    keep: int
    """By `backup.retentionCount`."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A backup that was unpacked and found sound, ready to be restored or looked at."""

    source: Path
    """The backup as it was named."""
    database: Path
    """The database in it; in a private folder where it had to be unpacked."""
    wrapping: Wrapping
    made_at: datetime
    lineage: Lineage
    version: int | None
    """What the database records as its newest migration."""
    page_size: int
    schema: str
    """Fingerprint."""


def backup_places(
    hive: OpenHive, *, token: CancelToken | None = None, surroundings: Surroundings | None = None
) -> BackupPlaces:
    """Where backups of a file are.

    Raises:
        InspectorError: Its settings cannot be read.
        Cancelled: The token was cancelled.
    """
    around = surroundings or present_surroundings()
    real_path = hive.database.real_path
    with hive.database.reading(token) as connection:
        keeping = keeping_of(connection, hive.schema, real_path, around)
        settings = read_backup_settings(connection, hive.schema)
    folders = backup_folders(real_path, settings, around.environ, around.home)
    return BackupPlaces(
        keeping.folder, tuple(dict.fromkeys((keeping.folder, *folders))), keeping.keep
    )


def stored_backups(
    hive: OpenHive, places: BackupPlaces, *, token: CancelToken | None = None
) -> tuple[StoredBackup, ...]:
    """The backups of a file, the newest first; see `list_backups`."""
    return list_backups(places.folders, hive.database.real_path, token=token)


def back_up(  # noqa: PLR0913 - what, where to, how, and who hears of it
    hive: OpenHive,
    *,
    to: Path | None = None,
    wrapping: Wrapping = Wrapping.PLAIN,
    password: Password | None = None,
    trail: AuditTrail | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> MadeBackup:
    """Make a backup and put that on record.

    Args:
        hive: The file, open.
        to: The backup's name; one in the folder of backups by default.
        wrapping: What to put around it.
        password: For the encrypted forms.
        trail: Where it is recorded, the user's own by default.
        token: Stops it.
        progress: Hears of bytes.
        clock: Tells the time.

    Raises:
        InspectorError: As `make_backup`.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    trail = trail or own_trail()
    real_path = hive.database.real_path
    about: Details = {"form": wrapping.value}
    with recorded(trail, "backup.make", real_path, about, unless=_ASKED) as details:
        place = to
        if place is None:
            folder = backup_places(hive, token=token).folder
            require_folder(folder)
            place = free_path(folder, real_path, clock().astimezone(UTC), wrapping)
        details["to"] = str(place)
        request = BackupRequest(place.absolute(), wrapping, password)
        made = make_backup(hive, request, token=token, progress=progress, clock=clock)
        details["bytes"] = made.manifest.size
    return made


def verify(
    path: Path,
    password: Password | None = None,
    *,
    trail: AuditTrail | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Verification:
    """Verify a backup and put that on record; see `verify_backup`."""
    with recorded(trail or own_trail(), "backup.verify", path, {}, unless=_ASKED) as details:
        found = verify_backup(path, password, token=token, progress=progress)
        details["found"] = "whole" if found.verdict.is_whole else " ".join(found.verdict.problems)
    return found


@contextmanager
def unpacked(
    source: Path,
    password: Password | None = None,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Iterator[Inside]:
    """What is in a backup, verified; what had to be unpacked is gone at the end of the block.

    Args:
        source: A backup in any form.
        password: For one that is encrypted.
        token: Stops it.
        progress: Hears of bytes.

    Raises:
        PasswordNeeded: It is encrypted and there is no password.
        PasswordWrong: The password does not open it.
        EnvironmentProblem: It was cut off, changed or is damaged, cannot be read, or there is no room.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    real_path = find_file(source)
    wrapping = wrapping_of(read_beginning(real_path))
    _require_as_made(real_path, token, progress)
    if wrapping in {None, Wrapping.PLAIN}:
        yield _seen(source, real_path, Wrapping.PLAIN, token, progress)
        return
    with private_folder() as folder:
        database = folder / real_path.name
        try:
            wrapping = unpack(real_path, database, password, token, progress)
        except OSError as error:
            raise EnvironmentProblem(
                tr(
                    "The backup could not be unpacked to a private folder in {cache}.",
                    cache=app_paths().cache,
                ),
                tr("Check that you may read it, and free some room on the disk."),
                str(error),
            ) from error
        yield _seen(source, database, wrapping, token, progress)


def restore_backup(
    hive: OpenHive,
    inside: Inside,
    *,
    trail: AuditTrail | None = None,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Restored:
    """Give a file the content of a backup, after a restore point of what it has now, and put that on record.

    Args:
        hive: The file, open for writing.
        inside: The backup, see `unpacked`.
        trail: Where it is recorded, the user's own by default.
        surroundings: Variables and home folder, those of the running program by default.
        token: Stops it until the last piece is copied.
        progress: Hears of bytes.

    Raises:
        Refusal: The file is open for reading only, or the backup is of something else altogether.
        EnvironmentProblem: The file is locked, or there is no room; the file is as it was.
        Cancelled: The token was cancelled; the file is as it was.
    """
    token = token or CancelToken()
    real_path = hive.database.real_path
    about: Details = {"from": str(inside.source), "form": inside.wrapping.value}
    with recorded(trail or own_trail(), "backup.restore", real_path, about) as details:
        _require_fitting(hive, inside)
        point = as_point(inside, real_path, token, progress)
        done = restore(hive, point, surroundings=surroundings, token=token, progress=progress)
        details["restore_point"] = str(done.before.path)
    return replace(done, point=replace(done.point, path=inside.source))


def restore_recorded(
    hive: OpenHive,
    point: RestorePoint,
    *,
    trail: AuditTrail | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Restored:
    """Give a file the content of one of its restore points, see `restoring.restore`, and put that on record."""
    about: Details = {"from": str(point.path)}
    with recorded(
        trail or own_trail(), "restore_point.restore", hive.database.real_path, about
    ) as details:
        done = restore(hive, point, token=token, progress=progress)
        details["restore_point"] = str(done.before.path)
    return done


def plan_clearing(
    hive: OpenHive, places: BackupPlaces, *, token: CancelToken | None = None
) -> Retention:
    """Which backups of a file are more than its settings keep."""
    return plan_retention(stored_backups(hive, places, token=token), places.keep)


def clear_old(
    hive: OpenHive, retention: Retention, *, trail: AuditTrail | None = None
) -> tuple[StoredBackup, ...]:
    """Remove what a retention says is too old and still is, and put that on record; what was removed.

    What was shown before may not hold any more: where a newer backup is gone meanwhile, an older one stays for it.
    """
    with recorded(trail or own_trail(), "backup.remove", hive.database.real_path, {}) as details:
        still_old = {one.path for one in plan_clearing(hive, backup_places(hive)).old}
        removed = remove_backups(one for one in retention.old if one.path in still_old)
        details["count"] = len(removed)
        details["names"] = ", ".join(one.path.name for one in removed)
    return removed


def _require_as_made(path: Path, token: CancelToken, progress: Progress) -> None:
    """A backup of ours is byte for byte what its manifest says."""
    manifest = read_manifest(path)
    if manifest is None:
        return
    if path.stat().st_size != manifest.size or _digest(path, token, progress) != manifest.sha256:
        raise BackupDamaged(
            tr("The backup {path} is no longer what it was when it was made.", path=path),
            tr("Use another backup."),
        )


def _seen(
    source: Path, database: Path, wrapping: Wrapping, token: CancelToken, progress: Progress
) -> Inside:
    hive = open_hive(DatabaseTarget(database), token=token, progress=progress)
    with hive.database:
        progress(0, None, tr("Checking the database in the backup"))
        problems = integrity_problems(hive, token)
        if problems:
            raise DatabaseDamaged(
                tr(
                    "The backup {source} cannot be restored. {problem}",
                    source=source,
                    problem=problems[0],
                ),
                tr("Use another backup, or open this one to see what can still be read."),
                "\n".join(problems),
            )
        with hive.database.reading(token) as connection:
            return Inside(
                source=source,
                database=database,
                wrapping=wrapping,
                made_at=_made_at(source),
                lineage=hive.identity.lineage,
                version=read_history(connection, hive.schema).newest,
                page_size=hive.facts.page_size,
                schema=fingerprint(objects_of(connection)),
            )


def _made_at(source: Path) -> datetime:
    """By its manifest, else by its name where Hive gave it, else the file's own time."""
    manifest, hives = read_manifest(source), backup_at(source)
    if manifest is not None:
        return manifest.made_at
    return hives.made_at if hives else datetime.fromtimestamp(source.stat().st_mtime, UTC)


def _require_fitting(hive: OpenHive, inside: Inside) -> None:
    is_hives = hive.identity.lineage is not Lineage.OTHER
    if is_hives and inside.lineage is Lineage.OTHER:
        raise Refusal(
            tr(
                "{source} holds no Hive database; {real_path} is one.",
                source=inside.source,
                real_path=hive.database.real_path,
            ),
            tr("Choose a backup of Hive."),
        )
    if inside.page_size != hive.facts.page_size:
        raise Refusal(
            tr(
                "The backup has pages of {page_size} bytes and the database of {facts_page_size}: "
                "one cannot take the place of the other.",
                page_size=inside.page_size,
                facts_page_size=hive.facts.page_size,
            ),
            tr("Open the backup itself, or copy it over the database while no program uses it."),
        )


def as_point(
    inside: Inside, real_path: Path, token: CancelToken, progress: Progress
) -> RestorePoint:
    """A backup as if it were a restore point of a file."""
    return RestorePoint(
        path=inside.database,
        made_at=inside.made_at,
        reason="backup",
        size=inside.database.stat().st_size,
        sha256=_digest(inside.database, token, progress),
        source=str(real_path),
        version=inside.version,
        schema=inside.schema,
    )


def _digest(path: Path, token: CancelToken, progress: Progress) -> str:
    size = path.stat().st_size

    def report(done: int) -> None:
        token.raise_if_cancelled()
        progress(done, size, tr("Checking the backup"))

    try:
        return file_digest(path, report)
    except OSError as error:
        raise EnvironmentProblem(
            tr("The backup {path} cannot be read.", path=path),
            tr("Check its permissions and its disk."),
            str(error),
        ) from error
