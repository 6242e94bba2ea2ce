"""The Support page in a test, and what a user does with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.gui.pages.support.making_dialog import MakingDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.database.wrapping import Wrapping
    from hive_inspector.gui.pages.support.backups_work import Copy
    from hive_inspector.gui.pages.support.compare_panel import ComparePanel
    from hive_inspector.gui.pages.support.page import SupportPage
    from hive_inspector.gui.tasks import TaskRunner

    OpenPage = Callable[..., SupportPage]


def write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def setting(path: Path, key: str = "theme") -> str:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT value FROM configurations WHERE key = ?", (key,))
        return str(row.fetchone()[0])


def set_theme(path: Path, value: str) -> None:
    write(
        path,
        "DELETE FROM configurations WHERE key = 'theme'",
        f"INSERT INTO configurations (key, value) VALUES ('theme', '{value}')",
    )


def make(
    page: SupportPage,
    wrapping: Wrapping,
    tasks: TaskRunner,
    qtbot: QtBot,
    password: str = "",
) -> Copy:
    """Make a backup by the dialog; the copy that is listed first then."""
    before = len(page.widget.backups.copies)
    page.presenter.backups.ask_to_make()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, MakingDialog)
    dialog.forms[wrapping].setChecked(True)
    dialog.first.setText(password)
    dialog.second.setText(password)
    dialog.make.click()
    qtbot.waitUntil(lambda: len(page.widget.backups.copies) == before + 1 and tasks.is_idle)
    return page.widget.backups.copies[0]


def wait_for_comparison(page: SupportPage, qtbot: QtBot) -> ComparePanel:
    """The panel once everything is compared."""
    panel = page.widget.compare
    qtbot.waitUntil(lambda: panel.again.isVisible() and panel.again.isEnabled(), timeout=30000)
    return panel


def row_texts(page: SupportPage) -> list[tuple[str, ...]]:
    return list(page.widget.backups.list.texts.rows)
