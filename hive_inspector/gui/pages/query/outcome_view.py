"""What came of one statement: its rows as they come, or why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hive_inspector.core.browsing.copying import Block
from hive_inspector.core.language import tr
from hive_inspector.gui.exporting.copy_menu import CopyMenu
from hive_inspector.gui.pages.query.trouble_card import TroubleCard
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.grid_view import GridView
from hive_inspector.gui.widgets.help_button import HelpButton
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label, restyle
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.pages.query.trouble_card import Told
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.widgets.chip import Tone


class OutcomeView(QWidget):
    """Shows one statement's outcome.

    Signals:
        stop_asked: No more rows are wanted.
        reveal_asked: What is hidden is to be shown.
        export_asked: The rows are to be written into a file.
        copy_asked: The selected cells are to be copied; whether with the names of the columns.
        copy_as_asked: The `Format` that they are to be copied in.
    """

    stop_asked = Signal()
    reveal_asked = Signal()
    export_asked = Signal()
    copy_asked = Signal(bool)
    copy_as_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._statement = ElidedLabel("", "mono", self)
        restyle(self._statement, tone="dim")
        self._count = label("", "strong", self)
        self.work = WorkLine(theme, self)
        self.export_button = IconButton(theme, "export", tr("Export (Ctrl+E)"), self)
        self._note_row = QWidget(self)
        self._note = ElidedLabel("", "small", self._note_row)
        self.reveal = QPushButton(tr("Show what is hidden"), self._note_row)
        self.reveal.setProperty("role", "link")
        self.reveal.setToolTip(tr("Runs the statement again; that secrets were shown is recorded"))
        self._masking = HelpButton(
            theme, "masking", tr("Help about what is masked"), self._note_row, is_of_part=False
        )
        self.grid = GridView(theme, self)
        self.grid.setAccessibleName(tr("Result"))
        self.grid.header.do_without_filters()
        self.menu = CopyMenu(self.grid)
        self.grid.addAction(self.menu.menuAction())
        self.trouble = TroubleCard(theme, self)
        self.state = StatePanel(self)
        self._stack = QStackedWidget(self)
        self._is_fitted = False
        self._fitted_room = 0
        self._lay_out()
        self._connect()

    @property
    def count_text(self) -> str:
        """How many rows there are, and how long it took, in words."""
        return self._count.text()

    @property
    def note_text(self) -> str:
        """What else the user should know."""
        return "" if self._note_row.isHidden() else self._note.text()

    def begin(self, statement: str) -> None:
        """The statement runs."""
        self._statement.setText(statement)
        self._count.setText("")
        self._count.show()
        self._note_row.hide()
        self.export_button.hide()
        self.work.begin(tr("Running the statement"))
        self.state.show_loading(tr("Running…"))
        self._stack.setCurrentWidget(self.state)

    def show_rows(self, model: RowsModel) -> None:
        """The columns are known; rows follow."""
        self._is_fitted = False
        self.grid.set_empty_text("")
        self.grid.show_model(model)
        self._fit()
        self._stack.setCurrentWidget(self.grid)
        self.export_button.show()

    def show_first(self) -> None:
        """The first rows have come: make the columns as wide as they ask for."""
        self._fit()

    def show_count(self, text: str) -> None:
        """Say how many rows there are by now."""
        self._count.setText(text)

    def show_note(self, text: str, tone: Tone, *, may_reveal: bool) -> None:
        """Say what else is to be known."""
        self._note.setText(text)
        restyle(self._note, tone=tone.value)
        self.reveal.setVisible(may_reveal)
        self._masking.setVisible(may_reveal)
        self._note_row.setVisible(bool(text))

    def show_trouble(self, told: Told) -> None:
        """Say why there are no rows."""
        self.trouble.show_trouble(told)
        self._count.hide()
        self._stack.setCurrentWidget(self.trouble)

    def end(self, text: str, *, has_rows: bool) -> None:
        """The statement has ended."""
        self.work.end()
        self._count.setText(text)
        self.export_button.setVisible(has_rows)
        if has_rows:
            self.grid.set_empty_text(tr("No row answers this statement."))
        elif self._stack.currentWidget() is self.state:
            self.state.show_empty(tr("Done"), tr("The statement has no rows to show."))

    def chosen_blocks(self) -> tuple[Block, ...]:
        """The selected cells."""
        return tuple(
            Block(part.top(), part.bottom(), part.left(), part.right())
            for part in self.grid.chosen_ranges()
        )

    def stop(self) -> None:
        """Stop every timer."""
        self.work.end()
        self.grid.stop()
        self.state.show_empty("")

    @Slot()
    def open_copy_menu(self) -> None:
        """Offer the formats at the current cell."""
        place = self.grid.visualRect(self.grid.currentIndex()).bottomLeft()
        corner = QPoint(max(place.x(), 0), max(place.y(), 0))
        self.menu.popup(self.grid.viewport().mapToGlobal(corner))

    @Slot()
    def _on_viewport_moved(self) -> None:
        """Until the user made a column wider or narrower, they fit the room that there is."""
        width = self.grid.viewport().width()
        if not self._is_fitted and width != self._fitted_room:
            self._fit()

    def _fit(self) -> None:
        self._fitted_room = self.grid.viewport().width()
        self.grid.fit_columns({})

    @Slot()
    def _on_widths_chosen(self) -> None:
        self._is_fitted = True

    def _connect(self) -> None:
        self.grid.widths_chosen.connect(self._on_widths_chosen)
        self.grid.viewport_moved.connect(self._on_viewport_moved)
        self.work.stop_asked.connect(self.stop_asked)
        self.reveal.clicked.connect(self.reveal_asked)
        self.export_button.clicked.connect(self.export_asked)
        self.grid.copy_asked.connect(self.copy_asked)
        self.menu.format_chosen.connect(self.copy_as_asked)
        for name, keys, wanted in (
            (tr("Export"), "Ctrl+E", self.export_asked),
            (tr("Copy as"), "Ctrl+Alt+C", self.open_copy_menu),
        ):
            action = QAction(name, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(wanted)
            self.addAction(action)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(10, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self._count)
        row.addWidget(self._statement, 1)
        row.addWidget(self.work)
        row.addWidget(self.export_button)
        note = QHBoxLayout(self._note_row)
        note.setContentsMargins(10, 0, 8, 6)
        note.setSpacing(8)
        note.addWidget(self._note)
        note.addWidget(self.reveal)
        note.addWidget(self._masking)
        note.addStretch(1)
        for part in (self.state, self.grid, self.trouble):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._note_row)
        column.addWidget(self._stack, 1)
