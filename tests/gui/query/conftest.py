"""An open Query page, and a file for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.gui.pages.query.kept import kept_in
from hive_inspector.gui.pages.query.page import QueryPage
from tests.support.lineage_files import make_file
from tests.support.query_pages import ROWS, Driven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace
    from tests.support.query_pages import OpenPage


@pytest.fixture
def open_page(
    qtbot: QtBot, tasks: TaskRunner, open_workspace: Callable[..., Workspace]
) -> Iterator[OpenPage]:
    """Opens a page and waits until it is ready; `settings` is where it remembers."""
    pages: list[QueryPage] = []

    def open_it(path: Path, settings: Path | None = None, **details: object) -> Driven:
        workspace = open_workspace(path, **details)
        page = QueryPage(workspace, kept_in(settings))
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        page.activate()
        pages.append(page)
        driven = Driven(page, workspace, qtbot)
        driven.settle()
        return driven

    yield open_it
    for page in pages:
        page.close()


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    """Some thousand rows, and a table that another one leans on."""
    many = f"WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
    return make_file(
        tmp_path / "numbers.db",
        (
            "CREATE TABLE numbers (id INTEGER PRIMARY KEY, name TEXT, parity TEXT)",
            f"INSERT INTO numbers {many} SELECT i, 'number ' || i, iif(i % 2, 'odd', 'even') FROM n",
            "CREATE TABLE logins (id INTEGER PRIMARY KEY, api_key TEXT)",
            "INSERT INTO logins VALUES (1, 'sk-or-v1-0123456789abcdef0123456789abcdef')",
        ),
    )
