"""When a file was last backed up, as far as this computer and the file itself can tell.

A file may come from somebody else's computer, so a backup counts only where it is known to be this file's: in the
folder `backups` beside it, in the folder that its own settings name, in Hive's folder if the file is the one that Hive
uses here, and where Hive noted a backup in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.times import read_time
from hive_inspector.core.health.thresholds import BACKUP_AGE_S, BACKUP_AGE_UNSET_S, Level
from hive_inspector.core.hive.locations import (
    BACKUP_SETTING,
    backup_folder,
    backups,
    database_path,
)
from hive_inspector.core.hive.settings import read_setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.health.thresholds import Threshold
    from hive_inspector.core.hive.locations import Backup

FREQUENCY_SETTING = "backup.frequency"
LAST_SETTING = "backup.lastBackupAt"


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """What the file's own settings say about backups."""

    folder: str | None = None
    frequency: str = ""
    """`daily`, `weekly`, `manual`, or empty where it is not set."""
    last_at: datetime | None = None
    """When Hive noted its last backup."""


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest backup that is known of."""

    made_at: datetime | None
    """None where there is no backup that is known to be this file's."""
    frequency: str
    """How often one is expected: `daily`, `weekly`, `manual`, or empty where that is not set."""

    @property
    def threshold(self) -> Threshold:
        """What its age is measured by."""
        return BACKUP_AGE_S.get(self.frequency, BACKUP_AGE_UNSET_S)

    def age_s(self, now: datetime) -> float | None:
        """Seconds since then; None where there is no backup."""
        return None if self.made_at is None else (now - self.made_at).total_seconds()

    def level(self, now: datetime) -> Level | None:
        """What its age means; None where there is none and none is expected."""
        age = self.age_s(now)
        if age is None:
            return Level.WATCH if self.frequency in BACKUP_AGE_S else None
        return self.threshold.level(age)


def read_backup_settings(connection: ReadConnection, schema: Schema) -> BackupSettings:
    """What a file's settings say about backups.

    Raises:
        InspectorError: The file cannot be read.
        Cancelled: The lease was cancelled.
    """
    last = read_time(read_setting(connection, schema, LAST_SETTING))
    return BackupSettings(
        folder=read_setting(connection, schema, BACKUP_SETTING),
        frequency=(read_setting(connection, schema, FREQUENCY_SETTING) or "").strip().lower(),
        last_at=last.moment if last else None,
    )


def last_backup(
    real_path: Path, settings: BackupSettings, environ: Mapping[str, str], home: Path
) -> LastBackup:
    """The newest backup of a file that is known of.

    Args:
        real_path: The database, its symlinks resolved.
        settings: What the file says itself.
        environ: The environment's variables.
        home: The user's home folder.

    Raises:
        EnvironmentProblem: A folder of backups cannot be listed.
    """
    found = [backup.made_at for backup in known_backups(real_path, settings, environ, home)]
    if settings.last_at is not None:
        found.append(settings.last_at)
    return LastBackup(max(found, default=None), settings.frequency)


def known_backups(
    real_path: Path, settings: BackupSettings, environ: Mapping[str, str], home: Path
) -> tuple[Backup, ...]:
    """Every backup that is known to be this file's, each once.

    Args:
        real_path: The database, its symlinks resolved.
        settings: What the file says itself.
        environ: The environment's variables.
        home: The user's home folder.

    Raises:
        EnvironmentProblem: A folder of backups cannot be listed.
    """
    folders = backup_folders(real_path, settings, environ, home)
    return tuple({backup.path: backup for one in folders for backup in backups(one)}.values())


def backup_folders(
    real_path: Path, settings: BackupSettings, environ: Mapping[str, str], home: Path
) -> tuple[Path, ...]:
    """The folders in which backups are known to be this file's; they need not be there."""
    return tuple(dict.fromkeys(_folders(real_path, settings, environ, home)))


def _folders(
    real_path: Path, settings: BackupSettings, environ: Mapping[str, str], home: Path
) -> Iterator[Path]:
    yield real_path.parent / "backups"
    if settings.folder and settings.folder.strip():
        yield backup_folder(environ, home, settings.folder)
    if _resolved(database_path(environ, home)) == real_path:
        yield backup_folder(environ, home)


def _resolved(path: Path) -> Path | None:
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError):  # no such file, or a link that leads back to itself
        return None
