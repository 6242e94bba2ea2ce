"""The tab JSON: the tree, a field to search it, and the path of the node that one is at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.cell.json_tree import JsonTreeView
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.state_panel import StatePanel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hive_inspector.core.browsing.jsontree import JsonTree
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.theme.theme import Theme

_TYPING_MS = 150
"""A search begins when the typing pauses."""


class JsonViewer(QWidget):
    """Shows a JSON text as a tree.

    Signals:
        search_asked: The words that the tree is to be searched for; empty when no longer.
        copy_asked: A text that is to be copied.
    """

    search_asked = Signal(str)
    copy_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = SearchField(self)
        self._found = label("", "small", self)
        self._next = IconButton(theme, "arrow-down", tr("Next match"), self, size=12)
        self._before = IconButton(theme, "arrow-up", tr("Previous match"), self, size=12)
        self.tree = JsonTreeView(theme, self)
        self._path = ElidedLabel("", "mono", self, mode=Qt.TextElideMode.ElideLeft)
        self._copy_path = IconButton(theme, "copy", tr("Copy path"), self, size=12)
        self._up = IconButton(
            theme, "arrow-up", tr("Back to the start of the document"), self, size=12
        )
        self._state = StatePanel(self)
        self._content = QWidget(self)
        self._stack = QStackedWidget(self)
        self._hits: tuple[int, ...] = ()
        self._hit = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_MS)
        self._lay_out()
        self._wire()
        self.show_hits("", ())

    def show_tree(self, tree: JsonTree | None) -> None:
        """Show a document, or nothing."""
        self._pause.stop()
        self.search.clear()
        self.show_hits("", ())
        self.tree.show_tree(tree)
        self._stack.setCurrentWidget(self._content)

    def show_loading(self) -> None:
        """The document is being read."""
        self.tree.show_tree(None)
        self._state.show_loading(tr("Reading the JSON"))
        self._stack.setCurrentWidget(self._state)

    def show_problem(self, error: InspectorError) -> None:
        """It is no document, or too large a one."""
        self.tree.show_tree(None)
        self._state.show_empty(error.message, error.hint)
        self._stack.setCurrentWidget(self._state)

    def show_hits(self, words: str, hits: tuple[int, ...], *, are_more: bool = False) -> None:
        """Say where the words stand, and go to the first place."""
        self._hits, self._hit = hits, 0
        for button in (self._next, self._before):
            button.setVisible(bool(hits))
        self._found.setVisible(bool(words))
        self._found.setText(_hits_text(1, len(hits), are_more=are_more))
        self._are_more = are_more
        if hits:
            self.tree.go_to(hits[0])

    def stop(self) -> None:
        """Stop every timer."""
        self._pause.stop()
        self._state.show_empty("")

    @Slot()
    def go_to_next(self) -> None:
        """Go to the next match."""
        self._go(1)

    @Slot()
    def go_to_previous(self) -> None:
        """Go to the match before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        if self._hits:
            self._hit = (self._hit + step) % len(self._hits)
            self.tree.go_to(self._hits[self._hit])
            text = _hits_text(self._hit + 1, len(self._hits), are_more=self._are_more)
            self._found.setText(text)

    @Slot()
    def _on_typed(self) -> None:
        self._pause.start()

    @Slot()
    def _on_pause(self) -> None:
        self.search_asked.emit(self.search.text())

    @Slot(int)
    def _on_node_reached(self, number: int) -> None:
        tree = self.tree.nodes.tree
        path = tree.path(number) if tree is not None and number >= 0 else ""
        self._path.setText(path)
        self._copy_path.setEnabled(bool(path))

    @Slot()
    def _on_root_moved(self) -> None:
        self._up.setVisible(bool(self.tree.nodes.root))

    @Slot()
    def _on_path_asked(self) -> None:
        if self._path.text():
            self.copy_asked.emit(self._path.text())

    @Slot()
    def _on_value_asked(self) -> None:
        tree, number = self.tree.nodes.tree, self.tree.current_node
        if tree is not None and number is not None:
            node = tree.node(number)
            self.copy_asked.emit(tree.source(number) if node.size or not node.text else node.text)

    @Slot()
    def _on_up(self) -> None:
        self.tree.go_up()

    def _wire(self) -> None:
        self.search.textEdited.connect(self._on_typed)
        self.search.next_asked.connect(self.go_to_next)
        self.search.previous_asked.connect(self.go_to_previous)
        self._pause.timeout.connect(self._on_pause)
        self._next.clicked.connect(self.go_to_next)
        self._before.clicked.connect(self.go_to_previous)
        self._copy_path.clicked.connect(self._on_path_asked)
        self._up.clicked.connect(self._on_up)
        self.tree.path_asked.connect(self._on_path_asked)
        self.tree.value_asked.connect(self._on_value_asked)
        self.tree.node_reached.connect(self._on_node_reached)
        self.tree.root_moved.connect(self._on_root_moved)

    def _lay_out(self) -> None:
        self._path.setAccessibleName(tr("Path of the node"))
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(4)
        for part in (self.search, self._found, self._before, self._next):
            head.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        for part in (self._up, self._path):
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self._copy_path)
        inside.addLayout(head)
        inside.addWidget(self.tree, 1)
        inside.addLayout(foot)
        self._stack.addWidget(self._content)
        self._stack.addWidget(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)


class SearchField(QLineEdit):
    """Takes the words; Enter goes on to the next match, Shift+Enter back.

    Signals:
        next_asked: On to the next match.
        previous_asked: Back to the match before.
    """

    next_asked = Signal()
    previous_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Search keys and values"))
        self.setAccessibleName(tr("Search the JSON"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter and Esc are the field's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.previous_asked if is_back else self.next_asked).emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        else:
            super().keyPressEvent(event)


def _hits_text(place: int, found: int, *, are_more: bool) -> str:
    if not found:
        return tr("No match")
    return tr(
        "{place:,} of {found:,}{word}", place=place, found=found, word=("+" if are_more else "")
    )
