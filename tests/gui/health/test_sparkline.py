"""The small line: what it draws, where it leaves gaps, what it tells of the point under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from hive_inspector.gui.widgets.sparkline import Sparkline

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme


@pytest.fixture
def line(qtbot: QtBot, theme: Theme) -> Sparkline:
    made = Sparkline(theme, value_text=lambda value: f"{value:g} ms")
    qtbot.addWidget(made)
    made.resize(106, 40)  # 100 pixels between the edges
    made.show()
    return made


def _columns(line: Sparkline) -> set[int]:
    """Where something is drawn."""
    picture = line.grab().toImage()
    ground = picture.pixelColor(0, 0)
    return {
        x
        for x in range(picture.width())
        if any(picture.pixelColor(x, y) != ground for y in range(1, picture.height()))
    }


def test_an_empty_line_draws_nothing_and_tells_nothing(line: Sparkline) -> None:
    assert _columns(line) == set()
    QTest.mouseMove(line, QPoint(50, 20))
    assert line.hovered is None


def test_a_line_of_gaps_alone_is_empty(line: Sparkline) -> None:
    line.set_points([None, None])
    QTest.mouseMove(line, QPoint(50, 20))
    assert line.hovered is None
    assert _columns(line) == set()


def test_the_point_nearest_to_the_pointer_is_told(line: Sparkline, qtbot: QtBot) -> None:
    line.set_points([1, 2, 3, 4, 5], names=["a", "b", "c", "d", "e"])
    QTest.mouseMove(line, QPoint(30, 20))
    qtbot.waitUntil(lambda: line.hovered == 1)
    assert line.text_of(1) == "b: 2 ms"
    assert QToolTip.text() == "b: 2 ms"


def test_beside_a_gap_the_nearest_measured_point_is_told(line: Sparkline, qtbot: QtBot) -> None:
    line.set_points([1, None, None, None, 5])
    QTest.mouseMove(line, QPoint(35, 20))
    qtbot.waitUntil(lambda: line.hovered == 0)
    QTest.mouseMove(line, QPoint(75, 20))
    qtbot.waitUntil(lambda: line.hovered == 4)


def test_the_value_told_follows_new_points(line: Sparkline, qtbot: QtBot) -> None:
    line.set_points([1, 2])
    QTest.mouseMove(line, QPoint(100, 20))
    qtbot.waitUntil(lambda: QToolTip.text() == "2 ms")
    line.set_points([1, 7])
    qtbot.waitUntil(lambda: QToolTip.text() == "7 ms")


def test_few_points_grow_from_the_right(line: Sparkline) -> None:
    line.set_points([3.0, 3.0], slots=11)
    assert min(_columns(line)) > 80


def test_a_gap_is_left_open(line: Sparkline) -> None:
    line.set_points([5, 5, None, None, 5, 5])
    drawn = _columns(line)
    assert not drawn & set(range(30, 76))
    assert drawn & set(range(5, 20))


def test_a_number_without_a_text_of_its_own_has_the_unit(qtbot: QtBot, theme: Theme) -> None:
    made = Sparkline(theme)
    qtbot.addWidget(made)
    made.set_points([1234.5, None], "MB")
    assert made.text_of(0) == "1,234.5 MB"
    assert made.text_of(1) == ""


def test_a_limit_is_drawn_where_the_points_reach_it(line: Sparkline) -> None:
    line.set_points([0.0, None, None, 10.0])
    without = _columns(line)
    line.set_limits([50])
    assert _columns(line) == without
    line.set_limits([5])
    assert len(_columns(line)) > len(without) + 30


def test_the_line_takes_a_colour(line: Sparkline) -> None:
    line.set_points([3.0, 3.0])
    before = line.grab().toImage()
    line.set_colour("#ff0000")
    assert line.grab().toImage() != before
