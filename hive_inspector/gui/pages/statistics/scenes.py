"""States of the page that are worth a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.statistics.periods import Choice, Span
from hive_inspector.gui.pages.statistics.places import MESSAGES
from hive_inspector.gui.scene import Scene
from hive_inspector.gui.widgets.charts.xy_chart import XYChart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.pages.statistics.page import StatisticsPage


def scenes_of(page: StatisticsPage) -> tuple[Scene, ...]:
    """A chart that is pointed at, everything, the middle and the end of the page."""
    scenes = _Scenes(page)
    return (
        Scene("pointed", scenes.point),
        Scene("all", scenes.show_all),
        Scene("middle", scenes.to_middle),
        Scene("end", scenes.to_end, leave=scenes.to_top),
    )


class _Scenes:
    def __init__(self, page: StatisticsPage) -> None:
        self._page = page

    def point(self) -> Iterator[None]:
        chart = self._page.widget.seats[MESSAGES].widget
        if isinstance(chart, XYChart):
            chart.point_at_place(len(chart.charted.names) // 2)
        yield

    def show_all(self) -> Iterator[None]:
        self._page.presenter.choose(Choice(Span.ALL))
        yield

    def to_middle(self) -> Iterator[None]:
        bar = self._page.widget.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        yield

    def to_end(self) -> Iterator[None]:
        bar = self._page.widget.verticalScrollBar()
        bar.setValue(bar.maximum())
        yield

    def to_top(self) -> None:
        self._page.widget.verticalScrollBar().setValue(0)
