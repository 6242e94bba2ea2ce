"""Opening a database of which nothing is known: what is it, and how can it be read without leaving a trace?

The rules, each measured (SQLite 3.40.1, read as another user than the owner):

* A WAL database that nobody has open (no `-shm`, an empty or no `-wal`) is read as immutable: an ordinary read-only
  connection would leave a `-wal` and `-shm` of ours in the owner's folder.
* With `-wal` and `-shm` there, an ordinary read-only connection reads both and leaves them as they are.
* A `-wal` without `-shm` was left by a crash or came with a copied file. Immutable would silently lose its rows, and an
  ordinary connection would leave a `-shm`: it is read from a private copy.
* A hot journal has to be rolled back before reading. Read-only, SQLite refuses; immutable shows the half-made change:
  private copy.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database import header
from hive_inspector.core.database.connections import Database
from hive_inspector.core.database.failures import error_name, explained
from hive_inspector.core.database.fileops import first_bytes, held_open
from hive_inspector.core.database.privatecopy import make_private_copy, remove_private_copy
from hive_inspector.core.database.retry import DRIVER_WAIT_MS, patiently
from hive_inspector.core.database.sidefiles import look_beside, stamp
from hive_inspector.core.database.target import Access, DatabaseTarget, file_uri
from hive_inspector.core.database.way import Opening, Way
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from hive_inspector.core.database.header import Header

OPENING_PATIENCE_S = 0.6
"""How long a lock of another program is waited for at first contact, so that bad news comes within a second."""

_NEEDS_A_COPY = frozenset(
    {
        "SQLITE_READONLY",
        "SQLITE_READONLY_CANTINIT",
        "SQLITE_READONLY_DIRECTORY",
        "SQLITE_READONLY_RECOVERY",
        "SQLITE_READONLY_ROLLBACK",
        "SQLITE_CANTOPEN",
    }
)
_COPY_NOTE = "Read from a private copy: a crash left work that SQLite has to finish before reading."


def open_database(
    target: DatabaseTarget, *, token: CancelToken | None = None, progress: Progress = silent
) -> Database:
    """Open a file of which nothing is known.

    Args:
        target: The file, and whether it is to be read, written or made.
        token: Stops the opening; only a private copy takes long enough to need it.
        progress: Hears of bytes copied, where a private copy is needed.

    Raises:
        EnvironmentProblem: There is no such file, it is not a database, or it cannot be read; the message says which.
        Refusal: A new file was asked for and there is one already.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    token = token or CancelToken()
    if target.access is Access.NEW:
        _create(target.path)
    real_path = find_file(target.path)
    choose = partial(_choose_way, real_path, target.access, token, progress)
    return Database(target, real_path, choose(), choose)


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
            f"{path} is a folder, not a database.",
            "Choose the database file in it, usually hive-ai.db.",
        )
    if not stat.S_ISREG(status.st_mode):
        raise EnvironmentProblem(
            f"{path} is a device or pipe, not a file.", "Choose a database file."
        )
    return real_path


def _unreachable(path: Path, error: OSError | ValueError) -> EnvironmentProblem:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.ELOOP:
        return EnvironmentProblem(
            f"{path} is a symbolic link that leads back to itself.",
            "Remove the link, or choose the database itself.",
        )
    if code in {errno.EACCES, errno.EPERM}:
        return EnvironmentProblem(
            f"You may not look into the folder of {path}.",
            "Check the permissions, or run as the file's owner.",
        )
    if path.is_symlink():
        return EnvironmentProblem(
            f"{path} is a symbolic link to {path.readlink()}, which does not exist.",
            "Find out where the database was moved to, or choose another file.",
        )
    return EnvironmentProblem(
        f"There is no file {path}.",
        "Check the path; Hive keeps its database in ~/.hive/hive-ai.db.",
        str(error),
    )


def _create(path: Path) -> None:
    """Make an empty database in WAL mode, as Hive's own are."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except FileExistsError as error:
        raise Refusal(
            f"{path} exists already; it was left as it is.", "Choose a name that is not taken."
        ) from error
    except OSError as error:
        raise EnvironmentProblem(
            f"{path} cannot be created: {os.strerror(error.errno or 0)}.",
            "Choose a folder that exists and that you may write to.",
        ) from error
    os.close(descriptor)
    with closing(sqlite3.connect(file_uri(path.absolute(), "rw"), uri=True)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")


def _choose_way(real_path: Path, access: Access, token: CancelToken, progress: Progress) -> Opening:
    before = stamp(real_path)
    found = _read_header(real_path)
    if access is not Access.READ_ONLY:
        return _require_readable(_opening(Way.LIVE, real_path, found), access, token)
    side_files = look_beside(real_path)
    if found.uses_wal and not side_files.wal and side_files.shm is None:
        opening = _opening(Way.IMMUTABLE, real_path, found)
        if stamp(real_path) == before:
            return _require_readable(opening, access, token)
    if found.uses_wal and side_files.wal and side_files.shm is None:
        return _copied(real_path, found, token, progress)
    return _live_or_copied(real_path, found, token, progress)


def _live_or_copied(
    real_path: Path, found: Header, token: CancelToken, progress: Progress
) -> Opening:
    try:
        return _require_readable(_opening(Way.LIVE, real_path, found), Access.READ_ONLY, token)
    except InspectorError as error:
        if error.__cause__ is None or error_name(error.__cause__) not in _NEEDS_A_COPY:
            raise
    return _copied(real_path, found, token, progress)


def _copied(real_path: Path, found: Header, token: CancelToken, progress: Progress) -> Opening:
    copy = make_private_copy(real_path, token, progress)
    opening = Opening(
        way=Way.PRIVATE_COPY,
        read_path=copy,
        header=found,
        stamp=stamp(real_path),
        memory_mapped=False,
        note=_COPY_NOTE,
    )
    try:
        return _require_readable(opening, Access.WRITABLE, token)
    except BaseException:
        remove_private_copy(copy)
        raise


def _opening(way: Way, real_path: Path, found: Header) -> Opening:
    now = stamp(real_path)
    expected = found.expected_bytes or 0
    complete = now is not None and now.size >= expected
    has_wal = bool(look_beside(real_path).wal)
    note = "" if complete or has_wal else _truncation_note(now.size if now else 0, expected)
    return Opening(
        way=way,
        read_path=real_path,
        header=found,
        stamp=now,
        memory_mapped=complete,
        note=note,
    )


def _truncation_note(size: int, expected: int) -> str:
    return f"The file is cut off: it has {size:,} of {expected:,} bytes."


def _read_header(real_path: Path) -> Header:
    try:
        return header.parse(first_bytes(real_path, header.SIZE))
    except OSError as error:
        raise EnvironmentProblem(
            f"{real_path} cannot be read: {os.strerror(error.errno or 0)}.",
            "Check the file's permissions, or run as its owner.",
        ) from error


def _require_readable(opening: Opening, access: Access, token: CancelToken) -> Opening:
    """First contact through SQLite: the schema can be read."""
    mode = "ro" if access is Access.READ_ONLY else "rw"
    uri = file_uri(opening.read_path, mode, immutable=opening.way is Way.IMMUTABLE)
    try:
        with (
            held_open(opening.read_path),
            closing(
                sqlite3.connect(uri, uri=True, isolation_level=None, timeout=DRIVER_WAIT_MS / 1000)
            ) as raw,
        ):
            patiently(
                lambda: raw.execute("SELECT count(*) FROM sqlite_master").fetchone(),
                token,
                OPENING_PATIENCE_S,
            )
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explained(error, opening.read_path) from error
    return opening
