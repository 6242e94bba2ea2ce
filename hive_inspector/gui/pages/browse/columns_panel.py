"""All columns of the table in a list: which are shown, in which order, how many stay at the left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.layout import Layout
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.popover import Popover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.theme.theme import Theme

_WIDTH, _LIST_HEIGHT = 280, 300


class ColumnsPanel(Popover):
    """Arranges the columns; every change takes effect at once.

    Signals:
        layout_chosen: The columns are to be arranged so.
    """

    layout_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(tr("Arrange columns"), parent)
        self._layout = Layout()
        self._names: tuple[str, ...] = ()
        self._is_filling = False
        self._find = QLineEdit(self)
        self._find.setPlaceholderText(tr("Find a column"))
        self._find.setAccessibleName(tr("Find a column"))
        self._find.installEventFilter(self)
        self._items = QStandardItemModel(self)
        self.list = QListView(self)
        self.list.setModel(self._items)
        self.list.setAccessibleName(tr("Columns of the table"))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.installEventFilter(self)
        self._up = IconButton(theme, "arrow-up", tr("Move up (Alt+Up)"), self)
        self._down = IconButton(theme, "arrow-down", tr("Move down (Alt+Down)"), self)
        self.frozen = QSpinBox(self)
        self.frozen.setAccessibleName(tr("Columns that stay at the left"))
        self.frozen.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.frozen.setToolTip(tr("Type a number, or press the arrow keys"))
        self.frozen.setFixedWidth(56)
        self._all = QPushButton(tr("Show all"), self)
        self._reset = QPushButton(tr("Reset"), self)
        self._reset.setToolTip(tr("Show all columns in the order of the table"))
        self._lay_out()
        self._wire()

    def set_layout(self, layout: Layout, names: Sequence[str]) -> None:
        """Show how the columns of a table are arranged."""
        self._layout, self._names = layout, tuple(names)
        if self.isVisible():
            self._fill()

    def open_under(self, widget: QWidget) -> None:
        """Open with the list of all columns."""
        self._find.clear()
        self._fill()
        super().open_under(widget)
        self._find.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows lead from the field into the list; with Alt they move the column."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if is_alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
            if watched is self._find and event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        current = self._current()
        self._is_filling = True
        self._items.clear()
        wanted = self._find.text().casefold().split()
        for name in self._layout.order:
            if all(word in name.casefold() for word in wanted):
                self._items.appendRow(self._item(name))
        self.frozen.setRange(0, len(self._layout.order))
        self.frozen.setValue(self._layout.frozen)
        self._is_filling = False
        self._go_to(current)
        self._reset.setEnabled(not self._layout.is_usual(self._names))
        self._all.setEnabled(bool(self._layout.hidden))

    def _item(self, name: str) -> QStandardItem:
        item = QStandardItem(name)
        item.setCheckable(True)
        is_shown = name not in self._layout.hidden
        item.setCheckState(Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked)
        return item

    def _current(self) -> str:
        index = self.list.currentIndex()
        return str(index.data()) if index.isValid() else ""

    def _go_to(self, name: str) -> None:
        found = self._items.findItems(name) if name else []
        index = found[0].index() if found else self._items.index(0, 0)
        self.list.setCurrentIndex(index)

    @Slot(QStandardItem)
    def _on_item_changed(self, item: QStandardItem) -> None:
        if not self._is_filling:
            is_shown = item.checkState() is Qt.CheckState.Checked
            self._choose(self._layout.shown(item.text(), is_shown=is_shown))

    @Slot()
    def _on_up(self) -> None:
        self._move(-1)

    @Slot()
    def _on_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        name = self._current()
        if name:
            self._choose(self._layout.moved(name, step))

    @Slot(int)
    def _on_frozen(self, count: int) -> None:
        if not self._is_filling:
            self._choose(replace(self._layout, frozen=count))

    @Slot()
    def _on_all(self) -> None:
        self._choose(replace(self._layout, hidden=frozenset()))

    @Slot()
    def _on_reset(self) -> None:
        self._choose(Layout().complete(self._names))

    @Slot()
    def _on_find(self) -> None:
        self._fill()

    def _choose(self, layout: Layout) -> None:
        self._layout = layout
        self.layout_chosen.emit(layout)
        self._fill()

    def _wire(self) -> None:
        self._find.textChanged.connect(self._on_find)
        self._items.itemChanged.connect(self._on_item_changed)
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self.frozen.valueChanged.connect(self._on_frozen)
        self._all.clicked.connect(self._on_all)
        self._reset.clicked.connect(self._on_reset)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self._find, 1)
        top.addWidget(self._up)
        top.addWidget(self._down)
        column.addLayout(top)
        self.list.setFixedSize(_WIDTH, _LIST_HEIGHT)
        column.addWidget(self.list)
        freeze = QHBoxLayout()
        freeze.addWidget(label(tr("Keep at the left"), "", self))
        freeze.addStretch(1)
        freeze.addWidget(self.frozen)
        column.addLayout(freeze)
        buttons = QHBoxLayout()
        buttons.addWidget(self._all)
        buttons.addStretch(1)
        buttons.addWidget(self._reset)
        column.addLayout(buttons)
