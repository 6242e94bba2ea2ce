"""What is on record: migrations, and what was done with this program."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.records import DONE, read_records
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.support.bundle import contents
from hive_inspector.core.support.bundle.masking import shaped, size_of
from hive_inspector.core.supporting.gathering.subject import VERSION, Subject, known_name, moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.audit import Entry
    from hive_inspector.core.migrations.bookkeeping import history as histories
    from hive_inspector.core.migrations.bookkeeping.records import Record
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.support.bundle.masking import Masking

AUDIT_ENTRIES = 500
_DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_PROGRAM = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,5}){1,3}")
_WHAT = re.compile(r"[a-z_]{2,20}\.[a-z_-]{2,20}")
_OUTCOME = re.compile(r"done|cancelled|refused|failed")
_TOLD_DETAILS = frozenset({"table", "format", "columns", "column"})


def migrations(subject: Subject) -> Mapping[str, object]:
    """Hive's record, the program's own, and how each version stands."""
    hive, mask = subject.hive, subject.masking
    with hive.database.reading(subject.token) as connection:
        history = read_history(connection, hive.schema)
        records = read_records(connection, hive.schema)
        states = read_versions(connection, hive.schema, hive.identity, load_scripts())
    return {
        "history": replace(history, entries=tuple(_entry(one, mask) for one in history.entries)),
        "records": tuple(_record(one, mask) for one in records),
        "migrations": tuple(_state(one, mask) for one in states),
    }


def audit(subject: Subject) -> Mapping[str, object]:
    """The newest entries, without who, and without where other files are."""
    try:
        entries = list(subject.trail.entries())[-AUDIT_ENTRIES:]
    except OSError:  # somebody else's folder: the bundle does without
        entries = []
    file = str(subject.hive.database.real_path)
    return {"audit": tuple(_audit(one, file, subject.masking) for one in entries)}


def _entry(entry: histories.Entry, mask: Masking) -> histories.Entry:
    is_number = VERSION.fullmatch(entry.recorded) is not None
    return replace(
        entry,
        recorded=entry.recorded if is_number else known_name(entry.recorded, mask),
        name=None if entry.name is None else known_name(entry.name, mask),
        applied_at=None if entry.applied_at is None else moment(entry.applied_at),
        checksum=None if entry.checksum is None else shaped(entry.checksum, _DIGEST),
    )


def _record(record: Record, mask: Masking) -> Record:
    directions = {one.value for one in Direction}
    return replace(
        record,
        run=shaped(record.run, _DIGEST),
        name=known_name(record.name, mask),
        direction=record.direction if record.direction in directions else size_of(record.direction),
        checksum=shaped(record.checksum, _DIGEST),
        checksum_normalised=shaped(record.checksum_normalised, _DIGEST),
        started_at=moment(record.started_at),
        finished_at=moment(record.finished_at),
        program_version=shaped(record.program_version, _PROGRAM),
        sqlite_version=shaped(record.sqlite_version, _PROGRAM),
        os_user="",
        host="",
        schema_before=shaped(record.schema_before, _DIGEST),
        schema_after=shaped(record.schema_after, _DIGEST),
        restore_point="[path]" if record.restore_point else "",
        outcome=record.outcome if record.outcome == DONE else size_of(record.outcome),
        reason=size_of(record.reason) if record.reason else "",
    )


def _state(state: MigrationStatus, mask: Masking) -> MigrationStatus:
    number = state.version
    if isinstance(number, str) and not VERSION.fullmatch(number):
        number = known_name(number, mask)
    return replace(
        state,
        version=number,
        name=known_name(state.name, mask),
        applied_at=moment(state.applied_at),
        note=mask.prose(state.note),
        by="",
    )


def _audit(entry: Entry, file: str, mask: Masking) -> contents.AuditSketch:
    told: dict[str, str | int] = {}
    for name, value in entry.details.items():
        if isinstance(value, int):
            told[mask.name(name)] = value
        elif name in _TOLD_DETAILS:
            told[name] = ", ".join(known_name(one, mask) for one in value.split(", "))
    return contents.AuditSketch(
        when=moment(entry.when),
        what=shaped(entry.what, _WHAT),
        outcome=shaped(entry.outcome, _OUTCOME),
        this_file=entry.file == file,
        details=told,
    )
