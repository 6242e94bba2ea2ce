"""A file that is opened again is as it was left, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.statistics.periods import Choice, Span
from hive_inspector.gui.pages.health.checks_list import ChecksList
from hive_inspector.gui.pages.migrations.versions_list import VersionsList
from hive_inspector.gui.pages.query.editors import Editors
from hive_inspector.gui.pages.schema.view import SchemaView, Tab
from hive_inspector.gui.pages.statistics.period_bar import PeriodBar
from hive_inspector.gui.pages.support.view import SupportView
from hive_inspector.gui.pages.support.view import Tab as Part
from hive_inspector.gui.widgets.grid_view import GridView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program

TITLES = Qt.Orientation.Horizontal


def body(program: Program, page: str, qtbot: QtBot) -> Any:
    """A page, in front and at rest."""
    session = program.desk.session
    assert session is not None
    program.window.area.turn_to(page)
    at_rest(program, qtbot)
    return next(one for one in session.pages if one.id == page).body  # type: ignore[attr-defined]


def at_rest(program: Program, qtbot: QtBot) -> None:
    session = program.desk.session
    assert session is not None
    qtbot.waitUntil(lambda: session.workspace.tasks.is_idle)


def one_of(page: Any, kind: type) -> Any:
    widget = page.widget
    return widget if isinstance(widget, kind) else widget.findChild(kind)


def leave_browse(program: Program, qtbot: QtBot) -> None:
    page = body(program, "browse", qtbot)
    page.show_rows("messages", [("role", "user")])
    at_rest(program, qtbot)
    one_of(page, GridView).widths_chosen.emit({0: 222})
    one_of(page, GridView).go_to(5, 7, 2)


def seen_browse(program: Program, qtbot: QtBot) -> object:
    page = body(program, "browse", qtbot)
    grid = one_of(page, GridView)
    qtbot.waitUntil(lambda: grid.currentIndex().isValid())
    at = grid.currentIndex()
    roles = {grid.model().index(row, 2).data() for row in range(5, 8)}
    title = grid.model().headerData(2, TITLES)
    return (at.row(), at.column()), roles, title, grid.verticalScrollBar().value()


def leave_query(program: Program, qtbot: QtBot) -> None:
    page = body(program, "query", qtbot)
    editors = one_of(page, Editors)
    editors.editor.setPlainText("SELECT 41")
    editors.add_new()
    editors.editor.setPlainText("SELECT 42")


def seen_query(program: Program, qtbot: QtBot) -> object:
    page = body(program, "query", qtbot)
    editors = one_of(page, Editors)
    return [one.text for one in editors.scripts], editors.currentIndex()


def leave_schema(program: Program, qtbot: QtBot) -> None:
    page = body(program, "schema", qtbot)
    page.show_table("stage_outputs")
    at_rest(program, qtbot)
    one_of(page, SchemaView).setCurrentIndex(Tab.DIAGRAM)


def seen_schema(program: Program, qtbot: QtBot) -> object:
    page = body(program, "schema", qtbot)
    view = one_of(page, SchemaView)
    tab = Tab(view.currentIndex())
    view.setCurrentIndex(Tab.OBJECTS)
    at_rest(program, qtbot)
    shown = view.object.shown
    view.setCurrentIndex(tab)
    at_rest(program, qtbot)
    return tab, shown


def leave_health(program: Program, qtbot: QtBot) -> None:
    page = body(program, "health", qtbot)
    checks = one_of(page, ChecksList)
    checks.setCurrentIndex(checks.model().index(4, 0))


def seen_health(program: Program, qtbot: QtBot) -> object:
    page = body(program, "health", qtbot)
    return one_of(page, ChecksList).current_check


def leave_migrations(program: Program, qtbot: QtBot) -> None:
    page = body(program, "migrations", qtbot)
    versions = one_of(page, VersionsList)
    versions.setCurrentIndex(versions.model().index(4, 0))


def seen_migrations(program: Program, qtbot: QtBot) -> object:
    page = body(program, "migrations", qtbot)
    return one_of(page, VersionsList).currentIndex().row()


def leave_statistics(program: Program, qtbot: QtBot) -> None:
    page = body(program, "statistics", qtbot)
    bar = one_of(page, PeriodBar)
    bar.button(Span.WEEK).click()
    bar.compare.setChecked(False)
    qtbot.waitUntil(lambda: bar.choice == Choice(Span.WEEK))
    at_rest(program, qtbot)


def seen_statistics(program: Program, qtbot: QtBot) -> object:
    page = body(program, "statistics", qtbot)
    bar = one_of(page, PeriodBar)
    return bar.choice.span, bar.compare.isChecked()


def leave_support(program: Program, qtbot: QtBot) -> None:
    page = body(program, "support", qtbot)
    one_of(page, SupportView).setCurrentIndex(Part.AUDIT)


def seen_support(program: Program, qtbot: QtBot) -> object:
    page = body(program, "support", qtbot)
    return Part(one_of(page, SupportView).currentIndex())


LEFT: dict[str, Callable[[Program, QtBot], None]] = {
    "browse": leave_browse,
    "query": leave_query,
    "schema": leave_schema,
    "migrations": leave_migrations,
    "health": leave_health,
    "statistics": leave_statistics,
    "support": leave_support,
}
SEEN: dict[str, Callable[[Program, QtBot], object]] = {
    "browse": seen_browse,
    "query": seen_query,
    "schema": seen_schema,
    "migrations": seen_migrations,
    "health": seen_health,
    "statistics": seen_statistics,
    "support": seen_support,
}


def test_every_page_of_a_file_is_as_it_was_left(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    """Told together, so that the file is opened twice only."""
    file = tmp_path / "hive-ai.db"
    make_demo(file, size=DemoSize.SMALL)
    program.begin(WindowRequest(file))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    unlike = {page: seen(program, qtbot) for page, seen in SEEN.items()}
    for leave in LEFT.values():
        leave(program, qtbot)
    left = {page: seen(program, qtbot) for page, seen in SEEN.items()}
    assert [page for page in SEEN if unlike[page] == left[page]] == []
    program.desk.close_file()
    program.begin(WindowRequest(file))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    current = program.window.area.current
    assert current is not None
    assert current.id == "support"
    assert {page: seen(program, qtbot) for page, seen in SEEN.items()} == left
