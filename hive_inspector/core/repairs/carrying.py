"""Trying a repair, doing it, and proving it: by the engine of the migrations wherever the database is changed."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.audit import OUTCOME, own_trail, recorded
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.sidefiles import state_of
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.performing.runner import utc_now
from hive_inspector.core.migrations.rehearsing.rehearsal import RehearsalStep, rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.running.run import Result, carry_out, unheard
from hive_inspector.core.progress import Progress, silent
from hive_inspector.core.repairs.permissions import let_owner_only, mode_text, readable_by_others
from hive_inspector.core.repairs.proving import (
    examination,
    findings_for,
    prove,
    results_of,
)
from hive_inspector.core.repairs.repair import Changes
from hive_inspector.core.repairs.salvage.salvaging import rehearse_salvage, salvage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from typing import TypeAlias

    from hive_inspector.core.audit import Details
    from hive_inspector.core.database.sidefiles import FileState
    from hive_inspector.core.health.findings import Finding
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.core.migrations.running.run import Outcome
    from hive_inspector.core.repairs.planning import RepairPlan
    from hive_inspector.core.repairs.proving import Proof
    from hive_inspector.core.repairs.salvage.report import SalvageReport

    Clock: TypeAlias = Callable[[], datetime]
    Log: TypeAlias = Callable[[str], None]
    Tell: TypeAlias = Callable[[RehearsalStep], None]

_CHANGED = tr("The file has changed since this was rehearsed. Rehearse it again.")


@dataclass(frozen=True, slots=True)
class RepairRehearsal:
    """What came of trying a repair, piece of evidence by piece."""

    steps: tuple[RehearsalStep, ...]
    row_deltas: Mapping[str, int] = field(default_factory=dict)
    """How many rows more or fewer each table has afterwards."""
    before: tuple[Finding, ...] = ()
    """What the checks had found of what the repair mends."""
    of_change: Rehearsal | None = None
    """The rehearsal of the change to the database, to which the repair is held."""
    state: FileState | None = None
    """The file that it holds for, where the repair is no change to the database."""
    report: SalvageReport | None = None
    """What a salvage would bring back."""

    @property
    def passed(self) -> bool:
        """Whether the repair was proved."""
        change = self.of_change
        return all(step.ok for step in self.steps) and (change is None or change.passed)

    @property
    def reason(self) -> str:
        """Why not, or empty."""
        failed = next((step for step in self.steps if not step.ok), None)
        return "" if failed is None else f"{failed.what}: {failed.detail}"

    @property
    def duration_ms(self) -> int:
        """How long it took."""
        return sum(step.duration_ms for step in self.steps)


@dataclass(frozen=True, slots=True)
class RepairOutcome:
    """What came of a repair."""

    result: Result
    reason: str = ""
    """Why it was not done, and what to do; empty where it was."""
    duration_ms: int = 0
    restore_point: RestorePoint | None = None
    """The copy from before, where the database was changed."""
    proofs: tuple[Proof, ...] = ()
    """What the checks say now; empty where it was not done or no check asks for it."""
    change: Outcome | None = None
    """What the engine says of the change to the database."""
    report: SalvageReport | None = None
    """What a salvage brought back, and what was lost."""

    @property
    def is_proved(self) -> bool:
        """Whether it was done, and no check still finds what it mends."""
        return self.result is Result.DONE and all(proof.ok for proof in self.proofs)


def rehearse_repair(
    hive: OpenHive | None,
    plan: RepairPlan,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
    clock: Clock = utc_now,
    tell: Tell | None = None,
) -> RepairRehearsal:
    """Try a repair where it harms nobody: on a copy, and of a salvage on a new file that is thrown away again.

    Args:
        hive: The file; None of one that cannot be opened, which can only be salvaged.
        plan: What to try.
        token: Stops it.
        progress: Hears of what is being done.
        clock: Tells the moment that rows carry.
        tell: Hears of each piece of evidence as it is found, on the calling thread.

    Raises:
        EnvironmentProblem: The copies cannot be made or read.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    token = token or CancelToken()
    if plan.repair.changes is Changes.NOTHING:
        return _rehearse_salvage(plan, token, progress, tell)
    if hive is None:
        raise TypeError("only a salvage can do without an open file")
    if plan.repair.changes is Changes.FILE:
        return _rehearse_permissions(plan, tell)
    if plan.change is None:
        raise TypeError("there is nothing to rehearse")
    before = findings_for(results_of(hive.database, plan.repair, token, progress), plan.repair)
    with scratch_point(
        hive.database, version=plan.change.from_version, token=token, progress=progress
    ) as point:
        change = rehearse(
            point,
            plan.change,
            token=token,
            progress=progress,
            clock=clock,
            tell=tell,
            examine=partial(examination, repair=plan.repair, before=before, token=token),
        )
    return RepairRehearsal(change.steps, change.row_deltas, before, change)


def carry_out_repair(  # noqa: PLR0913 - each with its default
    hive: OpenHive | None,
    plan: RepairPlan,
    rehearsal: RepairRehearsal | None,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
    log: Log = unheard,
    clock: Clock = utc_now,
) -> RepairOutcome:
    """Do what was rehearsed, or nothing; then ask the checks again.

    Args:
        hive: The file, open for writing; None of one that cannot be opened, which can only be salvaged.
        plan: What to do.
        rehearsal: What came of trying it; it must have passed.
        token: Stops it until the commit; nothing is changed then.
        progress: Hears of what is being done.
        log: Hears of every statement before it runs.
        clock: Tells the time.

    Returns:
        What came of it. That it was refused, or that the file is not as it was rehearsed, raises nothing.

    Raises:
        EnvironmentProblem: The file is locked, the disk is full or fails: nothing was changed.
        Cancelled: The token was cancelled before the commit: nothing was changed.
    """
    token = token or CancelToken()
    reason = _reason_against(plan, rehearsal)
    if reason or rehearsal is None:
        return RepairOutcome(Result.REFUSED, reason)
    if plan.repair.changes is Changes.NOTHING:
        with _recorded(plan) as details:
            return _told(_salvage(plan, rehearsal, token, progress), details)
    if hive is None:
        raise TypeError("only a salvage can do without an open file")
    if plan.repair.changes is Changes.FILE:
        with _recorded(plan) as details:
            return _told(_let_owner_only(hive, plan, rehearsal, token), details)
    if plan.change is None:
        raise TypeError("there is nothing to do")
    outcome = carry_out(
        hive,
        plan.change,
        rehearsal.of_change,
        token=token,
        progress=progress,
        log=log,
        clock=clock,
    )
    proofs: tuple[Proof, ...] = ()
    if outcome.result is Result.DONE:
        proofs = _proofs(hive, plan, rehearsal.before, progress)
    return RepairOutcome(
        result=outcome.result,
        reason=outcome.reason,
        duration_ms=outcome.duration_ms,
        restore_point=outcome.restore_point,
        proofs=proofs,
        change=outcome,
    )


def _recorded(plan: RepairPlan) -> AbstractContextManager[Details]:
    """On record, what the engine does not do: it records its own changes itself."""
    about: Details = {} if plan.target is None else {"to": str(plan.target)}
    return recorded(own_trail(), f"repair.{plan.repair.id}", plan.path, about)


def _told(outcome: RepairOutcome, details: Details) -> RepairOutcome:
    if outcome.result is not Result.DONE:
        details |= {OUTCOME: outcome.result.value, "reason": outcome.reason}
    return outcome


def _reason_against(plan: RepairPlan, rehearsal: RepairRehearsal | None) -> str:
    if not plan.is_needed:
        return tr("There is nothing to repair.")
    stopping = next((o for o in plan.obstacles if o.stops.value != "nothing"), None)
    if stopping is not None:
        return f"{stopping.message} {stopping.hint}"
    if rehearsal is None:
        return tr("It has not been rehearsed. Rehearse it on a copy first.")
    if not rehearsal.passed:
        return tr("The rehearsal did not pass. {reason}", reason=rehearsal.reason)
    return ""


def _proofs(
    hive: OpenHive, plan: RepairPlan, before: tuple[Finding, ...], progress: Progress
) -> tuple[Proof, ...]:
    """What the checks say afterwards: asked with a token of their own, since the repair is done whatever comes."""
    try:
        results = results_of(hive.database, plan.repair, CancelToken(), progress)
    except InspectorError:  # somebody's lock: what was done stays done, and can be checked later
        return ()
    return prove(results, plan.repair, before)


def _rehearse_permissions(plan: RepairPlan, tell: Tell | None) -> RepairRehearsal:
    told = _Evidence(tell)
    for path in readable_by_others(plan.path):
        told.note(
            tr("The permissions of {name}", name=path.name),
            detail=tr("{mode} now", mode=mode_text(path)),
        )
    told.note(
        tr("A copy to try it on"),
        detail=tr("is not needed: the content of the file is not touched"),
    )
    return RepairRehearsal(tuple(told.steps), state=plan.state)


def _let_owner_only(
    hive: OpenHive, plan: RepairPlan, rehearsal: RepairRehearsal, token: CancelToken
) -> RepairOutcome:
    started = time.perf_counter()
    token.raise_if_cancelled()
    if _inode(state_of(plan.path)) != _inode(rehearsal.state):
        return RepairOutcome(Result.REFUSED, _CHANGED)
    let_owner_only(readable_by_others(plan.path))
    duration_ms = round((time.perf_counter() - started) * 1000)
    return RepairOutcome(
        Result.DONE,
        duration_ms=duration_ms,
        proofs=_proofs(hive, plan, rehearsal.before, silent),
    )


def _inode(state: FileState | None) -> int:
    return state.database.inode if state and state.database else 0


def _rehearse_salvage(
    plan: RepairPlan, token: CancelToken, progress: Progress, tell: Tell | None
) -> RepairRehearsal:
    told = _Evidence(tell)
    state = state_of(plan.path)
    report = rehearse_salvage(plan.path, token, progress)
    for line in report.evidence:
        told.note(line.what, ok=line.ok, detail=line.detail)
    return RepairRehearsal(tuple(told.steps), state=state, report=report)


def _salvage(
    plan: RepairPlan, rehearsal: RepairRehearsal, token: CancelToken, progress: Progress
) -> RepairOutcome:
    if plan.target is None:
        raise TypeError("a salvage needs a new file")
    started = time.perf_counter()
    if state_of(plan.path) != rehearsal.state:
        return RepairOutcome(Result.REFUSED, _CHANGED)
    report = salvage(plan.path, plan.target, token, progress)
    with open_database(DatabaseTarget(plan.target)) as database:
        results = results_of(database, plan.repair, CancelToken(), progress)
    return RepairOutcome(
        Result.DONE,
        duration_ms=round((time.perf_counter() - started) * 1000),
        proofs=prove(results, plan.repair, ()),
        report=report,
    )


class _Evidence:
    """Pieces of evidence, each timed from the one before."""

    def __init__(self, tell: Tell | None) -> None:
        self.steps: list[RehearsalStep] = []
        self._tell = tell
        self._mark = time.perf_counter()

    def note(self, what: str, *, ok: bool = True, detail: str = "") -> None:
        now = time.perf_counter()
        step = RehearsalStep(what, ok, round((now - self._mark) * 1000), detail)
        self._mark = now
        self.steps.append(step)
        if self._tell is not None:
            self._tell(step)
