"""Having a backup back in a file that cannot be opened any more; the damaged file is kept byte for byte."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.audit import own_trail, recorded
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.failures import DatabaseDamaged, NotADatabase
from hive_inspector.core.database.finding import find_file
from hive_inspector.core.database.first_contact import Unsurvivable
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import Refusal
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.restore_points.manifests import RestorePoint
from hive_inspector.core.migrations.restore_points.points import DEFAULT_KEEP
from hive_inspector.core.migrations.restore_points.restoring import restore_unreadable
from hive_inspector.core.migrations.restore_points.surroundings import (
    folder_of_unreadable,
    present_surroundings,
)
from hive_inspector.core.progress import Progress, silent
from hive_inspector.core.supporting.backups import BackupPlaces, as_point

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail, Details
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.core.migrations.restore_points.surroundings import Surroundings
    from hive_inspector.core.supporting.backups import Inside

UNREADABLE = (DatabaseDamaged, NotADatabase, Unsurvivable)
"""What opening a file raises where nothing but another content helps."""


def places_of_unreadable(path: Path, surroundings: Surroundings | None = None) -> BackupPlaces:
    """Where the backups of such a file are, as far as that is known without its settings."""
    folder = folder_of_unreadable(find_file(path), surroundings or present_surroundings())
    return BackupPlaces(folder, (folder,), DEFAULT_KEEP)


def restore_over_damage(
    path: Path,
    source: Inside | RestorePoint,
    *,
    trail: AuditTrail | None = None,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Restored:
    """Give a file that cannot be opened for writing the content of a backup, and put that on record.

    Args:
        path: The file.
        source: One of its restore points, or a backup, see `backups.unpacked`.
        trail: Where it is recorded, the user's own by default.
        surroundings: Variables and home folder, those of the running program by default.
        token: Stops it until the last piece is copied.
        progress: Hears of bytes.

    Raises:
        Refusal: The file can be opened after all, is open in another program, or the backup is of something else.
        EnvironmentProblem: There is no file, or no room or permission. The file is as it was, or what is kept of it is
            complete.
        Cancelled: The token was cancelled; the file is as it was.
    """
    token = token or CancelToken()
    real_path = find_file(path)
    place = source.path if isinstance(source, RestorePoint) else source.source
    about: Details = {"from": str(place), "over": "a damaged file"}
    with recorded(trail or own_trail(), "backup.restore", real_path, about) as details:
        _require_unreadable(real_path, token, progress)
        if isinstance(source, RestorePoint):
            point = source
        else:
            _require_hive(source)
            point = as_point(source, real_path, token, progress)
        done = restore_unreadable(
            real_path, point, surroundings=surroundings, token=token, progress=progress
        )
        details["restore_point"] = str(done.before.path)
    return replace(done, point=replace(done.point, path=place))


def look_for_damage(path: Path, *, token: CancelToken, progress: Progress) -> None:
    """Find out whether a file can be opened for writing, without a trace.

    An attempt to write would tell as well, and would already move what lies beside the file into it.

    Raises:
        DatabaseDamaged: Its content keeps it from being opened for writing.
        NotADatabase: Its beginning is that of no database.
        Unsurvivable: What it declares ends SQLite or keeps it for too long.
        EnvironmentProblem: It cannot be read now.
        Cancelled: The token was cancelled.
    """
    with open_hive(DatabaseTarget(path), token=token, progress=progress).database as database:
        if database.opened.salvaging:
            raise DatabaseDamaged(
                tr("The database is damaged: its schema cannot be read in full."),
                tr("Restore a backup, or see what can be saved of it."),
            )


def _require_unreadable(real_path: Path, token: CancelToken, progress: Progress) -> None:
    try:
        look_for_damage(real_path, token=token, progress=progress)
    except UNREADABLE:
        return
    raise Refusal(
        tr("{real_path} can be opened after all.", real_path=real_path),
        tr("Restore into it in the usual way, which keeps more."),
    )


def _require_hive(inside: Inside) -> None:
    """What the file was cannot be seen any more; that the backup is Hive's can."""
    if inside.lineage is Lineage.OTHER:
        raise Refusal(
            tr("{source} holds no Hive database.", source=inside.source),
            tr("Choose a backup of Hive."),
        )
