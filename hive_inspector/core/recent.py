"""The recent files and the usual place of a Hive database, as they are on the disk now."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.hive.locations import database_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.settings import RecentFile


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that may be there."""

    path: Path
    size_bytes: int | None
    """None where there is no such file, or none that this user may see."""
    opened_at: float | None = None
    """When it was last opened, in seconds since 1970; None where that was never."""
    pinned: bool = False
    """Whether the user keeps it on the list."""


def look_at_recent(files: tuple[RecentFile, ...]) -> tuple[KnownFile, ...]:
    """The recent files with their present sizes. Never opens them."""
    return tuple(
        KnownFile(Path(file.path), _size(Path(file.path)), file.opened_at, file.pinned)
        for file in files
    )


def look_at_usual_place(environ: Mapping[str, str], home: Path) -> KnownFile:
    """Where Hive keeps its database for this user, and whether it is there.

    Args:
        environ: The environment's variables.
        home: The user's home folder.
    """
    path = database_path(environ, home)
    return KnownFile(path, _size(path))


def _size(path: Path) -> int | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
