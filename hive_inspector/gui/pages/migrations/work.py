"""What the page has done on worker threads: plain data in, plain data out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.facts import read_facts
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.snapshot import Schema
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.core_versions import TWICE_NUMBERED, content_tables
from hive_inspector.core.hive.lineages import identify
from hive_inspector.core.hive.opening import OpenHive
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.interrupted import interrupted_runs
from hive_inspector.core.migrations.bookkeeping.records import read_records
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.checking.state import counted_tables, row_counts
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.planning.losses import counted
from hive_inspector.core.migrations.planning.obstacles import ObstacleKind
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.planning.preview import preview
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import kept_copies, scratch_point
from hive_inspector.core.migrations.restore_points.surroundings import (
    keeping_of,
    present_surroundings,
)
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction, Step
from hive_inspector.core.repairs.catalogue import DANGLING_REFERENCE, HALFWAY_AT_010
from hive_inspector.core.repairs.planning import find_repairs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.hive.drift import Drift
    from hive_inspector.core.hive.locations import Backup
    from hive_inspector.core.migrations.bookkeeping.history import History
    from hive_inspector.core.migrations.bookkeeping.interrupted import InterruptedRun
    from hive_inspector.core.migrations.bookkeeping.records import Record
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.migrations.planning.losses import CountedLoss
    from hive_inspector.core.migrations.planning.obstacles import Obstacle
    from hive_inspector.core.migrations.planning.plan import Plan
    from hive_inspector.core.migrations.planning.preview import StepPreview
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal, RehearsalStep
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.scripts.script import Script
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.repairs.repair import FoundRepair


_REPAIRED_AT = {6: DANGLING_REFERENCE, TWICE_NUMBERED: HALFWAY_AT_010}
"""Which versions of Hive's own leave behind what can be repaired (FACTS, defects 1 and 2)."""


_LASTING = frozenset(
    {
        ObstacleKind.OTHER_LINEAGE,
        ObstacleKind.NO_RECORD,
        ObstacleKind.CONFLICT,
        ObstacleKind.CHANGED,
        ObstacleKind.UNKNOWN_VERSION,
        ObstacleKind.DRIFT,
    }
)


_stories: dict[tuple[tuple[int, str], ...], Mapping[int, StepPreview]] = {}
"""The last ones, by the digests of the scripts: on an empty file a script does the same every time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a file stands, all of one state."""

    hive: OpenHive
    """The open file with what it is now."""
    history: History
    scripts: tuple[Script, ...]
    statuses: tuple[MigrationStatus, ...]
    drifts: tuple[Drift, ...]
    records: tuple[Record, ...]
    """The program's own history of the file."""
    copies: tuple[RestorePoint | Backup, ...]
    """Restore points and Hive's backups, the newest first."""
    folder: Path
    """Where they are."""
    interrupted: tuple[InterruptedRun, ...]
    """Runs that ended with the program, the oldest first."""
    repairs: tuple[FoundRepair, ...]
    """What can be mended without losing a row."""
    obstacles: tuple[Obstacle, ...]
    """What does not fit, whatever is to be done."""

    def repair_at(self, version: int | str) -> FoundRepair | None:
        """The repair of what a version left broken."""
        wanted = _REPAIRED_AT.get(version) if isinstance(version, int) else None
        return next((repair for repair in self.repairs if repair.id == wanted), None)


def look(database: Database, scripts: tuple[Script, ...] | None, token: CancelToken) -> Standing:
    """Read where a file stands.

    Args:
        database: The file.
        scripts: The scripts; the program's own, loaded anew, if None.
        token: Stops it.
    """
    scripts = scripts or load_scripts(token=token)
    with database.reading(token) as connection:
        schema = read_schema(connection)
        identity = identify(connection, schema, file_name=database.real_path.name)
        facts = read_facts(connection)
        history = read_history(connection, schema)
        records = read_records(connection, schema)
        statuses = read_versions(connection, schema, identity, scripts)
        keeping = keeping_of(connection, schema, database.real_path, present_surroundings())
    hive = OpenHive(database, schema, identity, facts)
    return Standing(
        hive=hive,
        history=history,
        scripts=scripts,
        statuses=statuses,
        drifts=drift_of(identity, schema),
        records=records,
        copies=kept_copies(keeping.folder, database.real_path),
        folder=keeping.folder,
        interrupted=interrupted_runs(database.real_path, records),
        repairs=find_repairs(hive, token=token),
        obstacles=_lasting_obstacles(hive, scripts, token),
    )


def _lasting_obstacles(
    hive: OpenHive, scripts: tuple[Script, ...], token: CancelToken
) -> tuple[Obstacle, ...]:
    """Those that a plan that leads nowhere has."""
    version = min(hive.identity.version or 0, scripts[-1].version)
    plan = make_plan(hive, scripts, version, token=token)
    return tuple(obstacle for obstacle in plan.obstacles if obstacle.kind in _LASTING)


def count_losses(standing: Standing, version: int, token: CancelToken) -> tuple[CountedLoss, ...]:
    """What rolling a version back would lose of what is in the file now."""
    script = next(script for script in standing.scripts if script.version == version)
    tables = {folded(name) for name in content_tables(standing.hive.schema)}
    with standing.hive.database.reading(token) as connection:
        return counted(connection, script.loses_down, tables)


def read_stories(scripts: tuple[Script, ...], token: CancelToken) -> Mapping[int, StepPreview]:
    """What each script does, seen on an empty file; without the scripts after one that fails there."""
    key = tuple((script.version, script.sha256) for script in scripts)
    told = _stories.get(key)
    if told is None:
        steps = [Step(script, Direction.UP) for script in scripts]
        seen = preview(Schema((), ()), steps, utc_now(), token)
        told = {step.script.version: one for step, one in zip(steps, seen, strict=False)}
        _stories.clear()
        _stories[key] = told
    return told


def try_out(
    hive: OpenHive,
    plan: Plan,
    tell: Callable[[RehearsalStep], None],
    token: CancelToken,
    progress: Progress,
) -> Rehearsal:
    """Rehearse on a copy that goes when the rehearsal is over."""
    with scratch_point(
        hive.database, version=plan.from_version, token=token, progress=progress
    ) as point:
        return rehearse(point, plan, token=token, progress=progress, tell=tell)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by table, in the file and in a copy of it."""

    now: Mapping[str, int]
    then: Mapping[str, int]


def compare_counts(database: Database, copy: Path, token: CancelToken) -> Counts:
    """Count the rows of a file and of a restore point of it."""
    with open_database(DatabaseTarget(copy, Access.READ_ONLY), token=token) as other:
        return Counts(_rows(database, token), _rows(other, token))


def _rows(database: Database, token: CancelToken) -> Mapping[str, int]:
    with database.reading(token) as connection:
        tables = counted_tables(read_schema(connection))
        return row_counts(connection, [table.name for table in tables])
