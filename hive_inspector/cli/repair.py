"""`repair`: mend what a check found, tried on a copy first and proved by the check afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.cli.carried import Report
from hive_inspector.cli.carrying import add_change_arguments, carry, note, report_of, tell
from hive_inspector.cli.command import Command, add_database
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import Word, facts, heading
from hive_inspector.core.database.finding import find_file
from hive_inspector.core.database.values import size_text
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.wording import counted
from hive_inspector.core.migrations.planning.obstacles import ObstacleKind
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.repairs.carrying import RepairRehearsal, carry_out_repair, rehearse_repair
from hive_inspector.core.repairs.catalogue import REPAIRS, repair_of
from hive_inspector.core.repairs.planning import plan_repair, plan_salvage
from hive_inspector.core.repairs.repair import Changes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from hive_inspector.cli.carried import Tried
    from hive_inspector.cli.session import Session
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.repairs.planning import RepairPlan

_WIDTH = max(len(repair.id) for repair in REPAIRS) + 2
_LISTED = "\n".join(f"{repair.id:{_WIDTH}}{repair.title}" for repair in REPAIRS)
DESCRIPTION = f"""\
Mends what “check” found. FINDING is one of these, or the id of the check:

{_LISTED}

It is always tried on a copy before it is done, and the check that found it is run there again. Then a restore point is
made and it is done, all of it or nothing, and the check is run once more as the proof. Nothing is deleted. “salvage”
leaves the damaged file as it is and writes a new one.

On a terminal it asks before it changes the file; elsewhere --yes is needed."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("finding", metavar="FINDING", help="what to mend, by its id")
    parser.add_argument(
        "--to",
        metavar="FILE",
        type=Path,
        help="of a salvage, the new file; beside the old one without it",
    )
    add_change_arguments(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    repair = repair_of(arguments.finding)
    if repair.changes is Changes.NOTHING:
        path = find_file(session.database_path(arguments.database))
        plan = plan_salvage(path, arguments.to and arguments.to.absolute())
        return tell(arguments, session, report_of(arguments, session, Repairing(None, plan)))
    if arguments.to is not None:
        raise UsageProblem(
            "--to names the new file of a salvage.", f"Leave it out with {repair.id}."
        )

    def make(hive: OpenHive) -> Repairing:
        with session.progress("Looking at what would be done") as progress:
            plan = plan_repair(hive, repair, token=session.token, progress=progress)
        return Repairing(hive, plan)

    return carry(arguments, session, make)


class Repairing:
    """A repair, as a command carries it through."""

    def __init__(self, hive: OpenHive | None, plan: RepairPlan) -> None:
        self._hive = hive
        self._plan = plan
        version = (
            plan.change.from_version if plan.change else hive.identity.version or 0 if hive else 0
        )
        self.from_version = version
        self.to_version = version
        self.is_needed = plan.is_needed
        self.obstacles = plan.obstacles
        self.question = f"{plan.repair.title}: {plan.path}?"
        self.nothing = (
            plan.title or f"There is nothing in this file that “{plan.repair.id}” would mend."
        )

    def lines(self) -> Iterator[list[Word]]:
        """What it would mean."""
        plan = self._plan
        if not plan.is_needed:
            return
        yield heading(f"Repair: {plan.title}")
        yield from facts(self._facts())
        for obstacle in plan.obstacles:
            if obstacle.kind is ObstacleKind.READ_ONLY:
                continue  # so it is opened where it is only tried; the window alone can switch
            yield [Word("  "), Word(obstacle.message, "yellow"), Word(f" {obstacle.hint}", "dim")]
        yield []

    def _facts(self) -> Iterator[tuple[str, str]]:
        plan = self._plan
        yield "Step", f"{plan.repair.id}: {plan.repair.title}"
        for sentence in plan.what:
            yield "", sentence
        if plan.rows:
            rows = sum(plan.rows.values())
            tables = counted(len(plan.rows), "table")
            yield "Changes", f"{counted(rows, 'row')} of {tables}"
        if plan.bytes_needed:
            yield (
                "Needs",
                f"{size_text(plan.bytes_needed)} of free room, about {plan.seconds:.1f} s",
            )
        if plan.change is not None:
            yield "Restore point", f"in {plan.change.keeping.folder}"

    def rehearse(self, token: CancelToken, progress: Progress) -> Tried:
        """Try it where it harms nobody."""
        return rehearse_repair(self._hive, self._plan, token=token, progress=progress)

    def make(self, rehearsal: Tried, token: CancelToken, progress: Progress) -> Report:
        """Make it, and run the check again."""
        if not isinstance(rehearsal, RepairRehearsal):
            raise TypeError(rehearsal)
        outcome = carry_out_repair(
            self._hive, self._plan, rehearsal, token=token, progress=progress, log=note
        )
        is_done = outcome.result is Result.DONE
        return Report(
            from_version=self.from_version,
            outcome=outcome.result.value,
            to_version=self.to_version,
            applied=(self._plan.repair.id,) if is_done else (),
            restore_point=outcome.restore_point,
            duration_ms=outcome.duration_ms,
            reason=outcome.reason,
            exit=Exit.DONE if outcome.is_proved else Exit.PROBLEMS,
            proofs=outcome.proofs if is_done else None,
            new_file=outcome.report.target if outcome.report else None,
        )


COMMAND = Command(
    name="repair",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
