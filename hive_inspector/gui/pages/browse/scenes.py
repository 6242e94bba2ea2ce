"""Browse in the states that its pictures show: filters, viewers, secrets, a profile, the export dialog."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.sorting import SortTerm
from hive_inspector.core.language import tr
from hive_inspector.gui.pages.browse.choices import Choices
from hive_inspector.gui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.exporting.dialog import ExportDialog
    from hive_inspector.gui.pages.browse.page import BrowsePage

_TALK, _SETTINGS = "messages", "configurations"


def scenes_of(page: BrowsePage) -> tuple[Scene, ...]:
    """The states that this file has something for."""
    schema = page.presenter.schema
    found: list[Scene] = []
    if schema.table(_TALK) is not None:
        found += [
            Scene("filters", partial(_filters, page)),
            Scene("markdown", partial(_cell, page, _TALK, "content")),
            Scene("json", partial(_cell, page, _TALK, "consensus_path")),
            Scene("profile", partial(_profile, page)),
            Scene("unclear", partial(_unclear, page)),
            Scene("arranged", partial(_arranged, page), leave=partial(_as_usual, page)),
            Scene("search", partial(_search, page), leave=page.view.enter_grid),
        ]
    if schema.table(_SETTINGS) is not None:
        found += [
            Scene("secrets", partial(_cell, page, _SETTINGS, "value")),
            Scene("export", partial(_export, page), partial(_dialog, page)),
        ]
    return tuple(found)


def _filters(page: BrowsePage) -> Iterator[None]:
    choices = Choices((("role", "=assistant"), ("content", "migration")))
    page.presenter.show_table(_TALK, choices, is_passing=True)
    yield
    _go(page, 6, "content")
    yield


def _unclear(page: BrowsePage) -> Iterator[None]:
    choices = Choices((("role", "=assistant"), ("content", "/(draft/")))
    page.presenter.show_table(_TALK, choices, is_passing=True)
    yield
    page.view.rows.enter_filter("content")
    yield


def _arranged(page: BrowsePage) -> Iterator[None]:
    """Sorted by two columns, the first one frozen, scrolled to the right, with news of another program."""
    sort = (SortTerm("role"), SortTerm("timestamp", descending=True))
    page.presenter.show_table(_TALK, Choices(sort=sort), is_passing=True)
    yield
    rows = page.view.rows
    layout = rows.layout_of_columns
    rows.take_layout(layout.frozen_up_to(layout.order[0]))
    rows.grid.horizontalScrollBar().setValue(rows.grid.columnWidth(1))
    rows.show_news("1,204 new rows", tr("Show"))
    yield


def _as_usual(page: BrowsePage) -> None:
    rows = page.view.rows
    rows.take_layout(replace(rows.layout_of_columns, frozen=0))
    rows.show_news("", "")


def _search(page: BrowsePage) -> Iterator[None]:
    yield from _cell(page, _TALK, "conversation_id")
    text = page.view.rows.current_text()
    page.view.enter_everywhere()
    page.presenter.everywhere.search(text)
    yield


def _cell(page: BrowsePage, table: str, column: str) -> Iterator[None]:
    page.presenter.show_table(table, Choices(), is_passing=True)
    yield
    row = 4 if table == _TALK else 0
    _go(page, row, column)
    yield


def _profile(page: BrowsePage) -> Iterator[None]:
    yield from _cell(page, _TALK, "role")
    page.presenter.row.profile.start()
    yield


def _export(page: BrowsePage) -> Iterator[None]:
    yield from _cell(page, _SETTINGS, "value")
    page.exporting.open()
    yield


def _dialog(page: BrowsePage) -> ExportDialog | None:
    return page.exporting.dialog


def _go(page: BrowsePage, row: int, column: str) -> None:
    model = page.presenter.model
    if model is not None and column in model.names and model.rowCount():
        at = list(model.names).index(column)
        page.view.rows.grid.go_to(0, min(row, model.rowCount() - 1), at)
        page.view.rows.grid.scrollTo(page.view.rows.grid.currentIndex())
