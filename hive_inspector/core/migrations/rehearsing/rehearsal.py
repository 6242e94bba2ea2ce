"""Trying a change on a copy of the file, and proving that it does what it says and nothing else.

On a copy the steps are run, taken back, and run again. After each the schema and the content are compared: with what
the version should be, with the file as it was, with what the first time came to. Content is compared
in the tables that were touched at all, which SQLite's authorizer witnesses, triggers' work included; nothing can reach
another table past it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.performing.beating import beating
from hive_inspector.core.migrations.performing.one_step import MigrationStopped
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.planning.plan import base_of
from hive_inspector.core.migrations.rehearsing.trial import Trial
from hive_inspector.core.migrations.scripts.steps import Step, reversed_steps
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.migrations.planning.losses import CountedLoss
    from hive_inspector.core.migrations.planning.plan import Base, Plan
    from hive_inspector.core.migrations.restore_points.points import RestorePoint

    Clock: TypeAlias = Callable[[], datetime]
    Examination: TypeAlias = Callable[[Path], Iterable[tuple[str, bool, str]]]

_COPY_CHUNK = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RehearsalStep:
    """One piece of evidence."""

    what: str
    ok: bool
    duration_ms: int
    detail: str = ""
    """What was found, in a few words or a sentence."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Everything that was found out, and what the run is held to."""

    point: RestorePoint
    steps: tuple[RehearsalStep, ...]
    script_steps: tuple[Step, ...]
    """What was rehearsed."""
    base: Base
    """The state of the file that it holds for."""
    row_deltas: Mapping[str, int] = field(default_factory=dict)
    """How many rows more or fewer each table has afterwards; tables that stay alike are left out."""
    losses: tuple[CountedLoss, ...] = ()
    """What is not kept, counted at the time."""
    schema_after: str = ""
    """Fingerprint of the schema that the run has to come to."""
    touched: frozenset[str] = frozenset()
    """Tables that are touched, in lower case."""
    concerned: Mapping[str, int] = field(default_factory=dict)
    """How many rows of which tables a repair changed on the copy."""
    known_problems: tuple[str, ...] = ()
    """What is wrong with the file's structure or content already, in SQLite's words."""

    @property
    def passed(self) -> bool:
        """Whether the change was proved."""
        return bool(self.schema_after) and all(step.ok for step in self.steps)

    @property
    def reason(self) -> str:
        """Why not, or empty."""
        failed = next((step for step in self.steps if not step.ok), None)
        return "" if failed is None else f"{failed.what}: {failed.detail}"

    @property
    def duration_ms(self) -> int:
        """How long it took."""
        return sum(step.duration_ms for step in self.steps)


def rehearse(  # noqa: PLR0913 - each with its default
    point: RestorePoint,
    plan: Plan,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Clock = utc_now,
    tell: Callable[[RehearsalStep], None] | None = None,
    examine: Examination | None = None,
) -> Rehearsal:
    """Try a plan on copies of a restore point.

    A script that fails and evidence that speaks against the change make a rehearsal that did not pass; they raise
    nothing.

    Args:
        point: A copy of the file as it is now.
        plan: What to try.
        token: Stops it.
        progress: Hears of what is being done, at least ten times a second while something is.
        clock: Tells the moment that rows written by scripts carry.
        tell: Hears of each piece of evidence as it is found, on the calling thread.
        examine: Looks at the copy as it is in the end, closed, and tells further evidence.

    Raises:
        EnvironmentProblem: The copies cannot be made or read.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    token = token or CancelToken()

    def heard(what: str, ok: bool, duration_ms: int, detail: str) -> None:  # noqa: FBT001 - a step's fields
        if tell is not None:
            tell(RehearsalStep(what, ok, duration_ms, detail))

    with beating(progress) as told:
        trial = Trial(point.path, plan.script_steps, clock(), told, heard)
        _gather(trial, plan, token, told, examine)
    return Rehearsal(
        point=point,
        steps=tuple(RehearsalStep(*one) for one in trial.evidence),
        script_steps=plan.script_steps,
        base=plan.base if trial.base is None else trial.base,
        row_deltas=trial.row_deltas,
        losses=tuple(trial.losses),
        schema_after=trial.schema_after,
        touched=frozenset(trial.touched),
        concerned=trial.concerned,
        known_problems=trial.known_problems,
    )


def _gather(
    trial: Trial,
    plan: Plan,
    token: CancelToken,
    progress: Progress,
    examine: Examination | None,
) -> None:
    try:
        with private_folder() as folder:
            copy = folder / "rehearsed.db"
            _try_out(trial, plan, copy, token, progress)
            if examine is not None and trial.schema_after:
                for what, ok, detail in examine(copy):
                    trial.note(what, ok=ok, detail=detail)
    except MigrationStopped as stopped:
        trial.note(tr("Run the scripts"), ok=False, detail=stopped.message)
    except OSError as error:
        raise EnvironmentProblem(
            tr("A copy for the rehearsal could not be made."),
            tr("Free some room on the disk and try again."),
            str(error),
        ) from error


def _try_out(trial: Trial, plan: Plan, copy: Path, token: CancelToken, progress: Progress) -> None:
    _copy(trial.point, copy, token, progress)
    trial.timed(tr("Copied {st_size:,.1f} MB", st_size=trial.point.stat().st_size / 1000000))
    target = DatabaseTarget(copy, Access.WRITABLE)
    with open_database(target, token=token) as database, database.altering(token) as connection:
        if not _is_as_planned(trial, plan, connection):
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        trial.go(connection, plan.from_version, plan.to_version)
        back = reversed_steps(plan.script_steps)
        if back is None:
            trial.timed(tr("The way back"), tr("There is none but the restore point."))
        else:
            trial.go_back_and_again(connection, back, copy)


def _is_as_planned(trial: Trial, plan: Plan, connection: ReadConnection) -> bool:
    """Whether the file records what it did when the plan was made; another run may have been faster."""
    schema = read_schema(connection)
    if base_of(connection, schema).history == plan.base.history:
        return True
    version = read_history(connection, schema).newest or 0
    detail = tr(
        "The file is at version {version} by now. It has changed since this was planned: "
        "plan again.",
        version=version,
    )
    trial.note(tr("The file"), ok=False, detail=detail)
    return False


def _copy(source: Path, target: Path, token: CancelToken, progress: Progress) -> None:
    """Copy a file of ours that nobody has open."""
    total = source.stat().st_size
    with source.open("rb") as reader, target.open("xb") as writer:
        done = 0
        while chunk := reader.read(_COPY_CHUNK):
            token.raise_if_cancelled()
            writer.write(chunk)
            done += len(chunk)
            progress(done, total, tr("Copying for the rehearsal"))
    shutil.copymode(source, target)
