"""How the numbers came about over the last months: the small lines on their cards, and the activity."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import Absent, Failed, Series
from hive_inspector.core.statistics.periods import Bucket, Choice, Span
from hive_inspector.core.statistics.values import MeasureValue
from hive_inspector.gui.pages.overview.words import exact_text
from hive_inspector.gui.period_words import BUCKETS, bucket_names
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.charts.charted import Charted, Layer, TimeAxis
from hive_inspector.gui.widgets.charts.scales import day_text

if TYPE_CHECKING:
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.overview.view import OverviewView
    from hive_inspector.gui.statistics_source import Part, StatisticsSource
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner
    from hive_inspector.gui.theme.theme import Theme

_CHOICE = Choice(Span.QUARTER, Bucket.DAY)
_CHARTS = ("messages", "conversations")
_NUMBERS = (
    "conversation_count",
    "message_count",
    "total_cost",
    "input_tokens",
    "output_tokens",
    "knowledge_count",
)
_RECENT_DAYS = 30
"""Days of the small lines."""


class Courses(QObject):
    """Reads them after everything else, and shows each as it comes."""

    def __init__(
        self,
        source: StatisticsSource,
        tasks: TaskRunner,
        theme: Theme,
        view: OverviewView,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._tasks = tasks
        self._theme = theme
        self._view = view
        self._series: dict[str, Series | Absent | Failed] = {}
        self._values: dict[str, MeasureValue] = {}
        self._running: TaskHandle | None = None

    @Slot()
    def load(self) -> None:
        """Read them."""
        self._view.activity.show_loading(tr("Reading when messages were written…"))
        self._series.clear()
        self._running = self._tasks.stream(
            partial(self._source.read, _CHOICE, only=frozenset((*_CHARTS, *_NUMBERS))),
            on_part=self._take,
            on_end=self._show_activity,
            on_failure=self._on_failure,
            on_cancelled=self._on_cancelled,
            lane=Lane.CHECKS,
            key="overview.courses",
            title=tr("Reading activity"),
        )

    def show_numbers(self) -> None:
        """The cards are other ones: show again what was read."""
        for value in self._values.values():
            self._show_number(value)

    def _take(self, part: Part) -> None:
        if isinstance(part, MeasureValue):
            self._values[part.measure.id] = part
            self._show_number(part)
        elif isinstance(part, Series | Absent | Failed):
            self._series[part.subject.id] = part

    def _show_number(self, value: MeasureValue) -> None:
        card, period = self._view.numbers.get(value.measure.id), value.period
        if card is None or period is None or not value.points:
            return
        first = max(0, len(value.points) - _RECENT_DAYS)
        names = bucket_names(period)[first:]
        slot = _NUMBERS.index(value.measure.id) if value.measure.id in _NUMBERS else 1
        text = partial(exact_text, unit=value.measure.unit)
        card.set_course(self._theme, value.points[first:], names, text, slot % 5)

    def _show_activity(self) -> None:
        found = [self._series.get(id_) for id_ in _CHARTS]
        series = [one for one in found if isinstance(one, Series)]
        failed = next((one for one in found if isinstance(one, Failed)), None)
        card = self._view.activity
        if not series and failed is not None:
            card.show_none(failed.problem, failed.hint)
        elif not series:
            card.show_none(tr("Not in this database"), tr("It has no messages with a time."))
        elif not any(any(line.values) for one in series for line in one.lines):
            is_recent = series[0].period.span is Span.QUARTER
            card.show_none(
                tr("Nothing in its last 90 days") if is_recent else tr("Nothing was written yet")
            )
        else:
            card.set_charted(_together(series), _note(series))

    def _on_failure(self, error: InspectorError) -> None:
        self._view.activity.show_failure(error, self.load)

    def _on_cancelled(self) -> None:
        if self._running is not None and not self._running.is_running:
            self._view.activity.show_none(
                tr("Not read"), tr("Reading was stopped; reload to read it.")
            )


def _note(series: list[Series]) -> str:
    """What is counted, and for how long: the days end with those of the file, and not with today.

    A bundle tells of the period that it was made for, which is that of all its time.
    """
    period = series[0].period
    last = period.clock.shows(period.end - timedelta(seconds=1))
    what = tr(" and ").join(one.subject.title.lower() for one in series)
    bucket = BUCKETS[period.bucket]
    day, year = day_text(last), last.year
    if period.span is Span.QUARTER:
        return tr(
            "{what} a {bucket}, 90 days to {day} {year}",
            what=what,
            bucket=bucket,
            day=day,
            year=year,
        )
    first = period.shown_start(0)
    return tr(
        "{what} a {bucket}, {first_day} {first_year} – {day} {year}",
        what=what,
        bucket=bucket,
        first_day=day_text(first),
        first_year=first.year,
        day=day,
        year=year,
    )


def _together(series: list[Series]) -> Charted:
    """All of them have the same period, as its length was given."""
    period = series[0].period
    edges = tuple(at.timestamp() for at in (*period.starts, period.end))
    names = bucket_names(period)
    layers = tuple(
        Layer(line.name, line.values, slot=number)
        for number, one in enumerate(series)
        for line in one.lines
    )
    return Charted(edges, names, layers, series[0].subject.unit, TimeAxis())
