"""The small widgets that pages are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QPushButton, QWidget

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.gui.theme.tokens import DARK
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.chip import Chip, Tone
from hive_inspector.gui.widgets.dot import Dot
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import separator
from hive_inspector.gui.widgets.state_panel import StatePanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme


def visible(widget: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [found for found in widget.findChildren(kind) if found.isVisible()]


def said(widget: QWidget) -> list[str]:
    labels = [label for label in widget.findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in labels]


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> StatePanel:
    panel = StatePanel()
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show()
    return panel


def test_a_state_panel_begins_empty(panel: StatePanel) -> None:
    assert said(panel) == []


def test_short_loading_shows_nothing_and_longer_loading_a_bar(
    panel: StatePanel, qtbot: QtBot
) -> None:
    panel.show_loading("Reading the schema")
    assert said(panel) == []
    qtbot.waitUntil(lambda: said(panel) == ["Reading the schema"])
    assert len(visible(panel, QProgressBar)) == 1
    panel.show_empty("No rows", "Insert one.")
    assert said(panel) == ["No rows", "Insert one."]
    assert visible(panel, QProgressBar) == []


def test_a_failure_says_what_to_do_and_offers_to_try_again(panel: StatePanel) -> None:
    tried: list[int] = []
    panel.show_failure(
        EnvironmentProblem("It is locked.", "Close Hive.", "SQLITE_BUSY"), lambda: tried.append(1)
    )
    assert said(panel) == ["It is locked.", "Close Hive."]
    buttons = {button.text(): button for button in panel.findChildren(QPushButton)}
    buttons["Details"].click()
    details = panel.findChild(QPlainTextEdit)
    assert isinstance(details, QPlainTextEdit)
    assert details.isVisible()
    assert details.toPlainText() == "SQLITE_BUSY"
    buttons["Try again"].click()
    assert tried == [1]


def test_a_failure_without_details_or_retry_has_no_buttons(panel: StatePanel) -> None:
    panel.show_failure(EnvironmentProblem("It is locked.", "Close Hive."))
    assert visible(panel, QPushButton) == []


def test_what_this_file_does_not_have_is_said_so(panel: StatePanel) -> None:
    panel.show_absent("Costs")
    assert said(panel) == ["Costs", "Not in this database"]


def test_a_long_failure_is_wrapped_and_not_cut(panel: StatePanel) -> None:
    panel.show_failure(EnvironmentProblem("word " * 60, "Close Hive."))
    label = panel.findChildren(QLabel)[0]
    assert label.height() >= label.heightForWidth(label.width())


def test_a_card_without_a_title_shows_none(theme: Theme, qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.show()
    assert said(card) == []
    card.set_title("Recent files")
    assert said(card) == ["Recent files"]
    assert card.accessibleName() == "Recent files"
    card.set_tone(Tone.PROBLEM)
    assert card.property("tone") == "problem"


def test_a_chip_takes_its_tones_colours(theme: Theme, qtbot: QtBot) -> None:
    chip = Chip("13 of 13 applied", Tone.OK)
    qtbot.addWidget(chip)
    chip.show()
    assert ground_of(chip) == QColor(DARK.tint(DARK.ok))
    chip.set_tone(Tone.PROBLEM)
    assert ground_of(chip) == QColor(DARK.tint(DARK.problem))


def ground_of(chip: Chip) -> QColor:
    return chip.grab().toImage().pixelColor(chip.width() // 2, 2)


def test_a_dots_tone_is_a_shape_too(theme: Theme, qtbot: QtBot) -> None:
    dot = Dot(theme, Tone.OK)
    qtbot.addWidget(dot)
    dot.show()
    filled = dot.grab().toImage().pixelColor(5, 5)
    dot.set_tone(Tone.NEUTRAL)
    assert filled == QColor(DARK.ok)
    assert dot.grab().toImage().pixelColor(5, 5) != filled


def test_a_label_without_room_is_cut_and_tells_the_whole(theme: Theme, qtbot: QtBot) -> None:
    text = "a very long path / that does not fit / at all"
    label = ElidedLabel(text)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == text
    label.resize(900, 20)
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < label.sizeHint().width()
    label.setText("short")
    assert label.text() == "short"
    assert not label.grab().isNull()


def test_an_icon_button_is_named_and_redrawn_with_the_theme(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "close", "Put away")
    qtbot.addWidget(button)
    before = button.icon().cacheKey()
    button.set_icon_name("open")
    assert button.icon().cacheKey() != before
    button.set_name("Open")
    assert (button.accessibleName(), button.toolTip()) == ("Open", "Open")


def test_a_separator_is_a_thin_line(theme: Theme, qtbot: QtBot) -> None:
    line = separator()
    qtbot.addWidget(line)
    line.resize(100, 20)
    line.show()
    assert line.height() == 1
