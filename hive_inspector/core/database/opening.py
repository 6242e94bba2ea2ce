"""Opening a database of which nothing is known: what is it, and how can it be read without leaving a trace?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database import header
from hive_inspector.core.database.connections import Database
from hive_inspector.core.database.entrusting import computed_names
from hive_inspector.core.database.failures import DatabaseDamaged, error_name, explained
from hive_inspector.core.database.fileops import held_open
from hive_inspector.core.database.finding import (
    create_file,
    find_file,
    read_beginning,
    read_header,
    require_writable,
)
from hive_inspector.core.database.first_contact import first_contact
from hive_inspector.core.database.privatecopy import (
    make_empty_copy,
    make_private_copy,
    make_unpacked_copy,
    remove_private_copy,
)
from hive_inspector.core.database.retry import DRIVER_WAIT_MS, patiently
from hive_inspector.core.database.sidefiles import look_beside, state_of
from hive_inspector.core.database.target import Access, DatabaseTarget, file_uri
from hive_inspector.core.database.way import Opening, Way, first_choice, second_choice
from hive_inspector.core.database.wrapping import TITLES, Wrapping, wrapping_of
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.header import Header
    from hive_inspector.core.database.sidefiles import FileState
    from hive_inspector.core.database.wrapping import Password

OPENING_PATIENCE_S = 0.5
"""How long a lock of another program is waited for at first contact, so that bad news comes within a second."""
_ATTEMPTS = 5
_ROOM_TO_RECOVER = 16 * 1024 * 1024
"""Bytes that a private copy's files may grow by, beside twice their size, when it is recovered."""

_TRY_ANOTHER_WAY = frozenset(
    {
        "SQLITE_READONLY",
        "SQLITE_READONLY_CANTINIT",
        "SQLITE_READONLY_DIRECTORY",
        "SQLITE_READONLY_RECOVERY",
        "SQLITE_READONLY_ROLLBACK",
        "SQLITE_CANTOPEN",
    }
)
_COPY_NOTE = tr(
    "Read from a private copy: a crash left work that has to be finished before reading, and "
    "that would change the file."
)
_DAMAGE_NOTE = tr("The file is damaged; what can still be read of it is shown.")


def open_database(
    target: DatabaseTarget, *, token: CancelToken | None = None, progress: Progress = silent
) -> Database:
    """Open a file of which nothing is known.

    Args:
        target: The file, and whether it is to be read, written or made.
        token: Stops the opening; only a private copy takes long enough to need it.
        progress: Hears of bytes copied or unpacked, where a private copy is needed.

    Raises:
        EnvironmentProblem: There is no such file, it is not a database, or it cannot be read; the message says which.
        PasswordNeeded: It is an encrypted backup and the target has no password.
        PasswordWrong: The target's password does not open it.
        Refusal: A new file was asked for and there is one already.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    token = token or CancelToken()
    token.raise_if_cancelled()
    if target.access is Access.NEW:
        create_file(target.path)
    real_path = find_file(target.path)
    choose = partial(_choose_way, real_path, target, progress)
    return Database(target, real_path, choose(token), choose)


def open_stand_in(target: DatabaseTarget, note: str) -> Database:
    """Open an empty database in a private folder in place of a file that is no database but tells of one.

    Args:
        target: The file; nothing but its name and its stamp is looked at.
        note: What the user should know about it.

    Raises:
        EnvironmentProblem: There is no such file, or no private folder can be made.
    """
    real_path = find_file(target.path)
    choose = partial(_empty, real_path, note)
    return Database(target, real_path, choose(CancelToken()), choose)


def _empty(real_path: Path, note: str, _token: CancelToken) -> Opening:
    state = state_of(real_path)
    copy = make_empty_copy()
    return Opening(Way.PRIVATE_COPY, copy, read_header(copy), state, note=note, mode="rw")


def _choose_way(
    real_path: Path, target: DatabaseTarget, progress: Progress, token: CancelToken
) -> Opening:
    if target.access is not Access.READ_ONLY:
        found = read_header(real_path)
        require_writable(real_path, found)
        opening = _in_place(Way.LIVE, real_path, found, state_of(real_path))
        return _require_readable(opening, "rw", token)
    for _ in range(_ATTEMPTS):
        state = state_of(real_path)
        beginning = read_beginning(real_path)
        if (wrapping_of(beginning) or Wrapping.PLAIN) is not Wrapping.PLAIN:
            return _unpacked(real_path, target.password, state, token, progress)
        found = header.parse(beginning)
        way = first_choice(found, look_beside(real_path))
        opening = _open_by(way, real_path, found, state, token, progress)
        if opening.way is not Way.IMMUTABLE or state_of(real_path) == state:
            return opening
    return _open_by(Way.LIVE, real_path, found, state, token, progress)


def _open_by(
    way: Way,
    real_path: Path,
    found: Header,
    state: FileState,
    token: CancelToken,
    progress: Progress,
) -> Opening:
    if way is Way.PRIVATE_COPY:
        return _copied(real_path, found, state, token, progress)
    try:
        return _first_contact(_in_place(way, real_path, found, state), "ro", token)
    except InspectorError as error:
        cause = error.__cause__
        if way is Way.IMMUTABLE or cause is None or error_name(cause) not in _TRY_ANOTHER_WAY:
            raise
    other = second_choice(look_beside(real_path))
    return _open_by(other, real_path, found, state, token, progress)


def _copied(
    real_path: Path, found: Header, state: FileState, token: CancelToken, progress: Progress
) -> Opening:
    copy = make_private_copy(real_path, token, progress)
    opening = Opening(
        way=Way.PRIVATE_COPY,
        read_path=copy,
        header=found,
        state=state,
        note=_COPY_NOTE,
    )
    return _first_contact_with_copy(opening, token)


def _unpacked(
    real_path: Path,
    password: Password | None,
    state: FileState,
    token: CancelToken,
    progress: Progress,
) -> Opening:
    copy, wrapping = make_unpacked_copy(real_path, password, token, progress)
    opening = Opening(
        way=Way.PRIVATE_COPY,
        read_path=copy,
        header=read_header(copy),
        state=state,
        note=tr(
            "Read from a private copy: this {title} stays unpacked while it is open.",
            title=TITLES[wrapping],
        ),
        wrapping=wrapping,
    )
    return _first_contact_with_copy(opening, token)


def _first_contact_with_copy(opening: Opening, token: CancelToken) -> Opening:
    try:
        return _first_contact(opening, "rw", token)
    except BaseException:
        remove_private_copy(opening.read_path)
        raise


def _in_place(way: Way, real_path: Path, found: Header, state: FileState) -> Opening:
    size = state.database.size if state.database else 0
    expected = found.expected_bytes or 0
    has_wal = bool(state.wal and state.wal.size)
    cut_off = size < expected and not has_wal
    return Opening(
        way=way,
        read_path=real_path,
        header=found,
        state=state,
        note=tr(
            "The file is cut off: it has {size:,} of {expected:,} bytes.",
            size=size,
            expected=expected,
        )
        if cut_off
        else "",
    )


def _first_contact(opening: Opening, mode: str, token: CancelToken) -> Opening:
    """The opening if its schema can be read, in spite of damage if need be."""
    try:
        return _require_readable(opening, mode, token)
    except DatabaseDamaged:
        damaged = replace(opening, salvaging=True, note=opening.note or _DAMAGE_NOTE)
        return _require_readable(damaged, mode, token)


def _require_readable(opening: Opening, mode: str, token: CancelToken) -> Opening:
    """First contact through SQLite: the schema can be read, once that has been tried where it does no harm."""
    opening = replace(opening, avoided=_survey(opening, token), mode=mode)
    try:
        with (
            held_open(opening.read_path),
            closing(
                sqlite3.connect(
                    opening.uri, uri=True, isolation_level=None, timeout=DRIVER_WAIT_MS / 1000
                )
            ) as raw,
        ):
            raw.execute(f"PRAGMA writable_schema = {int(opening.salvaging)}")
            patiently(
                lambda: raw.execute("SELECT count(*) FROM sqlite_master").fetchone(),
                token,
                OPENING_PATIENCE_S,
            )
            computed = computed_names(raw)
    except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:
        raise explained(error, opening.read_path) from error
    return replace(opening, computed=computed)


def _survey(opening: Opening, token: CancelToken) -> frozenset[str]:
    """What of the file has to be left alone. In place, it is surveyed without making a side file of ours."""
    path, side_files = opening.read_path, look_beside(opening.read_path)
    if opening.way is Way.PRIVATE_COPY:
        content = path.stat().st_size + (side_files.wal or 0) + (side_files.journal or 0)
        uri, writes = file_uri(path, "rw"), 2 * content + _ROOM_TO_RECOVER
    else:
        ways = opening.way, first_choice(opening.header, side_files)
        uri, writes = file_uri(path, "ro", immutable=ways != (Way.LIVE, Way.LIVE)), 0
    return first_contact.make(path, uri, token, salvaging=opening.salvaging, writes=writes)
