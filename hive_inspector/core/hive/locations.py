"""Where a Hive installation keeps its database, its backups and what an older version left.

Everything is a function of the environment's variables and the home folder. Only names, sizes and times of files are
read here, never their content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DATABASE_VARIABLE = "HIVE_DB_PATH"
BACKUP_VARIABLE = "HIVE_BACKUP_DIR"
BACKUP_SETTING = "backup.dir"
"""The row of table `settings` that names the folder of backups."""
OLDER_FILES = (
    "hive-ai-knowledge.db",
    "hive-ai-context.db",
    "openrouter-data.db",
    "secure-pipeline.db",
)
"""What the TypeScript version kept in `~/.hive-ai`."""

_BACKUP = re.compile(
    r"hive-ai-backup-(?:(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)(?:-(\d{1,6}))?Z?|.*?)\.sqlite(\.gz)?(?:\.enc)?"
)
"""`hive-ai-backup-` and an ISO time in which `:` and `.` became `-`."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that Hive made."""

    path: Path
    made_at: datetime
    """By its name where that has a time, else the file's own time; UTC."""
    size: int
    """Bytes."""
    compressed: bool


@dataclass(frozen=True, slots=True)
class OlderInstall:
    """A folder of the TypeScript version of Hive."""

    folder: Path
    files: tuple[Path, ...]
    """Its databases, in the order of `OLDER_FILES`."""


def database_path(environ: Mapping[str, str], home: Path) -> Path:
    """Where the database is expected: `HIVE_DB_PATH`, else `~/.hive/hive-ai.db`, else where `~/.hive-ai.db` leads.

    The file need not exist.
    """
    named = environ.get(DATABASE_VARIABLE, "").strip()
    if named:
        return _below_home(named, home)
    usual = home / ".hive" / "hive-ai.db"
    link = home / ".hive-ai.db"
    return link if not usual.exists() and link.exists() else usual


def backup_folder(environ: Mapping[str, str], home: Path, setting: str | None = None) -> Path:
    """Where Hive puts its backups: the setting, else `HIVE_BACKUP_DIR`, else `~/.hive/backups`.

    Args:
        environ: The environment's variables.
        home: The user's home folder.
        setting: The value of the row `backup.dir` in table `settings`, where the file has one.
    """
    named = (setting or "").strip() or environ.get(BACKUP_VARIABLE, "").strip()
    return _below_home(named, home) if named else home / ".hive" / "backups"


def backups(folder: Path) -> tuple[Backup, ...]:
    """Hive's backups in a folder, the newest first; none where there is no such folder.

    Raises:
        EnvironmentProblem: The folder cannot be listed.
    """
    try:
        found = list(_backups(folder)) if folder.is_dir() else []
    except OSError as error:
        raise EnvironmentProblem(
            tr("The backup folder {folder} cannot be read.", folder=folder),
            tr("Check that you may read this folder."),
            str(error),
        ) from error
    return tuple(sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True))


def backup_at(path: Path) -> Backup | None:
    """The backup of Hive's that a file is by its name; None where it is none.

    Raises:
        OSError: Nothing can be asked about the file.
    """
    named = _BACKUP.fullmatch(path.name)
    if not named or not path.is_file():
        return None
    state = path.stat()
    made_at = _time_in(named) or datetime.fromtimestamp(state.st_mtime, UTC)
    return Backup(path, made_at, state.st_size, compressed=named[6] is not None)


def is_backup_name(name: str) -> bool:
    """Whether Hive calls its backups so."""
    return _BACKUP.fullmatch(name) is not None


def newest_backup(folder: Path) -> Backup | None:
    """The newest of Hive's backups in a folder, or None.

    Raises:
        EnvironmentProblem: The folder cannot be listed.
    """
    return next(iter(backups(folder)), None)


def older_installs(home: Path) -> tuple[OlderInstall, ...]:
    """What the TypeScript version of Hive left in the user's home folder."""
    folder = home / ".hive-ai"
    files = tuple(path for name in OLDER_FILES if (path := folder / name).is_file())
    return (OlderInstall(folder, files),) if files else ()


def _below_home(text: str, home: Path) -> Path:
    """The path, with a leading `~` for the home folder that was given."""
    if text == "~" or text.startswith(("~/", "~\\")):
        return home / text[2:]
    return Path(text)


def _backups(folder: Path) -> Iterator[Backup]:
    yield from filter(None, map(backup_at, folder.iterdir()))


def _time_in(named: re.Match[str]) -> datetime | None:
    day, hour, minute, second, fraction, _ = named.groups()
    if day is None:
        return None
    try:
        return datetime.fromisoformat(
            f"{day}T{hour}:{minute}:{second}.{(fraction or '0'):0<6}+00:00"
        )
    except ValueError:
        return None
