"""What `migrate`, `rollback` and `repair` have in common: plan, rehearse, ask, carry out, tell."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from hive_inspector.cli.asking import DECLINED, NOBODY, can_ask
from hive_inspector.cli.carried import Report, document, outcome_lines, plan_lines, rehearsal_lines
from hive_inspector.cli.command import add_json
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.interrupted import tell_interrupted
from hive_inspector.cli.render import even_unread, write_lines
from hive_inspector.core.logmasking import Sql
from hive_inspector.core.migrations.bookkeeping.interrupted import forget
from hive_inspector.core.migrations.planning.obstacles import ObstacleKind
from hive_inspector.core.migrations.planning.plan import Stops
from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal, rehearse
from hive_inspector.core.migrations.restore_points.points import scratch_point
from hive_inspector.core.migrations.running.run import Result, carry_out

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable

    from hive_inspector.cli.carried import Tried
    from hive_inspector.cli.render import Word
    from hive_inspector.cli.session import Session
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Obstacle, Plan
    from hive_inspector.core.progress import Progress

_ENVIRONMENT = frozenset({ObstacleKind.READ_ONLY, ObstacleKind.LOCKED, ObstacleKind.NO_ROOM})
_log = logging.getLogger(__name__)


def add_change_arguments(parser: ArgumentParser) -> None:
    """The options of every change."""
    parser.add_argument(
        "--rehearse", action="store_true", help="only try it on a copy, and change nothing"
    )
    parser.add_argument("--yes", action="store_true", help="go on without asking")
    add_json(parser)


class Change(Protocol):
    """A change that a command makes: a migration, a repair."""

    @property
    def from_version(self) -> int:
        """What the file has."""

    @property
    def to_version(self) -> int:
        """What it will have."""

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to do."""

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands in the way."""

    @property
    def question(self) -> str:
        """What is asked before it is made."""

    @property
    def nothing(self) -> str:
        """What is said where there is nothing to do."""

    def lines(self) -> Iterable[list[Word]]:
        """What it would mean."""

    def rehearse(self, token: CancelToken, progress: Progress) -> Tried:
        """Try it."""

    def make(self, rehearsal: Tried, token: CancelToken, progress: Progress) -> Report:
        """Make it; the report without its rehearsal."""


class Migrating:
    """A migration, forwards or back."""

    def __init__(self, hive: OpenHive, plan: Plan, action: str) -> None:
        self._hive = hive
        self._plan = plan
        self.from_version = plan.from_version
        self.to_version = plan.to_version
        self.is_needed = bool(plan.steps)
        self.obstacles = plan.obstacles
        self.question = f"{action} {hive.database.real_path}?"
        self.nothing = f"There is nothing to do: the file is at version {plan.to_version}."

    def lines(self) -> Iterable[list[Word]]:
        """What it would mean."""
        return plan_lines(self._plan)

    def rehearse(self, token: CancelToken, progress: Progress) -> Tried:
        """Try it on a copy."""
        with scratch_point(
            self._hive.database, version=self.from_version, token=token, progress=progress
        ) as point:
            return rehearse(point, self._plan, token=token, progress=progress)

    def make(self, rehearsal: Tried, token: CancelToken, progress: Progress) -> Report:
        """Make it."""
        if not isinstance(rehearsal, Rehearsal):
            raise TypeError(rehearsal)
        outcome = carry_out(
            self._hive, self._plan, rehearsal, token=token, progress=progress, log=note
        )
        return Report(
            from_version=self.from_version,
            outcome=outcome.result.value,
            to_version=outcome.to_version,
            applied=outcome.applied,
            restore_point=outcome.restore_point,
            duration_ms=outcome.duration_ms,
            reason=outcome.reason,
            exit=Exit.DONE if outcome.result is Result.DONE else Exit.PROBLEMS,
        )


def carry(
    arguments: Namespace, session: Session, make_change: Callable[[OpenHive], Change]
) -> Exit:
    """Make a change to an open file: always rehearsed first, confirmed, and told.

    Raises:
        InspectorError: It could not be planned, tried or made; the file is as it was.
        Cancelled: Ctrl+C; the file is as it was.
    """
    with session.opened(arguments.database, writable=not arguments.rehearse) as hive:
        told = tell_interrupted(hive, session)
        report = report_of(arguments, session, make_change(hive))
    if report.outcome == Result.DONE.value:
        forget(told)  # a change was made in the knowledge of it
    return tell(arguments, session, report)


def report_of(arguments: Namespace, session: Session, change: Change) -> Report:
    """Make a change: always rehearsed first, confirmed."""
    return _Carrying(session, arguments, change).report()


def tell(arguments: Namespace, session: Session, report: Report) -> Exit:
    """Say what came of a change."""
    with even_unread():
        if arguments.json:
            session.document(document(report))
        else:
            write_lines(sys.stdout, outcome_lines(report))
    return report.exit


class _Carrying:
    """One change, from the plan to the report."""

    def __init__(self, session: Session, arguments: Namespace, change: Change) -> None:
        self._session = session
        self._arguments = arguments
        self._change = change

    def report(self) -> Report:
        self._say(self._change.lines())
        obstacle = self._obstacle(Stops.REHEARSAL)
        if obstacle is not None:
            return self._refused(_text(obstacle), code=_exit_of(obstacle))
        if not self._change.is_needed:
            return self._nothing()
        if not (self._arguments.rehearse or self._arguments.yes or can_ask()):
            return self._refused(NOBODY)
        with self._session.progress("Rehearsing") as progress:
            rehearsal = self._change.rehearse(self._session.token, progress)
        self._say(rehearsal_lines(rehearsal))
        return self._after(rehearsal)

    def _after(self, rehearsal: Tried) -> Report:
        if self._arguments.rehearse:
            return self._rehearsed(rehearsal)
        if not rehearsal.passed:
            return self._refused(f"The rehearsal did not pass. {rehearsal.reason}", rehearsal)
        obstacle = self._obstacle(Stops.RUN)
        if obstacle is not None:
            return self._refused(_text(obstacle), rehearsal, code=_exit_of(obstacle))
        if not (self._arguments.yes or self._session.confirms(self._change.question)):
            return self._refused(DECLINED, rehearsal)
        with self._session.progress(self._change.question.rstrip("?")) as progress:
            report = self._change.make(rehearsal, self._session.token, progress)
        return replace(report, rehearsal=rehearsal)

    def _obstacle(self, stops: Stops) -> Obstacle | None:
        return next((one for one in self._change.obstacles if one.stops is stops), None)

    def _refused(
        self, reason: str, rehearsal: Tried | None = None, *, code: Exit = Exit.PROBLEMS
    ) -> Report:
        return Report(
            from_version=self._change.from_version,
            rehearsal=rehearsal,
            outcome=Result.REFUSED.value,
            to_version=self._change.from_version,
            reason=reason,
            exit=code,
        )

    def _nothing(self) -> Report:
        return Report(
            from_version=self._change.from_version,
            outcome="rehearsed" if self._arguments.rehearse else Result.DONE.value,
            to_version=self._change.to_version,
            reason=self._change.nothing,
        )

    def _rehearsed(self, rehearsal: Tried) -> Report:
        return Report(
            from_version=self._change.from_version,
            rehearsal=rehearsal,
            outcome="rehearsed",
            to_version=self._change.to_version,
            duration_ms=rehearsal.duration_ms,
            reason=rehearsal.reason,
            exit=Exit.DONE if rehearsal.passed else Exit.PROBLEMS,
        )

    def _say(self, lines: Iterable[list[Word]]) -> None:
        if not self._arguments.json:
            with even_unread():
                write_lines(sys.stdout, lines)


def _text(obstacle: Obstacle) -> str:
    return f"{obstacle.message} {obstacle.hint}"


def _exit_of(obstacle: Obstacle) -> Exit:
    return Exit.ENVIRONMENT if obstacle.kind in _ENVIRONMENT else Exit.PROBLEMS


def note(line: str) -> None:
    """Write a statement into the program's log."""
    _log.debug("%s", Sql(line))
