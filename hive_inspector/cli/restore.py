"""`restore`: give a file the content of one of its restore points or backups back."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.cli.asking import DECLINED, NOBODY, can_ask
from hive_inspector.cli.backup import backup_table, entry, what_it_is
from hive_inspector.cli.command import Command, add_json, file_path
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.interrupted import tell_interrupted
from hive_inspector.cli.passwords import HELP, password_for
from hive_inspector.cli.render import Column, Word, even_unread, facts, heading, table, write_lines
from hive_inspector.core.database.finding import find_file, read_beginning
from hive_inspector.core.database.sidefiles import look_beside
from hive_inspector.core.database.times import local_time_text
from hive_inspector.core.database.values import size_text
from hive_inspector.core.database.wrapping import wrapping_of
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.interrupted import forget
from hive_inspector.core.migrations.restore_points.manifests import (
    RestorePoint,
    manifest_of,
    read_point,
)
from hive_inspector.core.migrations.restore_points.points import list_restore_points, require_of
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.support.backups.listing import list_backups
from hive_inspector.core.support.backups.manifests import read_manifest
from hive_inspector.core.supporting.backups import (
    backup_places,
    restore_backup,
    restore_recorded,
    unpacked,
)
from hive_inspector.core.supporting.unreadable import (
    UNREADABLE,
    look_for_damage,
    places_of_unreadable,
    restore_over_damage,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.session import Session
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.restore_points.restoring import Restored
    from hive_inspector.core.supporting.backups import BackupPlaces, Inside

DESCRIPTION = f"""\
Gives the file the content of a restore point or of a backup back, in one transaction, other programs being locked out.
What it has now is kept in a restore point of its own first, so that this can be undone the same way.

FROM is the name or path of a restore point, or of a backup in any form: plain, compressed, encrypted, Hive's or ours. A
backup is unpacked into a private folder and verified first; one that is not whole is not restored. Without FROM, the
restore points and backups of the file are listed.

A file that cannot be opened any more is kept byte for byte among the restore points, and never cleared away; it is not
restored while another program has it open.

On a terminal it asks before it changes the file; elsewhere --yes is needed.

{HELP}"""

_COLUMNS = [Column("Made"), Column("Version", numeric=True), Column("Size", numeric=True)]
_COLUMNS += [Column("Why"), Column("Name")]


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of it."""

    restored: Restored | None
    reason: str = ""
    """Why nothing was done."""


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("database", metavar="DATABASE", type=file_path, help="the file")
    parser.add_argument(
        "source", metavar="FROM", nargs="?", type=file_path, help="its name or path"
    )
    parser.add_argument("--yes", action="store_true", help="go on without asking")
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    with ExitStack() as stack:
        opening = session.opened(arguments.database, writable=arguments.source is not None)
        try:
            if arguments.source is not None and _is_left_by_a_crash(arguments.database):
                with session.progress("Opening") as progress:
                    look_for_damage(arguments.database, token=session.token, progress=progress)
            hive = stack.enter_context(opening)
        except UNREADABLE as error:
            return _over_damage(arguments, session, error)
        told = tell_interrupted(hive, session)
        places, version = _kept(hive, session)
        real_path = hive.database.real_path
        if arguments.source is None:
            return _list(real_path, places, session, as_json=arguments.json)
        found = _find(arguments.source, places, real_path)
        if isinstance(found, RestorePoint):
            done = _restore_point(hive, found, arguments, session)
        else:
            done = _restore_backup(hive, found, arguments, session)
    if done.restored is not None:
        forget(told)  # a change was made in the knowledge of it
    return _told(version, done, session, as_json=arguments.json)


def _is_left_by_a_crash(database: Path) -> bool:
    """Whether something lies beside it that opening it for writing would move into it, damaged or not."""
    found = look_beside(find_file(database))
    return bool(found.wal or found.journal)


def _told(version: int | None, done: _Done, session: Session, *, as_json: bool) -> Exit:
    with even_unread():
        if as_json:
            session.document(_document(version, done))
        else:
            write_lines(sys.stdout, _lines(done))
    return Exit.DONE if done.restored is not None else Exit.PROBLEMS


def _over_damage(arguments: Namespace, session: Session, error: InspectorError) -> Exit:
    """What can be done for a file that cannot be opened any more."""
    path = find_file(arguments.database)
    places = places_of_unreadable(path)
    if arguments.source is None:
        session.remark(f"{path} cannot be opened. {error.message}")
        return _list(path, places, session, as_json=arguments.json)
    found = _find(arguments.source, places, path)
    with ExitStack() as stack:
        if isinstance(found, RestorePoint):
            source: RestorePoint | Inside = found
            name = found.path.name
        else:
            source = _unpacked(found, session, stack)
            name = found.name
        question = (
            f"{path} cannot be opened: {error.message} Keep its bytes in {places.folder} and give it the content"
            f" of {name}?"
        )
        done = _Done(None, _against(question, arguments, session))
        if not done.reason:
            with session.progress("Restoring") as progress:
                restored = restore_over_damage(path, source, token=session.token, progress=progress)
                done = _Done(restored)
    return _told(None, done, session, as_json=arguments.json)


def _kept(hive: OpenHive, session: Session) -> tuple[BackupPlaces, int | None]:
    """Where the file's restore points and backups are, and the version that it records."""
    places = backup_places(hive, token=session.token)
    with hive.database.reading(session.token) as connection:
        return places, read_history(connection, hive.schema).newest


def _find(named: Path, places: BackupPlaces, real_path: Path) -> RestorePoint | Path:
    """The restore point or the backup that is meant."""
    tried = [named]
    if named.parent == Path():
        tried = [*(folder / named for folder in places.folders), named]
    found = next((place for place in tried if place.is_file()), None)
    if found is None:
        raise UsageProblem(
            f"There is no restore point or backup {named}.",
            f"Name one that `restore DATABASE` lists, from {places.folder}, or its path.",
        )
    if found.samefile(real_path):
        raise UsageProblem(
            f"{named} is the database itself.", "Name one of its restore points or backups."
        )
    point = read_point(manifest_of(found))
    if point is not None:
        return point
    if manifest_of(found).exists() and read_manifest(found) is None:
        raise UsageProblem(
            f"{named} is no restore point of Hive Inspector, or not a whole one.",
            "Name one that `restore DATABASE` lists.",
        )
    return found


def _restore_point(
    hive: OpenHive, point: RestorePoint, arguments: Namespace, session: Session
) -> _Done:
    require_of(point, hive.database.real_path)
    made = local_time_text(point.made_at)
    question = f"Restore {hive.database.real_path} to what it was on {made} ({point.reason})?"
    reason = _against(question, arguments, session)
    if reason:
        return _Done(None, reason)
    with session.progress("Restoring") as progress:
        return _Done(restore_recorded(hive, point, token=session.token, progress=progress))


def _restore_backup(hive: OpenHive, backup: Path, arguments: Namespace, session: Session) -> _Done:
    with ExitStack() as stack:
        inside = _unpacked(backup, session, stack)
        reason = _against(_question(hive, inside), arguments, session)
        if reason:
            return _Done(None, reason)
        with session.progress("Restoring") as progress:
            return _Done(restore_backup(hive, inside, token=session.token, progress=progress))


def _unpacked(backup: Path, session: Session, stack: ExitStack) -> Inside:
    """What is in a backup, until the stack is closed."""
    password = None
    wrapping = wrapping_of(read_beginning(find_file(backup)))
    if wrapping is not None and wrapping.is_encrypted:
        password = password_for(session, f"the encrypted backup {backup.name}")
    with session.progress("Unpacking") as progress:
        opening = unpacked(backup, password, token=session.token, progress=progress)
        return stack.enter_context(opening)


def _question(hive: OpenHive, inside: Inside) -> str:
    now = what_it_is(hive.identity.lineage.value, hive.identity.version)
    then = what_it_is(inside.lineage.value, inside.version)
    made = local_time_text(inside.made_at)
    return f"Restore {hive.database.real_path} ({now}) to the backup {inside.source.name} of {made} ({then})?"


def _against(question: str, arguments: Namespace, session: Session) -> str:
    """Why it is not done, or empty."""
    if arguments.yes:
        return ""
    if not can_ask():
        return NOBODY
    return "" if session.confirms(question) else DECLINED


def _list(real_path: Path, places: BackupPlaces, session: Session, *, as_json: bool) -> Exit:
    points = list_restore_points(places.folder, real_path)
    found = list_backups(places.folders, real_path, token=session.token)
    if as_json:
        session.document(
            {
                "restore_points": [_entry(point) for point in points],
                "backups": [entry(one) for one in found],
            }
        )
        return Exit.DONE
    if not points and not found:
        session.say(f"There are no restore points or backups of this file in {places.folder}.")
    if points:
        write_lines(sys.stdout, [heading("Restore points")])
        write_lines(sys.stdout, table(_COLUMNS, [_words(point) for point in points]))
    if found:
        write_lines(sys.stdout, [[], heading("Backups")] if points else [heading("Backups")])
        write_lines(sys.stdout, backup_table(found))
    return Exit.DONE


def _entry(point: RestorePoint) -> dict[str, object]:
    return {
        "path": str(point.path),
        "made_at": point.made_at.isoformat(),
        "reason": point.reason,
        "version": point.version,
        "size_bytes": point.size,
    }


def _words(point: RestorePoint) -> list[Word]:
    return [
        Word(local_time_text(point.made_at)),
        Word("" if point.version is None else str(point.version)),
        Word(size_text(point.size)),
        Word(point.reason),
        Word(point.path.name),
    ]


def _document(version: int | None, done: _Done) -> dict[str, object]:
    restored = done.restored
    return {
        "from_version": version,
        "to_version": version if restored is None else restored.point.version,
        "restored": None if restored is None else str(restored.point.path),
        "restore_point": None if restored is None else str(restored.before.path),
        "duration_ms": 0 if restored is None else restored.duration_ms,
        "outcome": (Result.REFUSED if restored is None else Result.DONE).value,
        "reason": done.reason,
    }


def _lines(done: _Done) -> list[list[Word]]:
    restored = done.restored
    if restored is None:
        return [heading("Refused; nothing was changed."), [Word(done.reason)]]
    return [
        heading(f"Restored in {milliseconds_text(restored.duration_ms)}."),
        *facts([("Restored", str(restored.point.path)), ("Kept", str(restored.before.path))]),
    ]


COMMAND = Command(
    name="restore",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
