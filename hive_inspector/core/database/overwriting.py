"""Giving other content to a file that SQLite cannot read any more, after all bytes of it were copied elsewhere.

Where SQLite can still lock the file, the new content comes by the backup API: all or nothing, other programs locked
out. Where not even that is possible (no header, an impossible page size), a complete new file takes its place by one
rename. What lies beside the old one goes first then: SQLite would replay an old write-ahead log into the new file.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from hive_inspector.core.database.activity import holders
from hive_inspector.core.database.durable import draft_of, flush_file, flush_folder
from hive_inspector.core.database.failures import error_name, explained
from hive_inspector.core.database.fileops import copy_file, held_open
from hive_inspector.core.database.finding import read_header
from hive_inspector.core.database.locks import lock_holders
from hive_inspector.core.database.retry import DRIVER_WAIT_MS
from hive_inspector.core.database.sidefiles import beside
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress

SIDE_SUFFIXES = ("-wal", "-journal")
"""What lies beside a database and holds content of it."""
_SCRATCH_SUFFIX = "-shm"
_PAGES = 1000
_NOT_READABLE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_STEP = tr("Restoring")


def require_unused(real_path: Path) -> None:
    """Make sure that no other program has a file open, as far as the system tells.

    Raises:
        Refusal: One has; the message names it.
    """
    names = [tr("{one} (process {pid})", one=one.name, pid=one.pid) for one in holders(real_path)]
    names += [
        tr("process {pid}", pid=one.pid) for one in lock_holders(real_path) or () if not one.is_ours
    ]
    if names:
        raise Refusal(
            tr(
                "{real_path} cannot be read any more and is still open in {name}, which may go on "
                "writing to it.",
                real_path=real_path,
                name=names[0],
            ),
            tr("Close that program, then restore."),
        )


def copy_bytes(
    real_path: Path, copy: Path, *, token: CancelToken, progress: Progress
) -> tuple[tuple[Path, Path], ...]:
    """Copy a database and what lies beside it, byte for byte, and wait until the disk has it.

    Returns:
        Each copy under its hidden name, and the name that it is to get, in the order in which they should: the database
        last.

    Raises:
        OSError: A file cannot be read or written; what exists of the copies is left for the caller to remove.
        Cancelled: The token was cancelled; the same holds.
    """
    made = []
    for suffix in (*SIDE_SUFFIXES, ""):
        source = beside(real_path, suffix) if suffix else real_path
        if source.exists():
            target = copy.with_name(copy.name + suffix)
            draft = draft_of(target)
            copy_file(
                source, draft, _reporting(source, token, progress, tr("Keeping the damaged file"))
            )
            flush_file(draft)
            made.append((draft, target))
    return tuple(made)


def overwrite(real_path: Path, content: Path, *, token: CancelToken, progress: Progress) -> None:
    """Give a file the content of a database, whatever it holds now.

    Args:
        real_path: The file, its symlinks resolved; all of it was copied elsewhere before.
        content: A database that nobody changes, with nothing beside it.
        token: Stops it until the last piece is copied.
        progress: Hears of bytes or pages.

    Raises:
        Refusal: Another program has the file open.
        EnvironmentProblem: There is no room or no permission; the file is as it was, what lay beside it may be gone.
        Cancelled: The token was cancelled; the same holds.
    """
    require_unused(real_path)
    if not _copied_in(real_path, content, token, progress):
        _put_in_place(real_path, content, token, progress)


def _copied_in(real_path: Path, content: Path, token: CancelToken, progress: Progress) -> bool:
    """Whether SQLite could still do it by itself, in one transaction."""

    def report(code: int, left: int, total: int) -> None:
        if code != sqlite3.SQLITE_DONE:  # it is committed then
            token.raise_if_cancelled()
        progress(total - left, total, _STEP)

    if _page_size(real_path) != _page_size(content):
        return False
    wait_s = DRIVER_WAIT_MS / 1000
    target_uri = file_uri(real_path, "rw")
    content_uri = file_uri(content, "ro", immutable=True)
    try:
        with (
            held_open(real_path),
            closing(
                sqlite3.connect(target_uri, uri=True, isolation_level=None, timeout=wait_s)
            ) as raw,
            closing(sqlite3.connect(content_uri, uri=True)) as source,
        ):
            raw.execute("PRAGMA locking_mode = EXCLUSIVE")
            raw.execute("BEGIN EXCLUSIVE")
            raw.execute("COMMIT")  # the lock stays with the connection
            source.backup(raw, pages=_PAGES, progress=report)
    except sqlite3.Error as error:
        if error_name(error).startswith(_NOT_READABLE):
            return False
        raise explained(error, real_path) from error
    return True


def _page_size(path: Path) -> int | None:
    try:
        return read_header(path).page_size
    except InspectorError:  # no header that says so
        return None


def _put_in_place(real_path: Path, content: Path, token: CancelToken, progress: Progress) -> None:
    """Put a complete file in the place of the old one, with its owner and permissions."""
    draft = draft_of(real_path)
    try:
        status = real_path.stat()
        with suppress(FileNotFoundError):
            draft.unlink()
        copy_file(content, draft, _reporting(content, token, progress, _STEP))
        with suppress(PermissionError):  # not ours to give away
            shutil.chown(draft, status.st_uid, status.st_gid)
        draft.chmod(status.st_mode & 0o777)
        flush_file(draft)
        token.raise_if_cancelled()
        require_unused(real_path)
        for suffix in (*SIDE_SUFFIXES, _SCRATCH_SUFFIX):
            beside(real_path, suffix).unlink(missing_ok=True)
        flush_folder(real_path.parent)
        draft.replace(real_path)
        flush_folder(real_path.parent)
    except OSError as error:
        raise EnvironmentProblem(
            tr(
                "{real_path} could not be replaced: {reason}.",
                real_path=real_path,
                reason=os.strerror(error.errno or 0),
            ),
            tr("Check that its folder can be written and has room."),
            str(error),
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _reporting(
    source: Path, token: CancelToken, progress: Progress, step: str
) -> Callable[[int], None]:
    total = source.stat().st_size

    def report(done: int) -> None:
        token.raise_if_cancelled()
        progress(done, total, step)

    return report
