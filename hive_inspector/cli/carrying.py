"""What `migrate`, `rollback` and `repair` have in common: plan, rehearse, ask, carry out, tell."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.cli.asking import DECLINED, NOBODY, can_ask
from hive_inspector.cli.carried import Report, document, outcome_lines, plan_lines, rehearsal_lines
from hive_inspector.cli.command import add_json
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.interrupted import tell_interrupted
from hive_inspector.cli.render import write_lines
from hive_inspector.core.migrations.bookkeeping.interrupted import forget
from hive_inspector.core.migrations.planning.obstacles import ObstacleKind
from hive_inspector.core.migrations.planning.plan import Stops
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.running.run import Result, carry_out

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable

    from hive_inspector.cli.render import Word
    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Obstacle, Plan
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal

_ENVIRONMENT = frozenset({ObstacleKind.READ_ONLY, ObstacleKind.LOCKED, ObstacleKind.NO_ROOM})
_log = logging.getLogger(__name__)


def add_change_arguments(parser: ArgumentParser) -> None:
    """The options of every change."""
    parser.add_argument(
        "--rehearse", action="store_true", help="only try it on a copy, and change nothing"
    )
    parser.add_argument("--yes", action="store_true", help="go on without asking")
    add_json(parser)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that a command makes."""

    make_plan: Callable[[OpenHive], Plan]
    action: str
    """What it does, as a question begins: `Migrate`."""
    nothing: str = ""
    """What is said where nothing is to be done; by default, which version the file is at."""


def carry(arguments: Namespace, session: Session, wanted: Wanted) -> Exit:
    """Make a change: always rehearsed first, confirmed, and told.

    Raises:
        InspectorError: It could not be planned, tried or made; the file is as it was.
        Cancelled: Ctrl+C; the file is as it was.
    """
    with session.opened(arguments.database, writable=not arguments.rehearse) as hive:
        told = tell_interrupted(hive, session)
        run = _Carrying(hive, session, arguments, wanted.make_plan(hive), wanted)
        report = run.report()
    if report.outcome == Result.DONE.value:
        forget(told)  # a change was made in the knowledge of it
    if arguments.json:
        session.document(document(report))
    else:
        write_lines(sys.stdout, outcome_lines(report))
    return report.exit


class _Carrying:
    """One change, from the plan to the report."""

    def __init__(
        self, hive: OpenHive, session: Session, arguments: Namespace, plan: Plan, wanted: Wanted
    ) -> None:
        self._hive = hive
        self._session = session
        self._arguments = arguments
        self._plan = plan
        self._action = wanted.action
        self._reason = wanted.nothing or _at(plan.to_version)

    def report(self) -> Report:
        self._say(plan_lines(self._plan))
        obstacle = self._obstacle(Stops.REHEARSAL)
        if obstacle is not None:
            return self._refused(_text(obstacle), code=_exit_of(obstacle))
        if not self._plan.steps:
            return self._nothing()
        if not (self._arguments.rehearse or self._arguments.yes or can_ask()):
            return self._refused(NOBODY)
        rehearsal = self._rehearse()
        self._say(rehearsal_lines(rehearsal))
        return self._after(rehearsal)

    def _after(self, rehearsal: Rehearsal) -> Report:
        if self._arguments.rehearse:
            return self._rehearsed(rehearsal)
        if not rehearsal.passed:
            return self._refused(f"The rehearsal did not pass. {rehearsal.reason}", rehearsal)
        obstacle = self._obstacle(Stops.RUN)
        if obstacle is not None:
            return self._refused(_text(obstacle), rehearsal, code=_exit_of(obstacle))
        if not (self._arguments.yes or self._session.confirms(self._question())):
            return self._refused(DECLINED, rehearsal)
        with self._session.progress(self._action) as progress:
            outcome = carry_out(
                self._hive,
                self._plan,
                rehearsal,
                token=self._session.token,
                progress=progress,
                log=_note,
            )
        return Report(
            plan=self._plan,
            rehearsal=rehearsal,
            outcome=outcome.result.value,
            to_version=outcome.to_version,
            applied=outcome.applied,
            restore_point=outcome.restore_point,
            duration_ms=outcome.duration_ms,
            reason=outcome.reason,
            exit=Exit.DONE if outcome.result is Result.DONE else Exit.PROBLEMS,
        )

    def _rehearse(self) -> Rehearsal:
        token = self._session.token
        with (
            self._session.progress("Rehearsing") as progress,
            scratch_point(
                self._hive.database,
                version=self._plan.from_version,
                token=token,
                progress=progress,
            ) as point,
        ):
            return rehearse(point, self._plan, token=token, progress=progress)

    def _obstacle(self, stops: Stops) -> Obstacle | None:
        return next((one for one in self._plan.obstacles if one.stops is stops), None)

    def _refused(
        self, reason: str, rehearsal: Rehearsal | None = None, *, code: Exit = Exit.PROBLEMS
    ) -> Report:
        return Report(
            plan=self._plan,
            rehearsal=rehearsal,
            outcome=Result.REFUSED.value,
            to_version=self._plan.from_version,
            reason=reason,
            exit=code,
        )

    def _nothing(self) -> Report:
        return Report(
            plan=self._plan,
            outcome="rehearsed" if self._arguments.rehearse else Result.DONE.value,
            to_version=self._plan.to_version,
            reason=self._reason,
        )

    def _rehearsed(self, rehearsal: Rehearsal) -> Report:
        return Report(
            plan=self._plan,
            rehearsal=rehearsal,
            outcome="rehearsed",
            to_version=self._plan.to_version,
            duration_ms=rehearsal.duration_ms,
            reason=rehearsal.reason,
            exit=Exit.DONE if rehearsal.passed else Exit.PROBLEMS,
        )

    def _question(self) -> str:
        return f"{self._action} {self._hive.database.real_path}?"

    def _say(self, lines: Iterable[list[Word]]) -> None:
        if not self._arguments.json:
            write_lines(sys.stdout, lines)
            sys.stdout.flush()


def _at(version: int) -> str:
    return f"There is nothing to do: the file is at version {version}."


def _text(obstacle: Obstacle) -> str:
    return f"{obstacle.message} {obstacle.hint}"


def _exit_of(obstacle: Obstacle) -> Exit:
    return Exit.ENVIRONMENT if obstacle.kind in _ENVIRONMENT else Exit.PROBLEMS


def _note(line: str) -> None:
    _log.debug("%s", line)
