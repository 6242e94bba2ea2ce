"""Where the page's parts stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.query.editors import Editors
from hive_inspector.gui.pages.query.outcomes import Outcomes
from hive_inspector.gui.pages.query.parameters_panel import ParametersPanel
from hive_inspector.gui.pages.query.side_panel import SidePanel
from hive_inspector.gui.pages.query.toolbar import Toolbar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme

_SIDE_WIDTH = 300
_SHARES = (5, 6)
_LEAST_HEIGHT = 120


class QueryView(QWidget):
    """The toolbar above; editors and results on the left, lists of queries on the right.

    Signals:
        split_moved: The user gave the parts other sizes; see `sizes`.
    """

    split_moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Query"))
        self.theme = theme
        self.toolbar = Toolbar(theme, self)
        self.editors = Editors(theme, self)
        self.parameters = ParametersPanel(theme, self)
        self.outcomes = Outcomes(theme, self)
        self.side = SidePanel(theme, self)
        self._lay_out()
        self.stop_key = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self.stop_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.stop_key.setEnabled(False)
        self.stop_key.setWhatsThis(tr("Stop what runs"))
        self.stop_key.activated.connect(self.toolbar.stop.click)
        self._add_keys()

    def show_running(self, *, is_running: bool) -> None:
        """Whether something can be stopped."""
        self.toolbar.show_running(is_running=is_running)
        self.stop_key.setEnabled(is_running)

    @property
    def sizes(self) -> tuple[list[int], list[int]]:
        """Heights of the editors and the results, and widths of both and the lists, in pixels."""
        return self.split.sizes(), self._across.sizes()

    def resize_parts(self, down: Sequence[int], across: Sequence[int]) -> None:
        """Give the parts these shares of the room; none becomes smaller than what it needs."""
        self.split.setSizes(down)
        self._across.setSizes(across)

    @Slot()
    def _on_split(self) -> None:
        self.split_moved.emit()

    def stop(self) -> None:
        """Stop every timer."""
        self.editors.stop()
        self.side.stop()

    def _find(self) -> None:
        self.editors.current.find_bar.enter()

    def _add_keys(self) -> None:
        bar = self.toolbar
        bar.find_button.clicked.connect(self._find)
        bar.side.toggled.connect(self.side.setVisible)
        for name, keys, wanted in (
            (tr("Run the statement"), "Ctrl+Return", bar.run.click),
            (tr("Run the statement"), "Ctrl+Enter", bar.run.click),
            (tr("Run all statements"), "Ctrl+Shift+Return", bar.run_all.click),
            (tr("Run all statements"), "Ctrl+Shift+Enter", bar.run_all.click),
            (tr("Show the plan"), "Ctrl+Shift+P", bar.plan.click),
            (tr("Format"), "Ctrl+Shift+F", bar.format.click),
            (tr("Find in the editor"), "Ctrl+F", self._find),
            (tr("Lists of queries"), "F4", bar.side.click),
            (tr("New script"), "Ctrl+T", self.editors.add_new),
            (tr("Close the script"), "Ctrl+W", self.editors.close_current),
            (tr("Reopen the script closed last"), "Ctrl+Shift+T", self.editors.reopen),
            (tr("On from the editor"), "F6", self.focusNextChild),
            (tr("Back from the editor"), "Shift+F6", self.focusPreviousChild),
        ):
            key = QShortcut(QKeySequence(keys), self)
            key.setWhatsThis(name)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(wanted)

    def _lay_out(self) -> None:
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.parameters)
        column.addWidget(self.outcomes, 1)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.setChildrenCollapsible(False)
        for part, share in zip((self.editors, below), _SHARES, strict=True):
            part.setMinimumHeight(_LEAST_HEIGHT)
            self.split.addWidget(part)
            self.split.setStretchFactor(self.split.count() - 1, share)
        self.split.setSizes([100 * share for share in _SHARES])
        across = self._across = QSplitter(Qt.Orientation.Horizontal, self)
        across.setChildrenCollapsible(False)
        across.addWidget(self.split)
        across.addWidget(self.side)
        across.setStretchFactor(0, 1)
        across.setSizes([3 * _SIDE_WIDTH, _SIDE_WIDTH])
        for split in (self.split, across):
            split.splitterMoved.connect(self._on_split)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.toolbar)
        outer.addWidget(across, 1)
