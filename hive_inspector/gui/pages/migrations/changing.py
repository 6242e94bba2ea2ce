"""Decides about the change at hand: what is known of it, whether it may be made, and making it.

The button that makes a change to the schema is enabled by a rehearsal that passed, of exactly this change on exactly
this state of the file. Where a rehearsal did not pass, typing the name of the file takes its place.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.core.migrations.planning.plan import Plan
from hive_inspector.core.migrations.rehearsing.rehearsal import RehearsalStep
from hive_inspector.core.migrations.running.adopting import Adoption
from hive_inspector.gui.feed import Feed
from hive_inspector.gui.pages.migrations.change_state import ChangeState
from hive_inspector.gui.pages.migrations.changes import Change, Kind
from hive_inspector.gui.pages.migrations.jobs import (
    COMMITTING,
    Making,
    holds,
    prepare,
    rehearse_plan,
)
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.gui.pages.migrations.changes import Prepared
    from hive_inspector.gui.pages.migrations.view import MigrationsView
    from hive_inspector.gui.pages.migrations.work import Standing
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner
    from hive_inspector.gui.widgets.change.told import Ending

_ROLES = {Kind.ROLL_BACK: "danger", Kind.RESTORE: "danger"}
_FINAL = tr("It is being committed and cannot be stopped any more.")


class ChangePresenter(QObject):
    """Has at most one change at hand.

    Signals:
        ended: A change was made, or undone: its `Ending`. The file may be another one now.
        prepared: What is to be known of a change that was turned to is shown now.
        busy_changed: Whether something is under way that no other change may cross.
    """

    ended = Signal(object)
    prepared = Signal()
    busy_changed = Signal(bool)

    def __init__(self, tasks: TaskRunner, view: MigrationsView, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._view = view
        self._card = view.change
        self._standing: Standing | None = None
        self._prepared: Prepared | None = None
        self._pieces: tuple[RehearsalStep, ...] = ()
        self._handle: TaskHandle | None = None
        self._making: Making | None = None
        self._is_logged = False
        self._round = 0
        """Counts the plans, so that one that a newer one replaced is not taken for the present one."""
        self.change: Change | None = None
        self.rehearsal: Rehearsal | None = None
        self._feed = Feed(self)
        self._feed.arrived.connect(self._hear)
        tasks.changed.connect(self._show_progress)
        self._card.stop_wanted.connect(self.stop)
        self._card.insisted.connect(self._make)
        self._card.target_chosen.connect(self._choose_target)

    @property
    def is_busy(self) -> bool:
        """Whether a rehearsal or a change is under way."""
        return self._handle is not None

    def show(self, standing: Standing, change: Change | None) -> None:
        """The file was looked at; show a change to it, or none."""
        self._standing = standing
        self.want(change)

    def want(self, change: Change | None, rehearsal: Rehearsal | None = None) -> None:
        """Turn to another change, or to none.

        Args:
            change: The change.
            rehearsal: What came of trying it before, if it was the same change of the same state.
        """
        if self.is_busy:
            return
        self.change, self._prepared, self.rehearsal = change, None, None
        self._pieces = ()
        self._card.setVisible(change is not None)
        self._card.insist.hide()
        self._card.run.put_away()
        self._card.evidence.set_pieces(())
        self._card.show_rehearsal()
        if change is None or self._standing is None:
            self._show_buttons(None)
            return
        self._show_buttons(None)
        self._round += 1
        self._tasks.submit(
            partial(prepare, self._standing, change),
            on_result=partial(self._on_prepared, change, rehearsal),
            on_failure=self._on_unprepared,
            on_cancelled=partial(self._on_planning_stopped, self._round),
            key="migrations.change",
            title=tr("Planning"),
        )

    def show_ending(self, ending: Ending) -> None:
        """Show what came of the last change, until the user turns to another."""
        self.want(None)
        self._card.show_ending(ending)
        self._card.show_chip(ending.chip, ending.tone)
        self._card.show()

    def close(self) -> None:
        """Stop the timer."""
        self._feed.stop()

    @Slot()
    def rehearse(self) -> None:
        """Try the change at hand on a copy."""
        plan = self._prepared
        if self.is_busy or self._standing is None or not isinstance(plan, Plan):
            return
        self.rehearsal, self._pieces = None, ()
        self._card.evidence.set_pieces(())
        self._card.insist.hide()
        self._begin(tr("Copying the database"), is_logged=False)
        self._handle = self._tasks.submit(
            partial(rehearse_plan, self._standing, plan, self._feed.put),
            on_result=self._on_rehearsed,
            on_failure=self._on_failure,
            on_cancelled=self._on_rehearsal_cancelled,
            lane=Lane.CHECKS,
            title=tr("Rehearsing"),
        )
        self._show_state()

    @Slot()
    def go(self) -> None:
        """Make the change at hand, if it may be made."""
        state = self._state()
        if state is not None and state.may_go:
            self._make()

    @Slot()
    def stop(self) -> None:
        """Stop what is under way."""
        if self._handle is not None:
            self._handle.cancel()

    @Slot()
    def _make(self) -> None:
        if self.is_busy or not (self._standing and self.change and self._prepared):
            return
        self._card.insist.hide()
        self._begin(tr("Waiting for the file"), is_logged=True)
        self._making = Making(
            self._standing, self.change, self._prepared, self.rehearsal, self._feed.put
        )
        self._handle = self._tasks.submit(
            self._making,
            on_result=self._on_made,
            on_failure=self._on_failure,
            on_cancelled=self._on_making_cancelled,
            lane=Lane.WRITER,
            title=self.change.action,
        )
        self._show_state()

    def _begin(self, step: str, *, is_logged: bool) -> None:
        self._is_logged = is_logged
        self._feed.start()
        self._card.run.begin(step)
        self._view.bring_to_sight(self._card)

    def _finish(self) -> None:
        self._feed.stop()
        self._handle = None
        self._card.run.end()
        self.busy_changed.emit(False)  # noqa: FBT003 - what the signal carries

    def _on_prepared(self, change: Change, rehearsal: Rehearsal | None, prepared: Prepared) -> None:
        if isinstance(prepared, Adoption) and not change.to:
            change = replace(change, to=prepared.version or 0)
        self.change, self._prepared = change, prepared
        if rehearsal is not None and isinstance(prepared, Plan) and holds(rehearsal, prepared):
            self.rehearsal, self._pieces = rehearsal, rehearsal.steps
        self._show_state()
        self.prepared.emit()

    def _on_unprepared(self, error: InspectorError) -> None:
        self._card.show_chip("")
        self._card.show_targets("", (), 0)
        self._card.set_title(self.change.action if self.change else "")
        self._card.show_failure(error, partial(self.want, self.change))

    def _on_planning_stopped(self, round_: int) -> None:
        if round_ == self._round:
            self._card.show_chip("")
            self._card.show_targets("", (), 0)
            self._card.show_empty(
                tr("Planning was stopped"), tr("Reload the page to plan it again.")
            )

    def _on_rehearsed(self, rehearsal: Rehearsal) -> None:
        self._finish()
        self.rehearsal, self._pieces = rehearsal, rehearsal.steps
        self._show_state()

    def _on_rehearsal_cancelled(self) -> None:
        self._finish()
        self._pieces = ()
        self._show_state()
        self._card.show_setback(tr("The rehearsal was stopped. Nothing of it is left."))

    def _on_made(self, ending: Ending) -> None:
        self._finish()
        self._making = None
        self.ended.emit(ending)

    def _on_making_cancelled(self) -> None:
        """The stop came before the commit, unless the work ended all the same."""
        making, self._making = self._making, None
        if making is not None and making.ending is not None:
            self._on_made(making.ending)
            return
        self._finish()
        self._show_state()
        self._card.show_chip(tr("cancelled"), Tone.NEUTRAL)
        self._card.show_setback(tr("It was stopped before the commit. Nothing was changed."))

    def _on_failure(self, error: InspectorError) -> None:
        """The surroundings stood in the way; the file is as it was."""
        self._finish()
        self._making = None
        self._show_state()
        self._card.show_chip(tr("not done"), Tone.PROBLEM)
        self._card.show_setback(
            tr("{message} {hint} Nothing was changed.", message=error.message, hint=error.hint)
        )
        self._view.bring_to_sight(self._card)

    @Slot(object)
    def _hear(self, items: tuple[object, ...]) -> None:
        if self._is_logged:
            self._card.run.add_log(str(item) for item in items)
        else:
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

    @Slot(int)
    def _choose_target(self, version: int) -> None:
        if self.change is not None:
            self.want(replace(self.change, to=version))

    def _state(self) -> ChangeState | None:
        if self._standing is None or self.change is None or self._prepared is None:
            return None
        return ChangeState(
            standing=self._standing,
            change=self.change,
            prepared=self._prepared,
            rehearsal=self.rehearsal,
            is_busy=self.is_busy,
            is_making=self._making is not None,
        )

    def _show_state(self) -> None:
        """Show the change at hand as it stands now."""
        state = self._state()
        if state is None:
            return
        self.busy_changed.emit(state.is_busy)
        card = self._card
        card.show_change(state.shown, can_leave=state.can_leave)
        card.show_targets(*state.targets)
        card.targets.setEnabled(not state.is_busy)
        card.evidence.set_pieces(self._pieces)
        card.show_rehearsal()
        card.show_chip(*state.chip)
        card.show_reason(state.reason)
        if state.asks_to_insist:
            card.insist.ask(state.why_not_proved, state.file_name, state.change.action)
        else:
            card.insist.hide()
        self._show_buttons(state)

    def _show_buttons(self, state: ChangeState | None) -> None:
        heading = self._view.heading
        if state is None:
            heading.go.hide()
            heading.rehearse.hide()
            return
        heading.show_go(state.change, _ROLES.get(state.change.kind, "primary"))
        heading.go.setEnabled(state.may_go)
        heading.rehearse.setVisible(state.change.is_rehearsed)
        heading.rehearse.setEnabled(state.may_rehearse)
