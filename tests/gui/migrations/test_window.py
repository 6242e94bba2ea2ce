"""A migration in the whole window: every page shows the new state afterwards, and the pictures of each state."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.pages.migrations.view import MigrationsView
from tests.support.defects import change
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program


@pytest.fixture(scope="module")
def demo_12(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "hive-ai.db"
    small_demo(path, lineage="core-012")
    return path


@pytest.fixture
def file(tmp_path: Path, demo_12: Path) -> Path:
    return Path(shutil.copy(demo_12, tmp_path / "hive-ai.db"))


def settle(program: Program, qtbot: QtBot) -> None:
    def is_calm() -> bool:
        session = program.desk.session
        return program.tasks.is_idle and (session is None or session.workspace.tasks.is_idle)

    for _ in range(4):
        qtbot.waitUntil(is_calm)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()


def begin(program: Program, qtbot: QtBot, path: Path, *, writable: bool = True) -> None:
    program.begin(WindowRequest(path=path, page="migrations", writable=writable))
    settle(program, qtbot)


def press(program: Program, qtbot: QtBot, text: str) -> None:
    found = [
        button
        for button in program.window.findChildren(QPushButton)
        if button.text() == text and button.isVisible() and button.isEnabled()
    ]
    assert found, f"“{text}” cannot be pressed"
    found[0].click()
    settle(program, qtbot)


def page_of(program: Program) -> MigrationsView:
    found = [v for v in program.window.findChildren(MigrationsView) if v.isVisible()]
    assert len(found) == 1
    return found[0]


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_after_a_migration_every_page_shows_the_new_state(
    program: Program, qtbot: QtBot, file: Path
) -> None:
    begin(program, qtbot, file, writable=False)
    assert "core · v12" in texts(program.window.top_bar)
    press(program, qtbot, "Rehearse")
    press(program, qtbot, "Switch to Writable")
    assert program.window.top_bar.mode.text() == "Writable"
    press(program, qtbot, "Migrate to 13")
    assert page_of(program).change.title_label.text() == "Migrated from 12 to 13"
    assert "core · v13" in texts(program.window.top_bar)
    QTest.keyClick(program.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle(program, qtbot)
    assert "13 of 13 applied" in texts(program.window)
    program.window.area.turn_to("browse")
    settle(program, qtbot)
    session = program.desk.session
    assert session is not None
    assert session.workspace.opened.schema.table("consensus_facts") is not None
    program.window.area.turn_to("migrations")
    settle(program, qtbot)
    assert page_of(program).change.title_label.text() == "Migrated from 12 to 13"


def test_switching_the_mode_keeps_what_was_thought_of(
    program: Program, qtbot: QtBot, file: Path
) -> None:
    begin(program, qtbot, file, writable=False)
    press(program, qtbot, "Roll back…")
    program.window.top_bar.mode.chosen.emit(True)
    settle(program, qtbot)
    assert page_of(program).heading.go.text() == "Roll back to 11"


def test_another_file_takes_nothing_over(
    program: Program, qtbot: QtBot, file: Path, tmp_path: Path
) -> None:
    begin(program, qtbot, file)
    press(program, qtbot, "Roll back…")
    other = Path(shutil.copy(file, tmp_path / "other.db"))
    program.window.path_chosen.emit(str(other))
    qtbot.waitUntil(lambda: program.window.windowTitle().startswith("other.db"))
    program.window.area.turn_to("migrations")
    settle(program, qtbot)
    assert page_of(program).heading.go.text() == "Migrate to 13"


def up_to_date(program: Program, qtbot: QtBot, file: Path) -> None:
    begin(program, qtbot, file)
    press(program, qtbot, "Rehearse")
    press(program, qtbot, "Migrate to 13")
    press(program, qtbot, "Close")


def pending(program: Program, qtbot: QtBot, file: Path) -> None:
    begin(program, qtbot, file, writable=False)


def conflict(program: Program, qtbot: QtBot, file: Path) -> None:
    gone = "DELETE FROM schema_migrations WHERE version IN (9, 12)"
    change(file, gone, "ALTER TABLE users ADD COLUMN nickname TEXT")
    begin(program, qtbot, file, writable=False)


def rehearsed(program: Program, qtbot: QtBot, file: Path) -> None:
    begin(program, qtbot, file)
    press(program, qtbot, "Rehearse")


def restored(program: Program, qtbot: QtBot, file: Path) -> None:
    rehearsed(program, qtbot, file)
    press(program, qtbot, "Migrate to 13")
    press(program, qtbot, "Undo: restore “before 013”…")
    press(program, qtbot, "Restore “before 013”")


@pytest.mark.parametrize("scene", [up_to_date, pending, conflict, rehearsed, restored])
def test_every_state_is_painted_in_both_themes_and_nothing_is_cut_off(
    program: Program,
    qtbot: QtBot,
    file: Path,
    tmp_path: Path,
    scene: Callable[[Program, QtBot, Path], None],
) -> None:
    scene(program, qtbot, file)
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        program.theme.set_mode(mode)
        for width, height in ((1440, 900), (1024, 640)):
            program.window.resize(width, height)
            settle(program, qtbot)
            picture = QPixmap(program.window.size())
            program.window.render(picture)
            name = f"migrations_{scene.__name__}_{mode.value}_{width}x{height}.png"
            assert picture.save(str(tmp_path / name))
            image = QImage(str(tmp_path / name))
            assert (image.width(), image.height()) == (width, height)
            view = page_of(program)
            current = view.versions.visualRect(view.versions.currentIndex())
            assert view.versions.viewport().rect().contains(current.center())
            for part in (view.heading, view.timeline, view.step):
                right = part.mapTo(program.window, part.rect().topRight()).x()
                assert right < width
