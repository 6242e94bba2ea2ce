"""Which backups there are, Hive's and ours, and what is known of each without unpacking or decrypting it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.finding import read_beginning
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.database.wrapping import Wrapping, wrapping_of
from hive_inspector.core.errors import EnvironmentProblem, InspectorError
from hive_inspector.core.hive.locations import backups
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.language import tr
from hive_inspector.core.support.backups.manifests import BackupManifest, read_manifest
from hive_inspector.core.support.backups.naming import OURS
from hive_inspector.core.support.backups.verdicts import Verdict, Verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Maker(Enum):
    """Who made a backup; the value is what reports call him."""

    HIVE = "Hive"
    INSPECTOR = "Hive Inspector"


@dataclass(frozen=True, slots=True)
class StoredBackup:
    """A backup in one of the folders where backups of a file are."""

    path: Path
    maker: Maker
    made_at: datetime
    """By its manifest or its name, else the file's own time."""
    size: int
    """Bytes of the file."""
    wrapping: Wrapping | None = None
    """None where it does not begin as any backup does, or cannot be read."""
    manifest: BackupManifest | None = None
    lineage: str | None = None
    """None where it is not known, since the backup would have to be unpacked."""
    version: int | None = None
    verdict: Verdict | None = None
    """What was found when it was last verified as it is now; None where nobody looked."""

    def age_s(self, now: datetime) -> float:
        """Seconds since it was made."""
        return (now - self.made_at).total_seconds()


def list_backups(
    folders: Iterable[Path], source: Path | None = None, *, token: CancelToken | None = None
) -> tuple[StoredBackup, ...]:
    """The backups in some folders, the newest first.

    Args:
        folders: Where to look; those that are not there hold none.
        source: Leave out those of ours that say that they are of another file than this.
        token: Stops it; a backup that is not packed is opened to see what it is.

    Raises:
        EnvironmentProblem: A folder cannot be listed.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    verdicts = Verdicts()
    found = {one.path: one for folder in dict.fromkeys(folders) for one in _in_folder(folder)}
    listed = [
        _looked_at(replace(one, verdict=verdicts.of(one.path)), token)
        for one in found.values()
        if source is None or one.manifest is None or one.manifest.source == str(source)
    ]
    return tuple(sorted(listed, key=lambda one: (one.made_at, one.path.name), reverse=True))


def _in_folder(folder: Path) -> Iterator[StoredBackup]:
    for backup in backups(folder):
        yield StoredBackup(backup.path, Maker.HIVE, backup.made_at, backup.size)
    try:
        names = list(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise EnvironmentProblem(
            tr("The folder of backups {folder} cannot be read.", folder=folder),
            tr("Check that you may read this folder."),
            str(error),
        ) from error
    for path in names:
        if OURS.fullmatch(path.name) and path.is_file():
            status = path.stat()
            manifest = read_manifest(path)
            made_at = manifest.made_at if manifest else None
            yield StoredBackup(
                path,
                Maker.INSPECTOR,
                made_at or datetime.fromtimestamp(status.st_mtime, UTC),
                status.st_size,
                manifest=manifest,
            )


def _looked_at(backup: StoredBackup, token: CancelToken) -> StoredBackup:
    token.raise_if_cancelled()
    try:
        wrapping = wrapping_of(read_beginning(backup.path))
    except EnvironmentProblem:  # it cannot be read: listed as what its name says
        return backup
    backup = replace(backup, wrapping=wrapping)
    if backup.manifest is not None:
        return replace(backup, lineage=backup.manifest.lineage, version=backup.manifest.version)
    if wrapping is not Wrapping.PLAIN:
        return backup
    try:
        hive = open_hive(DatabaseTarget(backup.path), token=token)
    except InspectorError:  # verifying it tells more
        return backup
    hive.database.close()
    return replace(backup, lineage=hive.identity.lineage.value, version=hive.identity.version)
