"""Decides what is read, what is kept, and what each part of the page shows.

What was shown of a period is kept until the file changes, so that switching back draws at once. A reading in progress
is replaced by the next one; what it had found so far stays on screen until something else takes its place.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import Series
from hive_inspector.core.statistics.drawing import OTHERS
from hive_inspector.core.statistics.periods import Bucket, Choice, Period, Span
from hive_inspector.core.statistics.subjects import OF_MODELS
from hive_inspector.core.statistics.values import MeasureValue
from hive_inspector.gui.pages.statistics.drawn import alone, together
from hive_inspector.gui.pages.statistics.places import (
    CONVERSATIONS,
    MESSAGES,
    OF_STAGES,
    STAGES,
)
from hive_inspector.gui.pages.statistics.standing import what_stands
from hive_inspector.gui.pages.statistics.taking import Taking
from hive_inspector.gui.pages.statistics.words import (
    before_text,
    change_words,
    left_out_text,
    misfits_text,
    other_place,
    period_text,
)
from hive_inspector.gui.period_words import bucket_names
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.charts.amounts import exact_text, short_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.gui.pages.statistics.view import StatisticsView
    from hive_inspector.gui.statistics_source import Part, StatisticsSource
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.workspace import FileState, Workspace

CHOICE_KEY = "statistics.period"
COMPARE_KEY = "statistics.compare"
KEPT = 24
"""Periods whose results are kept."""


class StatisticsPresenter(QObject):
    """Reads, keeps and shows.

    Signals:
        rows_requested: The `RowsWanted` that the user wants to see.
    """

    rows_requested = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        view: StatisticsView,
        source: StatisticsSource,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tasks = workspace.tasks
        self._state = workspace.state
        self._view = view
        self._source = source
        self._kept: dict[Choice, list[Part]] = {}
        self._reading: TaskHandle | None = None
        self._stamp: object = None
        self._is_loaded = False
        self._period: Period | None = None
        self._read_at: datetime | None = None
        self._is_outdated = False
        self._numbers: dict[str, MeasureValue] = {}
        self._charts: dict[str, Chart] = {}
        self._models: dict[str, int] = {}
        self._wanted = read_choice(workspace.state)
        self.taking = Taking(workspace, self)
        view.periods.set_choice(self._wanted)
        view.periods.compare.setChecked(workspace.state.get(COMPARE_KEY) is not False)
        view.periods.chosen.connect(self.choose)
        view.periods.comparing.connect(self._on_comparing)
        view.work.stop_asked.connect(self.stop)
        for seat in view.seats.values():
            seat.rows_wanted.connect(self.rows_requested)
            seat.taken.connect(self.taking.take)
            seat.retry_wanted.connect(self.reload)

    @property
    def choice(self) -> Choice:
        """The period that is shown."""
        return self._wanted

    @property
    def is_current(self) -> bool:
        """Whether it is known which state of the file is shown."""
        return self._stamp is not None

    @property
    def is_reading(self) -> bool:
        """Whether something is still on its way."""
        return self._reading is not None and self._reading.is_running

    def activate(self) -> None:
        """Read what was not read yet, or what has changed meanwhile."""
        if not self._is_loaded:
            self._is_loaded = True
            self._show(self._wanted)
        self._look_for_changes()

    @Slot()
    def reload(self) -> None:
        """Read everything anew."""
        if self._is_loaded:
            self._is_outdated = self._wanted in self._kept
            self._say_period()
            self._forget()
            self._show(self._wanted)

    @Slot(object)
    def choose(self, choice: Choice) -> None:
        """The user wants another period."""
        self._wanted = choice
        self._is_outdated = False
        self._view.periods.set_choice(choice)
        self._state.put(CHOICE_KEY, [choice.span.value, *_written(choice)])
        self._show(choice)

    @Slot()
    def stop(self) -> None:
        """The user does not want to wait."""
        if self._reading is not None:
            self._reading.cancel()

    def close(self) -> None:
        """Read nothing any more."""
        self._view.periods.stop()
        self._view.work.end()
        self.stop()

    def _show(self, choice: Choice) -> None:
        kept = self._kept.get(choice)
        if kept is not None:
            self.stop()
            for part in kept:
                self._apply(part)
            self._settle()
            return
        for seat in self._view.seats.values():
            seat.show_waiting()
        self._view.work.begin(tr("Reading"))
        found: list[Part] = []
        self._reading = self._tasks.stream(
            partial(self._source.read, choice),
            on_part=partial(self._on_part, found),
            on_end=partial(self._on_end, choice, found),
            on_failure=self._on_failure,
            on_cancelled=partial(self._on_cancelled, choice),
            key="statistics",
            title=tr("Reading statistics"),
        )

    def _apply(self, part: Part) -> None:
        match part:
            case Period():
                self._period = part
                self._say_period()
            case MeasureValue():
                self._show_number(part)
            case _:
                self._show_chart(part)

    def _say_period(self) -> None:
        """Which period is shown, and of when, where the file has changed since and is being read anew."""
        if self._period is None:
            return
        text = period_text(self._period)
        if self._is_outdated and self._read_at is not None:
            text += tr(" · as of {read_at:%H:%M:%S}", read_at=self._read_at)
        self._view.period_text.setText(text)

    def _show_chart(self, chart: Chart) -> None:
        id_ = chart.subject.id
        self._charts[id_] = chart
        if id_ in {MESSAGES, CONVERSATIONS}:
            chart = together(self._charts.get(MESSAGES), self._charts.get(CONVERSATIONS)) or chart
            id_ = chart.subject.id
        if isinstance(chart, Series) and chart.stacked:
            self._models = {
                line.name: n for n, line in enumerate(chart.lines) if line.name != OTHERS
            }
        if isinstance(chart, Series) and not self._view.periods.compare.isChecked():
            chart = alone(chart)
        seat = self._view.seats.get(id_)
        if seat is not None:
            seat.show(chart, self._colours(id_))

    def _colours(self, id_: str) -> Mapping[str, int]:
        """The same model and the same stage have the same colour in every chart."""
        if id_ in OF_MODELS:
            return self._models
        return STAGES if id_ in OF_STAGES else {}

    def _show_number(self, value: MeasureValue) -> None:
        measure = value.measure
        self._numbers[measure.id] = value
        row = self._view.row_of(measure.id)
        if row is None:
            return
        card = row.numbers[measure.id]
        if value.problem:
            card.set_unreadable(value.problem)
        elif value.needs:
            card.set_absent(tr("It needs {needs}.", needs=value.needs))
        elif value.value is None:
            card.set_absent(
                tr("{meaning} There is nothing to tell it from.", meaning=measure.meaning),
                tr("no values"),
            )
        else:
            shown = short_text(value.value, measure.unit)
            left_out = left_out_text(value)
            card.set_value(
                shown, left_out or self._change(value), _story(value), is_partial=bool(left_out)
            )
        if value.period is not None:
            names = bucket_names(value.period)
            row.show_course(measure.id, value.points, names, measure.unit)

    def _change(self, value: MeasureValue) -> str:
        if not self._view.periods.compare.isChecked() or value.period is None:
            return ""
        change = change_words(value.value, value.before)
        before = before_text(value.period.span)
        if not before:
            return ""
        if change:
            return tr("{change} on {before}", change=change, before=before.removeprefix("the "))
        return tr("nothing in {before}", before=before) if value.value and not value.before else ""

    def _settle(self) -> None:
        """All is here: what the file does not have goes to the end of the page."""
        self._is_outdated = False
        self._say_period()
        standing = what_stands(self._charts, self._numbers)
        for id_, seat in self._view.seats.items():
            seat.remark(other_place(self._charts.get(id_), self._numbers))
        self._view.show_only(standing.charts, standing.numbers)
        self._view.show_about(standing)
        self._view.work.end()

    def _on_part(self, found: list[Part], part: Part) -> None:
        found.append(part)
        self._apply(part)

    def _on_end(self, choice: Choice, found: list[Part]) -> None:
        if len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[choice] = found
        self._read_at = datetime.now()  # noqa: DTZ005 - what the clock on the wall shows
        self._settle()

    def _on_cancelled(self, choice: Choice) -> None:
        if choice == self._wanted and not self.is_reading:
            self._view.work.end()
            if choice not in self._kept:
                for seat in self._view.seats.values():
                    seat.show_stopped()

    def _on_failure(self, error: InspectorError) -> None:
        self._view.work.end()
        for seat in self._view.seats.values():
            seat.card.show_failure(error, self.reload)

    def _look_for_changes(self) -> None:
        self._tasks.submit(
            self._source.stamp,
            on_result=self._on_stamp,
            lane=Lane.SAMPLER,
            key="statistics.stamp",
            quiet=True,
        )

    def _on_stamp(self, stamp: object) -> None:
        is_other = self._stamp is not None and stamp != self._stamp
        self._stamp = stamp
        if is_other:
            self.reload()

    def _forget(self) -> None:
        self._kept.clear()

    @Slot(bool)
    def _on_comparing(self, wanted: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._state.put(COMPARE_KEY, None if wanted else False)
        for value in tuple(self._numbers.values()):
            self._show_number(value)
        for chart in tuple(self._charts.values()):
            if isinstance(chart, Series):
                self._show_chart(chart)


def read_choice(state: FileState) -> Choice:
    """The period that was shown last, as far as what is remembered makes sense."""
    kept = state.get(CHOICE_KEY)
    if not isinstance(kept, list) or not kept:
        return Choice(Span.MONTH)
    span = next((one for one in Span if one.value == kept[0]), Span.MONTH)
    words = [one if isinstance(one, str) else "" for one in (*kept[1:], "", "", "")]
    bucket = next((one for one in Bucket if one.value == words[0]), None)
    first, last = _moment(words[1]), _moment(words[2])
    if span is Span.CUSTOM and (first is None or last is None):
        return Choice(Span.MONTH, bucket)
    return Choice(span, bucket, first, last)


def _written(choice: Choice) -> list[str]:
    bucket = choice.bucket.value if choice.bucket else ""
    times = ("" if at is None else at.isoformat() for at in (choice.first, choice.last))
    return [bucket, *times]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _story(value: MeasureValue) -> str:
    """What the number is, with every digit."""
    measure = value.measure
    said = f"{measure.meaning} {exact_text(value.value or 0.0, measure.unit)}"
    if value.before is not None and value.period is not None:
        before = before_text(value.period.span)
        said += (
            tr(
                "; {amount} in {before}",
                amount=exact_text(value.before, measure.unit),
                before=before,
            )
            if before
            else ""
        )
    place = tr(" Read from {place}.", place=value.place) if value.place else ""
    return f"{said}.{place} {misfits_text(value.misfits)}".strip()
