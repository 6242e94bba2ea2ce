"""Giving a file without a record of its migrations the record that its tables show it to have.

Hive then goes on from there instead of from the first version. Nothing but the record is written, and only where the
schema is exactly one of the known versions, apart from what users and the desktop app add.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

from hive_inspector.core.audit import own_trail, recorded
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.hive.blueprints import blueprint, core_blueprint_name
from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.hive.core_versions import best_fit, desktop_additions
from hive_inspector.core.hive.drift import Drift, DriftKind, compare
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.books import prepare_books, write_applied
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.interrupted import Mark, leave, marked
from hive_inspector.core.migrations.bookkeeping.records import (
    DONE,
    Record,
    this_recorder,
    write_records,
)
from hive_inspector.core.migrations.checking.state import fingerprint, objects_of
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.restore_points.points import (
    remove,
    remove_old,
    restore_point_of,
)
from hive_inspector.core.migrations.restore_points.surroundings import (
    keeping_of,
    present_surroundings,
)
from hive_inspector.core.migrations.running.run import Outcome, Result
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.restore_points.surroundings import Keeping, Surroundings
    from hive_inspector.core.migrations.scripts.script import Script

    Clock: TypeAlias = Callable[[], datetime]

_HARMLESS = frozenset(
    {
        DriftKind.EXTRA_TABLE,
        DriftKind.EXTRA_COLUMN,
        DriftKind.EXTRA_INDEX,
        DriftKind.EXTRA_VIEW,
        DriftKind.EXTRA_TRIGGER,
    }
)
"""What somebody added takes nothing away from what Hive expects."""
_CORE_LINE = frozenset({Lineage.CORE, Lineage.HYBRID})
_SAME_OBJECTS = tr(
    "These versions have the same tables and differ in rows only: choose the one that Hive was at."
)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What a file without a record could be recorded as."""

    versions: tuple[int, ...]
    """Versions that its tables fit equally well."""
    matches: tuple[str, ...]
    """What speaks for it, in sentences."""
    differences: tuple[Drift, ...]
    """What does not match the newest of these versions."""
    reason: str = ""
    """Why it cannot be adopted, or empty."""

    @property
    def version(self) -> int | None:
        """The newest of the versions."""
        return max(self.versions, default=None)

    @property
    def possible(self) -> bool:
        """Whether the record can be written."""
        return not self.reason


def assess(connection: ReadConnection, hive: OpenHive) -> Adoption:
    """Compare a file with every known version.

    Raises:
        EnvironmentProblem: The file cannot be read.
    """
    schema = read_schema(connection)
    history = read_history(connection, schema)
    fit = best_fit(schema)
    version = fit.versions[-1]
    drifts = _differences(schema, version)
    return Adoption(
        versions=fit.versions,
        matches=tuple(_matches(schema, version, fit.versions)),
        differences=drifts,
        reason=_reason_against(hive, drifts, version, is_recorded=history.newest is not None),
    )


def adopt(  # noqa: PLR0913 - each with its default
    hive: OpenHive,
    adoption: Adoption,
    scripts: Sequence[Script],
    *,
    version: int | None = None,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Clock = utc_now,
) -> Outcome:
    """Write the record of a file: versions 1 to the one that its tables have.

    Args:
        hive: The file, open for writing.
        adoption: What `assess` found.
        scripts: The scripts in order, whose names are recorded.
        version: Which of the versions that fit; the newest if None.
        surroundings: Variables and home folder, those of the running program by default.
        token: Stops it.
        progress: Hears of the restore point being made.
        clock: Tells the time.

    Raises:
        Refusal: It cannot be adopted, or not as that version; nothing was changed.
        EnvironmentProblem: The file cannot be written; nothing was changed.
        Cancelled: The token was cancelled; nothing was changed.
    """
    chosen = adoption.version if version is None else version
    if adoption.reason:
        raise Refusal(adoption.reason, tr("See what does not match, and repair that first."))
    if chosen is None or chosen not in adoption.versions:
        raise Refusal(
            tr("The tables are not those of version {chosen}.", chosen=chosen), _SAME_OBJECTS
        )
    started, moment = time.perf_counter(), clock()
    steps = [script for script in scripts if script.version <= chosen]
    mark = _mark(hive, chosen, moment)
    with (
        recorded(own_trail(), "change.adopt", hive.database.real_path, {"to": chosen}),
        marked(mark),
        hive.database.altering(token or CancelToken()) as connection,
        connection.transaction(),
    ):
        _require_same(connection, hive, adoption)
        keeping = _keeping(connection, hive, surroundings or present_surroundings())
        point = _restore_point(connection, hive, keeping, progress, moment)
        with _removed_if_unused(point):
            leave(replace(mark, restore_point=str(point.path)))
            prepare_books(connection)
            for script in steps:
                write_applied(connection, script, moment, 0)
            write_records(connection, [_record(connection, mark.run, chosen, moment, point)])
            connection.token.raise_if_cancelled()
    with suppress(EnvironmentProblem):
        remove_old(keeping.folder, hive.database.real_path, keeping.keep)
    return Outcome(
        result=Result.DONE,
        from_version=0,
        to_version=chosen,
        applied=tuple(f"{script.version:03} {script.name}" for script in steps),
        restore_point=point,
        duration_ms=round((time.perf_counter() - started) * 1000),
    )


def _differences(schema: Schema, version: int) -> tuple[Drift, ...]:
    drifts = compare(blueprint(core_blueprint_name(version)), schema)
    return tuple(drift for drift in drifts if (drift.kind, drift.object) not in desktop_additions())


def _matches(schema: Schema, version: int, versions: tuple[int, ...]) -> list[str]:
    expected = blueprint(core_blueprint_name(version))
    drifted = {drift.object.partition(".")[0] for drift in compare(expected, schema)}
    same = [t for t in expected.tables if t.name not in drifted and schema.table(t.name)]
    found = [
        tr(
            "{count} of {expected_tables} tables are exactly those of version {version}.",
            count=len(same),
            expected_tables=len(expected.tables),
            version=version,
        )
    ]
    if len(versions) > 1:
        found.append(_SAME_OBJECTS)
    return found


def _reason_against(
    hive: OpenHive, drifts: tuple[Drift, ...], version: int, *, is_recorded: bool
) -> str:
    if is_recorded:
        return tr("The file has a record of its migrations already.")
    if hive.identity.lineage not in _CORE_LINE:
        return tr(
            "The file is of another lineage: {lineage_title}.",
            lineage_title=hive.identity.lineage.title,
        )
    if hive.identity.bookkeeping == Bookkeeping.UNUSUAL.value:
        return tr("The table schema_migrations has a form that is not Hive's.")
    grave = [drift for drift in drifts if drift.kind not in _HARMLESS]
    if grave:
        return tr(
            "It is not what version {version} should be. {object}: {detail}",
            version=version,
            object=grave[0].object,
            detail=grave[0].detail,
        )
    return ""


def _require_same(connection: AlteringConnection, hive: OpenHive, adoption: Adoption) -> None:
    if assess(connection, hive) != adoption:
        raise Refusal(tr("The file has changed since it was looked at."), tr("Look at it again."))


def _keeping(connection: AlteringConnection, hive: OpenHive, surroundings: Surroundings) -> Keeping:
    with connection.beside() as reader:
        return keeping_of(reader, read_schema(reader), hive.database.real_path, surroundings)


@contextmanager
def _removed_if_unused(point: RestorePoint) -> Iterator[None]:
    """Take a restore point away where the change that it was made for fails before its commit."""
    try:
        yield
    except BaseException:
        remove(point)
        raise


def _restore_point(
    connection: AlteringConnection,
    hive: OpenHive,
    keeping: Keeping,
    progress: Progress,
    moment: datetime,
) -> RestorePoint:
    path = hive.database.real_path
    with connection.beside() as reader:
        return restore_point_of(
            reader,
            path,
            "before adopting",
            keeping.folder,
            version=None,
            progress=progress,
            moment=moment,
        )


def _mark(hive: OpenHive, version: int, moment: datetime) -> Mark:
    return Mark(
        run=uuid4().hex,
        path=str(hive.database.real_path),
        what=f"The adoption as version {version}",
        started_at=moment.isoformat(timespec="seconds"),
        restore_point="",
        process=os.getpid(),
    )


def _record(
    connection: AlteringConnection, run: str, version: int, moment: datetime, point: RestorePoint
) -> Record:
    recorder = this_recorder()
    schema = fingerprint(objects_of(connection))
    return Record(
        run=run,
        version=version,
        name=f"adopted as version {version}",
        direction=Direction.ADOPT.value,
        checksum="",
        checksum_normalised="",
        started_at=moment.isoformat(),
        finished_at=moment.isoformat(),
        duration_ms=0,
        program_version=recorder.program_version,
        sqlite_version=recorder.sqlite_version,
        os_user=recorder.os_user,
        host=recorder.host,
        schema_before=point.schema,
        schema_after=schema,
        restore_point=str(point.path),
        outcome=DONE,
        reason="",
    )
