"""Beside the editors: what was run, what is kept, and what is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.query.lists import EntriesList
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.ticks import Tick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.gui.pages.query.lists import Entry
    from hive_inspector.gui.theme.theme import Theme

_TYPING_SETTLES_MS = 150
_LEAST_WIDTH = 240


class _Part(QWidget):
    """A list with what stands above it, and what is said where it is empty."""

    def __init__(self, entries: EntriesList, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = entries
        self.state = StatePanel(self)
        self.above = QVBoxLayout()
        self.above.setContentsMargins(12, 8, 12, 8)
        self.above.setSpacing(6)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(entries)
        self._stack.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.above)
        column.addWidget(self._stack, 1)

    def show_entries(self, entries: Sequence[Entry], none: str, hint: str) -> None:
        """List these, or say why there are none."""
        self.list.entries.set_entries(entries)
        if not entries:
            self.state.show_empty(none, hint)
        self._stack.setCurrentIndex(0 if entries else 1)


class HistoryPart(_Part):
    """Statements that were run.

    Signals:
        search_asked: Other statements are wanted.
        clear_asked: All are to be forgotten.
    """

    search_asked = Signal()
    clear_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(EntriesList(theme, tr("Statements that were run"), parent), parent)
        self.field = _search_field(tr("Search what was run"), self)
        self.only_this = Tick(theme, tr("Only this file"), self)
        self.only_this.setChecked(True)
        self.clear = QPushButton(tr("Forget all…"), self)
        self.clear.setProperty("role", "link")
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_TYPING_SETTLES_MS)
        self._settling.timeout.connect(self.search_asked)
        self.field.textChanged.connect(self._on_typed)
        self.only_this.toggled.connect(self._on_ticked)
        self.clear.clicked.connect(self._on_clear)
        row = QHBoxLayout()
        row.addWidget(self.only_this)
        row.addStretch(1)
        row.addWidget(self.clear)
        self.above.addWidget(self.field)
        self.above.addLayout(row)

    def stop(self) -> None:
        """Stop every timer."""
        self._settling.stop()

    @Slot()
    def _on_typed(self) -> None:
        self._be_sure(asks=False)
        self._settling.start()

    @Slot()
    def _on_ticked(self) -> None:
        self._be_sure(asks=False)
        self.search_asked.emit()

    @Slot()
    def _on_clear(self) -> None:
        """The first click asks, the second one does it."""
        is_sure = self.clear.property("asks") is True
        self._be_sure(asks=not is_sure)
        if is_sure:
            self.clear_asked.emit()

    def _be_sure(self, *, asks: bool) -> None:
        self.clear.setProperty("asks", asks)
        self.clear.setText(tr("Really forget all, of every file") if asks else tr("Forget all…"))


class SavedPart(_Part):
    """Queries that are kept under a name.

    Signals:
        save_asked: A name for what is in the editor.
        rename_asked: The old name and the new one.
    """

    save_asked = Signal(str)
    rename_asked = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        entries = EntriesList(theme, tr("Saved queries"), parent, removable=True)
        super().__init__(entries, parent)
        self._renamed = ""
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Name for this script"))
        self.field.setAccessibleName(tr("Name for this script"))
        self.button = QPushButton(tr("Save"), self)
        self.button.setAutoDefault(False)
        self.rename = IconButton(theme, "pencil", tr("Rename the chosen query"), self)
        self.remove = IconButton(theme, "trash", tr("Remove the chosen query (Del)"), self)
        self.button.clicked.connect(self._on_save)
        self.field.returnPressed.connect(self._on_save)
        self.rename.clicked.connect(self._on_rename)
        self.remove.clicked.connect(self._on_remove)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        for part in (self.button, self.rename, self.remove):
            row.addWidget(part)
        self.above.addLayout(row)

    @Slot()
    def _on_save(self) -> None:
        name, renamed = self.field.text().strip(), self._renamed
        if not name:
            self.field.setFocus()
            return
        self._rename_no_more()
        if renamed:
            self.rename_asked.emit(renamed, name)
        else:
            self.save_asked.emit(name)

    @Slot()
    def _on_rename(self) -> None:
        entry = self.list.current
        if entry is None:
            return
        self._renamed = entry.name
        self.button.setText(tr("Rename"))
        self.field.setText(entry.name)
        self.field.setFocus()
        self.field.selectAll()

    @Slot()
    def _on_remove(self) -> None:
        if self.list.current is not None:
            self._rename_no_more()
            self.list.removed.emit(self.list.current)

    def _rename_no_more(self) -> None:
        self._renamed = ""
        self.button.setText(tr("Save"))
        self.field.clear()


class ReadyPart(_Part):
    """Queries that come with the program.

    Signals:
        search_asked: Others are wanted.
    """

    search_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(EntriesList(theme, tr("Ready queries"), parent), parent)
        self.field = _search_field(tr("Search ready queries"), self)
        self.field.textChanged.connect(self.search_asked)
        self.above.addWidget(self.field)


class SidePanel(QTabWidget):
    """The three lists.

    Signals:
        taken: The `Entry` whose SQL is to be put into the editor.
        opened: The `Entry` that is to be opened in an editor of its own.
    """

    taken = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setDocumentMode(True)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.tabBar().setDrawBase(False)
        self.tabBar().setAccessibleName(tr("Queries"))
        self.ready = ReadyPart(theme, self)
        self.history = HistoryPart(theme, self)
        self.saved = SavedPart(theme, self)
        for part, title in (
            (self.ready, tr("Ready")),
            (self.history, tr("History")),
            (self.saved, tr("Saved")),
        ):
            self.addTab(part, title)
            part.list.taken.connect(self.taken)
            part.list.opened.connect(self.opened)

    def stop(self) -> None:
        """Stop every timer."""
        self.history.stop()


def _search_field(text: str, parent: QWidget) -> QLineEdit:
    field = QLineEdit(parent)
    field.setPlaceholderText(text)
    field.setAccessibleName(text)
    field.setClearButtonEnabled(True)
    return field
