"""What the page of a file that is opened anew takes over from the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.core.repairs.carrying import RepairRehearsal
    from hive_inspector.core.repairs.planning import RepairPlan
    from hive_inspector.gui.widgets.change.told import Ending


@dataclass(frozen=True, slots=True)
class Tried:
    """A repair that was rehearsed."""

    plan: RepairPlan
    rehearsal: RepairRehearsal

    def holds_for(self, plan: RepairPlan) -> bool:
        """Whether the same would be done now. That the file is the same is looked at before it is done."""
        before = self.plan
        return before.repair is plan.repair and (before.what, before.rows, before.statements) == (
            plan.what,
            plan.rows,
            plan.statements,
        )

    def resumed(self, plan: RepairPlan) -> RepairPlan:
        """The plan of now with the steps that were rehearsed: the engine takes no others."""
        before, now = self.plan.change, plan.change
        if before is None or now is None:
            return plan
        return replace(plan, change=replace(now, steps=before.steps))


@dataclass(frozen=True, slots=True)
class Carried:
    """Where the user was, and what is known."""

    check: str = ""
    """The check that the user was at."""
    repair: str = ""
    """The repair that was at hand."""
    tried: Tried | None = None
    """The rehearsal of that repair, which holds as long as the file is what it was."""
    ending: Ending | None = None
    """What came of the last repair, as long as the user looks at it."""
    results: tuple[CheckResult, ...] = ()
    """The verdicts; those of the quick checks are asked for anew."""
