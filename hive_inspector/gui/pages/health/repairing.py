"""Decides about the repair at hand: what is known of it, whether it may be done, and doing it.

The button that repairs is enabled by a rehearsal that passed. What the checks say afterwards is the proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.core.migrations.rehearsing.rehearsal import RehearsalStep
from hive_inspector.core.repairs.carrying import carry_out_repair, rehearse_repair
from hive_inspector.core.repairs.catalogue import repair_of
from hive_inspector.core.repairs.planning import plan_repair
from hive_inspector.gui.feed import Feed
from hive_inspector.gui.pages.health.carried import Tried
from hive_inspector.gui.pages.health.repair_words import LOOK_AGAIN, SWITCH, ending_of, shown_of
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.repairs.carrying import RepairOutcome, RepairRehearsal
    from hive_inspector.core.repairs.planning import RepairPlan
    from hive_inspector.core.repairs.proving import Proof
    from hive_inspector.gui.pages.health.repair_card import RepairCard
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.widgets.change.note_row import Note
    from hive_inspector.gui.widgets.change.told import Ending
    from hive_inspector.gui.workspace import Workspace

COMMITTING = tr("Committing")
_PROGRESS_MS = 100
_FINAL = tr("It is being committed and cannot be stopped any more.")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repair that is over."""

    ending: Ending
    proofs: tuple[Proof, ...] = ()
    has_changed: bool = False
    """Whether the file is another one now."""


class RepairPresenter(QObject):
    """Has at most one repair at hand.

    Signals:
        ended: A repair is over: its `Repaired`.
        writing_wanted: The file is to be opened for writing.
        left: The user turned away from the repair.
        busy_changed: Whether something is under way that no check should cross.
    """

    ended = Signal(object)
    writing_wanted = Signal()
    left = Signal()
    busy_changed = Signal(bool)

    def __init__(self, workspace: Workspace, card: RepairCard, parent: QObject) -> None:
        super().__init__(parent)
        self._hive = workspace.opened
        self._tasks = workspace.tasks
        self._card = card
        self._handle: TaskHandle | None = None
        self._work: _Doing | None = None
        self._is_logged = False
        self._pieces: tuple[RehearsalStep, ...] = ()
        self.repair = ""
        """The id of the repair at hand; empty where there is none."""
        self.plan: RepairPlan | None = None
        self.rehearsal: RepairRehearsal | None = None
        self._tried_before: Tried | None = None
        self._feed = Feed(self)
        self._feed.arrived.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.setInterval(_PROGRESS_MS)
        self._timer.timeout.connect(self._show_progress)
        self._connect()

    @property
    def is_busy(self) -> bool:
        """Whether a rehearsal or a repair is under way."""
        return self._handle is not None

    @property
    def tried(self) -> Tried | None:
        """The repair at hand with its rehearsal, where it was rehearsed."""
        if self.plan is None or self.rehearsal is None:
            return None
        return Tried(self.plan, self.rehearsal)

    def want(self, repair: str, tried: Tried | None = None) -> None:
        """Turn to a repair: find out what it would do.

        Args:
            repair: Its id.
            tried: A rehearsal from before, which need not be repeated where the same would be done now.
        """
        if self.is_busy:
            return
        self._tried_before = tried
        self.repair, self.plan, self.rehearsal, self._pieces = repair, None, None, ()
        known = repair_of(repair)
        card = self._card
        card.set_title(known.title)
        card.run.put_away()
        card.evidence.set_pieces(())
        card.show_rehearsal()
        card.show_reason("")
        card.show_chip("")
        card.show_buttons(action="")
        card.show_loading(tr("Looking at what it would do…"))
        card.show()
        self._tasks.submit(
            partial(_plan, self._hive, repair),
            on_result=self._on_plan,
            on_failure=self._on_no_plan,
            on_cancelled=partial(self._on_plan_stopped, repair),
            lane=Lane.CHECKS,
            key="health.plan",
            title=tr("Planning the repair"),
        )

    def show_ending(self, ending: Ending) -> None:
        """Show what came of the last repair, until the user turns to another."""
        self.repair, self.plan, self.rehearsal = "", None, None
        card = self._card
        card.show_ending(ending)
        card.show_buttons(action="")
        card.show_new_file(ending.new_file)
        card.show_chip(ending.chip, ending.tone)
        card.show()

    def close(self) -> None:
        """Stop the timers."""
        self._timer.stop()
        self._feed.stop()

    @Slot()
    def leave(self) -> None:
        """Turn away from the repair."""
        if not self.is_busy:
            self.repair, self.plan, self.rehearsal = "", None, None
            self._card.hide()
            self.left.emit()

    @Slot()
    def stop(self) -> None:
        """Stop what is under way."""
        if self._handle is not None:
            self._handle.cancel()

    @Slot()
    def rehearse(self) -> None:
        """Try it on a copy."""
        if self.plan is None or self.is_busy or not self.plan.can_rehearse:
            return
        self.rehearsal, self._pieces = None, ()
        self._begin(tr("Copying the database"), is_logged=False)
        self._handle = self._tasks.submit(
            partial(_rehearse, self._hive, self.plan, self._feed.put),
            on_result=self._on_rehearsed,
            on_failure=self._on_failure,
            on_cancelled=self._on_rehearsal_stopped,
            lane=Lane.CHECKS,
            title=tr("Rehearsing the repair"),
        )
        self._show_state()

    @Slot()
    def go(self) -> None:
        """Do it, if it may be done."""
        if self.plan is None or not self._may_go:
            return
        self._begin(tr("Waiting for the file"), is_logged=True)
        self._work = _Doing(self._hive, self.plan, self.rehearsal, self._feed.put)
        self._handle = self._tasks.submit(
            self._work,
            on_result=self._on_done,
            on_failure=self._on_failure,
            on_cancelled=self._on_doing_stopped,
            lane=Lane.WRITER,
            title=self.plan.repair.title,
        )
        self._show_state()

    def _connect(self) -> None:
        card = self._card
        card.rehearse_wanted.connect(self.rehearse)
        card.go_wanted.connect(self.go)
        card.stop_wanted.connect(self.stop)
        card.left.connect(self.leave)
        card.acted.connect(self._act)

    @property
    def _may_go(self) -> bool:
        proved = self.rehearsal is not None and self.rehearsal.passed
        return proved and not self.is_busy and self.plan is not None and self.plan.can_run

    def _begin(self, step: str, *, is_logged: bool) -> None:
        self._is_logged = is_logged
        self._feed.start()
        self._timer.start()
        self._card.run.begin(step)
        self.busy_changed.emit(True)  # noqa: FBT003 - what the signal carries

    def _finish(self) -> None:
        self._timer.stop()
        self._feed.stop()
        self._handle = None
        self._card.run.end()
        self.busy_changed.emit(False)  # noqa: FBT003 - what the signal carries

    def _on_plan(self, plan: RepairPlan) -> None:
        self.plan = plan
        before, self._tried_before = self._tried_before, None
        if before is not None and before.holds_for(plan):
            plan = self.plan = before.resumed(plan)
            self.rehearsal, self._pieces = before.rehearsal, before.rehearsal.steps
        if plan.is_needed:
            self._show_state()
            return
        self._card.show_empty(
            tr("Nothing to repair"), tr("The file no longer has what it would mend.")
        )
        self._card.leave.show()

    def _on_no_plan(self, error: InspectorError) -> None:
        self._card.show_failure(error, partial(self.want, self.repair))

    def _on_plan_stopped(self, repair: str) -> None:
        if repair == self.repair and self.plan is None:
            self._card.show_empty(tr("Planning was stopped"), tr("Press Repair… to plan it again."))

    def _on_rehearsed(self, rehearsal: RepairRehearsal) -> None:
        self._finish()
        self.rehearsal, self._pieces = rehearsal, rehearsal.steps
        self._show_state()

    def _on_rehearsal_stopped(self) -> None:
        self._finish()
        self._pieces = ()
        self._show_state()
        self._card.show_setback(tr("The rehearsal was stopped. Nothing of it is left."))

    def _on_done(self, repaired: Repaired) -> None:
        self._finish()
        self._work = None
        self.show_ending(repaired.ending)
        self.ended.emit(repaired)

    def _on_doing_stopped(self) -> None:
        """The stop came before the commit, unless the work ended all the same."""
        work, self._work = self._work, None
        if work is not None and work.repaired is not None:
            self._on_done(work.repaired)
            return
        self._finish()
        self._show_state()
        self._card.show_chip(tr("cancelled"), Tone.NEUTRAL)
        self._card.show_setback(tr("It was stopped before the commit. Nothing was changed."))

    def _on_failure(self, error: InspectorError) -> None:
        self._finish()
        self._work = None
        self._show_state()
        self._card.show_chip(tr("not done"), Tone.PROBLEM)
        self._card.show_setback(
            tr("{message} {hint} Nothing was changed.", message=error.message, hint=error.hint)
        )

    @Slot(object)
    def _hear(self, items: tuple[object, ...]) -> None:
        if self._is_logged:
            self._card.run.add_log(str(item) for item in items)
            return
        self._pieces += tuple(item for item in items if isinstance(item, RehearsalStep))
        self._card.evidence.set_pieces(self._pieces)
        self._card.show_rehearsal()

    @Slot()
    def _show_progress(self) -> None:
        if self._handle is None:
            return
        view = self._handle.view()
        self._card.run.show_progress(view.done, view.total, view.step)
        if view.step == COMMITTING:
            self._card.run.forbid_stop(_FINAL)

    @Slot(object)
    def _act(self, note: Note) -> None:
        if note.action == SWITCH:
            self.writing_wanted.emit()
        elif note.action == LOOK_AGAIN and self.repair:
            self.want(self.repair, self.tried)

    def _show_state(self) -> None:
        """Show the repair at hand as it stands now."""
        plan, card = self.plan, self._card
        if plan is None:
            return
        card.show_change(shown_of(plan, self.rehearsal), can_leave=not self.is_busy)
        card.evidence.set_pieces(self._pieces)
        card.show_rehearsal()
        card.show_chip(*self._chip(plan))
        card.show_reason(self._reason(plan))
        card.show_buttons(
            action=plan.repair.title,
            may_rehearse=plan.can_rehearse and not self.is_busy,
            may_go=self._may_go,
        )

    def _chip(self, plan: RepairPlan) -> tuple[str, Tone]:
        if self.is_busy:
            return (tr("under way") if self._is_logged else tr("rehearsing")), Tone.INFORMATION
        if self.rehearsal is not None:
            passed = self.rehearsal.passed
            return (tr("proved"), Tone.OK) if passed else (tr("not proved"), Tone.PROBLEM)
        if not plan.can_rehearse:
            return tr("blocked"), Tone.PROBLEM
        return tr("not rehearsed"), Tone.NEUTRAL

    def _reason(self, plan: RepairPlan) -> str:
        if self.is_busy or self._may_go:
            return ""
        if self.rehearsal is not None and not self.rehearsal.passed:
            return tr(
                "The rehearsal did not pass, so it cannot be done. {reason}",
                reason=self.rehearsal.reason,
            )
        if self.rehearsal is None and plan.can_rehearse:
            return tr(
                "A rehearsal that passes enables “{repair_title}”.", repair_title=plan.repair.title
            )
        return (
            tr("“{repair_title}” waits for what is said above.", repair_title=plan.repair.title)
            if plan.obstacles
            else ""
        )


class _Doing:
    """Does a repair. A stop that comes when it is done already does not undo it; `repaired` tells."""

    def __init__(
        self,
        hive: OpenHive,
        plan: RepairPlan,
        rehearsal: RepairRehearsal | None,
        log: Callable[[object], None],
    ) -> None:
        self.repaired: Repaired | None = None
        self._hive = hive
        self._plan = plan
        self._rehearsal = rehearsal
        self._log = log
        self._lines: list[str] = []

    def __call__(self, token: CancelToken, progress: Progress) -> Repaired:
        outcome = carry_out_repair(
            self._hive,
            self._plan,
            self._rehearsal,
            token=token,
            progress=progress,
            log=self._note,
        )
        self.repaired = _repaired(self._plan, outcome, self._lines)
        return self.repaired

    def _note(self, line: str) -> None:
        self._lines.append(line)
        self._log(line)


def _repaired(plan: RepairPlan, outcome: RepairOutcome, lines: list[str]) -> Repaired:
    done = outcome.restore_point is not None or bool(outcome.proofs)
    ending = ending_of(plan, outcome, lines)
    return Repaired(ending, outcome.proofs, has_changed=done and outcome.report is None)


def _plan(hive: OpenHive, repair: str, token: CancelToken, progress: Progress) -> RepairPlan:
    return plan_repair(hive, repair_of(repair), token=token, progress=progress)


def _rehearse(
    hive: OpenHive,
    plan: RepairPlan,
    tell: Callable[[object], None],
    token: CancelToken,
    progress: Progress,
) -> RepairRehearsal:
    return rehearse_repair(hive, plan, token=token, progress=progress, tell=tell)
