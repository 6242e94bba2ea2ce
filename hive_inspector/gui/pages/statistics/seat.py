"""One chart of the page: its card, the widget in it, and what is behind what is clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr
from hive_inspector.core.statistics.charts import Absent, Failed, Growth, Series, is_empty
from hive_inspector.gui.pages.statistics.drawn import HeatCells, drawn
from hive_inspector.gui.pages.statistics.places import Shape
from hive_inspector.gui.widgets.bar_list import Bar
from hive_inspector.gui.widgets.charts.bars_chart import BarsChart
from hive_inspector.gui.widgets.charts.chart_card import ChartCard
from hive_inspector.gui.widgets.charts.charted import Charted
from hive_inspector.gui.widgets.charts.heat_map import HeatMapChart
from hive_inspector.gui.widgets.charts.tree_map import TreeMapChart, TreeTile
from hive_inspector.gui.widgets.charts.xy_chart import XYChart

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.statistics.charts import Chart, RowsWanted
    from hive_inspector.gui.pages.statistics.drawn import Content, Drawn
    from hive_inspector.gui.pages.statistics.places import Place
    from hive_inspector.gui.theme.theme import Theme

_OPENS = tr("Click shows these rows in Browse")
_OPENS_TABLE = tr("Click shows the table in Browse")


class Seat(QObject):
    """Made once with its place; given charts in whatever state they are.

    Signals:
        rows_wanted: The `RowsWanted` behind what was clicked.
        taken: The seat itself, and how its chart is to be taken along.
        retry_wanted: What failed is to be tried again.
    """

    rows_wanted = Signal(object)
    taken = Signal(object, object)
    retry_wanted = Signal()

    def __init__(self, place: Place, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self.chart: Chart | None = None
        self._drawn: Drawn | None = None
        self._remark = ""
        self._is_stopped = False
        self.widget = _made(place.shape, theme, parent)
        self.card = ChartCard(theme, place.title, self.widget, parent)
        self.card.taken.connect(self._on_taken)
        if isinstance(self.widget, XYChart):
            self.widget.chosen.connect(self._on_place_chosen)
            self.widget.zoomed.connect(self.card.set_zoomed)
            self.card.whole_wanted.connect(self.widget.zoom_out)
        else:
            self.widget.chosen.connect(self._on_chosen)

    def show(self, chart: Chart, colours: Mapping[str, int]) -> None:
        """Show a chart in the state that it is in.

        Args:
            chart: The data.
            colours: Which names have which of the theme's series colours.
        """
        if chart is self.chart and not self._is_stopped:
            return
        self._is_stopped = False
        self.chart, self._drawn = chart, None
        match chart:
            case Absent():
                self.card.show_absent(tr("It needs {needs}.", needs=chart.needs))
            case Failed():
                error = InspectorError(chart.problem, chart.hint)
                self.card.say("")
                self.card.show_failure(error, self._retry)
            case Growth() if len(chart.points) < 2:  # noqa: PLR2004 - no growth without two sizes
                self.card.show_none(
                    tr("No backups are known"),
                    tr("How the file grew is told by the sizes of its backups."),
                )
            case _ if is_empty(chart):
                self.card.show_none(
                    tr("Nothing in this period"), tr("Choose a longer period above.")
                )
            case _:
                in_columns = self.place.shape is Shape.AXES
                self._draw(drawn(chart, colours, in_columns=in_columns))

    def remark(self, text: str) -> None:
        """What has to be known about where its values come from; empty where there is nothing to say."""
        is_new, self._remark = text != self._remark, text
        if is_new and self._drawn is not None:
            self._say(self._drawn)

    def show_waiting(self) -> None:
        """Its values are being read."""
        self.card.show_waiting()

    def show_stopped(self) -> None:
        """The user did not want to wait."""
        if self.card.has_content:
            self.card.show_chart()
        else:
            self._is_stopped = True
            self.card.show_none(tr("Not read"), tr("Reading was stopped; reload to read it."))

    def _draw(self, made: Drawn) -> None:
        self._drawn = made
        self._say(made)
        self.card.values = made.values
        self._fill(made.content)
        legend = made.legend
        if not legend and isinstance(self.widget, XYChart):
            legend = self.widget.legend
        self.card.set_legend(legend)
        self.card.show_chart()

    def _say(self, made: Drawn) -> None:
        note = f"{made.note} {self._remark}".strip()
        self.card.say(made.summary, note, is_partial=made.is_partial)

    def _fill(self, content: Content) -> None:
        widget = self.widget
        if isinstance(widget, XYChart) and isinstance(content, Charted):
            has_rows = self._rows_behind(0, 0) is not None
            widget.click_hint = _OPENS if has_rows else ""
            widget.set_charted(content)
        elif isinstance(widget, HeatMapChart) and isinstance(content, HeatCells):
            widget.set_counts(content.counts, content.noun)
        elif isinstance(widget, TreeMapChart) and isinstance(content, tuple):
            widget.click_hint = _OPENS_TABLE
            widget.set_tiles([one for one in content if isinstance(one, TreeTile)])
        elif isinstance(widget, BarsChart) and isinstance(content, tuple):
            widget.set_bars([one for one in content if isinstance(one, Bar)])

    def _rows_behind(self, place: int, layer: int) -> RowsWanted | None:
        if isinstance(self.chart, Series):
            lines = self.chart.lines
            is_known = layer < len(lines) and lines[layer].source and lines[layer].time
            return self.chart.rows(place, layer) if is_known else None
        targets = self._drawn.targets if self._drawn else ()
        return targets[place][0] if place < len(targets) else None

    @property
    def _retry(self) -> Callable[[], None]:
        return self.retry_wanted.emit

    @Slot(int, int)
    def _on_place_chosen(self, place: int, layer: int) -> None:
        self._want(self._rows_behind(place, layer))

    @Slot(int)
    def _on_chosen(self, place: int) -> None:
        self._want(self._rows_behind(place, 0))

    def _want(self, rows: RowsWanted | None) -> None:
        if rows is not None:
            self.rows_wanted.emit(rows)

    @Slot(object)
    def _on_taken(self, take: object) -> None:
        self.taken.emit(self, take)


def _made(
    shape: Shape, theme: Theme, parent: QWidget
) -> XYChart | BarsChart | HeatMapChart | TreeMapChart:
    match shape:
        case Shape.AXES:
            return XYChart(theme, parent)
        case Shape.BARS:
            return BarsChart(theme, parent)
        case Shape.HEAT:
            return HeatMapChart(theme, parent)
        case Shape.TREE:
            return TreeMapChart(theme, parent)
