"""From a path as the user gave it to the file that it means, or to a sentence about why there is none."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.database import header
from hive_inspector.core.database.failures import explained
from hive_inspector.core.database.fileops import first_bytes
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.database.header import Header


def find_file(path: Path) -> Path:
    """The regular file that a path leads to, its symlinks resolved.

    Raises:
        EnvironmentProblem: The path is missing, dangling, in a loop, a folder, a device, or out of reach.
    """
    try:
        real_path = Path(os.path.realpath(path, strict=True))
        status = real_path.stat()
    except (OSError, ValueError) as error:
        raise _unreachable(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise EnvironmentProblem(
            tr("{path} is a folder, not a database.", path=path),
            tr("Choose the database file in it, usually hive-ai.db."),
        )
    if not stat.S_ISREG(status.st_mode):
        raise EnvironmentProblem(
            tr("{path} is a device or pipe, not a file.", path=path), tr("Choose a database file.")
        )
    return real_path


def create_file(path: Path) -> None:
    """Make an empty database in WAL mode, as Hive's own are, readable by its owner alone.

    Raises:
        Refusal: There is something of that name already.
        EnvironmentProblem: It cannot be made there; nothing is left behind.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise Refusal(
            tr("{path} exists already; it was left as it is.", path=path),
            tr("Choose a name that is not taken."),
        ) from error
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(
            tr("{path} cannot be created: {reason}.", path=path, reason=_reason(error)),
            tr("Choose a folder that exists and that you may write to."),
        ) from error
    try:
        with closing(sqlite3.connect(file_uri(path.absolute(), "rw"), uri=True)) as raw:
            raw.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        path.unlink()
        raise explained(error, path) from error


def require_writable(real_path: Path, found: Header) -> None:
    """Make sure that SQLite will not fall back to reading only, which it does silently.

    Raises:
        EnvironmentProblem: The file, its folder or its format cannot be written.
    """
    if found.newer_to_write:
        raise EnvironmentProblem(
            tr("The file has a newer SQLite format, which this program can read but not write."),
            tr("Open it for reading, or write it with the program that made it."),
        )
    for place, what in ((real_path, tr("The database file")), (real_path.parent, tr("Its folder"))):
        if not os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise EnvironmentProblem(
                tr(
                    "{what} cannot be written: {place} is read-only for you.",
                    what=what,
                    place=place,
                ),
                tr("Open it for reading, or change the permissions."),
            )


def read_header(real_path: Path) -> Header:
    """What the file's first bytes say, read without dropping a lock of ours.

    Raises:
        EnvironmentProblem: It cannot be read, or is not a database that this SQLite can read.
    """
    return header.parse(read_beginning(real_path))


def read_beginning(real_path: Path) -> bytes:
    """The file's first bytes, as many as a header has, read without dropping a lock of ours.

    Raises:
        EnvironmentProblem: It cannot be read.
    """
    try:
        return first_bytes(real_path, header.SIZE)
    except OSError as error:
        raise _unreadable(real_path, error) from error


def _unreadable(real_path: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        tr("{real_path} cannot be read: {reason}.", real_path=real_path, reason=_reason(error)),
        tr("Check the file's permissions, or run as its owner."),
    )


def _reason(error: OSError | ValueError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    return str(error) if code is None else os.strerror(code)


def _unreachable(path: Path, error: OSError | ValueError) -> EnvironmentProblem:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.ELOOP:
        return EnvironmentProblem(
            tr("{path} is a symbolic link that leads back to itself.", path=path),
            tr("Remove the link, or choose the database itself."),
        )
    if code in {errno.EACCES, errno.EPERM}:
        return EnvironmentProblem(
            tr("You may not look into the folder of {path}.", path=path),
            tr("Check the permissions, or run as the file's owner."),
        )
    if code is not None and path.is_symlink():
        return EnvironmentProblem(
            tr(
                "{path} is a symbolic link to {path_readlink}, which does not exist.",
                path=path,
                path_readlink=path.readlink(),
            ),
            tr("Find out where the database was moved to, or choose another file."),
        )
    return EnvironmentProblem(
        tr("There is no file {path}.", path=path),
        tr("Check the path; Hive keeps its database in ~/.hive/hive-ai.db."),
        str(error),
    )
