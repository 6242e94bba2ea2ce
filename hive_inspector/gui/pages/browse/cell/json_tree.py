"""A JSON document as a tree: keys and values told apart, each node's path to be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QTreeView,
)

from hive_inspector.core.browsing.jsontree import JsonKind
from hive_inspector.core.language import tr
from hive_inspector.gui.models.json_model import JsonModel, label_of, value_of
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.line_delegate import LineDelegate, write

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.browsing.jsontree import JsonTree
    from hive_inspector.gui.theme.theme import Theme

_LINE = 22
_INDENT = 14
_GAP = 8
_OPENED_AT_FIRST = 12
"""Lines up to which the first level's branches are opened by themselves."""
_Index = QModelIndex | QPersistentModelIndex


class JsonTreeView(QTreeView):
    """Shows a document.

    Signals:
        node_reached: The number of the node that the user went to; -1 where there is none.
        path_asked: The path of the current node is to be copied.
        value_asked: The value of the current node is to be copied.
        root_moved: The document is shown from another node on.
    """

    node_reached = Signal(int)
    path_asked = Signal()
    value_asked = Signal()
    root_moved = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._nodes = JsonModel(self)
        self.setModel(self._nodes)
        self.setItemDelegate(JsonDelegate(theme, self))
        self.setHeaderHidden(True)
        self.setIndentation(_INDENT)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setAccessibleName("JSON")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._add_actions()
        self.activated.connect(self._on_activated)
        self.doubleClicked.connect(self._on_activated)

    @property
    def nodes(self) -> JsonModel:
        """What is shown."""
        return self._nodes

    @property
    def current_node(self) -> int | None:
        """The number of the current node, or None where there is none."""
        node = self._nodes.node_at(self.currentIndex())
        return None if node is None else node.index

    def show_tree(self, tree: JsonTree | None) -> None:
        """Show a document from its start, or nothing."""
        self._show_from(tree, 0)
        if tree is not None and self._nodes.rowCount() <= _OPENED_AT_FIRST:
            self._open_small_branches()

    def go_to(self, number: int) -> None:
        """Bring a node into sight and make it the current one."""
        root = self._nodes.root_for(number)
        if root != self._nodes.root:
            self._show_from(self._nodes.tree, root)
        above = []
        index = self._nodes.index_of(number)
        while (index := self._nodes.parent(index)).isValid():
            above.append(index)
        for branch in reversed(above):
            self.expand(branch)
        self.setCurrentIndex(self._nodes.index_of(number))
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def go_up(self) -> None:
        """Show the document from its start again, at the node that was the root."""
        left, tree = self._nodes.root, self._nodes.tree
        self._show_from(tree, 0)
        if tree is not None and self._nodes.root_for(left) == 0:
            self.go_to(left)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell where the user went."""
        super().currentChanged(current, previous)
        node = self._nodes.node_at(current)
        self.node_reached.emit(-1 if node is None else node.index)

    def _show_from(self, tree: JsonTree | None, root: int) -> None:
        self._nodes.show(tree, root)
        self.root_moved.emit()
        if tree is None:
            self.node_reached.emit(-1)
        else:
            self.setCurrentIndex(self._nodes.index(0, 0))

    def _open_small_branches(self) -> None:
        room = _OPENED_AT_FIRST
        for row in range(self._nodes.rowCount()):
            index = self._nodes.index(row, 0)
            lines = self._nodes.rowCount(index)
            if 0 < lines <= room:
                room -= lines
                self.expand(index)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        node = self._nodes.node_at(index)
        if self._nodes.show_more(index) or node is None:
            return
        if self._nodes.is_deep(index):
            self._show_from(self._nodes.tree, node.index)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def _add_actions(self) -> None:
        for text, keys, wanted in (
            (tr("Copy value"), QKeySequence(QKeySequence.StandardKey.Copy), self.value_asked),
            (tr("Copy path"), QKeySequence("Ctrl+Shift+C"), self.path_asked),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(wanted)
            self.addAction(action)


class JsonDelegate(LineDelegate):
    """Draws one node: its key dim, its value in the colour of its kind."""

    line_height = _LINE

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        super().restyle()
        self._font = self._theme.mono_font(SIZE_SMALL)
        self._colours = {
            JsonKind.OBJECT: self._dim,
            JsonKind.ARRAY: self._dim,
            JsonKind.STRING: self._text,
            JsonKind.NUMBER: self._link,
            JsonKind.TRUE: self._ring,
            JsonKind.FALSE: self._ring,
            JsonKind.NULL: self._dim,
        }

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,  # noqa: ARG002
        index: _Index,
    ) -> None:
        """Draw a node, or the line that leads to more of them."""
        model, inner = index.model(), rect.adjusted(4, 0, -4, 0)
        if not isinstance(model, JsonModel):
            return
        node = model.node_at(index)
        if node is None:
            write(
                painter,
                inner,
                tr("Show more ({index})", index=index.data()),
                self._font,
                self._link,
            )
            return
        taken = write(painter, inner, label_of(node), self._font, self._dim)
        place = inner.adjusted(taken + _GAP, 0, 0, 0)
        value = value_of(node) + (" →" if model.is_deep(index) else "")
        write(painter, place, value, self._font, self._colours[node.kind])
