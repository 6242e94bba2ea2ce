"""`status`: what a file is, where it stands, and how it differs from what it should be."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json, add_scripts
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.interrupted import tell_interrupted
from hive_inspector.cli.render import Column, Word, facts, heading, table, write_lines
from hive_inspector.core.database.values import size_text
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.migrations.bookkeeping.status import MigrationState
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.repairs.planning import find_repairs

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.drift import Drift
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.migrations.scripts.script import Script
    from hive_inspector.core.repairs.repair import FoundRepair

DESCRIPTION = """\
What the file is (lineage and version), which migrations it has had and which are to come, how its
schema differs from what this version should have, and what can be repaired, with the command that does it.

The exit code is 0 when all of that is as it should be, and 1 when a migration is pending, missing, changed
or in conflict, when the schema differs, when something can be repaired, or when the file is damaged."""

_CORE_LINE = frozenset({Lineage.CORE, Lineage.HYBRID})
_STYLES = {
    MigrationState.APPLIED: "green",
    MigrationState.PENDING: "yellow",
    MigrationState.UNKNOWN: "yellow",
}


@dataclass(frozen=True, slots=True)
class FileStatus:
    """Everything that the command tells."""

    path: Path
    hive: OpenHive
    size_bytes: int
    migrations: tuple[MigrationStatus, ...]
    drift: tuple[Drift, ...]
    repairs: tuple[FoundRepair, ...]

    @property
    def is_well(self) -> bool:
        """Whether the file can be read whole, and nothing is to be done about the schema."""
        is_damaged = self.hive.database.opened.salvaging
        is_amiss = is_damaged or self.drift or self.repairs
        return not (is_amiss or any(map(self._is_problem, self.migrations)))

    def _is_problem(self, migration: MigrationStatus) -> bool:
        """Records of another line of Hive are unknown to us, and as they should be."""
        if migration.state is MigrationState.UNKNOWN:
            return self.hive.identity.lineage in _CORE_LINE
        return migration.state is not MigrationState.APPLIED


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    add_scripts(parser)
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    path = session.database_path(arguments.database)
    with session.opened(path) as hive:
        tell_interrupted(hive, session)
        status = read_status(
            path, hive, session, load_scripts(arguments.scripts, token=session.token)
        )
    if arguments.json:
        session.document(_document(status))
    else:
        write_lines(sys.stdout, _lines(status))
    return Exit.DONE if status.is_well else Exit.PROBLEMS


def read_status(
    path: Path, hive: OpenHive, session: Session, scripts: tuple[Script, ...]
) -> FileStatus:
    """Read what the file records, and compare it with the scripts and the schema that are known."""
    with hive.database.reading(session.token) as connection:
        versions = read_versions(connection, hive.schema, hive.identity, scripts)
    return FileStatus(
        path=path,
        hive=hive,
        size_bytes=hive.database.real_path.stat().st_size,
        migrations=versions,
        drift=drift_of(hive.identity, hive.schema),
        repairs=find_repairs(hive, token=session.token),
    )


def _document(status: FileStatus) -> dict[str, object]:
    identity = status.hive.identity
    return {
        "path": str(status.path),
        "real_path": str(status.hive.database.real_path),
        "size_bytes": status.size_bytes,
        "lineage": identity.lineage.value,
        "version": identity.version,
        "known_version": identity.known_version,
        "bookkeeping": identity.bookkeeping,
        "journal_mode": status.hive.facts.journal_mode,
        "migrations": [
            {
                "version": migration.version,
                "name": migration.name,
                "state": migration.state.value,
                "applied_at": migration.applied_at,
                "reversible": migration.reversible,
                "note": migration.note,
            }
            for migration in status.migrations
        ],
        "drift": [
            {"kind": drift.kind.value, "object": drift.object, "detail": drift.detail}
            for drift in status.drift
        ],
        "repairs": [{"id": repair.id, "title": repair.title} for repair in status.repairs],
    }


def _lines(status: FileStatus) -> Iterator[list[Word]]:
    identity = status.hive.identity
    yield heading(str(status.path))
    yield from facts(
        [
            ("Real path", str(status.hive.database.real_path)),
            ("Size", size_text(status.size_bytes)),
            ("Lineage", identity.lineage.title),
            ("Version", _version_text(status)),
            ("Bookkeeping", identity.bookkeeping),
            ("Journal mode", status.hive.facts.journal_mode),
            *(("Because", sentence) for sentence in identity.evidence),
        ]
    )
    yield []
    yield from _migration_lines(status.migrations)
    yield []
    yield from _drift_lines(status)
    yield from _repair_lines(status)


def _version_text(status: FileStatus) -> str:
    identity = status.hive.identity
    version = "not known" if identity.version is None else str(identity.version)
    if identity.known_version is None:
        return version
    return f"{version} (newest known: {identity.known_version})"


def _migration_lines(migrations: tuple[MigrationStatus, ...]) -> Iterator[list[Word]]:
    if not migrations:
        yield heading("No migrations are on record or to come.")
        return
    yield heading("Migrations")
    columns = [
        Column("Version", numeric=True),
        Column("Name"),
        Column("State"),
        Column("Applied"),
        Column("Way back"),
        Column("Note"),
    ]
    rows = [
        [
            Word(str(migration.version)),
            Word(migration.name),
            Word(migration.state.value, _STYLES.get(migration.state, "red")),
            Word(migration.applied_at or ""),
            Word("yes" if migration.reversible else "no"),
            Word(migration.note, "dim"),
        ]
        for migration in migrations
    ]
    yield from table(columns, rows)


def _drift_lines(status: FileStatus) -> Iterator[list[Word]]:
    if status.hive.identity.blueprint is None:
        yield heading("No schema is known that this file should have.")
        return
    if not status.drift:
        yield heading("The schema is what it should be.")
        return
    yield heading(
        f"The schema differs in {len(status.drift)} places:"
        if len(status.drift) > 1
        else "The schema differs in one place:"
    )
    rows = [
        [Word(drift.kind.value, "yellow"), Word(drift.object), Word(drift.detail, "dim")]
        for drift in status.drift
    ]
    yield from table([Column("Kind"), Column("Object"), Column("Detail")], rows)


def _repair_lines(status: FileStatus) -> Iterator[list[Word]]:
    if not status.repairs:
        return
    yield []
    yield heading("This can be repaired without losing a row:")
    for repair in status.repairs:
        yield [Word(repair.id, "yellow"), Word(f"  {repair.title}")]
        yield [
            Word("  "),
            Word(_command(["hive-inspector", "repair", str(status.path), repair.id])),
        ]


def _command(words: list[str]) -> str:
    """A command to be typed, quoted as the system's own command line wants it."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


COMMAND = Command(
    name="status",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
