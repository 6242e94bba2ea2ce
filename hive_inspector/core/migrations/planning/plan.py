"""What taking a file to another version would mean, before anything is touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.core_versions import content_tables
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.history import is_at_nothing, read_history
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.checking.state import fingerprint, objects_of
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.planning.losses import CountedLoss, counted
from hive_inspector.core.migrations.planning.obstacles import (
    CORE_LINE,
    Obstacle,
    Situation,
    Stops,
    find_obstacles,
)
from hive_inspector.core.migrations.planning.preview import StepPreview, preview
from hive_inspector.core.migrations.restore_points.surroundings import (
    keeping_of,
    present_surroundings,
)
from hive_inspector.core.migrations.scripts.steps import Direction, Step
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.bookkeeping.history import History
    from hive_inspector.core.migrations.restore_points.surroundings import Keeping, Surroundings
    from hive_inspector.core.migrations.scripts.script import Script

__all__ = ["CountedLoss", "Obstacle", "Plan", "PlannedStep", "Stops", "make_plan", "plan_steps"]

COPIES = 3
"""The restore point and the two copies of a rehearsal."""
_SPARE_BYTES = 16 * 1024 * 1024
_BYTES_A_SECOND = 100_000_000
"""How fast a copy is made, proved and summed up; a careful guess for an ordinary disk."""
_LEAST_S = 0.2


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step, and what it would do."""

    step: Step
    seen: StepPreview
    losses: tuple[CountedLoss, ...]
    """What it does not keep, with the rows that are concerned now."""

    @property
    def version(self) -> int | None:
        """The number in Hive's line."""
        return self.step.version

    @property
    def name(self) -> str:
        """As the script is called."""
        return self.step.script.name

    @property
    def title(self) -> str:
        """What the script does, in one line."""
        return self.step.script.title

    @property
    def description(self) -> str:
        """What changes, in paragraphs."""
        return self.step.script.description

    @property
    def reversible(self) -> bool:
        """Whether there is a way back."""
        return self.step.reversed is not None

    @property
    def statements(self) -> tuple[str, ...]:
        """Its SQL."""
        return self.seen.statements

    @property
    def effects(self) -> tuple[str, ...]:
        """What it does, in sentences."""
        return tuple(effect.text for effect in self.seen.effects)

    @property
    def tables(self) -> tuple[str, ...]:
        """What it touches."""
        return self.seen.tables

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that come, go or change."""
        return self.seen.columns


@dataclass(frozen=True, slots=True)
class Base:
    """The state that a plan was made for."""

    schema: str
    """Fingerprint."""
    history: tuple[tuple[str, str | None], ...]
    """Hive's record: versions and names as they are written there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the user should know before a change."""

    direction: Direction
    from_version: int
    to_version: int
    steps: tuple[PlannedStep, ...]
    """In the order in which they would run; empty where nothing is to be done."""
    obstacles: tuple[Obstacle, ...]
    bytes_needed: int
    """Free room that the restore point and the rehearsal need."""
    seconds: float
    """A guess at how long rehearsal and run take together."""
    keeping: Keeping
    """Where the restore point goes."""
    base: Base

    @property
    def script_steps(self) -> tuple[Step, ...]:
        """The steps alone."""
        return tuple(planned.step for planned in self.steps)

    @property
    def can_rehearse(self) -> bool:
        """Whether nothing keeps it from being tried on a copy."""
        return bool(self.steps) and all(o.stops is not Stops.REHEARSAL for o in self.obstacles)

    @property
    def can_run(self) -> bool:
        """Whether nothing keeps it from being done to the file."""
        return bool(self.steps) and all(o.stops is Stops.NOTHING for o in self.obstacles)

    @property
    def reason(self) -> str:
        """Why the restore point is made: `before 013`, `before rolling back to 11`."""
        if self.direction is Direction.UP:
            return f"before {self.to_version:03}"
        if self.direction is Direction.DOWN:
            return f"before rolling back to {self.to_version:03}"
        return f"before {self.steps[0].name}" if self.steps else "before a repair"


def make_plan(
    hive: OpenHive,
    scripts: Sequence[Script],
    to: int | None = None,
    *,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Plan:
    """Plan the way from the file's version to another one, up or down.

    Args:
        hive: The open file; read as it is now, whatever it was when it was opened.
        scripts: The scripts in order.
        to: The version wanted, 0 being an empty file; the newest script's if None.
        surroundings: Variables and home folder, those of the running program by default.
        token: Stops it.
        progress: Hears of steps looked at.

    Raises:
        UsageProblem: There is no such version.
        EnvironmentProblem: The file cannot be read.
        Cancelled: The token was cancelled.
    """
    target = scripts[-1].version if to is None else to
    if not 0 <= target <= scripts[-1].version:
        raise UsageProblem(
            tr("There is no version {target}.", target=target),
            tr("Choose one from 0 to {version}.", version=scripts[-1].version),
        )
    token = token or CancelToken()
    with hive.database.reading(token) as connection:
        schema = read_schema(connection)
        history = read_history(connection, schema)
        statuses = read_versions(connection, schema, hive.identity, scripts)
    start = _start(hive, history)
    is_core = hive.identity.lineage in CORE_LINE or is_at_nothing(schema, history)
    steps = steps_between(scripts, start, target) if is_core else ()
    situation = Situation(
        start=start,
        to=target,
        history=history,
        steps=steps,
        statuses=statuses,
    )
    return plan_steps(
        hive, steps, situation, surroundings=surroundings, token=token, progress=progress
    )


def plan_steps(
    hive: OpenHive,
    steps: tuple[Step, ...],
    situation: Situation,
    *,
    surroundings: Surroundings | None = None,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Plan:
    """Plan steps that were chosen already; see `make_plan`."""
    token = token or CancelToken()
    surroundings = surroundings or present_surroundings()
    progress(0, len(steps), tr("Looking at what would be done"))
    with hive.database.reading(token) as connection:
        schema = read_schema(connection)
        keeping = keeping_of(connection, schema, hive.database.real_path, surroundings)
        base = base_of(connection, schema)
        size = connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size")
        losses = [_losses(connection, schema, step) for step in steps]
    seen = preview(schema, steps, utc_now(), token)
    planned = tuple(
        PlannedStep(step, sight, lost)
        for step, sight, lost in zip(steps, seen, losses, strict=False)
    )
    unseen = tuple(
        PlannedStep(step, StepPreview((), (), (), ()), lost)
        for step, lost in zip(steps[len(seen) :], losses[len(seen) :], strict=True)
    )
    plan = Plan(
        direction=steps[0].direction if steps else Direction.UP,
        from_version=situation.start,
        to_version=situation.to,
        steps=planned + unseen,
        obstacles=(),
        bytes_needed=COPIES * size + _SPARE_BYTES,
        seconds=_LEAST_S + COPIES * size / _BYTES_A_SECOND,
        keeping=keeping,
        base=base,
    )
    problems = tuple(one.problem for one in seen if one.problem)
    obstacles = find_obstacles(
        hive, schema, replace(situation, size=size, problems=problems), keeping.folder, token
    )
    progress(len(steps), len(steps), "")
    return replace(plan, obstacles=obstacles)


def base_of(connection: ReadConnection, schema: Schema) -> Base:
    """The state of a file, as far as a plan or a rehearsal holds for no other."""
    entries = read_history(connection, schema).entries
    return Base(
        schema=fingerprint(objects_of(connection)),
        history=tuple((entry.recorded, entry.name) for entry in entries),
    )


def steps_between(scripts: Sequence[Script], start: int, end: int) -> tuple[Step, ...]:
    """The steps from one version to another, in order."""
    if start <= end:
        return tuple(Step(s, Direction.UP) for s in scripts if start < s.version <= end)
    down = [s for s in scripts if end < s.version <= start]
    return tuple(Step(script, Direction.DOWN) for script in reversed(down))


def _start(hive: OpenHive, history: History) -> int:
    """Hive itself goes by the highest number on record."""
    return history.newest if history.newest is not None else hive.identity.version or 0


def _losses(connection: ReadConnection, schema: Schema, step: Step) -> tuple[CountedLoss, ...]:
    return counted(connection, step.losses, content_tables(schema))
