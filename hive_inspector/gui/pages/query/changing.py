"""Statements that change rows, in Writable mode: tried, shown, decided about, carried out, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.console.outcomes import Outcome, State, Trouble
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.query.change_view import ChangeView
from hive_inspector.gui.pages.query.change_work import ChangeWork, PreviewWork
from hive_inspector.gui.pages.query.outcome_view import OutcomeView
from hive_inspector.gui.pages.query.troubles import told_of
from hive_inspector.gui.pages.query.words import first_line, outcome_text
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.change.told import Ending
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.core.console.changes import ChangePreview
    from hive_inspector.core.console.history import History
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.gui.pages.query.outcomes import Outcomes
    from hive_inspector.gui.pages.query.work import Asked
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

_PROGRESS_STEP = tr("Making a restore point")


class Change(QObject):
    """One statement that changes rows.

    Signals:
        decided: It was carried out (True), or it will not be (False).
        failed: Why it cannot be carried out: the `Outcome`.
        place_asked: The place that is to blame is to be shown in the editor.
        undo_wanted: The `RestorePoint` that the file is to be had back from.
    """

    decided = Signal(bool)
    failed = Signal(object)
    place_asked = Signal()
    undo_wanted = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        number: int,
        asked: Asked,
        history: History | None,
        over: Outcomes,
    ) -> None:
        super().__init__(over)
        self.asked = asked
        self.number = number
        self.point: RestorePoint | None = None
        self._workspace = workspace
        self._tasks = workspace.tasks
        self._history = history
        self._outcomes = over
        self._waiting = 0
        self._preview: ChangePreview | None = None
        self._handle: TaskHandle | None = None
        self._work: ChangeWork | None = None
        self._is_decided = False
        self.trouble_view: OutcomeView | None = None
        self.view = ChangeView(workspace.theme, over)
        self.view.go_wanted.connect(self.go)
        self.view.card.left.connect(self.leave)
        self.view.card.stop_wanted.connect(self.stop)
        self.view.card.undo_wanted.connect(self._on_undo)

    @property
    def is_under_way(self) -> bool:
        """Whether it is being tried or carried out."""
        return self._handle is not None

    def begin(self, waiting: int) -> None:
        """Try it.

        Args:
            waiting: How many statements behind it wait.
        """
        self._waiting = waiting
        self._outcomes.add(self.view, tr("{number} · trying…", number=self.number))
        self._outcomes.bring(self.view)
        self.view.card.show_loading(tr("Trying what it would change, and taking that back…"))
        self._handle = self._tasks.submit(
            PreviewWork(self._workspace.opened, self.asked),
            on_result=self._on_preview,
            on_failure=self._on_failure,
            on_cancelled=self._on_trial_stopped,
            lane=Lane.WRITER,
            key="query.change",
            title=tr("Trying the statement"),
        )

    @Slot()
    def go(self) -> None:
        """Carry it out."""
        if self._preview is None or self._handle is not None or self._is_decided:
            return
        self.view.show_running()
        self._say(tr("changing…"), Tone.NEUTRAL)
        workspace = self._workspace
        self._work = ChangeWork(
            workspace.opened, self.asked, self._preview, self._history, workspace.audit
        )
        self._handle = self._tasks.submit(
            self._work,
            on_result=self._on_done,
            on_failure=self._on_setback,
            on_cancelled=self._on_stopped,
            lane=Lane.WRITER,
            title=tr("Changing rows"),
        )
        self._tasks.changed.connect(self._on_progress)

    @Slot()
    def leave(self) -> None:
        """It is not to be carried out, or what came of it has been read."""
        if self._is_decided or self._handle is not None:
            return
        self._end(tr("not done"), Tone.NEUTRAL)
        self.view.card.show_ending(
            Ending(
                tr("Left as it is"), Tone.NEUTRAL, tr("Nothing was changed."), chip=tr("not done")
            )
        )
        self._decide(is_done=False)

    @Slot()
    def stop(self) -> None:
        """Stop what is under way."""
        if self._handle is not None:
            self._handle.cancel()

    def close(self) -> None:
        """Put it away."""
        self.stop()
        self.stop_timers()
        for view in (self.trouble_view, self.view):
            if view is not None:
                self._outcomes.remove(view)
        self.deleteLater()

    def stop_timers(self) -> None:
        """The file is being closed."""
        self.view.stop()
        if self.trouble_view is not None:
            self.trouble_view.stop()

    def _on_preview(self, preview: ChangePreview) -> None:
        self._handle, self._preview = None, preview
        self.view.show_preview(preview, waiting=self._waiting)
        rows = plural(preview.rows, "{count:,} row", "{count:,} rows")
        self._say(
            tr("would change {rows}", rows=rows) if preview.rows else tr("would change nothing"),
            Tone.WARNING,
        )
        if not preview.rows + preview.others:
            self._decide(is_done=True)
            self.view.card.leave.hide()
            self.view.card.show_chip(tr("nothing to do"), Tone.NEUTRAL)

    def _on_failure(self, error: InspectorError) -> None:
        """It cannot even be tried: told as of any other statement."""
        self._handle = None
        trouble = Trouble(error.message, error.hint, error.detail)
        outcome = Outcome(self.asked.statement, State.FAILED, 0, 0.0, trouble=trouble)
        view = OutcomeView(self._workspace.theme, self._outcomes)
        view.begin(first_line(self.asked.statement))
        view.end(tr("not done"), has_rows=False)
        view.show_trouble(told_of(outcome, trouble, may_write=True))
        view.trouble.place_asked.connect(self.place_asked)
        self.trouble_view = view
        self._outcomes.replace(self.view, view)
        self._outcomes.retitle(view, tr("{number} · failed", number=self.number), Tone.PROBLEM)
        self.failed.emit(outcome)
        self._decide(is_done=False)

    def _on_trial_stopped(self) -> None:
        self._handle = None
        self.view.card.show_empty(tr("Stopped"), tr("Nothing was changed."))
        self._say(tr("stopped"), Tone.WARNING)
        self._decide(is_done=False)

    def _on_done(self, outcome: Outcome) -> None:
        work = self._finish()
        self.point = work.point if work is not None else None
        took = milliseconds_text(outcome.duration_ms)
        text = tr("It took {took}.", took=took)
        if self.point is not None:
            text += tr(" A restore point of the file from before is kept.")
        title = plural(
            outcome.changed or 0, "Done: {count:,} row changed", "Done: {count:,} rows changed"
        )
        self.view.show_over()
        self.view.card.show_ending(Ending(title, Tone.OK, text, self.point))
        self.view.card.leave.hide()
        self.view.card.show_chip(tr("done"), Tone.OK)
        self._say(outcome_text(outcome), Tone.OK)
        self._decide(is_done=True)

    def _on_setback(self, error: InspectorError) -> None:
        self._finish()
        self.view.card.run.end()
        self.view.card.leave.show()
        self.view.card.show_setback(f"{error.message} {error.hint}".strip())
        self.view.card.show_chip(tr("not done"), Tone.PROBLEM)
        self.view.go.setEnabled(False)
        self._say(tr("not done"), Tone.PROBLEM)

    def _on_stopped(self) -> None:
        work = self._work
        if work is not None and work.done:
            self._on_done(work.done[0])
            return
        self._finish()
        self.view.card.run.end()
        self.view.card.leave.show()
        self.view.go.setEnabled(True)
        self.view.card.show_setback(tr("It was stopped before anything was changed."))
        self.view.card.show_chip(tr("not done"), Tone.WARNING)
        self._say(tr("stopped"), Tone.WARNING)

    def _finish(self) -> ChangeWork | None:
        self._tasks.changed.disconnect(self._on_progress)
        work, self._work, self._handle = self._work, None, None
        return work

    def _end(self, text: str, tone: Tone) -> None:
        self.view.show_over()
        self._say(text, tone)

    def _decide(self, *, is_done: bool) -> None:
        self._is_decided = True
        self.decided.emit(is_done)

    def _say(self, text: str, tone: Tone) -> None:
        self._outcomes.retitle(self.view, f"{self.number} · {text}", tone)

    @Slot()
    def _on_progress(self) -> None:
        handle = self._handle
        if handle is not None and handle.is_running:
            view = handle.view()
            self.view.card.run.show_progress(view.done, view.total, view.step or _PROGRESS_STEP)

    @Slot()
    def _on_undo(self) -> None:
        if self.point is not None:
            self.undo_wanted.emit(self.point)
