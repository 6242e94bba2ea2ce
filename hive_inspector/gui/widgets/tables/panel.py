"""The left side of Browse: a find field over the list of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.tables.listed import TablesList

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.tables.model import TablesModel


class TablesPanel(QFrame):
    """Finds and chooses a table, with the mouse or from the keyboard alone.

    Signals:
        chosen: The name of the table that the user went to.
        opened: On to the table's rows.
        search_asked: All tables are to be searched.
    """

    chosen = Signal(str)
    opened = Signal()
    search_asked = Signal()

    def __init__(self, model: TablesModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._model = model
        self._theme = theme
        self._current = ""
        self.field = QLineEdit(self)
        self.everywhere = IconButton(
            theme, "search-tables", tr("Search all tables (Ctrl+Shift+F)"), self
        )
        self.everywhere.clicked.connect(self.search_asked)
        self.list = TablesList(model, theme, self)
        self._none = label("", "dim", self, wrap=True)
        self._none.setContentsMargins(20, 8, 16, 8)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._set_up_field()
        self._lay_out()
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self.opened)
        self.list.typed.connect(self._on_typed)
        model.modelReset.connect(self._on_filled)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._on_filled()

    def show_current(self, name: str) -> None:
        """Highlight the table that is shown."""
        self._current = name
        self.list.show_current(name)

    def enter_field(self) -> None:
        """Go to the find field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter in the find field lead into the list."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            return isinstance(event, QKeyEvent) and self._field_key(event.key())
        return super().eventFilter(watched, event)

    def _field_key(self, key: int) -> bool:
        if key == Qt.Key.Key_Down:
            self._enter_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_first()
        elif key == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            return False
        return True

    def _enter_list(self) -> None:
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._model.first_table())
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_first(self) -> None:
        first = self._model.first_table()
        if first.isValid():
            self.list.setCurrentIndex(first)
            self.opened.emit()

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self._current = name
        self.chosen.emit(name)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if text.strip():
            self.field.setText(text)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self._model.set_filter(text)

    @Slot()
    def _on_filled(self) -> None:
        wanted = self.field.text().strip()
        is_empty = self._model.rowCount() == 0
        self._none.setText(
            tr("No table is called “{wanted}”.", wanted=wanted) if wanted else tr("No tables.")
        )
        self._none.setVisible(is_empty)
        self.list.setVisible(not is_empty)
        self.list.show_current(self._current)

    @Slot()
    def _restyle(self) -> None:
        self._search.setIcon(self._theme.icon("search", self._theme.tokens.dim))

    def _set_up_field(self) -> None:
        self.field.setPlaceholderText(tr("Find a table"))
        self.field.setAccessibleName(tr("Find a table"))
        self.field.setClearButtonEnabled(True)
        self._search = QAction(self.field)
        self.field.addAction(self._search, QLineEdit.ActionPosition.LeadingPosition)
        self.field.textChanged.connect(self._on_filter)
        self.field.installEventFilter(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 8, 0)
        top.setSpacing(4)
        top.addWidget(self.field, 1)
        top.addWidget(self.everywhere)
        column.addLayout(top)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        column.addStretch(0)
