"""Who may read the file: the one repair that changes nothing in it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from hive_inspector.core.database.sidefiles import beside
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNER_ONLY = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def readable_by_others(real_path: Path) -> tuple[Path, ...]:
    """The database and what SQLite keeps beside it, as far as others may read or write it; none on Windows."""
    if os.name == "nt":
        return ()
    return tuple(path for path in _files(real_path) if _mode(path) & _OTHERS)


def mode_text(path: Path) -> str:
    """E.g. `0644`."""
    return f"{_mode(path):04o}"


def let_owner_only(paths: tuple[Path, ...]) -> None:
    """Take every right from all but the owner.

    Raises:
        EnvironmentProblem: The system does not allow it.
    """
    for path in paths:
        try:
            path.chmod(_mode(path) & ~_OTHERS)
        except OSError as error:
            raise EnvironmentProblem(
                tr(
                    "The permissions of {path} could not be changed: {reason}.",
                    path=path,
                    reason=os.strerror(error.errno or 0),
                ),
                tr("Only the file's owner may change them."),
                str(error),
            ) from error


def _files(real_path: Path) -> Iterator[Path]:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path = beside(real_path, suffix)
        if path.exists():
            yield path


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
