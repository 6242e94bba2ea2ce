"""What a repair would do to a file as it is now, before anything is touched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.activity import holders
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.sidefiles import state_of
from hive_inspector.core.database.target import Access
from hive_inspector.core.hive.lineages import identify
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.planning.obstacles import (
    Obstacle,
    ObstacleKind,
    Situation,
    Stops,
)
from hive_inspector.core.migrations.planning.plan import plan_steps
from hive_inspector.core.progress import Progress, silent
from hive_inspector.core.repairs import hive_left, indexes, orphans, returning, times, upkeep
from hive_inspector.core.repairs.catalogue import (
    ANALYZE,
    CHECKPOINT,
    DANGLING_REFERENCE,
    HALFWAY_AT_010,
    NORMALISE_TIMES,
    OVERSIZED_INDEX,
    QUARANTINE_ORPHANS,
    REINDEX,
    REPAIRS,
    RETURN_FROM_QUARANTINE,
    VACUUM,
)
from hive_inspector.core.repairs.look import Look
from hive_inspector.core.repairs.permissions import mode_text, readable_by_others
from hive_inspector.core.repairs.proving import findings_for, results_of
from hive_inspector.core.repairs.repair import Changes, Repair
from hive_inspector.core.repairs.salvage.planning import new_file_for, salvage_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hive_inspector.core.database.sidefiles import FileState
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Plan
    from hive_inspector.core.migrations.restore_points.surroundings import Surroundings
    from hive_inspector.core.repairs.repair import FoundRepair


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """Everything the user should know before a repair."""

    repair: Repair
    path: Path
    """The file, its symlinks resolved."""
    is_needed: bool
    """Whether there is anything that it would mend; without that hardly anything else is filled in."""
    title: str = ""
    """What is wrong, in a sentence; where nothing is to be mended, why, or empty."""
    what: tuple[str, ...] = ()
    """What will be done, sentence by sentence."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows of which tables it changes, as far as that can be told before the rehearsal."""
    statements: tuple[str, ...] = ()
    """The SQL that is run, values left out; none where a repair is no change to the database."""
    seconds: float = 0.0
    """A guess at how long rehearsal and repair take together."""
    bytes_needed: int = 0
    """Free room that copies and the restore point need."""
    obstacles: tuple[Obstacle, ...] = ()
    change: Plan | None = None
    """The change as the engine of the migrations carries it out; None for what is no change to the database."""
    target: Path | None = None
    """The new file of a salvage."""
    state: FileState | None = None
    """The file when this was planned."""

    @property
    def can_rehearse(self) -> bool:
        """Whether nothing keeps it from being tried."""
        return self.is_needed and all(o.stops is not Stops.REHEARSAL for o in self.obstacles)

    @property
    def can_run(self) -> bool:
        """Whether nothing keeps it from being done."""
        return self.is_needed and all(o.stops is Stops.NOTHING for o in self.obstacles)


def plan_repair(
    hive: OpenHive,
    repair: Repair,
    *,
    target: Path | None = None,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> RepairPlan:
    """Look at what a repair would do to an open file.

    Args:
        hive: The file, read as it is now.
        repair: One of `REPAIRS`.
        target: Of a salvage, the new file; beside the damaged one, under a name that tells, if None.
        surroundings: Variables and home folder, those of the running program by default.
        token: Stops it.
        progress: Hears of what is looked at.

    Raises:
        EnvironmentProblem: The file cannot be read.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    if repair.changes is Changes.NOTHING:
        return plan_salvage(hive.database.real_path, target)
    if repair.changes is Changes.FILE:
        return _plan_permissions(hive, repair)
    wanted = find(hive, repair, token=token, progress=progress)
    if wanted is None:
        title = _LOG_IS_EMPTY if repair.id == CHECKPOINT else ""
        return RepairPlan(repair, hive.database.real_path, is_needed=False, title=title)
    change = plan_found(hive, wanted, surroundings=surroundings, token=token, progress=progress)
    return RepairPlan(
        repair=repair,
        path=hive.database.real_path,
        is_needed=True,
        title=wanted.title,
        what=wanted.what,
        rows=wanted.rows,
        statements=change.steps[0].statements,
        seconds=change.seconds,
        bytes_needed=change.bytes_needed,
        obstacles=change.obstacles + _of_upkeep(hive, repair, token),
        change=change,
        state=state_of(hive.database.real_path),
    )


def find(
    hive: OpenHive,
    repair: Repair,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> FoundRepair | None:
    """The repair as this file needs it, or None where it does not.

    Raises:
        EnvironmentProblem: The file cannot be read.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    if repair.id in {DANGLING_REFERENCE, HALFWAY_AT_010}:
        known = hive_left.find_repairs(hive, token=token)
        return next((one for one in known if one.id == repair.id), None)
    findings: tuple[Finding, ...] = ()
    if repair.id in _BY_FINDINGS:
        findings = findings_for(results_of(hive.database, repair, token, progress), repair)
    with hive.database.reading(token) as connection:
        schema = read_schema(connection)
        identity = identify(connection, schema, file_name=hive.database.real_path.name)
        return _FINDERS[repair.id](Look(connection, schema, identity, findings, progress))


def find_repairs(hive: OpenHive, *, token: CancelToken | None = None) -> tuple[FoundRepair, ...]:
    """What Hive's own migrations left broken and can be repaired: told by declarations alone, so at once.

    Raises:
        EnvironmentProblem: The file cannot be read.
        Cancelled: The token was cancelled.
    """
    return hive_left.find_repairs(hive, token=token)


def plan_found(
    hive: OpenHive,
    wanted: FoundRepair | None,
    *,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Plan:
    """The change that a repair is, to be rehearsed and carried out like a migration; the version stays what it is.

    Without a repair nothing is to be done, and nothing stands in the way of that.

    Raises:
        EnvironmentProblem: The file cannot be read.
        Cancelled: The token was cancelled.
    """
    token = token or CancelToken()
    with hive.database.reading(token) as connection:
        history = read_history(connection, read_schema(connection))
    version = history.newest if history.newest is not None else hive.identity.version or 0
    steps = (wanted.step,) if wanted else ()
    situation = Situation(start=version, to=version, history=history, steps=steps)
    plan = plan_steps(
        hive, steps, situation, surroundings=surroundings, token=token, progress=progress
    )
    return plan if wanted else replace(plan, obstacles=())


def plan_salvage(path: Path, target: Path | None = None) -> RepairPlan:
    """Look at what salvaging a file would mean; also of a file that cannot be opened at all.

    Args:
        path: The damaged file, its symlinks resolved.
        target: The new file; beside the damaged one, under a name that tells, if None.
    """
    repair = next(one for one in REPAIRS if one.changes is Changes.NOTHING)
    target = target or new_file_for(path)
    needs = salvage_needs(path, target)
    return RepairPlan(
        repair=repair,
        path=path,
        is_needed=True,
        title=tr("What can be had of this file goes to a new one."),
        what=(
            tr("{name} is read page by page, and is not touched.", name=path.name),
            tr("Tables, rows, indexes and triggers are written to {target}.", target=target),
            tr("What was lost is told table by table."),
        ),
        seconds=needs.seconds,
        bytes_needed=needs.bytes_needed,
        obstacles=needs.obstacles,
        target=target,
        state=state_of(path),
    )


def _plan_permissions(hive: OpenHive, repair: Repair) -> RepairPlan:
    path = hive.database.real_path
    paths = readable_by_others(path)
    if not paths:
        return RepairPlan(repair, path, is_needed=False)
    obstacles: tuple[Obstacle, ...] = ()
    if hive.database.target.access is Access.READ_ONLY:
        obstacles = (_READ_ONLY,)
    return RepairPlan(
        repair=repair,
        path=path,
        is_needed=True,
        title=tr("Others than the owner may read the file."),
        what=(
            *(
                tr(
                    "{one} gets the permissions of its owner alone; now {mode}.",
                    one=one.name,
                    mode=mode_text(one),
                )
                for one in paths
            ),
            tr(
                "This is no change to the database: its content is not touched, and no restore "
                "point is needed."
            ),
        ),
        obstacles=obstacles,
        state=state_of(path),
    )


_READ_ONLY = Obstacle(
    ObstacleKind.READ_ONLY,
    tr("The file is open for reading only."),
    tr("Switch to Writable; a copy can be rehearsed on all the same."),
    Stops.RUN,
)


def _of_upkeep(hive: OpenHive, repair: Repair, token: CancelToken) -> tuple[Obstacle, ...]:
    """What stands in the way of upkeep alone: anybody else who has the file, and what compacting would disturb."""
    if repair.changes is not Changes.STORAGE:
        return ()
    found = [
        Obstacle(
            ObstacleKind.IN_USE,
            tr("{holder} (process {pid}) has the file open.", holder=holder.name, pid=holder.pid),
            tr("Close it: this is done only while no other program has the file."),
            Stops.RUN,
        )
        for holder in holders(hive.database.real_path)
    ]
    if repair.id == VACUUM:
        with hive.database.reading(token) as connection:
            disturbed = upkeep.disturbed_by_vacuum(read_schema(connection))
        if disturbed:
            found.append(
                Obstacle(
                    ObstacleKind.SCRIPT,
                    tr(
                        "The search index {disturbed} goes by row numbers that compacting would "
                        "change.",
                        disturbed=disturbed,
                    ),
                    tr("Leave the file as it is: its free pages are used up again in time."),
                    Stops.REHEARSAL,
                )
            )
    return tuple(found)


_LOG_IS_EMPTY = tr(
    "The write-ahead log holds nothing that is not in the database: SQLite moves it in as "
    "soon as the file is opened for writing and no other program has it."
)
_BY_FINDINGS = frozenset({OVERSIZED_INDEX, NORMALISE_TIMES})
"""Repairs of exactly what a check names."""
_FINDERS: Mapping[str, Callable[[Look], FoundRepair | None]] = {
    QUARANTINE_ORPHANS: orphans.find_orphans,
    RETURN_FROM_QUARANTINE: returning.find_returning,
    NORMALISE_TIMES: times.find_mixed,
    OVERSIZED_INDEX: indexes.find_oversized,
    REINDEX: upkeep.find_reindex,
    ANALYZE: upkeep.find_analyze,
    CHECKPOINT: upkeep.find_checkpoint,
    VACUUM: upkeep.find_vacuum,
}
