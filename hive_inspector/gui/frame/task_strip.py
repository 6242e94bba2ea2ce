"""The tasks under way, in the status bar: name, how far, and a way to stop each."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.gui.tasks import TaskRunner, TaskView
    from hive_inspector.gui.theme.theme import Theme

QUIET_S = 0.1
"""A task that ends sooner is not shown."""
MOST_SHOWN = 2
_REFRESH_MS = 100


class TaskRow(QWidget):
    """One task."""

    def __init__(self, theme: Theme, task: TaskView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(task.title, "small", self)
        self._bar = QProgressBar(self)
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(visible_text(task.title))
        self._number = label("", "small", self)
        self._stop = IconButton(
            theme, "close", tr("Cancel {task_title}", task_title=task.title), self, size=12
        )
        self._stop.setFixedSize(20, 20)
        self._stop.clicked.connect(partial(self._on_stop, task))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self._title, self._bar, self._number, self._stop):
            row.addWidget(part)
        self.show_progress(task)

    def show_progress(self, task: TaskView) -> None:
        """Show how far it is."""
        if task.total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, task.done * 1000 // task.total))
            self._number.setText(f"{min(100, task.done * 100 // task.total)} %")
        else:
            self._bar.setRange(0, 0)
            self._number.setText(f"{task.done:,}" if task.done else "")
        step = visible_text(task.step)
        self.setToolTip(step)
        self._bar.setAccessibleDescription(f"{step} {self._number.text()}".strip())

    def _on_stop(self, task: TaskView, *_: object) -> None:
        self._stop.setEnabled(False)
        task.handle.cancel()


class TaskStrip(QWidget):
    """The tasks of the runners it watches that have been under way long enough to mention."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runners: list[TaskRunner] = []
        self._rows: dict[tuple[int, int], TaskRow] = {}
        self._more = label("", "small", self)
        self._more.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(20)
        self._row.addWidget(self._more)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)

    def watch(self, runner: TaskRunner) -> None:
        """Show this runner's tasks as well."""
        self._runners.append(runner)
        runner.changed.connect(self._note_change)

    def unwatch(self, runner: TaskRunner) -> None:
        """Show this runner's tasks no more."""
        runner.changed.disconnect(self._note_change)
        self._runners.remove(runner)
        self._note_change()

    def stop(self) -> None:
        """The window goes away."""
        self._timer.stop()

    @Slot()
    def _note_change(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _refresh(self) -> None:
        running = {
            (id(runner), task.number): task for runner in self._runners for task in runner.running
        }
        now = time.monotonic()
        shown = {key: task for key, task in running.items() if now - task.started >= QUIET_S}
        if len(shown) < len(running):
            self._timer.start()
        first = dict(list(shown.items())[:MOST_SHOWN])
        self._remove_rows(set(self._rows) - set(first))
        for key, task in first.items():
            self._show(key, task)
        hidden = len(shown) - len(first)
        self._more.setText(tr("and {hidden} more", hidden=hidden))
        self._more.setVisible(hidden > 0)

    def _remove_rows(self, ended: set[tuple[int, int]]) -> None:
        for key in ended:
            row = self._rows.pop(key)
            row.hide()
            row.deleteLater()

    def _show(self, key: tuple[int, int], task: TaskView) -> None:
        if key in self._rows:
            self._rows[key].show_progress(task)
            return
        self._rows[key] = TaskRow(self._theme, task, self)
        self._row.insertWidget(self._row.count() - 1, self._rows[key])
        self._rows[key].show()
