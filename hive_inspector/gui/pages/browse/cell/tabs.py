"""The ways a cell can be shown, as tabs; only those that fit are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabBar, QWidget

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.gui.pages.browse.cell.views import View


class ViewTabs(QTabBar):
    """Offers views.

    Signals:
        view_chosen: The `View` that the user turned to.
    """

    view_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._views: tuple[View, ...] = ()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setAccessibleName(tr("Ways to show the cell"))
        self.currentChanged.connect(self._on_current_changed)

    @property
    def views(self) -> tuple[View, ...]:
        """What is offered."""
        return self._views

    def show_views(self, views: tuple[View, ...], current: View) -> None:
        """Offer these, and mark the one that is shown."""
        blocked = self.blockSignals(True)  # noqa: FBT003
        if views != self._views:
            while self.count():
                self.removeTab(0)
            for view in views:
                self.addTab(tr(view.value))
            self._views = views
        self.setCurrentIndex(views.index(current))
        self.blockSignals(blocked)
        self.setVisible(len(views) > 1)

    def turn_to(self, view: View) -> None:
        """Turn to a view as if the user had."""
        if view in self._views:
            self.setCurrentIndex(self._views.index(view))

    @Slot(int)
    def _on_current_changed(self, index: int) -> None:
        if 0 <= index < len(self._views):
            self.view_chosen.emit(self._views[index])
