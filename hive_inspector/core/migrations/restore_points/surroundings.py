"""Where a file's restore points go, and how many are kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.hive.locations import BACKUP_SETTING, backup_folder, database_path
from hive_inspector.core.hive.settings import read_setting
from hive_inspector.core.migrations.restore_points.points import DEFAULT_KEEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection

KEEP_SETTING = "backup.retentionCount"
_MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is asked of the computer: its variables and the user's home folder."""

    environ: Mapping[str, str]
    home: Path


def present_surroundings() -> Surroundings:
    """Those of the running program."""
    return Surroundings(dict(os.environ), Path.home())


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where restore points go and how many stay."""

    folder: Path
    keep: int


def keeping_of(
    connection: ReadConnection, schema: Schema, real_path: Path, surroundings: Surroundings
) -> Keeping:
    """Where Hive keeps its backups, if the file is the one that Hive uses here; else `backups` beside the file.

    A file that came from another computer names folders of that computer, so its own setting counts only here.
    """
    number = (read_setting(connection, schema, KEEP_SETTING) or "").strip()
    keep = int(number) if number.isascii() and number.isdigit() else 0
    setting = read_setting(connection, schema, BACKUP_SETTING)
    folder = _folder(real_path, surroundings, setting)
    return Keeping(folder, min(keep, _MOST_KEPT) or DEFAULT_KEEP)


def folder_of_unreadable(real_path: Path, surroundings: Surroundings) -> Path:
    """Where it would be, for a file whose settings cannot be read."""
    return _folder(real_path, surroundings, None)


def _folder(real_path: Path, surroundings: Surroundings, setting: str | None) -> Path:
    if _is_hives_own(real_path, surroundings):
        return backup_folder(surroundings.environ, surroundings.home, setting)
    return real_path.parent / "backups"


def _is_hives_own(real_path: Path, surroundings: Surroundings) -> bool:
    expected = database_path(surroundings.environ, surroundings.home)
    try:
        return expected.resolve(strict=True) == real_path
    except (OSError, RuntimeError):  # no such file, or a link that leads back to itself
        return False
