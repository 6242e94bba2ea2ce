"""What every test of the window gets: Qt without a screen, a theme, task runners, a watch for what is left."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import gc
import threading
import weakref
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.settings import Settings, ThemeMode
from hive_inspector.gui.composition import Program
from hive_inspector.gui.notifications import Notifications
from hive_inspector.gui.tasks import Lane, TaskRunner
from hive_inspector.gui.theme.theme import Theme
from hive_inspector.gui.workspace import FileState, Workspace
from tests.support.executors import InlineExecutor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail

PATIENCE_MS = 60_000
LANE_NAMES = tuple(lane.value for lane in Lane)


@pytest.fixture(scope="module", autouse=True)
def _put_aside() -> None:
    """What is there before the first test of a module stays, and need not be looked through after every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _collecting_here() -> Iterator[None]:
    """Look for cycles on this thread alone, as the program does (`gui.garbage`).

    A worker that collects an object of Qt's holds a lock of Qt's while it waits for the interpreter, and this thread
    holds the interpreter while it waits for that lock.
    """
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _no_popup_left(qapp: QApplication) -> Iterator[None]:
    """A menu that stays open takes the keys of whatever comes after it."""
    yield
    while (popup := qapp.activePopupWidget()) is not None:
        popup.close()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Waits as long for what is to come as a busy machine may take, where a test says nothing else."""
    bot = QtBot(request)
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed"):
        setattr(bot, name, partial(getattr(bot, name), timeout=PATIENCE_MS))
    return bot


@pytest.fixture(scope="session")
def session_theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeMode.DARK)


@pytest.fixture
def theme(session_theme: Theme) -> Iterator[Theme]:
    """The dark theme; a test may change it."""
    yield session_theme
    session_theme.set_mode(ThemeMode.DARK)


@pytest.fixture
def program(qapp: QApplication, session_theme: Theme) -> Iterator[Program]:
    """The whole program with its window, remembering nothing on the disk."""
    made = Program(qapp, Settings(theme=ThemeMode.DARK), None)
    made.window.show()
    yield made
    made.window.close()
    made.shutdown()
    made.window.deleteLater()
    made.deleteLater()
    _let_go()
    session_theme.set_mode(ThemeMode.LIGHT)  # the program dressed the application; dress it again
    session_theme.set_mode(ThemeMode.DARK)


@pytest.fixture
def notifications(qapp: QApplication) -> Notifications:
    return Notifications()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    """A runner on real threads, shut down at the end."""
    runner = TaskRunner()
    yield runner
    runner.shutdown()


@pytest.fixture
def inline_tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    """A runner whose work is done as it is submitted; the outcome comes with the next turn of the event loop."""
    runner = TaskRunner(lambda _lane: InlineExecutor())
    yield runner
    runner.shutdown()


@pytest.fixture
def open_workspace(
    theme: Theme, notifications: Notifications, tasks: TaskRunner
) -> Iterator[Callable[..., Workspace]]:
    """Opens a file as the window does: `open_workspace(path, values={…}, tasks=…)`; closed at the end."""
    with ExitStack() as stack:

        def open_path(
            path: Path,
            values: dict[str, Any] | None = None,
            runner: TaskRunner | None = None,
            audit: AuditTrail | None = None,
            access: Access = Access.READ_ONLY,
        ) -> Workspace:
            opened = open_hive(DatabaseTarget(path, access))
            stack.callback(opened.database.close)
            used = runner or tasks
            stack.callback(used.shutdown)
            if runner is None:
                opened.database.forbid_thread(threading.get_ident())
            return Workspace(opened, used, theme, notifications, FileState(values or {}), audit)

        yield open_path


@pytest.fixture(autouse=True)
def nothing_left_behind(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Fails a test that leaves a running timer, a thread of a lane, or a window."""
    started: list[weakref.ref[QTimer]] = []
    start = QTimer.start

    def noting_start(timer: QTimer, *arguments: Any) -> None:
        started.append(weakref.ref(timer))
        start(timer, *arguments)

    monkeypatch.setattr(QTimer, "start", noting_start)
    windows_before = set(map(id, QApplication.topLevelWidgets()))
    yield
    _let_go()
    timers = [timer for reference in started if (timer := _running(reference)) is not None]
    threads = [
        thread.name for thread in threading.enumerate() if thread.name.startswith(LANE_NAMES)
    ]
    windows = [
        widget
        for widget in QApplication.topLevelWidgets()
        if id(widget) not in windows_before and widget.isVisible()
    ]
    assert not timers, f"timers still run: {[timer.parent() for timer in timers]}"
    assert not threads, f"threads still run: {threads}"
    assert not windows, f"windows are still open: {windows}"


def _let_go() -> None:
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()


def _running(reference: weakref.ref[QTimer]) -> QTimer | None:
    timer = reference()
    if timer is None or not shiboken6.isValid(timer) or not timer.isActive():
        return None
    return timer
