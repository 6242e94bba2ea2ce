"""Browse in the states that its pictures show: filters, viewers, secrets, a profile, the export dialog."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.gui.pages.browse.choices import Choices
from hive_inspector.gui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.pages.browse.export.dialog import ExportDialog
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
