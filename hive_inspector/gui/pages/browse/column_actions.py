"""What can be done with a column, in the menu of its title and by keys in the rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from hive_inspector.core.browsing.sorting import SortTerm
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.gui.pages.browse.layout import Layout
    from hive_inspector.gui.pages.browse.rows_panel import RowsPanel
    from hive_inspector.gui.widgets.grid_view import GridView

_FILTER, _LEFT, _RIGHT = tr("Filter by this column"), tr("Move left"), tr("Move right")
PAGE_KEYS = "Ctrl+F"
"""The page listens to these anywhere; a second listener would keep both from hearing them."""


class ColumnActions(QObject):
    """Acts on the current column by keys, and on any other through its menu.

    Signals:
        order_asked: A `SortTerm`, and whether the others stay.
        unsort_asked: The natural order is wanted.
        filter_asked: The filter of this column is wanted.
        layout_chosen: The columns are to be arranged so.
    """

    order_asked = Signal(object, bool)
    unsort_asked = Signal()
    filter_asked = Signal(str)
    layout_chosen = Signal(object)

    def __init__(self, grid: GridView, panel: RowsPanel) -> None:
        super().__init__(panel)
        self._grid = grid
        self._panel = panel
        for name, keys, act in self._keyed():
            if keys == PAGE_KEYS:
                continue
            action = QAction(name, grid)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(partial(self._on_current, act))
            grid.addAction(action)

    def open_menu(self, column: str, place: QPoint) -> None:
        """Offer everything for one column."""
        menu = self.menu_of(column)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu_of(self, column: str) -> QMenu:
        """The menu of a column."""
        menu = QMenu(self._grid)
        keys = {name: (shortcut, act) for name, shortcut, act in self._keyed()}
        layout = self._panel.layout_of_columns
        at = layout.order.index(column)
        for name, (shortcut, act) in keys.items():
            if name in {_LEFT, _FILTER}:
                menu.addSeparator()
            action = menu.addAction(name)
            action.setShortcut(QKeySequence(shortcut))
            action.triggered.connect(partial(self._act, act, column))
            if (name, at) in ((_LEFT, 0), (_RIGHT, len(layout.order) - 1)):
                action.setEnabled(False)
        menu.addSeparator()
        for name, act in self._unkeyed(layout, at):
            menu.addAction(name).triggered.connect(partial(self._act, act, column))
        return menu

    def _keyed(self) -> tuple[tuple[str, str, Callable[[str], None]], ...]:
        return (
            (tr("Sort ascending"), "Alt+Up", partial(self._order, descending=False, added=False)),
            (tr("Sort descending"), "Alt+Down", partial(self._order, descending=True, added=False)),
            (
                tr("Then ascending"),
                "Alt+Shift+Up",
                partial(self._order, descending=False, added=True),
            ),
            (
                tr("Then descending"),
                "Alt+Shift+Down",
                partial(self._order, descending=True, added=True),
            ),
            (tr("Natural order"), "Alt+Home", self._unsort),
            (_FILTER, PAGE_KEYS, self.filter_asked.emit),
            (_LEFT, "Alt+Shift+Left", partial(self._move, -1)),
            (_RIGHT, "Alt+Shift+Right", partial(self._move, 1)),
            (tr("Hide this column"), "Ctrl+Shift+H", self._hide),
        )

    def _unkeyed(self, layout: Layout, at: int) -> tuple[tuple[str, Callable[[str], None]], ...]:
        if layout.frozen == at + 1:
            return ((tr("Unfreeze the columns"), self._unfreeze),)
        freeze = (
            tr("Freeze this column") if at == 0 else tr("Freeze the first {at} columns", at=at + 1)
        )
        others = ((tr("Unfreeze the columns"), self._unfreeze),) if layout.frozen else ()
        return ((freeze, self._freeze), *others)

    def _on_current(self, act: Callable[[str], None], *_: object) -> None:
        layout, at = self._panel.layout_of_columns, self._panel.current_column()
        header = self._grid.header
        visual = header.visualIndex(at)
        if 0 <= visual < len(layout.order):
            act(layout.order[visual])

    @staticmethod
    def _act(act: Callable[[str], None], column: str, *_: object) -> None:
        act(column)

    def _order(self, column: str, *, descending: bool, added: bool) -> None:
        self.order_asked.emit(SortTerm(column, descending), added)

    def _unsort(self, _column: str) -> None:
        self.unsort_asked.emit()

    def _move(self, step: int, column: str) -> None:
        self.layout_chosen.emit(self._panel.layout_of_columns.moved(column, step))

    def _hide(self, column: str) -> None:
        self.layout_chosen.emit(self._panel.layout_of_columns.shown(column, is_shown=False))

    def _freeze(self, column: str) -> None:
        self.layout_chosen.emit(self._panel.layout_of_columns.frozen_up_to(column))

    def _unfreeze(self, _column: str) -> None:
        layout = self._panel.layout_of_columns
        self.layout_chosen.emit(type(layout)(layout.order, layout.hidden))
