"""Doing to the file what was rehearsed on a copy, or nothing.

Under the write lock, taken before the first look: the file is still the one that was rehearsed; there is a restore
point of exactly this state; all scripts and all records in one transaction; the outcome is the rehearsed one, or the
transaction is rolled back. After the commit the file is looked at once more, and if it were not what it should be, the
restore point is put back through SQLite, never by replacing the file. A run that was refused, failed or was cancelled
writes nothing to the file, not even to its history: a log outside tells of it, see `undone`.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

from hive_inspector.core.audit import OUTCOME, Details, own_trail, recorded
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import DatabaseDamaged, DatabaseLocked
from hive_inspector.core.database.sidefiles import state_of
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.interrupted import Mark, leave, marked
from hive_inspector.core.migrations.bookkeeping.records import (
    DONE,
    Record,
    this_recorder,
    write_records,
)
from hive_inspector.core.migrations.bookkeeping.undone import note_undone
from hive_inspector.core.migrations.performing.beating import beating
from hive_inspector.core.migrations.performing.one_step import MigrationStopped
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.restore_points.points import (
    put_back,
    remove,
    remove_old,
    require_intact,
    restore_point_of,
)
from hive_inspector.core.migrations.running.live import LiveChange, NotAsRehearsed
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.sidefiles import FileState
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Plan
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.scripts.steps import Step

    Clock: TypeAlias = Callable[[], datetime]
    Log: TypeAlias = Callable[[str], None]


class Result(Enum):
    """How a run ended; the values stand in the output of commands."""

    DONE = "done"
    REFUSED = "refused"
    """Nothing was begun."""
    ROLLED_BACK = "rolled_back"
    """It was begun and taken back; the file is as it was."""
    NOT_RESTORED = "not_restored"
    """It was committed, the file was wrong afterwards, and what was before could not be put back."""


_OUTCOMES = {
    Result.DONE: "done",
    Result.REFUSED: "refused",
    Result.ROLLED_BACK: "failed",
    Result.NOT_RESTORED: "failed",
}
"""As the audit trail calls them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    result: Result
    from_version: int
    to_version: int
    """What the file has now."""
    applied: tuple[str, ...] = ()
    """Labels of the steps that were done."""
    restore_point: RestorePoint | None = None
    """The copy from before; None where nothing was changed and the run had made one for itself alone."""
    duration_ms: int = 0
    reason: str = ""
    """Why it was not done, and what to do; empty where it was."""


def unheard(_line: str) -> None:
    """A log that nobody reads."""


def carry_out(  # noqa: PLR0913 - each with its default
    hive: OpenHive,
    plan: Plan,
    rehearsal: Rehearsal | None,
    *,
    unproved: bool = False,
    token: CancelToken | None = None,
    progress: Progress = silent,
    log: Log = unheard,
    clock: Clock = utc_now,
) -> Outcome:
    """Carry a plan out.

    Args:
        hive: The file, open for writing.
        plan: What to do.
        rehearsal: What came of trying it; it must have passed.
        unproved: Whether to do it without a rehearsal that passed: the user has read why and insists.
        token: Stops it until the commit; nothing is changed then.
        progress: Hears of what is being done.
        log: Hears of every statement before it runs, and of what is done around them.
        clock: Tells the time.

    Returns:
        What came of it. That a script failed, or that the file is not as it was rehearsed, is an outcome and raises
        nothing.

    Raises:
        EnvironmentProblem: The file is locked, the disk is full or fails: nothing was changed.
        Cancelled: The token was cancelled before the commit: nothing was changed.
    """
    directions = sorted({step.direction.value for step in plan.script_steps}) or ["nothing"]
    about: Details = {
        "from": plan.from_version,
        "steps": ", ".join(s.label for s in plan.script_steps),
    }
    with recorded(
        own_trail(), f"change.{'-'.join(directions)}", hive.database.real_path, about
    ) as details:
        reason = _reason_against(plan, rehearsal, unproved=unproved)
        if reason:
            outcome = Outcome(Result.REFUSED, plan.from_version, plan.from_version, reason=reason)
        else:
            with beating(progress) as told:
                run = _Run(hive, plan, None if unproved else rehearsal, clock, told, log)
                outcome = run.outcome(token or CancelToken())
        details.update(_told(outcome))
    return outcome


def _told(outcome: Outcome) -> Details:
    """An outcome in the words of the audit trail."""
    told: Details = {"to": outcome.to_version, OUTCOME: _OUTCOMES[outcome.result]}
    if outcome.restore_point is not None:
        told["restore point"] = str(outcome.restore_point.path)
    return {**told, "reason": outcome.reason} if outcome.reason else told


def _reason_against(plan: Plan, rehearsal: Rehearsal | None, *, unproved: bool) -> str:
    if not plan.steps:
        return tr("There is nothing to do.")
    stopping = next((o for o in plan.obstacles if o.stops.value != "nothing"), None)
    if stopping is not None:
        return f"{stopping.message} {stopping.hint}"
    if unproved:
        return ""
    if rehearsal is None:
        return tr("It has not been rehearsed. Rehearse it on a copy first.")
    if not rehearsal.passed:
        return tr("The rehearsal did not pass. {reason}", reason=rehearsal.reason)
    if rehearsal.script_steps != plan.script_steps:
        return tr("Something else was rehearsed. Rehearse this change on a copy first.")
    return ""


class _Run:
    """One run, from the lock to the last look."""

    def __init__(
        self,
        hive: OpenHive,
        plan: Plan,
        rehearsal: Rehearsal | None,
        clock: Clock,
        progress: Progress,
        log: Log,
    ) -> None:
        self._hive = hive
        self._plan = plan
        self._rehearsal = rehearsal
        self._clock = clock
        self._progress = progress
        self._log = log
        self._id = uuid4().hex
        self._started = clock()
        self._timer = time.perf_counter()
        self._point: RestorePoint | None = None
        self._is_own_point = False
        self._is_committing = False
        self._change: LiveChange | None = None

    def outcome(self, token: CancelToken) -> Outcome:
        """Run it, whatever comes, and say what came."""
        with marked(self._mark()):
            try:
                problem = self._keep_up(token) if self._is_upkeep else self._do(token)
            except NotAsRehearsed as refusal:
                return self._undone(refusal, begun=refusal.begun)
            except (MigrationStopped, Refusal) as stopped:
                return self._undone(stopped, begun=True)
            except DatabaseLocked as locked:
                self._remove_own_point(locked)
                raise  # nothing was begun: to be tried again, and nothing to note
            except (EnvironmentProblem, Cancelled) as error:
                self._leave_nothing(error, Result.ROLLED_BACK)
                raise
            problem = problem or self._problem_afterwards()
            if problem:
                return self._restored(problem)
        self._tidy()
        return self._result(Result.DONE, self._plan.to_version)

    @property
    def _is_upkeep(self) -> bool:
        return any(step.is_upkeep for step in self._plan.script_steps)

    def _keep_up(self, token: CancelToken) -> str:
        """Upkeep, while no other program has the file open; what is wrong afterwards, or empty."""
        state = state_of(self._hive.database.real_path)
        with self._hive.database.altering(token) as connection, connection.alone():
            change = LiveChange(connection, self._plan, self._rehearsal)
            change.require_base()
            self._point = self._restore_point(connection, state, token)
            leave(self._mark())
            self._change = change
            done = change.keep_up(self._progress, self._log)
            self._progress(0, None, tr("Checking what came of it"))
            try:
                change.require_as_rehearsed()
            except NotAsRehearsed as difference:
                return difference.message
            self._is_committing = True
            with connection.transaction():
                write_records(connection, self._records(done, change.schema_after))
        return ""

    def _do(self, token: CancelToken) -> str:
        state = state_of(self._hive.database.real_path)
        with (
            self._hive.database.altering(token) as connection,
            connection.transaction(),
        ):
            self._log("BEGIN IMMEDIATE")
            change = LiveChange(connection, self._plan, self._rehearsal)
            change.require_base()
            self._point = self._restore_point(connection, state, token)
            leave(self._mark())
            self._change = change
            done = change.perform(self._clock(), self._progress, self._log)
            self._progress(0, None, tr("Checking before the commit"))
            change.require_as_rehearsed()
            write_records(connection, self._records(done, change.schema_after))
            self._log("COMMIT")
            self._progress(0, None, tr("Committing"))
            token.raise_if_cancelled()
            self._is_committing = True
        return ""

    def _restore_point(
        self, connection: AlteringConnection, state: FileState, token: CancelToken
    ) -> RestorePoint:
        """The rehearsed one, if it is whole and of exactly what the file is now; else one made under the write lock."""
        rehearsed = self._rehearsal.point if self._rehearsal else None
        if rehearsed and not rehearsed.is_scratch and _same(rehearsed.state, state):
            with suppress(EnvironmentProblem):
                require_intact(rehearsed, token, self._progress)
                return rehearsed
        self._log(tr("Making a restore point"))
        if self._is_upkeep:  # nobody else writes, and no second connection can read
            point = self._copy_of(connection, self._plan.reason)
        else:
            with connection.beside() as reader:
                point = self._copy_of(reader, self._plan.reason)
        self._is_own_point = True
        return point

    def _copy_of(self, reader: ReadConnection, reason: str) -> RestorePoint:
        return restore_point_of(
            reader,
            self._hive.database.real_path,
            reason,
            self._plan.keeping.folder,
            version=self._plan.from_version,
            progress=self._progress,
            moment=self._clock(),
        )

    def _problem_afterwards(self) -> str:
        """What is wrong with the file after the commit; empty, unless the disk or SQLite failed in silence."""
        self._progress(0, None, tr("Checking after the commit"))
        change = self._change
        if change is None:
            return ""
        try:
            with self._hive.database.reading() as connection:
                return change.problem_in(connection)
        except DatabaseDamaged as problem:
            return problem.message
        except EnvironmentProblem:  # somebody's lock: what was committed stays committed
            return ""

    def _restored(self, problem: str) -> Outcome:
        point = self._point
        if point is None:
            raise RuntimeError("a change was committed without a restore point")
        try:
            found = self._put_back(point)
        except EnvironmentProblem as obstacle:
            return self._not_restored(problem, point, obstacle)
        reason = tr(
            "After the commit the file was not what it should be, so it was restored. "
            "{problem} What it was then is kept in {name}.",
            problem=problem,
            name=found.path.name,
        )
        self._note("failed", reason)
        return replace(self._result(Result.ROLLED_BACK, self._plan.from_version), reason=reason)

    def _put_back(self, point: RestorePoint) -> RestorePoint:
        """Restore the file; the copy of what was found wrong."""
        require_intact(point, CancelToken(), self._progress)
        self._log(tr("Putting the restore point back"))
        with self._hive.database.altering(CancelToken()) as connection:
            with connection.beside() as reader:  # another program may have written since the commit
                found = self._copy_of(reader, "found wrong after a run")
            put_back(connection, point, progress=self._progress)
        return found

    def _not_restored(
        self, problem: str, point: RestorePoint, obstacle: EnvironmentProblem
    ) -> Outcome:
        reason = tr(
            "After the commit the file was not what it should be, and it was not restored. "
            "{problem} {message} Close every program that uses the file, keep a copy of it, "
            "and restore {name} or, if that is not what it was, an older restore point or "
            "backup.",
            problem=problem,
            message=obstacle.message,
            name=point.path.name,
        )
        self._note("failed", reason)
        return replace(self._result(Result.NOT_RESTORED, self._plan.to_version), reason=reason)

    def _undone(self, error: InspectorError, *, begun: bool) -> Outcome:
        kind = Result.ROLLED_BACK if begun else Result.REFUSED
        self._leave_nothing(error, kind)
        reason = f"{error.message} {error.hint}".strip()
        return replace(self._result(kind, self._plan.from_version), reason=reason)

    def _leave_nothing(self, error: InspectorError | Cancelled, kind: Result) -> None:
        """Note outside the file what was not done, and take the restore point away that was made for it."""
        self._remove_own_point(error)
        outcome = "refused" if kind is Result.REFUSED else "failed"
        if isinstance(error, Cancelled):
            self._note("cancelled", "")
        else:
            self._note(outcome, error.message)

    def _remove_own_point(self, error: InspectorError | Cancelled) -> None:
        """A commit that the disk failed may have reached it all the same: its restore point stays."""
        is_unsure = self._is_committing and not isinstance(error, (DatabaseLocked, Cancelled))
        if self._point and self._is_own_point and not is_unsure:
            remove(self._point)
            self._point = None

    def _note(self, outcome: str, reason: str) -> None:
        steps = tuple(planned.step for planned in self._plan.steps)
        note_undone(self._hive.database.real_path, self._id, steps, outcome, reason)

    def _records(self, done: list[tuple[Step, int]], schema: str) -> list[Record]:
        recorder = this_recorder()
        now = self._clock().isoformat()
        return [
            Record(
                run=self._id,
                version=step.version,
                name=step.script.path.name,
                direction=step.direction.value,
                checksum=step.script.sha256,
                checksum_normalised=step.script.sha256_normalised,
                started_at=self._started.isoformat(),
                finished_at=now,
                duration_ms=duration_ms,
                program_version=recorder.program_version,
                sqlite_version=recorder.sqlite_version,
                os_user=recorder.os_user,
                host=recorder.host,
                schema_before=self._plan.base.schema,
                schema_after=schema,
                restore_point=str(self._point.path) if self._point else "",
                outcome=DONE,
                reason="",
            )
            for step, duration_ms in done
        ]

    def _mark(self) -> Mark:
        plan = self._plan
        what = f"The migration from {plan.from_version} to {plan.to_version}"
        if plan.direction is Direction.REPAIR:
            what = f"The repair {plan.steps[0].name}"
        return Mark(
            run=self._id,
            path=str(self._hive.database.real_path),
            what=what,
            started_at=self._started.isoformat(timespec="seconds"),
            restore_point=str(self._point.path) if self._point else "",
            process=os.getpid(),
            is_upkeep=self._is_upkeep,
        )

    def _result(self, result: Result, version: int) -> Outcome:
        done = self._plan.steps if result is Result.DONE else ()
        return Outcome(
            result=result,
            from_version=self._plan.from_version,
            to_version=version,
            applied=tuple(planned.step.label for planned in done),
            restore_point=self._point,
            duration_ms=round((time.perf_counter() - self._timer) * 1000),
        )

    def _tidy(self) -> None:
        keeping = self._plan.keeping
        with suppress(EnvironmentProblem):
            remove_old(keeping.folder, self._hive.database.real_path, keeping.keep)


def _same(one: FileState | None, other: FileState) -> bool:
    """Whether nothing was written between two looks; an empty `-wal` is as good as none."""
    return one is not None and _stamps(one) == _stamps(other)


def _stamps(state: FileState) -> tuple[object, ...]:
    wal = state.wal if state.wal and state.wal.size else None
    return state.database, wal, state.journal
