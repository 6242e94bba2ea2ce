"""A file that appears when it is complete, and not before."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from hive_inspector.core.database.durable import draft_of, flush_file, flush_folder, noted_draft
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal, UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

_BUFFER = 1024 * 1024
_MOST_NAME = 200
"""Bytes of a name that its draft takes over; a name has 255 at most on every usual system."""
_SIDE_FILES = ("", "-wal", "-shm", "-journal")


@contextmanager
def complete_file(path: Path, database: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file to write, which takes its name and place when the block ends, and leaves nothing if the block raises.

    It is readable by its owner alone, since what is exported is private. A kill leaves the file that was there before,
    and a hidden draft beside it, which the next start of the program removes.

    Args:
        path: The file's name.
        database: The database that is read; neither it nor what lies beside it is ever replaced.
        replace: Whether a file of that name may be replaced.

    Raises:
        Refusal: There is such a file and it is not to be replaced, or it is the database.
        UsageProblem: The path leads to no place for a file.
        EnvironmentProblem: The file cannot be written: no permission, no room.
    """
    place = _require_place(path, database, replace=replace)
    draft = _draft_for(place)
    with _told(path), noted_draft(draft):
        try:
            descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w+b", buffering=_BUFFER) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put(draft, place, replace=replace)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise


@contextmanager
def complete_draft(path: Path, database: Path) -> Iterator[Path]:
    """A name to write a file under, which takes its own name when the block ends, unless that is taken.

    For what is written by name and not by a handle, such as a database. A draft that a kill leaves is removed at the
    next start of the program.

    Args:
        path: The file's name.
        database: The database that is read.

    Raises:
        Refusal: There is such a file.
        UsageProblem: The path leads to no place for a file.
        EnvironmentProblem: The file cannot be written: no permission, no room.
    """
    place = _require_place(path, database, replace=False)
    draft = _draft_for(place)
    with _told(path), noted_draft(draft):
        try:
            yield draft
            flush_file(draft)
            _put(draft, place, replace=False)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise


def _draft_for(place: Path) -> Path:
    """A name that nothing has, however often the same file is written at once, and no longer than a name may be."""
    name = os.fsdecode(os.fsencode(place.name)[:_MOST_NAME])
    return draft_of(place.with_name(f"{name}.{secrets.token_hex(4)}"))


def _put(draft: Path, place: Path, *, replace: bool) -> None:
    """Give a draft its name; where nothing may be replaced, also not what appeared meanwhile."""
    if replace:
        draft.replace(place)
    else:
        try:
            os.link(draft, place)
        except FileExistsError as error:
            raise _exists(place) from error
        except OSError:  # a file system without links
            draft.replace(place)
        else:
            draft.unlink()
    flush_folder(place.parent)


def _require_place(path: Path, database: Path, *, replace: bool) -> Path:
    """Where the file will be, symlinks resolved."""
    with _told(path):
        place = path.expanduser().resolve()
        own = {database.with_name(database.name + suffix) for suffix in _SIDE_FILES}
        if place in own or any(_is_same(place, one) for one in own):
            raise Refusal(
                tr("This is the database itself; an export must not replace it."),
                tr("Choose another name."),
            )
        if not place.parent.is_dir():
            raise UsageProblem(
                tr("There is no folder {path}.", path=shown_path(place.parent)),
                tr("Choose a folder that exists."),
            )
        mode = _mode(place)
    if mode is not None and not stat.S_ISREG(mode):
        raise UsageProblem(
            tr("{path} is not a file.", path=shown_path(path)), tr("Choose the name of a file.")
        )
    if mode is not None and not replace:
        raise _exists(path)
    return place


def _mode(place: Path) -> int | None:
    try:
        return place.stat().st_mode
    except FileNotFoundError:
        return None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except FileNotFoundError:
        return False


def _exists(path: Path) -> Refusal:
    return Refusal(
        tr("There is already a file {path}.", path=shown_path(path)),
        tr("Choose another name, or replace it."),
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in the user's words what the system says of a file."""
    try:
        yield
    except OSError as error:
        raise _problem(path, error) from error


def _problem(path: Path, error: OSError) -> InspectorError:
    where = shown_path(path)
    if error.errno in _NO_ROOM:
        return EnvironmentProblem(
            tr("There is no room left to write {where}; nothing was written.", where=where),
            tr("Free some room, or choose another disk."),
            str(error),
        )
    if error.errno in _FORBIDDEN:
        return EnvironmentProblem(
            tr(
                "{where} cannot be written: its folder is read-only or belongs to somebody else.",
                where=where,
            ),
            tr("Choose another folder."),
            str(error),
        )
    if error.errno in _BAD_NAMES:
        return UsageProblem(
            tr("{where} cannot be the name of a file.", where=where),
            tr("Choose another name."),
            str(error),
        )
    return EnvironmentProblem(
        tr("{where} could not be written.", where=where),
        tr("Choose another place, and see the details."),
        str(error),
    )


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_BAD_NAMES = frozenset({errno.ENAMETOOLONG, errno.EILSEQ, errno.ELOOP, errno.EINVAL})
