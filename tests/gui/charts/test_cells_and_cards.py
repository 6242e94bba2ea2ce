"""Heat maps, treemaps, bars, legends and cards: what they say, what keys do, and what is taken along."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.widgets.bar_list import Bar
from hive_inspector.gui.widgets.charts.amounts import axis_texts, exact_text, short_text
from hive_inspector.gui.widgets.charts.bars_chart import BarsChart
from hive_inspector.gui.widgets.charts.chart_card import ChartCard, Values
from hive_inspector.gui.widgets.charts.charted import Charted, Layer
from hive_inspector.gui.widgets.charts.heat_map import HeatMapChart
from hive_inspector.gui.widgets.charts.legend import Legend, LegendEntry
from hive_inspector.gui.widgets.charts.pictures import csv_of, image_of, png_of, svg_of, text_of
from hive_inspector.gui.widgets.charts.sketch import AreaSketch
from hive_inspector.gui.widgets.charts.tree_map import TreeMapChart, TreeTile
from hive_inspector.gui.widgets.charts.xy_chart import XYChart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme


@pytest.fixture
def ground(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(640, 320)
    made.show()
    yield made
    made.close()


def shown(widget: QWidget) -> QWidget:
    widget.resize(600, 260)
    widget.show()
    return widget


def test_a_heat_map_tells_hour_and_count(theme: Theme, ground: QWidget) -> None:
    chart = HeatMapChart(theme, ground)
    shown(chart)
    counts = [[0] * 24 for _ in range(7)]
    counts[2][9] = 41
    chart.set_counts(counts, "Messages")
    assert len(chart.cells) == 7 * 24
    QTest.mouseMove(chart, chart.cells[2 * 24 + 9].center().toPoint())
    assert chart.card.text == "Wednesday, 09:00 to 10:00\nMessages: 41"
    assert chart.accessibleDescription().startswith("Busiest: Wednesday, 09:00")
    chart.grab()


def test_a_heat_map_of_nothing_is_drawn(theme: Theme, ground: QWidget) -> None:
    chart = HeatMapChart(theme, ground)
    chart.set_counts([[0] * 24 for _ in range(7)], "Messages")
    shown(chart).grab()
    assert chart.accessibleDescription() == "No Messages"


def tiles(*sizes: int) -> list[TreeTile]:
    return [TreeTile(f"t{n}", size, f"{size} B", "1 %") for n, size in enumerate(sizes)]


def test_a_treemap_is_walked_by_keys_and_opens_a_tile(
    theme: Theme, ground: QWidget, qtbot: QtBot
) -> None:
    chart = TreeMapChart(theme, ground)
    chart.click_hint = "opens"
    chart.set_tiles(tiles(50, 30, 20, 0))
    shown(chart)
    assert [tile.name for tile in chart.tiles] == ["t0", "t1", "t2"]
    for _ in range(2):
        QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.pointed == 1
    assert chart.accessibleDescription().startswith("t1\n")
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == [1]
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.cells[0].center().toPoint())
    assert chosen.args == [0]


@pytest.mark.parametrize("sizes", [(), (7,), (10**15, 1, 1), tuple(range(300, 0, -1))])
def test_a_treemap_of_any_tiles_is_drawn(
    theme: Theme, ground: QWidget, sizes: tuple[int, ...]
) -> None:
    chart = TreeMapChart(theme, ground)
    chart.set_tiles(tiles(*sizes))
    shown(chart).grab()
    assert len(chart.cells) == len(sizes)


def test_bars_beyond_those_shown_are_counted(theme: Theme, ground: QWidget, qtbot: QtBot) -> None:
    chart = BarsChart(theme, ground)
    shown(chart)
    chart.set_bars([Bar(f"b{n}", str(n), 0.5) for n in range(9)])
    assert len(chart.bars.rows) == 6
    assert chart.rest_text == "and 3 more; all of them are in the CSV file"
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.mouseClick(chart.bars.rows[2], Qt.MouseButton.LeftButton)
    assert chosen.args == [2]


def test_a_legend_wraps_and_is_not_there_for_one(theme: Theme, ground: QWidget) -> None:
    legend = Legend(theme, ground)
    legend.resize(200, 18)
    legend.set_entries([LegendEntry("alone", 0)])
    assert legend.isHidden()
    legend.set_entries([LegendEntry("a rather long name of a model " * 2, n) for n in range(3)])
    assert not legend.isHidden()
    assert legend.height() == 3 * 18


def test_a_sketch_tells_its_values_and_bears_gaps(theme: Theme, ground: QWidget) -> None:
    sketch = AreaSketch(theme, ground)
    shown(sketch)
    edges = tuple(float(n) * 86_400 for n in range(6))
    names = tuple(f"day {n}" for n in range(5))
    layers = (
        Layer("one", (1.0, None, 3.0, float("inf"), 5.0)),
        Layer("two", (None,) * 5, slot=1),
    )
    sketch.set_charted(Charted(edges, names, layers))
    sketch.grab()
    QTest.mouseMove(sketch, sketch.rect().center())
    assert sketch.card.text == "day 2\none: 3\ntwo: none"


def card_with_chart(theme: Theme, ground: QWidget) -> ChartCard:
    chart = XYChart(theme, ground)
    card = ChartCard(theme, "Messages", chart, ground)
    edges = (0.0, 1.0, 2.0)
    chart.set_charted(
        Charted(edges, ("a", "b"), (Layer("one", (1.0, 2.0)), Layer("two", (2.0, 1.0), slot=1)))
    )
    card.set_legend(chart.legend)
    card.values = Values(("Day", "one"), (("a, b", "1"), ('"x"', "2")))
    card.say("3 in all", "2 rows without a time are left out.")
    card.show_chart()
    card.resize(500, 300)
    card.show()
    return card


def test_a_picture_has_title_legend_and_chart_but_no_buttons(theme: Theme, ground: QWidget) -> None:
    card = card_with_chart(theme, ground)
    image = image_of(card, theme)
    assert (image.width(), image.height()) == (card.width() * 2, card.height() * 2)
    assert png_of(card, theme).startswith(b"\x89PNG")
    svg = svg_of(card, theme).decode()
    assert ">Messages</text>" in svg.replace("\n", "")
    assert "3 in all" in svg
    assert "<image" not in svg
    assert svg.count("<path") + svg.count("<polyline") > 2
    assert card.legend in card.parts


def test_values_are_taken_along_as_a_table(theme: Theme, ground: QWidget) -> None:
    card = card_with_chart(theme, ground)
    content = csv_of(card.values)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = [*csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    assert rows == [["Day", "one"], ["a, b", "1"], ['"x"', "2"]]
    assert text_of(card.values).splitlines()[0] == "Day\tone"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0312, Unit.DOLLARS, "$ 0.0312"),
        (0.5, Unit.DOLLARS, "$ 0.50"),
        (1234.5, Unit.DOLLARS, "$ 1,234.50"),
        (0.0, Unit.DOLLARS, "$ 0.00"),
        (float("nan"), Unit.COUNT, "not a number"),
        (float("-inf"), Unit.COUNT, "infinite"),
        (1_234_567.0, Unit.COUNT, "1,234,567"),
        (0.875, Unit.SHARE, "87.5 %"),
        (2048.0, Unit.BYTES, "2 KB"),
        (1500.0, Unit.MILLISECONDS, "1.5 s"),
        (2.25, Unit.ROUNDS, "2.25"),
    ],
)
def test_numbers_are_told_with_the_digits_that_matter(value: float, unit: Unit, text: str) -> None:
    assert exact_text(value, unit) == text


def test_a_card_tells_millions() -> None:
    assert short_text(85_100_000, Unit.COUNT) == "85.1 M"
    assert short_text(7_084_302, Unit.COUNT) == "7.1 M"
    assert short_text(999_999, Unit.COUNT) == "999,999"


@pytest.mark.parametrize(
    ("values", "unit", "texts"),
    [
        ([0, 500, 1000], Unit.COUNT, ["0", "500", "1,000"]),
        ([0, 10_000, 20_000], Unit.COUNT, ["0", "10 k", "20 k"]),
        ([0, 0.05, 0.1], Unit.DOLLARS, ["$ 0.00", "$ 0.05", "$ 0.10"]),
        ([0, 2000, 4000], Unit.MILLISECONDS, ["0 s", "2 s", "4 s"]),
        ([0, 0.5, 1.0], Unit.SHARE, ["0 %", "50 %", "100 %"]),
        ([0, 1024**2], Unit.BYTES, ["0", "1 MB"]),
    ],
)
def test_marks_of_an_axis_are_short(values: list[float], unit: Unit, texts: list[str]) -> None:
    assert axis_texts(values, values[1] - values[0], unit) == texts
