"""The Query page in a test, and what a user does with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.gui.pages.query.outcome_view import OutcomeView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.pages.query.changing import Change
    from hive_inspector.gui.pages.query.page import QueryPage
    from hive_inspector.gui.workspace import Workspace

    OpenPage = Callable[..., "Driven"]

ROWS = 2_500
"""Of the table `numbers`."""


class Driven:
    """A page, and what a user does with it."""

    def __init__(self, page: QueryPage, workspace: Workspace, qtbot: QtBot) -> None:
        self.page = page
        self.view = page.widget
        self.workspace = workspace
        self.qtbot = qtbot

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.workspace.tasks.is_idle, timeout=20_000)

    def write(self, text: str, place: int | None = None) -> None:
        editor = self.view.editors.editor
        editor.replace_all(text)
        at = len(text) if place is None else place
        editor.show_place(at, at)

    def run(self, text: str, place: int | None = None) -> None:
        self.write(text, place)
        self.page.presenter.run()
        self.settle()

    def run_all(self, text: str) -> None:
        self.write(text)
        self.page.presenter.run_all()
        self.settle()

    @property
    def titles(self) -> list[str]:
        """What stands on the tabs, without the times."""
        return [
            title.rpartition(" · ")[0] if title.endswith("s") else title for title in self.whole
        ]

    @property
    def whole(self) -> tuple[str, ...]:
        return self.view.outcomes.titles

    @property
    def outcome(self) -> OutcomeView:
        view = self.view.outcomes.current
        assert isinstance(view, OutcomeView)
        return view

    def cells(self, rows: int = 10) -> list[tuple[str, ...]]:
        """The first rows as they are shown."""
        model = self.outcome.grid.model()
        count = min(rows, model.rowCount())
        columns = range(model.columnCount())
        return [tuple(str(model.index(row, at).data()) for at in columns) for row in range(count)]

    @property
    def change(self) -> Change:
        (change,) = self.page.presenter.changes
        return change


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()
