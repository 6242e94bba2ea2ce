"""What stands in the way of a change, and what to do about each."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.activity import holders
from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.database.target import Access
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.core_versions import TWICE_NUMBERED
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.history import CORE_BOOKS, is_at_nothing
from hive_inspector.core.migrations.bookkeeping.status import (
    MigrationState,
    MigrationStatus,
)
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.bookkeeping.history import History
    from hive_inspector.core.migrations.scripts.steps import Step

_LOCK_PATIENCE_S = 0.3
_SPARE_BYTES = 16 * 1024 * 1024
_MEGABYTE = 1_000_000
CORE_LINE = frozenset({Lineage.CORE, Lineage.HYBRID})


class ObstacleKind(Enum):
    """What sort of obstacle it is."""

    READ_ONLY = "read_only"
    LOCKED = "locked"
    IN_USE = "in_use"
    NO_ROOM = "no_room"
    OTHER_LINEAGE = "other_lineage"
    NO_RECORD = "no_record"
    CONFLICT = "conflict"
    CHANGED = "changed"
    UNKNOWN_VERSION = "unknown_version"
    NO_WAY_BACK = "no_way_back"
    DRIFT = "drift"
    SCRIPT = "script"
    """A script failed on an empty file of the same schema."""


class Stops(Enum):
    """How far an obstacle lets one go."""

    NOTHING = "nothing"
    """It is only to be known."""
    RUN = "run"
    """A copy can be tried, the file not be changed."""
    REHEARSAL = "rehearsal"
    """Not even a copy can be tried."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One obstacle."""

    kind: ObstacleKind
    message: str
    hint: str
    """What to do about it."""
    stops: Stops


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a file stands and where it is to go."""

    start: int
    to: int
    history: History
    steps: tuple[Step, ...]
    size: int = 0
    """Bytes of the file."""
    statuses: tuple[MigrationStatus, ...] = ()
    """How each version stands; a repair has no use for them."""
    problems: tuple[str, ...] = ()
    """What the preview of the scripts ran into."""


def find_obstacles(
    hive: OpenHive, schema: Schema, situation: Situation, folder: Path, token: CancelToken
) -> tuple[Obstacle, ...]:
    """Everything that stands in the way, the gravest first.

    Raises:
        Cancelled: The token was cancelled.
    """
    found = [
        *_of_lineage(hive, schema, situation),
        *_of_record(hive, schema, situation),
        *_of_way_back(situation),
        *_of_scripts(situation),
        *_of_schema(hive, schema),
        *_of_access(hive, token),
        *_of_room(situation.size, folder),
    ]
    return tuple(sorted(found, key=lambda obstacle: -_GRAVITY.index(obstacle.stops)))


_GRAVITY = (Stops.NOTHING, Stops.RUN, Stops.REHEARSAL)


def _of_lineage(hive: OpenHive, schema: Schema, situation: Situation) -> Iterator[Obstacle]:
    if hive.identity.lineage in CORE_LINE or is_at_nothing(schema, situation.history):
        return
    if any(step.direction is Direction.REPAIR for step in situation.steps):
        return
    yield Obstacle(
        ObstacleKind.OTHER_LINEAGE,
        _another_lineage(hive.identity.lineage),
        tr("Open a file of Hive's core, usually ~/.hive/hive-ai.db."),
        Stops.REHEARSAL,
    )


def _another_lineage(lineage: Lineage) -> str:
    if lineage is Lineage.OTHER:
        return tr("This is not a Hive database: these migrations are not made for it.")
    return tr(
        "This file is of another lineage ({lineage_title}): these migrations are not made for it.",
        lineage_title=lineage.title,
    )


def _of_record(hive: OpenHive, schema: Schema, situation: Situation) -> Iterator[Obstacle]:
    if hive.identity.lineage not in CORE_LINE or is_at_nothing(schema, situation.history):
        return
    if any(step.direction is Direction.REPAIR for step in situation.steps):
        return
    if situation.history.newest is None or situation.history.kind not in CORE_BOOKS:
        yield Obstacle(
            ObstacleKind.NO_RECORD,
            tr("Nothing in the file records which migrations it has had."),
            tr(
                "Adopt the file first: its tables are compared with each version, and the record "
                "is written."
            ),
            Stops.REHEARSAL,
        )
        return
    for status in situation.statuses:
        yield from _of_version(status, situation)


def _of_version(status: MigrationStatus, situation: Situation) -> Iterator[Obstacle]:
    name = tr(
        "Version {version} ({status})",
        version=status.version,
        status=status.name or tr("without a name"),
    )
    if status.state is MigrationState.UNKNOWN:
        yield Obstacle(
            ObstacleKind.UNKNOWN_VERSION,
            tr("{name} is newer than these scripts know.", name=name),
            tr("Use a newer Hive Inspector, or name the folder of Hive's own scripts."),
            Stops.REHEARSAL,
        )
    elif status.state is MigrationState.MISSING and situation.to < situation.start:
        yield Obstacle(
            ObstacleKind.CONFLICT,
            tr("{name} is on record, but there is no script that could take it back.", name=name),
            tr("Add its script to the folder."),
            Stops.REHEARSAL,
        )
    elif status.state is MigrationState.CONFLICT:
        yield _of_conflict(status, name)
    elif status.state is MigrationState.CHANGED:
        yield Obstacle(
            ObstacleKind.CHANGED,
            tr(
                "{name} was applied by another text of its script than the one that is there now.",
                name=name,
            ),
            tr("The rehearsal shows whether it fits; compare the two texts first."),
            Stops.NOTHING,
        )


def _of_conflict(status: MigrationStatus, name: str) -> Obstacle:
    hint = tr("Bring Hive's record in order, or restore a backup from before.")
    if status.version == TWICE_NUMBERED:
        hint = tr("Repair it first: what version 10 lacks is added, and nothing is lost.")
    return Obstacle(ObstacleKind.CONFLICT, f"{name}: {status.note}", hint, Stops.RUN)


def _of_way_back(situation: Situation) -> Iterator[Obstacle]:
    for step in situation.steps:
        if step.change is None:
            yield Obstacle(
                ObstacleKind.NO_WAY_BACK,
                tr(
                    "Migration {label} cannot be rolled back: {irreversible}",
                    label=step.label,
                    irreversible=step.script.irreversible,
                ),
                tr("Restore a backup from before it instead."),
                Stops.REHEARSAL,
            )
        elif step.script.conflict and step.direction is Direction.UP:
            yield Obstacle(
                ObstacleKind.CONFLICT,
                step.script.conflict,
                tr("Remove the file that does not belong there, or use the program's own scripts."),
                Stops.RUN,
            )


def _of_scripts(situation: Situation) -> Iterator[Obstacle]:
    for problem in situation.problems:
        yield Obstacle(
            ObstacleKind.SCRIPT,
            tr("On an empty file with the same tables: {problem}", problem=problem),
            tr("The rehearsal on a copy with all rows shows whether it fits this file."),
            Stops.NOTHING,
        )


def _of_schema(hive: OpenHive, schema: Schema) -> Iterator[Obstacle]:
    drifts = drift_of(hive.identity, schema)
    if drifts:
        first = f"{drifts[0].object}: {drifts[0].detail}"
        more = tr(" And {count} more.", count=len(drifts) - 1) if len(drifts) > 1 else ""
        yield Obstacle(
            ObstacleKind.DRIFT,
            tr(
                "The schema is not what version {version} should have. {first}{more}",
                version=hive.identity.version,
                first=first,
                more=more,
            ),
            tr("The rehearsal shows whether the step fits all the same."),
            Stops.NOTHING,
        )


def _of_access(hive: OpenHive, token: CancelToken) -> Iterator[Obstacle]:
    database = hive.database
    if database.target.access is Access.READ_ONLY:
        yield Obstacle(
            ObstacleKind.READ_ONLY,
            tr("The file is open for reading only."),
            tr("Switch to Writable; a copy can be rehearsed on all the same."),
            Stops.RUN,
        )
    else:
        try:
            with database.writing(token, patience_s=_LOCK_PATIENCE_S):
                pass
        except DatabaseLocked:
            yield Obstacle(
                ObstacleKind.LOCKED,
                tr("Another program is writing to the file right now."),
                tr("Wait until it has finished, or close it."),
                Stops.NOTHING,
            )
        except EnvironmentProblem as problem:
            yield Obstacle(ObstacleKind.READ_ONLY, problem.message, problem.hint, Stops.RUN)
    for holder in holders(database.real_path):
        yield Obstacle(
            ObstacleKind.IN_USE,
            tr("{holder} (process {pid}) has the file open.", holder=holder.name, pid=holder.pid),
            tr("The change waits for its turn; close the program if it goes on writing."),
            Stops.NOTHING,
        )


def _of_room(size: int, folder: Path) -> Iterator[Obstacle]:
    """Room for the restore point where it goes, and for two copies where rehearsals are held."""
    kept, tried = _existing(folder), _existing(app_paths().private_copies)
    needs = {kept: size + _SPARE_BYTES, tried: 2 * size + _SPARE_BYTES}
    if kept.stat().st_dev == tried.stat().st_dev:
        needs = {kept: 3 * size + 2 * _SPARE_BYTES}
    for place, needed in needs.items():
        lacking = needed - shutil.disk_usage(place).free
        if lacking > 0:
            yield Obstacle(
                ObstacleKind.NO_ROOM,
                tr(
                    "The disk of {place} has no room for the copies that a safe change needs.",
                    place=place,
                ),
                tr("Free {lacking:,} MB and try again.", lacking=lacking // _MEGABYTE + 1),
                Stops.REHEARSAL,
            )


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there already."""
    return next((path for path in (folder, *folder.parents) if path.is_dir()), folder)
