"""The change at hand as pieces of work: finding out about it, trying it, making it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.language import tr
from hive_inspector.core.migrations.planning.plan import Plan, make_plan
from hive_inspector.core.migrations.running.adopting import Adoption, adopt, assess
from hive_inspector.core.migrations.running.run import carry_out
from hive_inspector.core.repairs.planning import plan_found
from hive_inspector.core.supporting.backups import restore_recorded
from hive_inspector.gui.pages.migrations.changes import Kind
from hive_inspector.gui.pages.migrations.shown import ending_of, restored_ending
from hive_inspector.gui.pages.migrations.work import compare_counts, try_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal, RehearsalStep
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.migrations.changes import Change, Prepared
    from hive_inspector.gui.pages.migrations.work import Standing
    from hive_inspector.gui.widgets.change.told import Ending

COMMITTING = tr("Committing")
"""From this step of a run on it cannot be stopped any more."""


class Making:
    """Makes a change. A stop that comes when it is done already does not undo it; `ending` tells."""

    def __init__(
        self,
        standing: Standing,
        change: Change,
        prepared: Prepared,
        rehearsal: Rehearsal | None,
        log: Callable[[str], None],
    ) -> None:
        self.ending: Ending | None = None
        self._standing = standing
        self._change = change
        self._prepared = prepared
        self._rehearsal = rehearsal
        self._lines: list[str] = []
        self._log = log

    def __call__(self, token: CancelToken, progress: Progress) -> Ending:
        """Make it; runs on a worker thread.

        Raises:
            InspectorError: It could not be made; the file is as it was.
            Cancelled: It was stopped; the file is as it was.
        """
        self.ending = self._make(token, progress)
        return self.ending

    def _make(self, token: CancelToken, progress: Progress) -> Ending:
        hive, change = self._standing.hive, self._change
        if change.point is not None:
            return restored_ending(
                restore_recorded(hive, change.point, token=token, progress=progress)
            )
        if isinstance(self._prepared, Adoption):
            outcome = adopt(
                hive,
                self._prepared,
                self._standing.scripts,
                version=change.to,
                token=token,
                progress=progress,
            )
            return ending_of(change, outcome, ())
        if not isinstance(self._prepared, Plan):
            raise TypeError(self._prepared)
        passed = self._rehearsal is not None and self._rehearsal.passed
        outcome = carry_out(
            hive,
            self._prepared,
            self._rehearsal,
            unproved=not passed,
            token=token,
            progress=progress,
            log=self._note,
        )
        return ending_of(change, outcome, self._lines)

    def _note(self, line: str) -> None:
        self._lines.append(line)
        self._log(line)


def prepare(standing: Standing, change: Change, token: CancelToken, progress: Progress) -> Prepared:
    """Find out what is to be known of a change before it is made; runs on a worker thread."""
    hive = standing.hive
    if change.kind is Kind.REPAIR and change.repair is not None:
        return plan_found(hive, change.repair, token=token, progress=progress)
    if change.kind is Kind.ADOPT:
        with hive.database.reading(token) as connection:
            return assess(connection, hive)
    if change.point is not None:
        return compare_counts(hive.database, change.point.path, token)
    return make_plan(hive, standing.scripts, change.to, token=token, progress=progress)


def rehearse_plan(
    standing: Standing,
    plan: Plan,
    tell: Callable[[RehearsalStep], None],
    token: CancelToken,
    progress: Progress,
) -> Rehearsal:
    """Rehearse a plan; runs on a worker thread."""
    return try_out(standing.hive, plan, tell, token, progress)


def holds(rehearsal: Rehearsal, plan: Plan) -> bool:
    """Whether what was rehearsed is this plan for this state of the file."""
    return rehearsal.script_steps == plan.script_steps and rehearsal.base == plan.base
