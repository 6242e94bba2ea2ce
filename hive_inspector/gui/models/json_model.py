"""A JSON document as Qt's trees want it: children made when they are looked at, deep branches from a root of their own.

Qt's tree view lays out open branches by calling itself, and indents each level: a document of 100,000 levels would end
the program. So a branch is open for `MOST_LEVELS` at most; a node below that is shown by making it the root.
"""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hive_inspector.core.browsing.jsontree import JsonKind, JsonNode, JsonTree
from hive_inspector.core.language import tr

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)

MOST_LEVELS = 12
"""How deep a branch is opened in place."""
CHILDREN_AT_ONCE = 500
"""Children of a node that are shown before the user asks for more."""
_SHOWN_CHARACTERS = 300


class JsonModel(QAbstractItemModel):
    """Shows a `JsonTree` from one of its nodes on.

    The children of the root are the lines of the first level; a root without children is a line of its own.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tree: JsonTree | None = None
        self._root = 0
        self._children: dict[int, array[int]] = {}
        self._shown: dict[int, int] = {}
        self._whole: set[int] = set()

    @property
    def tree(self) -> JsonTree | None:
        """The document, or None where there is none."""
        return self._tree

    @property
    def root(self) -> int:
        """The node from which on the document is shown."""
        return self._root

    def show(self, tree: JsonTree | None, root: int = 0) -> None:
        """Show a document, or nothing."""
        self.beginResetModel()
        self._tree, self._root = tree, root
        self._children.clear()
        self._shown.clear()
        self._whole.clear()
        self.endResetModel()

    def node_at(self, index: _Index) -> JsonNode | None:
        """The node of a line, or None for the line that offers more."""
        if self._tree is None or not index.isValid():
            return None
        number = int(index.internalId())
        return self._tree.node(number) if number < len(self._tree) else None

    def index_of(self, number: int) -> QModelIndex:
        """The line of a node that lies below the root, its parents shown as far as it takes."""
        if self._tree is None:
            return QModelIndex()
        row = self._tree.node(number).position if number != self._root else 0
        parent = self._tree.parent(number)
        if parent is not None and number != self._root:
            self._show_up_to(parent, row)
        return self.createIndex(row, 0, number)

    def is_deep(self, index: _Index) -> bool:
        """Whether the node has children that are shown only from itself as the root."""
        node = self.node_at(index)
        return node is not None and node.size > 0 and self._level(node.index) >= MOST_LEVELS

    def root_for(self, number: int) -> int:
        """A root from which on a node can be shown: the present one, or an ancestor that is near enough."""
        if self._tree is None or self._is_near(number, self._root):
            return self._root
        root = number
        for _ in range(MOST_LEVELS // 2):
            root = self._parent_of(root)
        return root

    def show_more(self, index: _Index) -> bool:
        """Show further children where the line offers them."""
        if self._tree is None or not index.isValid() or self.node_at(index) is not None:
            return False
        number = int(index.internalId()) - len(self._tree)
        self._show_up_to(number, self._shown.get(number, CHILDREN_AT_ONCE))
        return True

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Children that are shown, and a line for the others."""
        if self._tree is None or parent.column() > 0:
            return 0
        if not parent.isValid():
            return self._lines(self._root) or 1
        node = self.node_at(parent)
        return 0 if node is None or self.is_deep(parent) else self._lines(node.index)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:  # noqa: ARG002
        """Key and value share a column."""
        return 1

    def index(self, row: int, column: int, parent: _Index = _NO_PARENT) -> QModelIndex:
        """A line."""
        if self._tree is None or column or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        number = int(parent.internalId()) if parent.isValid() else self._root
        if not self._tree.node(number).size:
            return self.createIndex(row, 0, number)
        if row >= self._shown.get(number, CHILDREN_AT_ONCE):
            return self.createIndex(row, 0, len(self._tree) + number)
        return self.createIndex(row, 0, self._children_of(number)[row])

    def parent(self, index: _Index = _NO_PARENT) -> Any:
        """The line that a line belongs to."""
        if self._tree is None or not index.isValid():
            return QModelIndex()
        number = int(index.internalId())
        owner = number - len(self._tree) if number >= len(self._tree) else self._parent_of(number)
        if self._root in (number, owner):
            return QModelIndex()
        return self.createIndex(self._tree.node(owner).position, 0, owner)

    def hasChildren(self, parent: _Index = _NO_PARENT) -> bool:  # noqa: N802 - Qt's name
        """Whether a line can be opened."""
        return self.rowCount(parent) > 0

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """A line as text; the view draws key and value apart."""
        if role not in (_DISPLAY, _TOOL_TIP, _ACCESSIBLE) or self._tree is None:
            return None
        node = self.node_at(index)
        if node is None:
            return self._more_text(int(index.internalId()) - len(self._tree))
        return f"{label_of(node)}: {value_of(node)}"

    def _more_text(self, number: int) -> str:
        if self._tree is None:
            return ""
        left = self._tree.node(number).size - self._shown.get(number, CHILDREN_AT_ONCE)
        return tr("{left:,} more", left=left)

    def _lines(self, number: int) -> int:
        """Lines below a node: its children, or some of them and one that offers the others."""
        if self._tree is None:
            return 0
        size = self._tree.node(number).size
        if size <= CHILDREN_AT_ONCE or number in self._whole:
            return size
        return self._shown.get(number, CHILDREN_AT_ONCE) + 1

    def _show_up_to(self, number: int, row: int) -> None:
        """Show the children of a node at least up to this one."""
        shown = self._shown.get(number, CHILDREN_AT_ONCE)
        if self._tree is None or row < shown:
            return
        size = self._tree.node(number).size
        wanted = min((row // CHILDREN_AT_ONCE + 1) * CHILDREN_AT_ONCE, size)
        parent = QModelIndex() if number == self._root else self.index_of(number)
        self.beginInsertRows(parent, shown, wanted - 1)
        self._shown[number] = wanted
        self.endInsertRows()
        if wanted == size:
            self.beginRemoveRows(parent, wanted, wanted)
            self._whole.add(number)
            self.endRemoveRows()

    def _children_of(self, number: int) -> array[int]:
        if self._tree is None:
            return array("i")
        if number not in self._children:
            self._children[number] = array("i", self._tree.children(number))
        return self._children[number]

    def _parent_of(self, number: int) -> int:
        parent = self._tree.parent(number) if self._tree is not None else None
        return 0 if parent is None else parent

    def _level(self, number: int) -> int:
        """How far below the root a node lies, counted no further than matters."""
        level = 0
        while number != self._root and level <= MOST_LEVELS:
            number = self._parent_of(number)
            level += 1
        return level

    def _is_near(self, number: int, root: int) -> bool:
        for _ in range(MOST_LEVELS + 1):
            if number == root:
                return True
            if not number:
                return False
            number = self._parent_of(number)
        return False


def label_of(node: JsonNode) -> str:
    """What stands before a node's value: its key, or its place in a list."""
    return node.key if node.key is not None else f"[{node.position}]"


def value_of(node: JsonNode) -> str:
    """A node's value in one line: the start of a text, how much an object or a list has."""
    if node.kind is JsonKind.OBJECT:
        return "{}" if not node.size else f"{{{node.size:,}}}"
    if node.kind is JsonKind.ARRAY:
        return "[]" if not node.size else f"[{node.size:,}]"
    start = node.text[:_SHOWN_CHARACTERS]
    if node.kind is JsonKind.STRING:
        start = start.replace("\n", "↵").replace("\t", "⇥")
    return start
