"""The bottom of the window: how busy the database is, what runs, and what reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.core.durations import milliseconds_text
from hive_inspector.core.language import tr
from hive_inspector.gui.frame.task_strip import TaskStrip
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.pool import PoolUse
    from hive_inspector.gui.theme.theme import Theme

HEIGHT = 30
USE_INTERVAL_MS = 500


class StatusBar(QFrame):
    """One quiet line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "statusbar")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("Status"))
        self._pool = label("", "small", self)
        self._query = label("", "small", self)
        self._library = label("", "small", self)
        self.tasks = TaskStrip(theme, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(24)
        row.addWidget(self._pool)
        row.addWidget(self._query)
        row.addWidget(self.tasks)
        row.addStretch(1)
        row.addWidget(self._library)
        self._database: Database | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(USE_INTERVAL_MS)
        self._timer.timeout.connect(self._tick)
        self.show_nothing()

    def show_library(self, text: str) -> None:
        """SQLite's version and the file's encoding and page size."""
        self._library.setText(text)

    def watch(self, database: Database) -> None:
        """Show the use of this database's pool from now on."""
        self._database = database
        self._tick()
        self._timer.start()

    def stop(self) -> None:
        """The window goes away."""
        self._timer.stop()
        self.tasks.stop()

    def show_use(self, use: PoolUse, last_ms: float | None) -> None:
        """The pool's use, and how long the last statement took to its first row."""
        waiting = tr(", {waiting} waiting", waiting=use.waiting) if use.waiting else ""
        self._pool.setText(
            tr(
                "Pool {in_use} / {size} in use{waiting}",
                in_use=use.in_use,
                size=use.size,
                waiting=waiting,
            )
        )
        self._query.setText(
            ""
            if last_ms is None
            else tr("Last query {duration}", duration=milliseconds_text(last_ms))
        )
        self._pool.show()
        self._query.setVisible(last_ms is not None)

    def show_nothing(self) -> None:
        """No file is open."""
        self._timer.stop()
        self._database = None
        for part in (self._pool, self._query):
            part.hide()
        self._library.setText(f"SQLite {SQLITE_VERSION}")

    @Slot()
    def _tick(self) -> None:
        """Ask the pool, which answers from memory."""
        if self._database is not None:
            self.show_use(self._database.pool_use(), self._database.last_statement_ms)
