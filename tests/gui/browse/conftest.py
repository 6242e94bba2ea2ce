from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.browse_page import ROWS, SCHEMA, Browsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "hive-ai.db"
    with closing(sqlite3.connect(made)) as connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO messages VALUES (?, ?, ?, '2025-09-05T14:03:11Z', x'89504e47')",
            [(n, f"text {n}\nsecond line", n / 8) for n in range(1, ROWS + 1)],
        )
        connection.execute("UPDATE messages SET content = NULL WHERE id = 3")
        connection.commit()
    return made


@pytest.fixture
def open_page(
    qtbot: QtBot, open_workspace: Callable[..., Workspace]
) -> Iterator[Callable[..., Browsed]]:
    made: list[Browsed] = []

    def open_it(
        path: Path,
        values: dict[str, object] | None = None,
        runner: TaskRunner | None = None,
        audit: AuditTrail | None = None,
    ) -> Browsed:
        made.append(Browsed(open_workspace(path, values, runner, audit), qtbot))
        return made[-1]

    yield open_it
    for browsed in made:
        browsed.page.close()


@pytest.fixture
def browsed(open_page: Callable[..., Browsed], path: Path) -> Browsed:
    return open_page(path).show("messages")
