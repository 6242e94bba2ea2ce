"""Parts that say little: a line of progress, a note that floats, a window that opens under a button, chips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QPushButton, QWidget

from hive_inspector.gui.pages.browse.choice_bar import ChipButton, ChoiceBar
from hive_inspector.gui.pages.browse.filtering import ChipKind, ChoiceChip
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.floating_note import FloatingNote
from hive_inspector.gui.widgets.popover import Popover
from hive_inspector.gui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def test_work_that_is_soon_done_is_never_shown(window: QWidget, theme: Theme) -> None:
    line = WorkLine(theme, window)
    line.begin("Filtering")
    line.end()
    assert line.isHidden()
    assert not line._quiet.isActive()


def test_longer_work_appears_with_its_progress_and_can_be_stopped(
    window: QWidget, theme: Theme, qtbot: QtBot
) -> None:
    line = WorkLine(theme, window)
    stopped = QSignalSpy(line.stop_asked)
    line.begin("Filtering messages")
    qtbot.waitUntil(lambda: not line.isHidden())
    line.show_progress(30, 60)
    assert line._bar.value() * 2 == line._bar.maximum()
    assert line._bar.accessibleName() == "Filtering messages"
    line._stop.click()
    assert stopped.count() == 1
    line.end()
    assert line.isHidden()


def test_work_of_unknown_length_shows_no_share(window: QWidget, theme: Theme) -> None:
    line = WorkLine(theme, window)
    line.begin("Sorting")
    line.show_progress(1000, None)
    assert line._bar.maximum() == 0
    line.end()


def test_a_note_floats_inside_what_it_is_about(window: QWidget, theme: Theme) -> None:
    note = FloatingNote(theme, window)
    for width in (600, 300, 900):
        window.resize(width, 400)
        note.say("1,204 new rows", "Show", Tone.INFORMATION)
        assert window.rect().contains(note.geometry())
        assert note.geometry().bottom() > 300
    assert note.accessibleName() == "1,204 new rows"


def test_a_note_offers_its_action_until_it_is_put_away(window: QWidget, theme: Theme) -> None:
    note = FloatingNote(theme, window)
    accepted, away = QSignalSpy(note.accepted), QSignalSpy(note.put_away)
    note.say("The file has changed", "Show", Tone.INFORMATION)
    next(b for b in note.findChildren(QPushButton) if b.text() == "Show").click()
    assert (accepted.count(), note.text) == (1, "The file has changed")
    note._close.click()
    assert (away.count(), note.text) == (1, "")
    note.say("", "", Tone.INFORMATION)
    assert not note.isVisible()


def test_a_popover_opens_on_the_screen_and_escape_closes_it(window: QWidget) -> None:
    popover = Popover("Help", window)
    popover.resize(200, 100)
    popover.open_under(window)
    assert popover.isVisible()
    assert window.screen().availableGeometry().contains(popover.geometry())
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()


def chips(count: int) -> list[ChoiceChip]:
    return [ChoiceChip(ChipKind.FILTER, f"c{n}", f"column {n} contains “x”") for n in range(count)]


def test_chips_that_do_not_fit_are_one_press_away(window: QWidget, theme: Theme) -> None:
    bar = ChoiceBar(theme, window)
    bar.resize(560, 24)
    bar.show_chips(chips(6), any_of=False)
    bar.resize(559, 24)
    shown = [one for one in bar.findChildren(ChipButton) if not one.isHidden()]
    assert 1 <= len(shown) < 6
    assert bar._rest.text() == f"+{6 - len(shown)}"
    spy = QSignalSpy(bar.taken_back)
    bar._menu.actions()[-1].trigger()
    assert spy.at(0)[0].column == "c5"
    bar.resize(4000, 24)
    assert bar._rest.isHidden()


def test_the_switch_between_and_and_or_is_there_for_several_filters(
    window: QWidget, theme: Theme
) -> None:
    bar = ChoiceBar(theme, window)
    bar.show_chips(chips(1), any_of=False)
    assert bar._all.isHidden()
    bar.show_chips(chips(2), any_of=True)
    assert (bar._all.isChecked(), bar._any.isChecked()) == (False, True)
    spy = QSignalSpy(bar.combined)
    bar._all.click()
    bar._any.click()
    assert [spy.at(0), spy.at(1)] == [[False], [True]]
    bar.show_chips([], any_of=False)
    assert bar.isHidden()


def test_a_chip_says_why_its_choice_is_not_in_force(window: QWidget, theme: Theme) -> None:
    bar = ChoiceBar(theme, window)
    bar.show_chips(
        [ChoiceChip(ChipKind.FILTER, "a", "a: 1..x", problem="x is no number.")], any_of=False
    )
    (chip,) = bar.findChildren(ChipButton)
    assert chip.property("tone") == "problem"
    assert "x is no number." in chip.toolTip()
    assert chip.accessibleDescription() == "x is no number."
