"""`backup`: a copy of a file while Hive goes on working, and what there is of them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hive_inspector.cli.asking import DECLINED, NOBODY, can_ask
from hive_inspector.cli.command import Command, add_database, add_json, file_path
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.passwords import HELP, password_for
from hive_inspector.cli.render import Column, Word, even_unread, facts, heading, table, write_lines
from hive_inspector.core.database.times import local_time_text
from hive_inspector.core.database.values import size_text
from hive_inspector.core.database.wrapping import PasswordNeeded, Wrapping
from hive_inspector.core.durations import age_text, milliseconds_text
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.support.backups.manifests import manifest_path
from hive_inspector.core.support.backups.retention import plan_retention
from hive_inspector.core.supporting.backups import (
    back_up,
    backup_places,
    clear_old,
    plan_clearing,
    stored_backups,
    verify,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hive_inspector.cli.session import Session
    from hive_inspector.core.support.backups.listing import StoredBackup
    from hive_inspector.core.support.backups.making import MadeBackup
    from hive_inspector.core.support.backups.retention import Retention
    from hive_inspector.core.support.backups.verifying import Verification

DESCRIPTION = f"""\
Copies the database as it is now into one file, in one read transaction: Hive may go on writing meanwhile. The file is
there when it is complete, with a manifest beside it, and not before. Without --to it goes where Hive keeps its backups.
Hive can restore each form, `restore` can, and every reading command opens it as if it were the database.

Nothing is removed unasked. --prune removes what is more than backup.retentionCount in Hive's settings keeps, Hive's own
backups and ours counted apart, and nothing whose name is neither Hive's nor ours. Restore points are not counted.

{HELP}"""

_WRAPPINGS = {
    (False, False): Wrapping.PLAIN,
    (True, False): Wrapping.GZIP,
    (False, True): Wrapping.ENCRYPTED,
    (True, True): Wrapping.ENCRYPTED_GZIP,
}
_COLUMNS = [Column("Made"), Column("Age"), Column("Size", numeric=True), Column("Form")]
_COLUMNS += [Column("Made by"), Column("Is"), Column("Verified"), Column("Name")]


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("--to", metavar="FILE", type=file_path, help="a name that is not taken")
    parser.add_argument("--gzip", action="store_true", help="compressed")
    parser.add_argument("--encrypt", action="store_true", help="in Hive's encrypted form")
    parser.add_argument("--list", action="store_true", help="make none, but tell which there are")
    parser.add_argument(
        "--verify",
        metavar="FILE",
        type=file_path,
        help="make none, but tell whether this one is whole",
    )
    parser.add_argument("--prune", action="store_true", help="remove what is more than is kept")
    parser.add_argument("--yes", action="store_true", help="with --prune, go on without asking")
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    asked = [bool(arguments.list), arguments.verify is not None, bool(arguments.prune)]
    makes = arguments.to is not None or arguments.gzip or arguments.encrypt
    if sum(asked) + bool(makes) > 1:
        raise UsageProblem(
            "Making a backup, --list, --verify and --prune are one thing each.",
            "Give one of them at a time.",
        )
    if arguments.verify is not None:
        return _verify(arguments.verify, session, as_json=arguments.json)
    if arguments.list:
        return _list(arguments, session)
    return _prune(arguments, session) if arguments.prune else _make(arguments, session)


def _make(arguments: Namespace, session: Session) -> Exit:
    wrapping = _WRAPPINGS[arguments.gzip, arguments.encrypt]
    with session.opened(arguments.database) as hive:
        password = None
        if wrapping.is_encrypted:
            password = password_for(session, "the new backup", is_new=True)
        with session.progress("Making a backup") as progress:
            made = back_up(
                hive,
                to=arguments.to,
                wrapping=wrapping,
                password=password,
                token=session.token,
                progress=progress,
            )
        retention = plan_clearing(
            hive, backup_places(hive, token=session.token), token=session.token
        )
    with even_unread():
        if arguments.json:
            session.document(_made_document(made, retention))
        else:
            write_lines(sys.stdout, _made_lines(made, retention))
    return Exit.DONE


def _list(arguments: Namespace, session: Session) -> Exit:
    with session.opened(arguments.database) as hive:
        places = backup_places(hive, token=session.token)
        found = stored_backups(hive, places, token=session.token)
    if arguments.json:
        old = set(plan_retention(found, places.keep).old)
        entries = [entry(one) | {"is_old": one in old} for one in found]
        session.document({"folder": str(places.folder), "keep": places.keep, "backups": entries})
    elif found:
        write_lines(sys.stdout, backup_table(found))
    else:
        session.say(f"There are no backups of this file in {places.folder}.")
    return Exit.DONE


def _verify(path: Path, session: Session, *, as_json: bool) -> Exit:
    try:
        found = _verified(path, session)
    except PasswordNeeded:
        found = _verified(path, session, asks=True)
    if as_json:
        session.document(_verified_document(found))
    else:
        write_lines(sys.stdout, _verified_lines(found))
    return Exit.DONE if found.verdict.is_whole else Exit.PROBLEMS


def _verified(path: Path, session: Session, *, asks: bool = False) -> Verification:
    password = password_for(session, f"the encrypted backup {path.name}") if asks else None
    with session.progress("Verifying the backup") as progress:
        return verify(path, password, token=session.token, progress=progress)


def _prune(arguments: Namespace, session: Session) -> Exit:
    with session.opened(arguments.database) as hive:
        retention = plan_clearing(
            hive, backup_places(hive, token=session.token), token=session.token
        )
        if not arguments.json:
            write_lines(sys.stdout, _old_lines(retention))
        reason = _against(retention, arguments, session)
        removed = () if reason or not retention.old else clear_old(hive, retention)
    if not reason and len(removed) < len(retention.old):
        reason = "Some could not be removed."
    with even_unread():
        if arguments.json:
            session.document(
                {
                    "keep": retention.keep,
                    "old": [str(one.path) for one in retention.old],
                    "removed": [str(one.path) for one in removed],
                    "reason": reason,
                }
            )
        elif retention.old:
            session.say(reason or f"Removed {len(removed)}.")
    return Exit.PROBLEMS if reason else Exit.DONE


def _against(retention: Retention, arguments: Namespace, session: Session) -> str:
    """Why nothing is removed, or empty."""
    if arguments.yes or not retention.old:
        return ""
    if not can_ask():
        return NOBODY
    return "" if session.confirms("Remove them?") else DECLINED


def entry(backup: StoredBackup) -> dict[str, object]:
    """A backup as JSON has it."""
    verdict = backup.verdict
    return {
        "path": str(backup.path),
        "made_by": backup.maker.value,
        "form": None if backup.wrapping is None else backup.wrapping.value,
        "made_at": backup.made_at.isoformat(),
        "size_bytes": backup.size,
        "lineage": backup.lineage,
        "version": backup.version,
        "whole": None if verdict is None else verdict.is_whole,
        "verified_at": None if verdict is None else verdict.at.isoformat(),
    }


def backup_table(backups: Sequence[StoredBackup]) -> Iterator[list[Word]]:
    """Backups as a table."""
    now = datetime.now(UTC)
    return table(_COLUMNS, [_words(backup, now) for backup in backups])


def _words(backup: StoredBackup, now: datetime) -> list[Word]:
    return [
        Word(local_time_text(backup.made_at)),
        Word(age_text(max(backup.age_s(now), 0))),
        Word(size_text(backup.size)),
        Word("not known" if backup.wrapping is None else backup.wrapping.value),
        Word(backup.maker.value),
        Word(what_it_is(backup.lineage, backup.version)),
        _verdict_word(backup),
        Word(backup.path.name),
    ]


def _verdict_word(backup: StoredBackup) -> Word:
    if backup.verdict is None:
        return Word("no", "dim")
    return Word("whole", "green") if backup.verdict.is_whole else Word("broken", "red")


def what_it_is(lineage: str | None, version: int | None) -> str:
    """Lineage and version in words."""
    if lineage is None:
        return "not known"
    return Lineage(lineage).title + ("" if version is None else f" {version:03d}")


def _made_document(made: MadeBackup, retention: Retention) -> dict[str, object]:
    manifest = made.manifest
    return {
        "path": str(made.path),
        "manifest": str(manifest_path(made.path)),
        "form": manifest.wrapping.value,
        "size_bytes": manifest.size,
        "database_bytes": manifest.database_bytes,
        "sha256": manifest.sha256,
        "lineage": manifest.lineage,
        "version": manifest.version,
        "duration_ms": made.duration_ms,
        "old": [str(one.path) for one in retention.old],
    }


def _made_lines(made: MadeBackup, retention: Retention) -> Iterator[list[Word]]:
    manifest = made.manifest
    yield heading(f"Made in {milliseconds_text(made.duration_ms)}.")
    size = size_text(manifest.size)
    if manifest.wrapping.is_compressed:
        size += f", of {size_text(manifest.database_bytes)}"
    yield from facts(
        [
            ("Backup", str(made.path)),
            ("Form", manifest.wrapping.value),
            ("Size", size),
            ("Is", what_it_is(manifest.lineage, manifest.version)),
            ("Manifest", str(manifest_path(made.path))),
        ]
    )
    if retention.old:
        yield [Word(_old_text(retention))]


def _old_text(retention: Retention) -> str:
    first = retention.old[0].path.name
    return (
        f"{len(retention.old)} more than the {retention.keep} that Hive's settings keep; "
        f"`backup --prune` removes them, {first} first."
    )


def _old_lines(retention: Retention) -> Iterator[list[Word]]:
    if not retention.old:
        yield [Word(f"There are no more than the {retention.keep} that Hive's settings keep.")]
        return
    yield heading(
        f"More than the {retention.keep} that Hive's settings keep; the first goes first:"
    )
    yield from backup_table(retention.old)


def _verified_document(found: Verification) -> dict[str, object]:
    return {
        "path": str(found.path),
        "whole": found.verdict.is_whole,
        "problems": list(found.verdict.problems),
        "form": None if found.wrapping is None else found.wrapping.value,
        "has_manifest": found.has_manifest,
        "lineage": found.lineage,
        "version": found.version,
        "database_bytes": found.database_bytes,
    }


def _verified_lines(found: Verification) -> Iterator[list[Word]]:
    if found.verdict.is_whole:
        yield heading("The backup is whole.")
    else:
        yield heading("The backup is broken.")
        for problem in found.verdict.problems:
            yield [Word(problem, "red")]
    manifest = "as it says" if found.verdict.is_whole else "there is one"
    yield from facts(
        [
            ("Backup", str(found.path)),
            ("Form", "not known" if found.wrapping is None else found.wrapping.value),
            ("Is", what_it_is(found.lineage, found.version)),
            ("Manifest", manifest if found.has_manifest else "none"),
        ]
    )


COMMAND = Command(
    name="backup",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
