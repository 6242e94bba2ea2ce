"""Runs statements and shows what comes of each while it comes."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

from hive_inspector.core.console.outcomes import Outcome, State, Trouble
from hive_inspector.core.console.redacting import redacted
from hive_inspector.core.console.results import Extent
from hive_inspector.core.database.target import Access
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.cells import NULL, NUMBER
from hive_inspector.gui.exporting.asking import ExportAsking
from hive_inspector.gui.exporting.subject import Subject, selected_rows
from hive_inspector.gui.models.rows_model import GridColumn, RowsModel
from hive_inspector.gui.pages.query.outcome_view import OutcomeView
from hive_inspector.gui.pages.query.outcomes import MOST_KEPT
from hive_inspector.gui.pages.query.result_pages import ResultPages
from hive_inspector.gui.pages.query.troubles import told_of
from hive_inspector.gui.pages.query.words import first_line, outcome_text
from hive_inspector.gui.pages.query.work import Asked, CopyWork, ResultWriter, RunWork
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.browsing.export import ExportRequest, Format
    from hive_inspector.core.browsing.order import RowOrder
    from hive_inspector.core.console.history import History
    from hive_inspector.core.console.results import ResultRows
    from hive_inspector.core.console.running import Console, Limits
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.exporting.dialog import ExportDialog
    from hive_inspector.gui.exporting.recording import Recorder
    from hive_inspector.gui.models.page_cache import ShownPage
    from hive_inspector.gui.pages.query.outcomes import Outcomes
    from hive_inspector.gui.pages.query.work import Found
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import Workspace

_TONES = {
    State.DONE: Tone.OK,
    State.LIMITED: Tone.WARNING,
    State.STOPPED: Tone.WARNING,
    State.REFUSED: Tone.PROBLEM,
    State.FAILED: Tone.PROBLEM,
    State.CANCELLED: Tone.WARNING,
}


class Result(QObject):
    """One statement, and what has come of it by now.

    Signals:
        reveal_asked: What is hidden is to be shown.
        place_asked: The place that is to blame is to be shown in the editor.
        acted: What can be done about the trouble is to be done.
        stop_asked: No more rows are wanted.
    """

    reveal_asked = Signal()
    place_asked = Signal()
    acted = Signal()
    stop_asked = Signal()

    def __init__(
        self,
        workspace: Workspace,
        number: int,
        asked: Asked,
        recorder: Recorder,
        over: Outcomes,
    ) -> None:
        super().__init__(over)
        self.asked = asked
        self.number = number
        self.rows: ResultRows | None = None
        self.outcome: Outcome | None = None
        self.model: RowsModel | None = None
        self.view = OutcomeView(workspace.theme, over)
        self._workspace = workspace
        self._outcomes = over
        self._recorder = recorder
        self._started = time.monotonic()
        self._exporting: ExportAsking | None = None
        self._connect()

    def begin(self) -> None:
        """It runs now, for the first time or again."""
        self._started = time.monotonic()
        self.outcome = None
        self.view.begin(first_line(self.asked.statement))
        self._say(tr("running…"), Tone.NEUTRAL)

    def take(self, found: Found, left: int) -> None:
        """Show what has come."""
        if found.rows is not None:
            if found.rows is not self.rows:
                self._show_columns(found.rows)
            self._show_growth(found.rows, found.page)
        if found.outcome is not None:
            self.end(found.outcome, left)

    def end(self, outcome: Outcome, left: int = 0) -> None:
        """Show how it ended.

        Args:
            outcome: How.
            left: How many statements behind it were not run because of it.
        """
        self.outcome = outcome
        has_rows = self.rows is not None and bool(self.rows.columns)
        self.view.end(outcome_text(outcome), has_rows=has_rows)
        tone = _TONES[outcome.state]
        self._say(outcome_text(outcome), tone)
        trouble = outcome.trouble
        if trouble is not None and not (has_rows and outcome.rows):
            self.view.show_trouble(told_of(outcome, trouble, left, may_write=self._may_write))
        elif outcome.state is State.CANCELLED and not has_rows:
            self.view.state.show_empty(tr("Stopped"), tr("No row had come by then."))
        text = outcome.note if trouble is None else f"{trouble.message} {trouble.hint}".strip()
        may_reveal = self._is_masked and outcome.state is not State.CANCELLED
        note_tone = Tone.WARNING if outcome.state in (State.LIMITED, State.STOPPED) else tone
        self.view.show_note(
            text if has_rows else "",
            Tone.NEUTRAL if note_tone is Tone.OK else note_tone,
            may_reveal=may_reveal,
        )

    def give_up(self) -> None:
        """It was stopped, and nothing is known but that."""
        took = (time.monotonic() - self._started) * 1000
        count = self.rows.extent.count if self.rows is not None else 0
        self.end(Outcome(self.asked.statement, State.CANCELLED, count, took))

    def fail(self, error: InspectorError) -> None:
        """It could not be run at all."""
        took = (time.monotonic() - self._started) * 1000
        trouble = Trouble(error.message, error.hint, error.detail, None, is_outside=True)
        self.end(Outcome(self.asked.statement, State.FAILED, 0, took, trouble=trouble))

    def close(self) -> None:
        """Put it away."""
        self.stop_exporting()
        self.view.stop()
        if self.model is not None:
            self.model.close()
        self._outcomes.remove(self.view)
        self.deleteLater()

    @property
    def _is_masked(self) -> bool:
        return self.rows is not None and any(column.masked for column in self.rows.columns)

    @property
    def _may_write(self) -> bool:
        return self._workspace.opened.database.target.access is not Access.READ_ONLY

    def _say(self, text: str, tone: Tone) -> None:
        self._outcomes.retitle(self.view, f"{self.number} · {text}", tone)

    def stop_exporting(self) -> None:
        """Close the dialog; a file that is being written is written all the same."""
        exporting, self._exporting = self._exporting, None
        if exporting is not None:
            exporting.close()
            exporting.deleteLater()

    def _show_columns(self, rows: ResultRows) -> None:
        self.stop_exporting()
        self.rows = rows
        previous = self.model
        columns = tuple(GridColumn(column.name) for column in rows.columns)
        pages = ResultPages(rows, self._workspace.tasks)
        self.model = RowsModel(columns, _as_order(Extent(0)), pages, self.view)
        if columns:
            self.view.show_rows(self.model)
        if previous is not None:
            previous.close()
            previous.deleteLater()

    def _show_growth(self, rows: ResultRows, page: ShownPage | None) -> None:
        if self.model is None:
            return
        if page is not None:
            self._align(page)
            self.model.replace(_as_order(Extent(len(page.rows))), {0: page})
            self.view.show_first()
        self.model.confirm(_as_order(rows.extent))
        if self.outcome is None:
            count = plural(rows.extent.count, "{count:,} row", "{count:,} rows")
            self.view.show_count(tr("{count} so far", count=count))
            self._say(f"{count}…", Tone.NEUTRAL)

    def _align(self, page: ShownPage) -> None:
        """Put titles over the side on which the values stand."""
        if self.model is None:
            return
        marks = [{row[1][at] for row in page.rows} for at in range(len(self.model.columns))]
        self.model.columns = tuple(
            replace(column, is_number=NUMBER in found and found <= {NUMBER, NULL})
            for column, found in zip(self.model.columns, marks, strict=True)
        )
        last = len(self.model.columns) - 1
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def _connect(self) -> None:
        view = self.view
        view.reveal_asked.connect(self.reveal_asked)
        view.stop_asked.connect(self.stop_asked)
        view.trouble.place_asked.connect(self.place_asked)
        view.trouble.acted.connect(self.acted)
        view.grid.viewport_moved.connect(self._on_viewport)
        view.copy_asked.connect(self._copy)
        view.copy_as_asked.connect(self._copy_as)
        view.export_asked.connect(self._export)

    @Slot(int, int)
    def _on_viewport(self, first: int, last: int) -> None:
        if self.model is not None and last >= first:
            self.model.set_viewport(first, last)

    @Slot(bool)
    def _copy(self, headers: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._submit_copy(None, headers=headers)

    @Slot(object)
    def _copy_as(self, of: Format) -> None:
        self._submit_copy(of, headers=True)

    def _submit_copy(self, of: Format | None, *, headers: bool) -> None:
        blocks = self.view.chosen_blocks()
        if self.rows is not None and blocks:
            self._workspace.tasks.submit(
                CopyWork(self.rows, blocks, headers, of),
                on_result=_put_on_clipboard,
                on_failure=self._workspace.notifications.failure,
                key="query.copy",
                title=tr("Copying rows"),
            )

    @Slot()
    def _export(self) -> None:
        rows = self.rows
        if rows is None or not rows.columns:
            return
        if self._exporting is None:
            database = self._workspace.opened.database.real_path
            write = ResultWriter(rows, database)
            self._exporting = ExportAsking(
                self._workspace, self._outcomes, write, self._recording_of
            )
        table = rows.as_table()
        names = tuple(column.name for column in table.columns)
        extent = rows.extent
        self._exporting.open(
            Subject(
                table,
                columns=names,
                shown=names,
                order=None,
                count=extent.count,
                exact=extent.exact,
                is_natural=False,
                selected=selected_rows(self.view.chosen_blocks()),
                secrets=(),
            )
        )

    def _recording_of(self, request: ExportRequest) -> Callable[[], None] | None:
        """What to do before an export; None where no secrets are written."""
        if not self.asked.reveal:
            return None
        details: dict[str, str | int] = {
            "sql": redacted(self.asked.statement.text),
            "to": str(request.path),
            "format": request.format.value,
        }
        return partial(self._recorder.record, "export.secrets", details)

    @property
    def export_dialog(self) -> ExportDialog | None:
        """The dialog of exports, while it is open."""
        return self._exporting.dialog if self._exporting is not None else None


class Running(QObject):
    """Runs statements, one run at a time, and holds what came of the last one.

    Signals:
        ended: A run has ended: the results that it was for.
        running_changed: Whether something runs.
        added: A `Result` was begun.
    """

    ended = Signal(object)
    running_changed = Signal(bool)
    added = Signal(object)

    def __init__(
        self, workspace: Workspace, outcomes: Outcomes, recorder: Recorder, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._outcomes = outcomes
        self._recorder = recorder
        self._handle: TaskHandle | None = None
        self._work: RunWork | None = None
        self._under_way: list[Result] = []
        self._queue: list[Result | Asked] = []
        self._numbers = 0
        self.results: list[Result] = []
        self.history: History | None = None

    @property
    def is_running(self) -> bool:
        """Whether something runs."""
        return self._handle is not None

    def clear(self) -> None:
        """Put away what came of the last run."""
        self.stop()
        self._under_way = []
        for result in self.results:
            result.close()
        self.results = []
        self._numbers = 0

    def next_number(self) -> int:
        """The number of the next result."""
        self._numbers += 1
        return self._numbers

    def run(self, console: Console, asked: Sequence[Asked | Result], limits: Limits) -> None:
        """Run statements, each into a result of its own or, again, into the one that it has.

        What still runs is given up at once; that it has ended is not told any more.
        """
        self.stop()
        self._give_up()
        statements = [one.asked if isinstance(one, Result) else one for one in asked]
        self._under_way = []
        self._queue = list(asked)
        work = self._work = RunWork(console, statements, limits, self.history, self._recorder)
        self._handle = self._workspace.tasks.stream(
            work,
            on_part=partial(self._take, work),
            on_end=partial(self._on_end, work),
            on_failure=partial(self._on_failure, work),
            on_cancelled=partial(self._on_cancelled, work),
            key="query.run",
            title=tr("Running the statement"),
        )
        self.running_changed.emit(True)  # noqa: FBT003 - what the signal carries

    @Slot()
    def stop(self) -> None:
        """Stop what runs."""
        if self._handle is not None:
            self._handle.cancel()

    def close(self) -> None:
        """The file is being closed."""
        for result in self.results:
            result.stop_exporting()
            result.view.stop()
            if result.model is not None:
                result.model.close()

    def _take(self, work: RunWork, found: Found) -> None:
        if work is not self._work:
            return
        while found.place >= len(self._under_way):
            self._begin()
        result = self._under_way[found.place]
        result.take(found, len(self._queue) - found.place - 1)
        if found.outcome is not None and found.outcome.trouble is not None:
            self._outcomes.bring(result.view)

    def _begin(self) -> None:
        wanted = self._queue[len(self._under_way)]
        if isinstance(wanted, Result):
            wanted.begin()
            self._under_way.append(wanted)
            return
        number = self.next_number()
        result = Result(self._workspace, number, wanted, self._recorder, self._outcomes)
        self._outcomes.add(result.view, tr("{number} · running…", number=number))
        result.begin()
        self.results.append(result)
        self._under_way.append(result)
        self.added.emit(result)
        while len(self.results) > MOST_KEPT:
            self.results.pop(0).close()

    def _on_end(self, work: RunWork) -> None:
        if work is self._work:
            self._over()

    def _on_failure(self, work: RunWork, error: InspectorError) -> None:
        if work is not self._work:
            return
        if not self._under_way:
            self._begin()
        self._under_way[-1].fail(error)
        self._over()

    def _on_cancelled(self, work: RunWork) -> None:
        """The end of a run that another has taken the place of must not end that one."""
        if work is self._work:
            self._give_up()
            self._over()

    def _give_up(self) -> None:
        """What is under way was stopped; how it had ended by then is known to its work."""
        for place, result in enumerate(self._under_way):
            if result.outcome is None:
                outcome = self._work.ended.get(place) if self._work is not None else None
                if outcome is not None:
                    result.end(outcome)
                else:
                    result.give_up()

    def _over(self) -> None:
        self._handle, self._work = None, None
        under_way, self._under_way, self._queue = self._under_way, [], []
        self.running_changed.emit(False)  # noqa: FBT003 - what the signal carries
        self.ended.emit(under_way)


def _as_order(extent: Extent) -> RowOrder:
    """The extent is all that the grid asks of an order that it hands back to our own pages."""
    return cast("RowOrder", extent)


def _put_on_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
