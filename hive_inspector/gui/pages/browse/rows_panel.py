"""The middle of Browse: which table this is, which of its rows are shown, and the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hive_inspector.core.browsing.copying import Block
from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.cells import NUMBER, PLAIN
from hive_inspector.gui.pages.browse.choice_bar import LINE_HEIGHT, ChoiceBar
from hive_inspector.gui.pages.browse.column_actions import ColumnActions
from hive_inspector.gui.pages.browse.columns_panel import ColumnsPanel
from hive_inspector.gui.pages.browse.filter_help import HELP_LINE, FilterHelp
from hive_inspector.gui.pages.browse.layout import Layout
from hive_inspector.gui.pages.browse.looking import Place
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.floating_note import FloatingNote
from hive_inspector.gui.widgets.grid_view import GridView
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.state_panel import StatePanel
from hive_inspector.gui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.models.rows_model import RowsModel
    from hive_inspector.gui.pages.browse.filtering import ChoiceChip
    from hive_inspector.gui.tasks import TaskView
    from hive_inspector.gui.theme.theme import Theme

_LONGEST_SEARCH = 100
"""Characters of a cell that one may want to look for elsewhere; longer ones are texts to be read."""


class RowsPanel(QWidget):
    """Shows one table.

    Signals:
        widths_chosen: Widths by the name of the column, for columns that the user resized.
        layout_chosen: How the user arranged the columns.
        filter_typed: A column, and what stands under it now.
        sort_asked: A column whose title was clicked, and whether others stay.
        stop_asked: No more rows are to be found.
        retry_asked: What stopped half-way is to be tried again.
        news_asked: What others have written is to be shown.
    """

    widths_chosen = Signal(object)
    layout_chosen = Signal(object)
    filter_typed = Signal(str, str)
    sort_asked = Signal(str, bool)
    stop_asked = Signal()
    retry_asked = Signal()
    news_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = ElidedLabel("", "heading", self, mode=Qt.TextElideMode.ElideMiddle)
        self._count = label("", "dim", self)
        self._work = WorkLine(theme, self)
        self._description = ElidedLabel("", "small", self)
        self.choices = ChoiceBar(theme, self)
        self.help_button = IconButton(theme, "help", tr("How to write filters (F1)"), self)
        self.columns_button = IconButton(theme, "columns", tr("Arrange columns"), self)
        self.panel_button = IconButton(theme, "panel-right", tr("Row panel (F4)"), self)
        self.panel_button.setCheckable(True)
        self.grid = GridView(theme, self)
        self.grid.setAccessibleName(tr("Rows"))
        self.actions_of_column = ColumnActions(self.grid, self)
        self._help = FilterHelp(theme, self)
        self._columns = ColumnsPanel(theme, self)
        self._trouble = FloatingNote(theme, self.grid)
        self._news = FloatingNote(theme, self.grid)
        self._state = StatePanel(self)
        self._stack = QStackedWidget(self)
        self._line = QHBoxLayout()
        self._buttons = QHBoxLayout()
        self._model: RowsModel | None = None
        self._layout = Layout()
        self._has_former = False
        self._stop_key = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._stop_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._stop_key.setEnabled(False)
        self._stop_key.setWhatsThis(tr("Stop filtering or sorting"))
        self._lay_out()
        self._wire()

    def add_before_title(self, tool: QWidget) -> None:
        """Give a tool its place before the table's name."""
        self._line.insertWidget(0, tool)

    def add_button(self, button: QWidget) -> None:
        """Give a button its place before the others."""
        self._buttons.insertWidget(0, button)

    def show_heading(self, name: str, description: str) -> None:
        """Say which table is shown."""
        self._name.setText(name)
        self._description.setText(description)
        self.grid.setAccessibleDescription(visible_text(name))

    def show_count(self, text: str) -> None:
        """Say how many rows it has."""
        self._count.setText(text)

    def show_loading(self) -> None:
        """The table is being opened."""
        self._state.show_loading(tr("Opening the table"))
        self._stack.setCurrentWidget(self._state)

    def show_no_tables(self) -> None:
        """There is nothing to choose from."""
        self._state.show_empty(tr("This file has no tables."), tr("It is an empty database."))
        self._stack.setCurrentWidget(self._state)

    def show_failure(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """The table cannot be shown."""
        self._state.show_failure(error, retry)
        self._stack.setCurrentWidget(self._state)

    def show_rows(self, model: RowsModel, widths: Mapping[str, int], layout: Layout) -> None:
        """Show the rows, columns as the user once arranged them, and as wide as their content asks for otherwise."""
        previous, self._model = self._model, model
        self.grid.header.filters.clear_columns()
        self.grid.show_model(model)
        if previous is not None:
            previous.deleteLater()
        self._stack.setCurrentWidget(self.grid)
        self._arrange(layout.complete(model.names))
        chosen = {at: widths[name] for at, name in enumerate(model.names) if name in widths}
        self.grid.fit_columns(chosen)

    def show_work(self, title: str) -> None:
        """Other rows are on their way into the place of those in sight."""
        self._trouble.hide()
        self._has_former = True
        self._work.begin(title)
        self._stop_key.setEnabled(True)

    def show_progress(self, task: TaskView) -> None:
        """How far they are."""
        self._work.show_progress(task.done, task.total)

    def show_arrived(self) -> None:
        """The first of them are in sight; others follow."""
        self._has_former = False
        self.grid.set_former(False)

    def end_work(self) -> None:
        """No more follow."""
        self._work.end()
        self._stop_key.setEnabled(False)
        self.grid.set_former(False)

    def set_empty_text(self, text: str) -> None:
        """What stands in place of rows where there are none."""
        self.grid.set_empty_text(text)

    def show_filters(self, texts: Mapping[str, str], problems: Mapping[str, str]) -> None:
        """What stands under the titles, by column, and why some of it cannot be used."""
        self.grid.header.filters.set_texts(self._by_place(texts), self._by_place(problems))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """The same, where the user is typing: the texts stand as they were typed."""
        self.grid.header.filters.set_problems(self._by_place(problems))

    def show_chips(self, chips: Sequence[ChoiceChip], *, any_of: bool) -> None:
        """Show what was chosen, and whether one of the filters is enough."""
        self.choices.show_chips(chips, any_of=any_of)
        self._description.setVisible(not chips)

    def show_trouble(self, error: InspectorError | None) -> None:
        """Say what stopped the work on the whole table, or nothing."""
        text = "" if error is None else f"{error.message} {error.hint}".strip()
        self._trouble.say(text, tr("Try again"), Tone.PROBLEM)

    def show_news(self, text: str, action: str) -> None:
        """Say what changed, and offer to show it; no text takes it back."""
        self._news.say(text, action, Tone.INFORMATION)

    def take_typed(self) -> None:
        """Have what was typed under the titles carried out at once, without the pause after the last letter."""
        self.grid.header.filters.tell_typed()

    def enter_filter(self, column: str = "") -> None:
        """Go to the filter of a column, or of the current one."""
        if self._stack.currentWidget() is self.grid and self._model is not None:
            names = self._model.names
            at = names.index(column) if column in names else self.current_column()
            self.grid.header.filters.enter(at)

    def stop(self) -> None:
        """Stop every timer."""
        self.grid.stop()
        self._work.end()
        self._state.show_empty("")

    def place(self) -> Place:
        """The rows in sight and the current one."""
        first, last = self.grid.visible_rows()
        return Place(first, max(self.grid.currentIndex().row(), 0), max(last - first, 0))

    def current_column(self) -> int:
        """The column of the current cell."""
        return max(self.grid.currentIndex().column(), 0)

    def current_text(self) -> str:
        """What the current cell shows, where it is a value to be looked for."""
        index, model = self.grid.currentIndex(), self._model
        shown = model.shown_row(index.row()) if model is not None and index.isValid() else None
        if shown is None or shown[1][index.column()] not in (PLAIN, NUMBER):
            return ""
        return shown[0][index.column()] if len(shown[0][index.column()]) <= _LONGEST_SEARCH else ""

    def move_to(self, place: Place, column: int | None = None) -> None:
        """Bring rows into sight and make a cell the current one."""
        wanted = self.current_column() if column is None else column
        self.grid.go_to(place.top, place.current, wanted)

    def drop_selection(self) -> None:
        """Other rows stand at the selected places now."""
        self.grid.clearSelection()

    def chosen_blocks(self) -> tuple[Block, ...]:
        """The selected cells."""
        chosen = self.grid.chosen_ranges()
        return tuple(Block(r.top(), r.bottom(), r.left(), r.right()) for r in chosen)

    def put_on_clipboard(self, text: str) -> None:
        """Hand a text to other programs; bytes that are no text become question marks, as Qt would drop it all."""
        readable = text.encode("utf-8", "replace").decode("utf-8")
        QGuiApplication.clipboard().setText(readable)

    @property
    def layout_of_columns(self) -> Layout:
        """How the columns are arranged."""
        return self._layout

    @Slot(object)
    def take_layout(self, layout: Layout) -> None:
        """Arrange the columns as the user wants them."""
        self._arrange(layout)
        self.layout_chosen.emit(layout)

    def _arrange(self, layout: Layout) -> None:
        if self._model is None:
            return
        self._layout = layout
        places = {name: at for at, name in enumerate(self._model.names)}
        order = [places[name] for name in layout.order]
        self.grid.arrange_columns(order, {places[name] for name in layout.hidden}, layout.frozen)
        self._columns.set_layout(layout, self._model.names)
        hidden = len(layout.hidden)
        told = (
            tr("Arrange columns ({hidden} hidden)", hidden=hidden)
            if hidden
            else tr("Arrange columns")
        )
        self.columns_button.set_name(told)

    def _by_place(self, values: Mapping[str, str]) -> dict[int, str]:
        names = () if self._model is None else self._model.names
        return {at: values[name] for at, name in enumerate(names) if name in values}

    @Slot()
    def _on_work_appeared(self) -> None:
        self.grid.set_former(self._has_former)

    @Slot(object)
    def _on_widths_chosen(self, widths: Mapping[int, int]) -> None:
        if self._model is not None:
            names = self._model.names
            self.widths_chosen.emit({names[at]: width for at, width in widths.items()})

    @Slot()
    def _on_columns_moved(self) -> None:
        if self._model is not None:
            header, names = self.grid.header, self._model.names
            order = tuple(names[header.logicalIndex(visual)] for visual in range(len(names)))
            layout = Layout(order, self._layout.hidden, self._layout.frozen)
            self._layout = layout
            self._columns.set_layout(layout, names)
            self.layout_chosen.emit(layout)

    @Slot(int, str)
    def _on_filter_edited(self, column: int, text: str) -> None:
        if self._model is not None and column < len(self._model.names):
            self.filter_typed.emit(self._model.names[column], text)

    @Slot(int, bool)
    def _on_sort_asked(self, column: int, is_added: bool) -> None:  # noqa: FBT001 - what the signal carries
        if self._model is not None:
            self.sort_asked.emit(self._model.names[column], is_added)

    @Slot()
    def _show_help(self) -> None:
        self._help.open_under(self.help_button)

    @Slot()
    def _show_columns(self) -> None:
        self._columns.open_under(self.columns_button)

    @Slot(int, QPoint)
    def _show_column_menu(self, column: int, place: QPoint) -> None:
        if self._model is not None:
            self.actions_of_column.open_menu(self._model.names[column], place)

    def _wire(self) -> None:
        header = self.grid.header
        self.grid.widths_chosen.connect(self._on_widths_chosen)
        self.grid.columns_moved.connect(self._on_columns_moved)
        header.filters.set_help(HELP_LINE)
        header.filters.edited.connect(self._on_filter_edited)
        header.filters.help_asked.connect(self._show_help)
        header.sort_asked.connect(self._on_sort_asked)
        header.menu_asked.connect(self._show_column_menu)
        self._work.appeared.connect(self._on_work_appeared)
        self._work.stop_asked.connect(self.stop_asked)
        self._stop_key.activated.connect(self.stop_asked)
        self._trouble.accepted.connect(self.retry_asked)
        self._news.accepted.connect(self.news_asked)
        self.help_button.clicked.connect(self._show_help)
        self.columns_button.clicked.connect(self._show_columns)
        self._columns.layout_chosen.connect(self.take_layout)
        self.actions_of_column.layout_chosen.connect(self.take_layout)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 12, 8)
        head.setSpacing(4)
        line = self._line
        line.setSpacing(10)
        for part in (self._name, self._count, self._work):
            line.addWidget(part)
        line.addStretch(1)
        buttons = self._buttons
        buttons.setSpacing(2)
        for button in (self.help_button, self.columns_button, self.panel_button):
            buttons.addWidget(button)
        line.addLayout(buttons)
        head.addLayout(line)
        head.addWidget(self._description)
        head.addWidget(self.choices)
        self._description.setFixedHeight(LINE_HEIGHT)
        column.addLayout(head)
        self._stack.addWidget(self._state)
        self._stack.addWidget(self.grid)
        column.addWidget(self._stack, 1)
        QWidget.setTabOrder(self.panel_button, self.grid.header.filters)
        QWidget.setTabOrder(self.grid.header.filters, self.grid)
