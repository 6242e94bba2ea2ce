"""`restore`: give a file the content of one of its restore points back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.cli.asking import DECLINED, NOBODY, can_ask
from hive_inspector.cli.command import Command, add_json, file_path
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.interrupted import tell_interrupted
from hive_inspector.cli.render import Column, Word, even_unread, facts, heading, table, write_lines
from hive_inspector.core.database.times import local_time_text
from hive_inspector.core.database.values import size_text
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.interrupted import forget
from hive_inspector.core.migrations.restore_points.manifests import manifest_of, read_point
from hive_inspector.core.migrations.restore_points.points import list_restore_points, require_of
from hive_inspector.core.migrations.restore_points.restoring import restore
from hive_inspector.core.migrations.restore_points.surroundings import (
    keeping_of,
    present_surroundings,
)
from hive_inspector.core.migrations.running.run import Result

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.restore_points.restoring import Restored

DESCRIPTION = """\
Gives the file the content of a restore point back, in one transaction, other programs being locked out. What it has
now is kept in a restore point of its own first, so that this can be undone the same way.

FROM is a restore point's name or path. Without it, the restore points of the file are listed.

On a terminal it asks before it changes the file; elsewhere --yes is needed."""

_COLUMNS = [Column("Made"), Column("Version", numeric=True), Column("Size", numeric=True)]
_COLUMNS += [Column("Why"), Column("Name")]


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("database", metavar="DATABASE", type=file_path, help="the file")
    parser.add_argument(
        "source", metavar="FROM", nargs="?", type=file_path, help="a restore point's name or path"
    )
    parser.add_argument("--yes", action="store_true", help="go on without asking")
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    with session.opened(arguments.database, writable=arguments.source is not None) as hive:
        told = tell_interrupted(hive, session)
        folder, version = _kept(hive, session)
        if arguments.source is None:
            return _list(hive, folder, session, as_json=arguments.json)
        point = _point(arguments.source, folder)
        require_of(point, hive.database.real_path)
        reason = _against(hive, point, arguments, session)
        restored = None if reason else _restore(hive, point, session)
    if restored is not None:
        forget(told)  # a change was made in the knowledge of it
    with even_unread():
        if arguments.json:
            session.document(_document(version, point, restored, reason))
        else:
            write_lines(sys.stdout, _lines(restored, reason))
    return Exit.DONE if restored is not None else Exit.PROBLEMS


def _kept(hive: OpenHive, session: Session) -> tuple[Path, int | None]:
    """Where the file's restore points are, and the version that it records."""
    with hive.database.reading(session.token) as connection:
        surroundings = present_surroundings()
        real_path = hive.database.real_path
        keeping = keeping_of(connection, hive.schema, real_path, surroundings)
        return keeping.folder, read_history(connection, hive.schema).newest


def _point(named: Path, folder: Path) -> RestorePoint:
    places = [named] if named.parent != Path() else [folder / named, named]
    found = next(filter(None, (read_point(manifest_of(place)) for place in places)), None)
    if found is not None:
        return found
    if any(place.is_file() for place in places):
        raise UsageProblem(
            f"{named} is no restore point of Hive Inspector, or not a whole one.",
            "Name one that `restore DATABASE` lists; restore Hive's own backups in Hive.",
        )
    raise UsageProblem(
        f"There is no restore point {named}.",
        f"Name one that `restore DATABASE` lists, from {folder}, or its path.",
    )


def _against(hive: OpenHive, point: RestorePoint, arguments: Namespace, session: Session) -> str:
    """Why it is not done, or empty."""
    if arguments.yes:
        return ""
    if not can_ask():
        return NOBODY
    made = local_time_text(point.made_at)
    question = f"Restore {hive.database.real_path} to what it was on {made} ({point.reason})?"
    return "" if session.confirms(question) else DECLINED


def _restore(hive: OpenHive, point: RestorePoint, session: Session) -> Restored:
    with session.progress("Restoring") as progress:
        return restore(hive, point, token=session.token, progress=progress)


def _list(hive: OpenHive, folder: Path, session: Session, *, as_json: bool) -> Exit:
    points = list_restore_points(folder, hive.database.real_path)
    if as_json:
        session.document({"restore_points": [_entry(point) for point in points]})
    elif points:
        write_lines(sys.stdout, table(_COLUMNS, [_words(point) for point in points]))
    else:
        session.say(f"There are no restore points of this file in {folder}.")
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


def _document(
    version: int | None, point: RestorePoint, restored: Restored | None, reason: str
) -> dict[str, object]:
    return {
        "from_version": version,
        "to_version": version if restored is None else point.version,
        "restored": None if restored is None else str(point.path),
        "restore_point": None if restored is None else str(restored.before.path),
        "duration_ms": 0 if restored is None else restored.duration_ms,
        "outcome": (Result.REFUSED if restored is None else Result.DONE).value,
        "reason": reason,
    }


def _lines(restored: Restored | None, reason: str) -> list[list[Word]]:
    if restored is None:
        return [heading("Refused; nothing was changed."), [Word(reason)]]
    return [
        heading(f"Restored in {milliseconds_text(restored.duration_ms)}."),
        *facts([("Restored", str(restored.point.path)), ("Kept", str(restored.before.path))]),
    ]


COMMAND = Command(
    name="restore",
    summary="give a file the content of a restore point back",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
