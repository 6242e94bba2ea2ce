"""The page Browse on a file, with what a user sees and does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QWidget

from hive_inspector.gui.pages.browse.cell.views import View
from hive_inspector.gui.pages.browse.page import BrowsePage

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QAbstractItemModel
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.workspace import Workspace

SECRET = "sk-or-v1-do-not-show-this"
SCHEMA = f"""
CREATE TABLE conversations (id TEXT PRIMARY KEY, title TEXT, created_at TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY, content TEXT, cost REAL, timestamp TEXT, data BLOB);
CREATE TABLE configurations (key TEXT PRIMARY KEY, value TEXT, encrypted INTEGER);
CREATE TABLE empty_one (a TEXT, b INTEGER);
CREATE TABLE keyed (name TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE "we ird ""name" (x);
CREATE VIEW recent AS SELECT id, content FROM messages WHERE id < 50;
CREATE VIEW broken AS SELECT missing FROM nowhere;
INSERT INTO configurations VALUES ('openrouter_api_key', '{SECRET}', 0), ('theme', 'dark', 0);
INSERT INTO keyed VALUES ('b', 2), ('a', 1);
INSERT INTO "we ird ""name" VALUES (1);
"""
ROWS = 400


def plain(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What plain `sqlite3` answers."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def change(path: Path, sql: str) -> None:
    """Change the file as another program would."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


class Browsed:
    """Browse on a file, with what a user sees and does."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.workspace = workspace
        self.page = BrowsePage(workspace)
        self.view = self.page.view
        qtbot.addWidget(self.view)
        self.view.resize(1200, 700)
        self.view.show()

    def show(self, table: str = "") -> Browsed:
        if table:
            self.page.show_table(table)
        self.page.activate()
        return self.settle()

    def settle(self) -> Browsed:
        grid = self.view.rows.grid
        self.qtbot.waitUntil(lambda: self.workspace.tasks.is_idle and not grid._settling.isActive())
        return self

    @property
    def model(self) -> RowsModel:
        model = self.page.presenter._rows.model
        assert model is not None
        return model

    def cells(self, row: int) -> tuple[str, ...]:
        shown = self.model.shown_row(row)
        assert shown is not None
        return shown[0]

    def go_to(self, row: int, column: int) -> None:
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        chosen = self.view.rows.grid.selectionModel()
        chosen.setCurrentIndex(self.model.index(row, column), select)
        self.settle()

    @property
    def value(self) -> str:
        """The text of the current cell in the panel."""
        self.view.row.viewer.tabs.turn_to(View.TEXT)
        return self.view.row.viewer.text_viewer.text.shown_text

    def says(self, text: str) -> bool:
        return text in words_of(self.view)

    def press(self, label: str) -> None:
        button = next(
            b for b in self.view.findChildren(QPushButton) if b.text() == label and b.isVisible()
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()


def words_of(widget: QWidget) -> str:
    """Everything that a widget and those in it say, seen or not."""
    words: list[str] = []
    for part in (widget, *widget.findChildren(QWidget)):
        words += [part.toolTip(), part.accessibleName(), part.accessibleDescription()]
        if isinstance(part, QLabel | QPushButton | QLineEdit):
            words.append(part.text())
        if isinstance(part, QPlainTextEdit | QTextEdit):
            words.append(part.toPlainText())
    return "\n".join(words)


def everywhere(browsed: Browsed, text: str) -> bool:
    """Whether a text stands anywhere: in widgets, in models, in what was drawn from."""
    viewer = browsed.view.row.viewer
    models: tuple[QAbstractItemModel, ...] = (
        browsed.model,
        browsed.view.row._fields,
        browsed.view._tables,
        viewer.json.tree.nodes,
        viewer.hex.rows,
    )
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
    in_models = any(
        text in str(model.index(row, column).data(role))
        for model in models
        for row in range(min(model.rowCount(), 50))
        for column in range(_columns(model))
        for role in roles
    )
    return in_models or text in words_of(browsed.view)


def _columns(model: QAbstractItemModel) -> int:
    return model.columnCount() if isinstance(model, QAbstractTableModel) else 1


def clipboard() -> str:
    """The text on the clipboard."""
    return QGuiApplication.clipboard().text()
