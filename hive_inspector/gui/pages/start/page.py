"""The start page, wired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.gui.pages.start.presenter import StartPresenter
from hive_inspector.gui.pages.start.view import StartView

if TYPE_CHECKING:
    from hive_inspector.gui.remembered import Remembered
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme


class StartPage:
    """What the window shows while no file is open."""

    id = "start"

    def __init__(self, theme: Theme, tasks: TaskRunner, remembered: Remembered) -> None:
        self.widget = StartView(theme)
        self.presenter = StartPresenter(self.widget, tasks, remembered, self.widget)
