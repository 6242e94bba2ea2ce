"""Connects the panel of the row with who decides about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from hive_inspector.gui.pages.browse.cell.views import View
    from hive_inspector.gui.pages.browse.presenter import BrowsePresenter
    from hive_inspector.gui.pages.browse.view import BrowseView


class RowWiring(QObject):
    """What the user means with the panel of the row."""

    def __init__(self, view: BrowseView, presenter: BrowsePresenter) -> None:
        super().__init__(view)
        self._view = view
        self._presenter = presenter
        panel = view.row
        panel.field_chosen.connect(self._on_field_chosen)
        panel.field_followed.connect(self._on_field_followed)
        panel.reveal_asked.connect(self._on_reveal_asked)
        panel.copy_asked.connect(self._on_copy_value_asked)
        panel.links.link_chosen.connect(self._on_link_chosen)
        panel.profile.profile_asked.connect(self._on_profile_asked)
        panel.profile.stop_asked.connect(self._on_profile_stop_asked)
        panel.profile.value_chosen.connect(self._on_value_chosen)
        self._wire_viewer()

    def _wire_viewer(self) -> None:
        viewer = self._view.row.viewer
        viewer.view_chosen.connect(self._on_cell_view_chosen)
        viewer.end_neared.connect(self._on_text_end_neared)
        viewer.start_neared.connect(self._on_text_start_neared)
        viewer.jump_asked.connect(self._on_jump_asked)
        viewer.bytes_asked.connect(self._on_bytes_asked)
        viewer.search_asked.connect(self._on_json_search_asked)
        viewer.text_copy_asked.connect(self._on_text_copy_asked)

    @Slot(int)
    def _on_field_chosen(self, line: int) -> None:
        self._presenter.choose_field(line)

    @Slot(int)
    def _on_field_followed(self, line: int) -> None:
        self._presenter.row.follow(line)

    @Slot()
    def _on_reveal_asked(self) -> None:
        self._presenter.reveal()

    @Slot()
    def _on_copy_value_asked(self) -> None:
        self._presenter.copy_value()

    @Slot(int)
    def _on_link_chosen(self, line: int) -> None:
        self._presenter.row.links.choose(line)

    @Slot()
    def _on_profile_asked(self) -> None:
        self._presenter.row.profile.start()

    @Slot()
    def _on_profile_stop_asked(self) -> None:
        self._presenter.row.profile.stop()

    @Slot(int)
    def _on_value_chosen(self, place: int) -> None:
        self._presenter.row.profile.choose(place)

    @Slot(object)
    def _on_cell_view_chosen(self, view: View) -> None:
        self._presenter.row.cell.turn_to(view)

    @Slot()
    def _on_text_end_neared(self) -> None:
        self._presenter.row.cell.read_below()

    @Slot()
    def _on_text_start_neared(self) -> None:
        self._presenter.row.cell.read_above()

    @Slot(object)
    def _on_jump_asked(self, offset: int) -> None:
        self._presenter.row.cell.jump(offset)

    @Slot(object)
    def _on_bytes_asked(self, offset: int) -> None:
        self._presenter.row.cell.read_bytes(offset)

    @Slot(str)
    def _on_json_search_asked(self, words: str) -> None:
        self._presenter.row.cell.search(words)

    @Slot(str)
    def _on_text_copy_asked(self, text: str) -> None:
        self._view.rows.put_on_clipboard(text)
