"""The page Settings: made from the data, and followed at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.health.limits import limits_from
from hive_inspector.core.preferences import (
    COMFORTABLE,
    COMPACT,
    CONTRAST,
    DENSITY,
    PERIOD_MS,
    PREFERENCES,
    QUERY_ROWS,
    QUERY_SECONDS,
    REVEALED_SECONDS,
)
from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.pages.browse.revealing import Covering
from hive_inspector.gui.pages.query.page import QueryPage
from hive_inspector.gui.pages.settings.page import SettingsPage
from hive_inspector.gui.palette.entry import Group
from hive_inspector.gui.preferences import Preferences
from hive_inspector.gui.remembered import Remembered
from hive_inspector.gui.sampling import Sampler
from hive_inspector.gui.theme.tokens import COMPACT_BY
from hive_inspector.gui.widgets.grid_view import GridView
from hive_inspector.gui.widgets.tables.listed import TablesList
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.settings import Settings
    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.workspace import Workspace


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive-ai.db", "core-013")


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, tasks: TaskRunner) -> SettingsPage:
    from hive_inspector.core.settings import Settings

    made = SettingsPage(theme, tasks, Remembered(Settings(), None, tasks))
    qtbot.addWidget(made.widget)
    return made


def choose(page: SettingsPage, id_: str, value: object) -> None:
    """As a user does."""
    box = page.widget.boxes[id_]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def settings_of(page: SettingsPage) -> Settings:
    return page._remembered.settings


def test_every_preference_is_offered_with_all_its_choices(page: SettingsPage) -> None:
    assert list(page.widget.boxes) == [one.id for one in PREFERENCES]
    for one in PREFERENCES:
        box = page.widget.boxes[one.id]
        texts = [box.itemText(place) for place in range(box.count())]
        assert texts == [choice.text for choice in one.choices]
        assert box.currentData() == one.default
        assert (box.accessibleName(), box.accessibleDescription()) == (one.title, one.meaning)


@pytest.mark.parametrize("one", PREFERENCES, ids=lambda one: one.id)
def test_a_choice_is_kept_and_reset_makes_it_usual_again(page: SettingsPage, one: object) -> None:
    from hive_inspector.core.preferences import Preference

    assert isinstance(one, Preference)
    other = next(choice.value for choice in one.choices if choice.value != one.default)
    choose(page, one.id, other)
    assert settings_of(page).preferences == {one.id: other}
    page.widget.reset.click()
    assert settings_of(page).preferences == {}
    assert page.widget.boxes[one.id].currentData() == one.default


def test_the_theme_is_changed_at_once(page: SettingsPage, theme: Theme) -> None:
    box = page.widget.theme_box
    box.setCurrentIndex(box.findData("light"))
    box.activated.emit(box.currentIndex())
    assert theme.mode is ThemeMode.LIGHT
    assert settings_of(page).theme is ThemeMode.LIGHT


def test_the_folders_are_listed_and_missing_ones_cannot_be_opened(
    qtbot: QtBot, page: SettingsPage
) -> None:
    from PySide6.QtWidgets import QPushButton

    page.begin(has_file=False)
    log = "Open Log"

    def button() -> QPushButton | None:
        found = page.widget.findChildren(QPushButton)
        return next((one for one in found if one.accessibleName() == log), None)

    qtbot.waitUntil(lambda: button() is not None)
    found = button()
    assert found is not None
    assert not found.isEnabled()
    assert not page.widget.limits.isEnabled()


def test_the_time_between_readings_is_followed_unless_the_file_has_its_own(
    open_workspace: Callable[..., Workspace], file: Path
) -> None:
    workspace = open_workspace(file)
    sampler = Sampler(workspace)
    workspace.preferences.choose(PERIOD_MS, 5_000)
    assert sampler.period_s == 5
    sampler.set_period(2)
    workspace.preferences.choose(PERIOD_MS, 10_000)
    assert sampler.period_s == 2
    sampler.close()


def test_the_limits_of_query_are_followed_unless_the_file_has_its_own(
    qtbot: QtBot, open_workspace: Callable[..., Workspace], file: Path
) -> None:
    workspace = open_workspace(file, values={"query.rows": 1_000})
    page = QueryPage(workspace)
    qtbot.addWidget(page.widget)
    workspace.preferences.choose(QUERY_SECONDS, 120)
    workspace.preferences.choose(QUERY_ROWS, 10_000)
    limits = page.widget.toolbar.limits
    assert (limits.seconds, limits.rows) == (120, 1_000)
    page.close()


def test_a_secret_is_covered_when_its_time_is_over(qtbot: QtBot) -> None:
    preferences = Preferences()
    covered: list[bool] = []
    covering = Covering(preferences, lambda: covered.append(True))
    timer = covering._timer
    seen = [timer.isActive()]
    covering.begin()
    seen.append(timer.isActive())
    preferences.choose(REVEALED_SECONDS, 60)
    seen.append(timer.isActive())
    assert seen == [False, False, True]
    timer.setInterval(0)
    qtbot.waitUntil(lambda: covered == [True])


def test_a_secret_that_was_left_is_not_timed_any_more() -> None:
    preferences = Preferences({REVEALED_SECONDS: 60})
    covered: list[bool] = []
    covering = Covering(preferences, lambda: covered.append(True))
    covering.begin()
    covering.end()
    preferences.choose(REVEALED_SECONDS, 15)
    assert not covering._timer.isActive()
    assert not covered


def test_the_sizes_of_querys_parts_are_those_it_was_left_with(
    qtbot: QtBot, open_workspace: Callable[..., Workspace], file: Path
) -> None:
    workspace = open_workspace(file)
    page = QueryPage(workspace)
    qtbot.addWidget(page.widget)
    page.widget.resize(1_200, 900)
    page.widget.show()
    page.widget.split.moveSplitter(300, 1)
    left = page.widget.sizes[0]
    page.close()
    page.widget.hide()
    again = QueryPage(workspace)
    qtbot.addWidget(again.widget)
    again.widget.resize(1_200, 900)
    again.widget.show()
    assert again.widget.sizes[0] == left
    again.close()
    again.widget.hide()


def test_the_page_comes_before_the_start_page_and_goes_by_escape(
    qtbot: QtBot, program: Program
) -> None:
    area = program.window.area
    program.window.settings_requested.emit()
    assert area.is_extra_shown
    widget = program._settings_page
    assert widget is not None
    qtbot.waitUntil(program.window.isActiveWindow)
    widget.widget.back.setFocus()
    qtbot.waitUntil(widget.widget.back.hasFocus)
    QTest.keyClick(widget.widget.back, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not area.is_extra_shown)


def test_turning_to_a_page_leaves_the_settings(qtbot: QtBot, program: Program, file: Path) -> None:
    program.begin(WindowRequest(file))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    area = program.window.area
    current = area.current
    assert current is not None
    program.window.settings_requested.emit()
    seen = [area.is_extra_shown]
    area.turn_to(current.id)
    seen.append(area.is_extra_shown)
    program.window.settings_requested.emit()
    area.turn_to("schema")
    seen.append(area.is_extra_shown)
    assert seen == [True, False, False]


def test_high_contrast_is_taken_at_once_whatever_the_system_says(program: Program) -> None:
    program.remembered.preferences.choose(CONTRAST, "on")
    assert program.theme.tokens.is_high
    program.remembered.preferences.choose(CONTRAST, "off")
    assert not program.theme.tokens.is_high


def test_rows_stand_closer_at_once_in_every_table_and_list(
    qtbot: QtBot, program: Program, file: Path
) -> None:
    program.begin(WindowRequest(file, page="browse"))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    (grid,) = program.window.findChildren(GridView)
    tables = program.window.findChildren(TablesList)[0]
    qtbot.waitUntil(lambda: tables.model().rowCount() > 1)
    place = tables.model().index(1, 0)
    usual = grid.verticalHeader().defaultSectionSize(), tables.visualRect(place).height()
    program.remembered.preferences.choose(DENSITY, COMPACT)
    qtbot.waitUntil(lambda: tables.visualRect(place).height() == usual[1] - COMPACT_BY)
    assert grid.verticalHeader().defaultSectionSize() == usual[0] - COMPACT_BY
    program.remembered.preferences.choose(DENSITY, COMFORTABLE)
    qtbot.waitUntil(lambda: tables.visualRect(place).height() == usual[1])
    assert grid.verticalHeader().defaultSectionSize() == usual[0]


def test_limits_hold_for_every_file_that_has_none_of_its_own(
    page: SettingsPage, open_workspace: Callable[..., Workspace], file: Path
) -> None:
    preferences = page._remembered.preferences
    workspace = replace(open_workspace(file), preferences=preferences)
    sampler = Sampler(workspace)
    sampler.set_limits(sampler.limits.with_limit("wal", 5.0, 6.0))
    page.widget.all_limits.fields["response"][0].setValue(77)
    assert settings_of(page).limits == {"response": [77, 500]}
    assert sampler.limits.of("response").watch == 77
    assert (sampler.limits.of("wal").watch, sampler.limits.remembered()) == (5, {"wal": [5, 6]})
    page.widget.reset.click()
    assert not settings_of(page).limits
    assert page.widget.all_limits.fields["response"][0].value() == 50
    assert sampler.limits.of("response").watch == 50
    sampler.close()


def test_limits_for_every_file_are_read_back(tmp_path: Path) -> None:
    from hive_inspector.core.settings import Settings, read_settings, save_settings

    save_settings(tmp_path, Settings(limits={"response": [77.0, 500.0], "nothing": [1, 2]}))
    read = limits_from(dict(read_settings(tmp_path).settings.limits))
    assert read.remembered() == {"response": [77, 500]}


def test_the_palette_leads_to_each_setting_ready_for_the_keys(
    qtbot: QtBot, program: Program
) -> None:
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    offered = [entry for offer in program._offers() for entry in offer(CancelToken())]
    titles = {entry.title: entry for entry in offered if entry.group is Group.SETTINGS}
    assert set(titles) >= {one.title for one in PREFERENCES}
    for one in PREFERENCES:
        titles[one.title].run()
        shown = program._settings_page
        assert shown is not None
        assert shown.widget.boxes[one.id].hasFocus()


def test_the_wheel_over_a_box_chooses_nothing(page: SettingsPage) -> None:
    box = page.widget.boxes[PERIOD_MS]
    before = box.currentIndex()
    turned = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turned)
    assert box.currentIndex() == before


def test_the_foot_of_the_navigation_leads_to_the_settings_and_is_marked(
    qtbot: QtBot, program: Program, file: Path
) -> None:
    program.begin(WindowRequest(file))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    navigation = program.window.area.navigation
    navigation.settings.click()
    assert program.window.area.is_extra_shown
    assert navigation.settings.isChecked()
    program.window.area.leave_extra()
    assert not navigation.settings.isChecked()
