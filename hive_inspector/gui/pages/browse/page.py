"""The page Browse: view and presenter, wired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from hive_inspector.core.browsing.changes import LOOK_EVERY_S
from hive_inspector.gui.pages.browse.choices import Choices
from hive_inspector.gui.pages.browse.exporting import Exporting
from hive_inspector.gui.pages.browse.presenter import BrowsePresenter
from hive_inspector.gui.pages.browse.remembered import Remembered
from hive_inspector.gui.pages.browse.row_wiring import RowWiring
from hive_inspector.gui.pages.browse.scenes import scenes_of
from hive_inspector.gui.pages.browse.view import BrowseView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.browsing.sorting import SortTerm
    from hive_inspector.gui.pages.browse.filtering import ChoiceChip
    from hive_inspector.gui.pages.browse.layout import Layout
    from hive_inspector.gui.scene import Scene
    from hive_inspector.gui.workspace import Workspace


class BrowsePage(QObject):
    """Any table of the file, row by row."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = BrowseView(workspace.theme, parent)
        self._remembered = Remembered(workspace.state)
        self.presenter = BrowsePresenter(workspace, self.view, self.view)
        self.view.arrange(self._remembered.split, is_panel_wanted=self._remembered.panel_shown)
        self._wire()
        self._row_wiring = RowWiring(self.view, self.presenter)
        self.exporting = Exporting(workspace, self.view, self.presenter)
        workspace.tasks.changed.connect(self._on_tasks_changed)
        self._look = QTimer(self)
        self._look.setInterval(round(LOOK_EVERY_S * 1000))
        self._look.timeout.connect(self._on_look)

    @property
    def widget(self) -> QWidget:
        """What fills the window when the page is shown."""
        return self.view

    def show_table(self, name: str) -> None:
        """Show a table, now or as soon as the page is shown for the first time."""
        self.presenter.show_table(name)

    def show_column(self, table: str, column: str) -> None:
        """Show a table in one of its columns, now or as soon as the page is shown for the first time."""
        self.presenter.show_column(table, column)

    def show_rows(self, table: str, filters: Sequence[tuple[str, str]]) -> None:
        """Show the rows of a table that these filters leave, now or as soon as the page is shown.

        Args:
            table: The table.
            filters: Columns, and what would be typed under each; what the user chose there before is remembered.
        """
        self.presenter.show_table(table, Choices(filters=tuple(filters)), is_passing=True)

    def activate(self) -> None:
        """The page is shown now: open a table if none is open."""
        self.presenter.start()
        self._look.start()

    def deactivate(self) -> None:
        """Another page is shown now."""
        self._look.stop()

    def reload(self) -> None:
        """The user asked for the present state of the file."""
        self.presenter.reload()

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States that are worth a picture."""
        return scenes_of(self)

    def close(self) -> None:
        """The file is being closed."""
        self.exporting.close()
        self._look.stop()
        self.presenter.close()
        self.view.stop()

    def _wire(self) -> None:
        view = self.view
        view.tables.chosen.connect(self._on_table_chosen)
        view.rows.grid.viewport_moved.connect(self._on_viewport_moved)
        view.rows.grid.current_moved.connect(self._on_current_moved)
        view.rows.grid.copy_asked.connect(self._on_copy_asked)
        view.rows.grid.retry_asked.connect(self._on_retry_asked)
        view.rows.grid.rows_arrived.connect(self._on_rows_arrived)
        view.rows.widths_chosen.connect(self._on_widths_chosen)
        view.rows.grid.links.followed.connect(self._on_cell_followed)
        view.travel.back_asked.connect(self._on_back_asked)
        view.travel.forward_asked.connect(self._on_forward_asked)
        self._wire_choices()
        view.split_chosen.connect(self._on_split_chosen)
        view.panel_chosen.connect(self._on_panel_chosen)

    def _wire_choices(self) -> None:
        rows = self.view.rows
        rows.filter_typed.connect(self._on_filter_typed)
        rows.sort_asked.connect(self._on_sort_asked)
        rows.stop_asked.connect(self._on_stop_asked)
        rows.retry_asked.connect(self._on_try_again)
        rows.news_asked.connect(self._on_news_asked)
        everywhere = self.view.everywhere
        everywhere.search_asked.connect(self._on_search_asked)
        everywhere.stop_asked.connect(self._on_search_stop_asked)
        everywhere.opened.connect(self._on_hit_opened)
        rows.layout_chosen.connect(self._on_layout_chosen)
        rows.choices.taken_back.connect(self._on_taken_back)
        rows.choices.cleared.connect(self._on_cleared)
        rows.choices.combined.connect(self._on_combined)
        rows.actions_of_column.order_asked.connect(self._on_order_asked)
        rows.actions_of_column.unsort_asked.connect(self._on_unsort_asked)
        rows.actions_of_column.filter_asked.connect(self._on_filter_asked)

    @Slot(str, str)
    def _on_filter_typed(self, column: str, text: str) -> None:
        self.presenter.filters.edit(column, text)

    @Slot(str, bool)
    def _on_sort_asked(self, column: str, is_added: bool) -> None:  # noqa: FBT001 - what the signal carries
        self.presenter.filters.sort(column, added=is_added)

    @Slot(object, bool)
    def _on_order_asked(self, term: SortTerm, is_added: bool) -> None:  # noqa: FBT001 - what the signal carries
        self.presenter.filters.order(term, added=is_added)

    @Slot()
    def _on_unsort_asked(self) -> None:
        self.presenter.filters.unsort()

    @Slot(str)
    def _on_filter_asked(self, column: str) -> None:
        self.view.rows.enter_filter(column)

    @Slot()
    def _on_stop_asked(self) -> None:
        self.presenter.stop_selecting()

    @Slot()
    def _on_try_again(self) -> None:
        self.presenter.reload()

    @Slot(object)
    def _on_layout_chosen(self, layout: Layout) -> None:
        self.presenter.layout_chosen(layout)

    @Slot(object)
    def _on_taken_back(self, chip: ChoiceChip) -> None:
        self.presenter.filters.take_back(chip)

    @Slot()
    def _on_cleared(self) -> None:
        self.presenter.filters.clear()

    @Slot(bool)
    def _on_combined(self, any_of: bool) -> None:  # noqa: FBT001 - what the signal carries
        self.presenter.filters.combine(any_of=any_of)

    @Slot(str)
    def _on_search_asked(self, text: str) -> None:
        self.presenter.everywhere.search(text)

    @Slot()
    def _on_search_stop_asked(self) -> None:
        self.presenter.everywhere.stop()

    @Slot(str, str, int)
    def _on_hit_opened(self, table: str, text: str, place: int) -> None:
        self.presenter.open_hit(table, text, place)
        self.view.enter_grid()

    @Slot()
    def _on_news_asked(self) -> None:
        self.presenter.show_news()

    @Slot()
    def _on_look(self) -> None:
        self.presenter.changes.look()

    @Slot()
    def _on_tasks_changed(self) -> None:
        self.presenter.tell_progress()

    @Slot(str)
    def _on_table_chosen(self, name: str) -> None:
        self.presenter.show_table(name)

    @Slot(int, int)
    def _on_viewport_moved(self, first: int, last: int) -> None:
        self.presenter.rows_in_sight(first, last)

    @Slot(int, int)
    def _on_current_moved(self, row: int, column: int) -> None:
        self.presenter.current_moved(row, column)

    @Slot(bool)
    def _on_copy_asked(self, headers: bool) -> None:  # noqa: FBT001 - what the signal carries
        self.presenter.copying.copy(headers=headers)

    @Slot()
    def _on_retry_asked(self) -> None:
        self.presenter.retry_pages()

    @Slot()
    def _on_rows_arrived(self) -> None:
        self.presenter.rows_arrived()

    @Slot(object)
    def _on_widths_chosen(self, widths: Mapping[str, int]) -> None:
        self.presenter.width_chosen(widths)

    @Slot(int, int)
    def _on_cell_followed(self, row: int, column: int) -> None:
        self.presenter.follow_cell(row, column)

    @Slot()
    def _on_back_asked(self) -> None:
        self.presenter.travels.go_back()

    @Slot()
    def _on_forward_asked(self) -> None:
        self.presenter.travels.go_forward()

    @Slot(int, int)
    def _on_split_chosen(self, tables: int, panel: int) -> None:
        self._remembered.put_split(tables, panel)

    @Slot(bool)
    def _on_panel_chosen(self, is_wanted: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._remembered.put_panel_shown(is_wanted)
