"""A copy of a database that cannot be read where it lies without leaving traces there.

SQLite has to write to recover a database after a crash: it rolls a hot journal back, or makes a `-shm` for a `-wal`
that has none. On a stranger's only copy that happens on a copy of ours, in a folder that only its user can read. What
is compressed or encrypted is unpacked there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from hive_inspector.core.database.fileops import copy_file
from hive_inspector.core.database.finding import create_file
from hive_inspector.core.database.sidefiles import FileStamp, beside, stamp
from hive_inspector.core.database.unpacking import unpack
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.core.ownfiles import make_own_folder
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.wrapping import Password, Wrapping
    from hive_inspector.core.progress import Progress

_COPIED_SUFFIXES = ("", "-wal", "-journal")
_ATTEMPTS = 3
_CLOCK_TOLERANCE_S = 60
_SPARE_BYTES = 16 * 1024 * 1024


def make_private_copy(database: Path, token: CancelToken, progress: Progress) -> Path:
    """Copy a database with its `-wal` and `-journal` into a new private folder.

    Returns:
        The copy; its folder holds nothing else and is the caller's to remove with `remove_private_copy`.

    Raises:
        EnvironmentProblem: There is no room, the file cannot be read, or it kept changing while it was copied.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    try:
        remove_abandoned_copies()
        folder = _new_folder()
    except OSError as error:
        raise _cannot_copy(error) from error
    try:
        for _ in range(_ATTEMPTS):
            before = _stamps(database)
            _require_room(folder, before)
            copied = _copy_all(database, folder, before, token, progress)
            if _stamps(database) == before:
                return copied
            _empty(folder)
    except OSError as error:
        shutil.rmtree(folder)
        raise _cannot_copy(error) from error
    except BaseException:
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)
    raise EnvironmentProblem(
        tr("The database kept changing while a private copy was made for reading."),
        tr("Open it again when the program that writes to it has finished."),
    )


def make_unpacked_copy(
    backup: Path, password: Password | None, token: CancelToken, progress: Progress
) -> tuple[Path, Wrapping]:
    """Unpack a compressed or encrypted backup into a new private folder.

    Returns:
        The database, as `make_private_copy` has it, and what was around it.

    Raises:
        PasswordNeeded: It is encrypted and there is no password.
        PasswordWrong: The password does not open it.
        EnvironmentProblem: There is no room, the file cannot be read, or it holds no sound database.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    try:
        remove_abandoned_copies()
        folder = _new_folder()
    except OSError as error:
        raise _cannot_copy(error) from error
    try:
        copy = folder / backup.name
        return copy, unpack(backup, copy, password, token, progress)
    except OSError as error:
        shutil.rmtree(folder)
        raise _cannot_copy(error) from error
    except BaseException:
        shutil.rmtree(folder)
        raise


def make_empty_copy() -> Path:
    """Make an empty database in a new private folder; `remove_private_copy` takes it away again.

    Raises:
        EnvironmentProblem: It cannot be made there; nothing is left behind.
    """
    try:
        remove_abandoned_copies()
        folder = _new_folder()
    except OSError as error:
        raise _cannot_copy(error) from error
    try:
        create_file(folder / "empty.db")
    except BaseException:
        shutil.rmtree(folder)
        raise
    return folder / "empty.db"


@contextmanager
def private_folder() -> Iterator[Path]:
    """An empty folder that only its user can read, gone at the end of the block with all that is in it.

    Raises:
        EnvironmentProblem: It cannot be made.
    """
    try:
        remove_abandoned_copies()
        folder = _new_folder()
    except OSError as error:
        raise EnvironmentProblem(
            tr("A private folder could not be made in {cache}.", cache=app_paths().cache),
            tr("Check that it can be written and that the disk has room."),
            str(error),
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _cannot_copy(error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        tr("The database could not be copied to a private folder, which reading it needs."),
        tr(
            "Check that you may read the file, and that {cache} can be written and has room for a "
            "copy.",
            cache=app_paths().cache,
        ),
        str(error),
    )


def remove_private_copy(copy: Path) -> None:
    """Remove a copy and its folder."""
    shutil.rmtree(copy.parent, ignore_errors=True)


def remove_abandoned_copies() -> None:
    """Remove copies of processes that ended without removing theirs."""
    root = app_paths().private_copies
    if not root.is_dir():
        return
    for folder in root.iterdir():
        owner = folder.name.partition("-")[0]
        if owner.isdigit() and not _made_by_living(int(owner), folder):
            shutil.rmtree(folder, ignore_errors=True)


def _made_by_living(owner: int, folder: Path) -> bool:
    """Whether the process that made the folder still runs, and its number has not gone to a younger one."""
    try:
        return psutil.Process(owner).create_time() <= folder.stat().st_ctime + _CLOCK_TOLERANCE_S
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False


def _new_folder() -> Path:
    root = app_paths().private_copies
    make_own_folder(app_paths().cache)
    make_own_folder(root)
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=root))


def _stamps(database: Path) -> dict[str, FileStamp]:
    found = {suffix: stamp(beside(database, suffix)) for suffix in _COPIED_SUFFIXES}
    return {suffix: one for suffix, one in found.items() if one is not None}


def _require_room(folder: Path, stamps: dict[str, FileStamp]) -> None:
    needed = sum(one.size for one in stamps.values()) + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise EnvironmentProblem(
            tr("The disk has no room for the private copy that reading this database needs."),
            tr("Free {needed} MB and try again.", needed=(needed - free) // 1000000 + 1),
        )


def _copy_all(
    database: Path,
    folder: Path,
    stamps: dict[str, FileStamp],
    token: CancelToken,
    progress: Progress,
) -> Path:
    total = sum(one.size for one in stamps.values())
    finished = 0
    for suffix, one in stamps.items():

        def report(copied: int, base: int = finished) -> None:
            token.raise_if_cancelled()
            progress(base + copied, total, tr("Copying the database to read it"))

        copy_file(beside(database, suffix), folder / (database.name + suffix), report)
        finished += one.size
    return folder / database.name


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
