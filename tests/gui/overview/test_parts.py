"""The widgets that the page is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.gui.widgets.bar_list import Bar, BarList
from hive_inspector.gui.widgets.card_grid import CardGrid
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.gauge import Gauge, GaugeReading
from hive_inspector.gui.widgets.number_card import NumberCard
from hive_inspector.gui.widgets.part_card import PartCard
from hive_inspector.gui.widgets.timeline import Shape, Step, Timeline
from hive_inspector.gui.widgets.tones import tone_colour

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

READING = GaugeReading("412 MB", "limit 64 MB", 0.9, Tone.PROBLEM, "bad", (0.75,), "Why.")


def colours_of(widget: QWidget) -> set[str]:
    return colours_in(widget.grab().toImage())


def colours_in(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.fixture
def gauge(qtbot: QtBot, theme: Theme) -> Gauge:
    made = Gauge("WAL", theme)
    qtbot.addWidget(made)
    made.resize(185, 140)
    return made


def test_a_gauge_says_that_it_waits_then_what_it_reads(gauge: Gauge) -> None:
    assert gauge.accessibleName() == "WAL: measuring"

    gauge.set_reading(READING)

    assert gauge.accessibleName() == "WAL: 412 MB, bad, limit 64 MB"
    assert gauge.accessibleDescription() == gauge.toolTip() == "Why."


@pytest.mark.parametrize("tone", [Tone.OK, Tone.WARNING, Tone.PROBLEM])
def test_a_gauge_is_drawn_in_the_colour_of_its_tone(gauge: Gauge, theme: Theme, tone: Tone) -> None:
    colour = tone_colour(theme.tokens, tone)
    assert colour not in colours_of(gauge)

    gauge.set_reading(GaugeReading("1", fraction=0.5, tone=tone))

    assert colour in colours_of(gauge)


def test_an_empty_arc_shows_only_its_track(gauge: Gauge, theme: Theme) -> None:
    gauge.set_reading(GaugeReading("empty", fraction=0.0, tone=Tone.PROBLEM))

    colours = colours_of(gauge)

    assert theme.tokens.line in colours
    assert theme.tokens.problem not in colours


@pytest.mark.parametrize("value", ["0.16 ms", "1,234.56 MB of everything there is"])
def test_a_value_of_any_length_stays_inside_the_arc(gauge: Gauge, value: str) -> None:
    gauge.set_reading(GaugeReading(value, "a caption that is far too long for any card" * 3))

    assert gauge._value_font(value, 66).pixelSize() >= 11
    assert not gauge.grab().isNull()


def test_a_number_card_has_four_states(qtbot: QtBot) -> None:
    card = NumberCard("Users")
    qtbot.addWidget(card)
    assert card.accessibleName() == "Users: being read"

    card.set_value("12", "+1 in its last 7 days", "12; 1 of it lately.")
    assert card.accessibleName() == "Users: 12, +1 in its last 7 days"
    assert card.toolTip() == "12; 1 of it lately."

    card.set_absent("It needs table users.")
    assert (card.value_text, card.note_text) == ("–", "not in this database")

    card.set_unreadable("The table is damaged.")
    assert (card.value_text, card.note_text) == ("–", "could not be read")


@pytest.fixture
def bars(qtbot: QtBot, theme: Theme) -> BarList:
    made = BarList(theme)
    qtbot.addWidget(made)
    made.resize(300, 200)
    return made


def names(rows: Iterable[object]) -> list[str]:
    return [row.bar.name for row in rows]  # type: ignore[attr-defined]


def test_a_bar_list_keeps_its_rows_and_shows_what_it_is_given(bars: BarList) -> None:
    bars.set_bars([Bar("a", "3 MB", 1.0), Bar("b", "1 MB", 0.3), Bar("c", "1 KB", 0.0)])
    first = bars.rows[0]

    bars.set_bars([Bar("d", "9 MB", 1.0)])

    assert names(bars.rows) == ["d"]
    assert bars.rows[0] is first
    assert first.accessibleName() == "d, 9 MB"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_row_is_chosen_by_these_keys(bars: BarList, qtbot: QtBot, key: Qt.Key) -> None:
    bars.set_bars([Bar("a", "3 MB", 1.0), Bar("b", "1 MB", 0.3)])

    with qtbot.waitSignal(bars.row_chosen) as chosen:
        QTest.keyClick(bars.rows[1], key)

    assert chosen.args == [1]


def test_the_focus_and_the_pointer_can_be_seen(bars: BarList, theme: Theme) -> None:
    bars.set_bars([Bar("a_name_that_is_longer_than_its_row_is_wide" * 3, "3 MB", 1.0)])
    bars.show()
    bars.activateWindow()
    row = bars.rows[0]
    calm = row.grab().toImage()

    row.setFocus()
    QApplication.processEvents()
    focused = colours_of(row)
    row.clearFocus()
    inside = QPointF(5, 5)
    QApplication.sendEvent(row, QEnterEvent(inside, inside, QPointF(row.mapToGlobal(QPoint(5, 5)))))

    assert theme.tokens.accent in focused
    assert row.grab().toImage() != calm
    QApplication.sendEvent(row, QEvent(QEvent.Type.Leave))
    bars.hide()


def move_to(timeline: Timeline, x: int) -> None:
    point = QPointF(x, 20)
    nothing = Qt.MouseButton.NoButton
    modifiers = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, point, point, nothing, nothing, modifiers)
    QApplication.sendEvent(timeline, event)


STEPS = [Step(f"{n:02d}", shape, Tone.OK, f"step {n}") for n, shape in enumerate(Shape, 1)]


@pytest.fixture
def timeline(qtbot: QtBot, theme: Theme) -> Timeline:
    made = Timeline(theme)
    qtbot.addWidget(made)
    made.resize(400, 52)
    made.set_steps(STEPS, "All is well")
    return made


def test_a_timeline_tells_its_summary_to_who_cannot_see_it(timeline: Timeline) -> None:
    assert timeline.accessibleName() == "Migrations"
    assert timeline.accessibleDescription() == "All is well"


def test_every_shape_looks_different(timeline: Timeline) -> None:
    pictures = []
    for shape in Shape:
        timeline.set_steps([Step("", shape, Tone.OK, "")], "")
        pictures.append(timeline.grab().toImage())

    assert all(a != b for i, a in enumerate(pictures) for b in pictures[:i])


def test_the_arrow_keys_walk_from_dot_to_dot(timeline: Timeline) -> None:
    said: list[str] = []
    timeline.explained.connect(said.append)

    for key in (
        Qt.Key.Key_Home,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
        Qt.Key.Key_End,
        Qt.Key.Key_Right,
        Qt.Key.Key_A,
    ):
        QTest.keyClick(timeline, key)

    assert said == ["step 1", "step 2", "step 1", "step 6"]


def test_the_keyboard_begins_at_the_newest_dot_and_takes_its_words_along(
    timeline: Timeline, qtbot: QtBot
) -> None:
    said: list[str] = []
    timeline.explained.connect(said.append)
    timeline.show()
    timeline.activateWindow()

    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(timeline.hasFocus)
    timeline.clearFocus()

    assert said == ["step 6", ""]
    timeline.hide()


def test_the_pointer_asks_the_nearest_dot(timeline: Timeline) -> None:
    said: list[str] = []
    timeline.explained.connect(said.append)

    move_to(timeline, 12)
    move_to(timeline, 380)
    QApplication.sendEvent(timeline, QEvent(QEvent.Type.Leave))

    assert said[-2:] == ["step 6", ""]


def test_an_empty_timeline_takes_no_focus_and_answers_nothing(timeline: Timeline) -> None:
    timeline.set_steps([], "")
    said: list[str] = []
    timeline.explained.connect(said.append)

    move_to(timeline, 12)
    QTest.keyClick(timeline, Qt.Key.Key_Home)

    assert timeline.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert said == []
    assert not timeline.grab().isNull()


def test_a_grid_puts_as_many_cards_in_a_row_as_fit(qtbot: QtBot) -> None:
    cards = [QFrame() for _ in range(6)]
    grid = CardGrid(cards, (6, 3, 2), 100)
    qtbot.addWidget(grid)
    grid.show()

    found = []
    for width in (700, 659, 400, 323, 50, 700):
        grid.resize(width, 300)
        QApplication.processEvents()
        found.append(grid.in_a_row)
    grid.hide()

    assert found == [6, 3, 3, 2, 2, 6]
    assert grid.minimumSizeHint().width() == 212


def test_a_grid_can_be_given_other_cards(qtbot: QtBot) -> None:
    grid = CardGrid([QFrame()], (2, 1), 100)
    qtbot.addWidget(grid)
    other = [QLabel("a"), QLabel("b"), QLabel("c")]

    grid.set_cards(other)

    assert all(card.parentWidget() is grid for card in other)


def test_content_that_is_shown_stays_while_it_is_loaded_anew(qtbot: QtBot) -> None:
    card = PartCard("Sizes")
    qtbot.addWidget(card)
    error = EnvironmentProblem("It is locked.", "Try again.")
    shown = []

    card.show_loading("Measuring…")
    shown.append(card.has_content)
    card.show_content()
    card.show_loading("Measuring…")
    shown.append(card.has_content)
    card.show_failure(error, card.show_content)
    shown.append(card.has_content)

    assert shown == [False, True, False]
