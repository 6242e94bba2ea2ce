"""Charts with axes: what they say under the pointer, what dragging and keys do, and that odd values break nothing."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hive_inspector.core.settings import ThemeMode
from hive_inspector.core.statistics.measures import Unit
from hive_inspector.gui.widgets.charts.charted import Charted, Layer, StepAxis, Style
from hive_inspector.gui.widgets.charts.xy_chart import XYChart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

DAY = 86_400.0
START = 1_756_684_800.0


def days(*layers: Layer, count: int = 10, unit: Unit = Unit.COUNT) -> Charted:
    edges = tuple(START + DAY * n for n in range(count + 1))
    return Charted(edges, tuple(f"day {n}" for n in range(count)), layers, unit)


@pytest.fixture
def chart(theme: Theme, qtbot: QtBot) -> Iterator[XYChart]:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(640, 240)
    made = XYChart(theme, ground)
    made.resize(640, 240)
    ground.show()
    yield made
    ground.close()


def place_at(chart: XYChart, place: int, value: float = 0.0) -> QPoint:
    middle = START + DAY * (place + 0.5)
    return QPointF(*chart.place_of(middle, value)).toPoint()


def drag(chart: XYChart, first: QPoint, last: QPoint) -> None:
    view = chart.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(view, (first + last) / 2)
    QTest.mouseMove(view, last)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=last)


def test_the_values_under_the_pointer_are_told(chart: XYChart) -> None:
    chart.set_charted(
        days(
            Layer("Messages", tuple(float(n * 100) for n in range(10))),
            Layer("Conversations", (None,) * 10, slot=1),
        )
    )
    QTest.mouseMove(chart.viewport(), place_at(chart, 4))
    assert chart.pointed == 4
    assert chart.card.text == "day 4\nMessages: 400\nConversations: none"


def test_a_stack_tells_its_parts_and_what_they_come_to(chart: XYChart) -> None:
    chart.set_charted(
        days(
            Layer("one", (1.5,) * 10, Style.BARS, 0),
            Layer("two", (0.0,) * 10, Style.BARS, 1),
            Layer("Others", (2.0,) * 10, Style.BARS, None),
            unit=Unit.DOLLARS,
        )
    )
    QTest.mouseMove(chart.viewport(), place_at(chart, 2, 1.0))
    assert chart.card.text == "day 2\none: $ 1.50\nOthers: $ 2.00\nTogether: $ 3.50"


def test_a_click_on_a_bar_asks_for_that_place_and_layer(chart: XYChart, qtbot: QtBot) -> None:
    chart.click_hint = "Click shows these rows"
    chart.set_charted(
        days(Layer("low", (2.0,) * 10, Style.BARS), Layer("high", (3.0,) * 10, Style.BARS, 1))
    )
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place_at(chart, 7, 3.5))
    assert chosen.args == [7, 1]
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place_at(chart, 3, 1.0))
    assert chosen.args == [3, 0]


def test_a_chart_that_leads_nowhere_takes_no_click(chart: XYChart, qtbot: QtBot) -> None:
    chart.set_charted(days(Layer("x", (1.0,) * 10)))
    with qtbot.assertNotEmitted(chart.chosen):
        QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place_at(chart, 3))


def test_dragging_looks_closer_and_a_double_click_returns(chart: XYChart, qtbot: QtBot) -> None:
    chart.set_charted(days(Layer("x", tuple(float(n) for n in range(10)))))
    with qtbot.assertNotEmitted(chart.chosen), qtbot.waitSignal(chart.zoomed) as zoomed:
        drag(chart, place_at(chart, 2), place_at(chart, 6))
    assert zoomed.args == [True]
    first, last = chart.visible
    assert START + 2 * DAY < first < START + 3 * DAY
    assert START + 6 * DAY < last < START + 7 * DAY
    with qtbot.waitSignal(chart.zoomed) as zoomed:
        QTest.mouseDClick(chart.viewport(), Qt.MouseButton.LeftButton)
    assert zoomed.args == [False]
    assert chart.visible == (START, START + 10 * DAY)


def test_keys_walk_look_closer_choose_and_return(chart: XYChart, qtbot: QtBot) -> None:
    chart.click_hint = "opens"
    chart.set_charted(days(Layer("x", tuple(float(n) for n in range(10)))))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(chart, key)
    assert chart.pointed == 1
    assert chart.accessibleDescription() == "day 1\nx: 1"
    with qtbot.waitSignal(chart.chosen) as chosen:
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == [1, 0]
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.is_zoomed
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert not chart.is_zoomed


def test_no_closer_look_shows_less_than_two_places_or_more_than_all(chart: XYChart) -> None:
    chart.set_charted(days(Layer("x", (1.0,) * 10)))
    chart.zoom_to(START + 3 * DAY, START + 3 * DAY + 1)
    assert chart.visible[1] - chart.visible[0] == pytest.approx(2 * DAY)
    chart.zoom_to(START - 900 * DAY, START + 900 * DAY)
    assert chart.visible == (START, START + 10 * DAY)


def test_the_left_axis_follows_what_is_in_sight(chart: XYChart) -> None:
    chart.set_charted(days(Layer("x", (1.0,) * 9 + (1000.0,))))
    assert chart.height_at(chart.plot_area.top()) >= 1000
    chart.zoom_to(START, START + 5 * DAY)
    assert chart.height_at(chart.plot_area.top()) <= 2


@pytest.mark.parametrize(
    "values",
    [
        (float("nan"), float("inf"), float("-inf"), 5.0),
        (-3.0, -0.5, None, 0.0),
        (1e300, 1e-300, 0.0, None),
        (None, None, None, None),
        (0.0, 0.0, 0.0, 0.0),
        (5.0,),
    ],
)
@pytest.mark.parametrize("style", [*Style])
def test_odd_values_are_left_out_and_break_nothing(
    chart: XYChart, values: tuple[float | None, ...], style: Style
) -> None:
    charted = days(Layer("odd", values, style), count=len(values))
    chart.set_charted(charted)
    chart.grab()
    chart.point_at_place(0)
    low, high = chart.height_at(chart.plot_area.bottom()), chart.height_at(chart.plot_area.top())
    assert low < high
    odd = sum(v is not None and not isfinite(v) for v in values)
    assert charted.odd_values == odd


@pytest.mark.parametrize("edges", [(0.0, 1.0), (-4e9, -3.9e9), (3.25e10, 3.26e10), (1e15, 2e15)])
def test_times_far_away_break_nothing(chart: XYChart, edges: tuple[float, float]) -> None:
    chart.set_charted(Charted(edges, ("then",), (Layer("x", (1.0,)),)))
    chart.grab()
    assert chart.visible == edges


def test_steps_bear_their_names_as_far_as_there_is_room() -> None:
    axis = StepAxis(tuple(map(str, range(40))))
    assert [mark.text for mark in axis.marks(0, 40, 5)] == ["0", "8", "16", "24", "32"]
    assert [mark.at for mark in StepAxis(("1", "2"), centred=True).marks(0, 2, 9)] == [0.5, 1.5]


def test_less_content_leaves_nothing_of_the_former(chart: XYChart) -> None:
    chart.set_charted(days(*(Layer(str(n), (1.0,) * 10, slot=n) for n in range(4))))
    chart.set_charted(days(Layer("bars", (1.0,) * 10, Style.BARS)))
    shown = [item for item in (*chart._curves, *chart._bars) if item.isVisible()]
    assert len(shown) == 1


def test_another_theme_restyles_in_place(chart: XYChart, theme: Theme) -> None:
    chart.set_charted(days(Layer("x", (3.0,) * 10, Style.BARS)))
    spot = place_at(chart, 4, 1.0)
    items = [*chart._curves, *chart._bars]
    colours = set()
    for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
        theme.set_mode(mode)
        image = chart.grab().toImage()
        corner = QColor(image.pixel(image.width() - 3, 3)).name()
        assert corner == theme.tokens.panel
        colours.add(QColor(image.pixel(spot)).name())
        assert QColor(image.pixel(spot)).name() == theme.tokens.series[0]
    assert len(colours) == 2
    assert [*chart._curves, *chart._bars] == items


def test_the_page_scrolls_under_the_wheel_unless_ctrl_is_held(chart: XYChart) -> None:
    chart.set_charted(days(Layer("x", (1.0,) * 10)))
    assert not wheel(chart, Qt.KeyboardModifier.NoModifier)
    assert not chart.is_zoomed
    assert wheel(chart, Qt.KeyboardModifier.ControlModifier)
    assert chart.is_zoomed


def wheel(chart: XYChart, modifier: Qt.KeyboardModifier) -> bool:
    from PySide6.QtGui import QWheelEvent

    at = QPointF(place_at(chart, 5))
    event = QWheelEvent(
        at,
        chart.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    chart.wheelEvent(event)
    return event.isAccepted()
