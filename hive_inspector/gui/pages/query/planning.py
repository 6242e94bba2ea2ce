"""Shows how SQLite would run a statement, and tries indexes when asked to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.console.advice import advise
from hive_inspector.core.console.outcomes import Outcome, State
from hive_inspector.core.console.plan import read_plan
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.query.outcome_view import OutcomeView
from hive_inspector.gui.pages.query.plan_view import PlanView
from hive_inspector.gui.pages.query.troubles import told_of
from hive_inspector.gui.pages.query.words import first_line
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.advice import Advice
    from hive_inspector.core.console.plan import Plan
    from hive_inspector.core.console.running import Console
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.query.outcomes import Outcomes
    from hive_inspector.gui.pages.query.work import Asked
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace


class Planning(QObject):
    """Holds one plan at most.

    Signals:
        failed: Why there is no plan: the `Outcome`, with the place of the trouble.
        place_asked: The place that is to blame is to be shown in the editor.
    """

    failed = Signal(object)
    place_asked = Signal()

    def __init__(self, workspace: Workspace, outcomes: Outcomes, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = workspace.tasks
        self._theme = workspace.theme
        self._outcomes = outcomes
        self._view: PlanView | OutcomeView | None = None
        self._asked: Asked | None = None
        self._console: Console | None = None
        self._handle: TaskHandle | None = None

    @property
    def view(self) -> PlanView | OutcomeView | None:
        """What shows the plan, or why there is none."""
        return self._view

    def show(self, console: Console, asked: Asked) -> None:
        """Find out how the statement would be run."""
        self._asked, self._console = asked, console
        self._tasks.submit(
            partial(_read, console, asked),
            on_result=self._show,
            key="query.plan",
            title=tr("Reading the plan"),
        )

    def clear(self) -> None:
        """Put the plan away."""
        self.stop()
        view, self._view = self._view, None
        if view is not None:
            view.stop()
            self._outcomes.remove(view)

    @Slot()
    def stop(self) -> None:
        """Try no more indexes."""
        if self._handle is not None:
            self._handle.cancel()

    def close(self) -> None:
        """The file is being closed."""
        if self._view is not None:
            self._view.stop()

    def _show(self, plan: Plan) -> None:
        asked = self._asked
        if asked is None:
            return
        self.clear()
        if plan.trouble is not None:
            self._show_trouble(asked, plan)
            return
        view = PlanView(self._theme, self._outcomes)
        view.show_plan(plan, first_line(asked.statement))
        view.advice_asked.connect(self._try)
        view.stop_asked.connect(self.stop)
        self._add(view, Tone.WARNING if any(node.mark for node in plan.walk()) else Tone.OK)

    def _show_trouble(self, asked: Asked, plan: Plan) -> None:
        outcome = Outcome(asked.statement, State.FAILED, 0, 0.0, trouble=plan.trouble)
        view = OutcomeView(self._theme, self._outcomes)
        view.begin(first_line(asked.statement))
        view.end(tr("no plan"), has_rows=False)
        if plan.trouble is not None:
            view.show_trouble(told_of(outcome, plan.trouble, may_write=True))
        view.trouble.place_asked.connect(self.place_asked)
        self._add(view, Tone.PROBLEM)
        self.failed.emit(outcome)

    def _add(self, view: PlanView | OutcomeView, tone: Tone) -> None:
        self._view = view
        self._outcomes.add(view, tr("Plan"))
        self._outcomes.retitle(view, tr("Plan"), tone)
        self._outcomes.bring(view)

    @Slot()
    def _try(self) -> None:
        view, asked, console = self._view, self._asked, self._console
        if not isinstance(view, PlanView) or asked is None or console is None:
            return
        view.show_trying()
        self._handle = self._tasks.submit(
            partial(_advise, console, asked),
            on_result=partial(self._on_advice, view),
            on_failure=partial(self._on_no_advice, view),
            on_cancelled=partial(self._on_stopped, view),
            lane=Lane.CHECKS,
            key="query.advice",
            title=tr("Trying indexes on a copy"),
        )
        self._tasks.changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        handle = self._handle
        if handle is not None and handle.is_running and isinstance(self._view, PlanView):
            self._view.show_progress(handle.view())

    def _on_advice(self, view: PlanView, advice: Advice | None) -> None:
        self._ended()
        if view is self._view:
            view.show_advice(advice)

    def _on_no_advice(self, view: PlanView, error: InspectorError) -> None:
        self._ended()
        if view is self._view:
            view.show_no_advice(f"{error.message} {error.hint}".strip(), Tone.PROBLEM)

    def _on_stopped(self, view: PlanView) -> None:
        self._ended()
        if view is self._view:
            view.show_no_advice(tr("Stopped. Nothing of the trial is left."))

    def _ended(self) -> None:
        self._tasks.changed.disconnect(self._on_changed)
        self._handle = None


def _read(console: Console, asked: Asked, token: CancelToken, _progress: Progress) -> Plan:
    return read_plan(console, asked.statement, asked.values, token)


def _advise(
    console: Console, asked: Asked, token: CancelToken, progress: Progress
) -> Advice | None:
    return advise(console, asked.statement, asked.values, token, progress)
