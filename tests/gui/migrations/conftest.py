"""The page Migrations on a file, its work done as it is asked for."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.gui.pages.migrations.page import MigrationsPage
from hive_inspector.gui.tasks import TaskRunner
from hive_inspector.gui.workspace import FileState, Workspace
from tests.support.executors import InlineExecutor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from PySide6.QtWidgets import QPushButton
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.notifications import Notifications
    from hive_inspector.gui.pages.migrations.changes import Carried
    from hive_inspector.gui.pages.migrations.view import MigrationsView
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.change.change_card import ChangeCard


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks of runs and copies go to the test's own folders."""
    for variable in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))


@dataclass
class Opened:
    """A page with the file behind it, as a person and as plain sqlite3 see it."""

    page: MigrationsPage
    tasks: TaskRunner
    path: Path
    qtbot: QtBot
    reopenings: list[bool | None] = field(default_factory=list)

    @property
    def view(self) -> MigrationsView:
        return self.page.widget

    @property
    def card(self) -> ChangeCard:
        return self.page.widget.change

    def settle(self) -> None:
        """Until nothing is under way."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: self.tasks.is_idle)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            QCoreApplication.processEvents()

    def press(self, button: QPushButton) -> None:
        """Press a button that can be pressed, and wait for what comes of it."""
        assert not button.isHidden(), f"“{button.text()}” is not there"
        assert button.isEnabled(), f"“{button.text()}” is not enabled"
        button.click()
        self.settle()

    def choose(self, version: int) -> None:
        """Go to the line of a version."""
        rows = self.view.versions.versions.rows
        line = [row.version for row in rows].index(version)
        self.view.versions.setCurrentIndex(self.view.versions.versions.index(line, 1))
        self.settle()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What plain sqlite3 answers."""
        with closing(sqlite3.connect(self.path)) as raw:
            return raw.execute(sql).fetchall()

    @property
    def recorded(self) -> list[int]:
        """The versions on record."""
        return [
            row[0] for row in self.ask("SELECT version FROM schema_migrations ORDER BY version")
        ]

    @property
    def objects(self) -> list[tuple[Any, ...]]:
        """What the file declares, without the program's own history."""
        return self.ask(
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name NOT LIKE '\\_hive%' ESCAPE '\\'"
            " ORDER BY type, name"
        )


@pytest.fixture
def open_page(
    theme: Theme, notifications: Notifications, qtbot: QtBot
) -> Iterator[Callable[..., Opened]]:
    """Opens a file on the page: `open_page(path, writable=…, carried=…, executor=…)`; closed at the end."""
    with ExitStack() as stack:

        def open_path(
            path: Path,
            *,
            writable: bool = True,
            carried: Carried | None = None,
            executor: Executor | None = None,
        ) -> Opened:
            access = Access.WRITABLE if writable else Access.READ_ONLY
            hive = open_hive(DatabaseTarget(path, access))
            stack.callback(hive.database.close)
            tasks = TaskRunner(lambda _lane: executor or InlineExecutor())
            stack.callback(tasks.shutdown)
            workspace = Workspace(hive, tasks, theme, notifications, FileState({}))
            page = MigrationsPage(workspace, carried)
            qtbot.addWidget(page.widget)
            page.widget.resize(1200, 800)
            page.widget.show()
            stack.callback(page.widget.hide)
            stack.callback(page.close)
            opened = Opened(page, tasks, path, qtbot)
            page.reopen_wanted.connect(opened.reopenings.append)
            page.activate()
            if executor is None:
                opened.settle()
            return opened

        yield open_path


@pytest.fixture
def reopen(open_page: Callable[..., Opened]) -> Callable[..., Opened]:
    """Opens the file anew as the window does when the page asks for it."""

    def reopened(opened: Opened, *, writable: bool = True) -> Opened:
        return open_page(opened.path, writable=writable, carried=opened.page.carried)

    return reopened
