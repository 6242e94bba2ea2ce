"""What becomes of the window when its file is moved, replaced, cut off or closed to it, and when that is over."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from hive_inspector.core.database.place import Mishap
from hive_inspector.core.requests import WindowRequest
from hive_inspector.gui.frame import live
from tests.support.lineage_files import make_lineage_file
from tests.unit.database.test_place import MOVES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program

PATIENCE_MS = 60_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "of hive"
    folder.mkdir()
    return make_lineage_file(folder / "hive.db", "core-013", wal=True)


@pytest.fixture
def window(
    program: Program, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Program]:
    """Opens the file in the window, on one page after another, and looks at it often."""
    monkeypatch.setattr(live, "LOOK_INTERVAL_MS", 50)

    def opened(*, writable: bool = False) -> Program:
        program.begin(WindowRequest(path=path, writable=writable))
        qtbot.waitUntil(lambda: program.desk.session is not None, timeout=PATIENCE_MS)
        for page in ("browse", "overview", "browse"):
            program.window.area.turn_to(page)
            calm(program, qtbot)
        return program

    return opened


def calm(program: Program, qtbot: QtBot) -> None:
    def is_calm() -> bool:
        session = program.desk.session
        return program.tasks.is_idle and (session is None or session.workspace.tasks.is_idle)

    qtbot.waitUntil(is_calm, timeout=PATIENCE_MS)


def told(program: Program) -> str:
    """What the banner says, if it is there."""
    banner = program.window.area.banner
    return banner.accessibleName() if banner.isVisible() else ""


def reopen_button(program: Program) -> QPushButton:
    return next(b for b in program.window.area.banner.findChildren(QPushButton) if b.text())


def texts(program: Program) -> str:
    labels = program.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def put_back(path: Path, expected: Mishap) -> None:
    if expected is Mishap.GONE:
        path.with_name("moved.db").rename(path)
    else:
        path.parent.with_name("elsewhere").rename(path.parent)


@pytest.mark.parametrize("happened", [Mishap.GONE, Mishap.FOLDER_GONE])
def test_the_window_waits_for_its_file_and_goes_on(
    window: Callable[..., Program], path: Path, happened: Mishap, qtbot: QtBot
) -> None:
    program = window()
    MOVES[happened](path)
    qtbot.waitUntil(lambda: "What is shown is from before" in told(program), timeout=PATIENCE_MS)
    assert not reopen_button_is_shown(program)
    program.window.area.turn_to("overview")
    program.window.area.turn_to("schema")
    calm(program, qtbot)
    put_back(path, happened)
    qtbot.waitUntil(lambda: not told(program), timeout=PATIENCE_MS)
    for page in ("schema", "overview", "browse", "health"):
        program.window.area.turn_to(page)
        calm(program, qtbot)
        assert "cannot be read" not in texts_of_pages(program)


def texts_of_pages(program: Program) -> str:
    """Without the toasts, which tell of what was."""
    current = program.window.area.current
    assert current is not None
    labels = current.widget.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def reopen_button_is_shown(program: Program) -> bool:
    return any(
        button.isVisible() and button.text() == "Reopen"
        for button in program.window.area.banner.findChildren(QPushButton)
    )


def test_a_file_that_was_replaced_is_opened_anew_on_request(
    window: Callable[..., Program], path: Path, qtbot: QtBot
) -> None:
    program = window(writable=True)
    make_lineage_file(path.with_name("other.db"), "desktop").replace(path)
    qtbot.waitUntil(lambda: reopen_button_is_shown(program), timeout=PATIENCE_MS)
    assert "Nothing is written to it" in told(program)
    before = program.desk.session
    reopen_button(program).click()
    qtbot.waitUntil(
        lambda: program.desk.session not in (None, before) and not told(program),
        timeout=PATIENCE_MS,
    )
    calm(program, qtbot)
    assert "desktop" in texts(program)
    assert program.window.top_bar.mode.text() == "Writable"


def test_a_file_that_was_cut_off_is_opened_anew_on_request(
    window: Callable[..., Program], path: Path, qtbot: QtBot
) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    program = window()
    look_once(program, qtbot)
    os.truncate(path, path.stat().st_size - 4096)
    qtbot.waitUntil(lambda: "was cut off" in told(program), timeout=PATIENCE_MS)
    reopen_button(program).click()
    qtbot.waitUntil(lambda: "The file is cut off: it has" in told(program), timeout=PATIENCE_MS)
    calm(program, qtbot)


def look_once(program: Program, qtbot: QtBot) -> None:
    """Until the file was looked at since this call."""
    session = program.desk.session
    assert session is not None
    for _ in range(2):  # the first may have been under way
        with qtbot.waitSignal(session.live.looked, timeout=PATIENCE_MS):
            session.live.look_now()


def test_a_full_disk_is_told_to_who_may_write_and_taken_back(
    window: Callable[..., Program], path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(path)
    room = [usage.free]
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=room[0]))
    program = window(writable=True)
    room[0] = 0
    qtbot.waitUntil(lambda: "is full" in told(program), timeout=PATIENCE_MS)
    room[0] = usage.free
    qtbot.waitUntil(lambda: not told(program), timeout=PATIENCE_MS)
    calm(program, qtbot)
