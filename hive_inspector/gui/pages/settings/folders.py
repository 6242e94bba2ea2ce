"""Where the program and Hive keep their files, as the disk has it now."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.hive.locations import backup_folder
from hive_inspector.core.language import tr
from hive_inspector.core.paths import app_paths, shown_path

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """A folder that the user may want to see."""

    title: str
    path: str
    shown: str
    """The path as people write it."""
    exists: bool


def look_at_folders(_token: CancelToken, _progress: Progress) -> tuple[OwnFolder, ...]:
    """The folders; to be run on a worker thread."""
    paths = app_paths()
    found = (
        (
            tr("Backups and restore points of Hive's own file"),
            backup_folder(os.environ, Path.home()),
        ),
        (tr("Log"), paths.state),
        (tr("Settings, query history and audit trail"), paths.settings),
        (tr("Demo and private copies"), paths.cache),
    )
    return tuple(
        OwnFolder(title, str(path), shown_path(path), path.is_dir()) for title, path in found
    )
