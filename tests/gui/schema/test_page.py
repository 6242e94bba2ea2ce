"""The Schema page: objects, the diagram, differences."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.findings import Severity
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.schema.diagram import Detail
from hive_inspector.gui.pages.schema.page import SchemaPage
from hive_inspector.gui.pages.schema.view import Tab
from hive_inspector.gui.pages.schema.words import comparable
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace

    OpenPage = Callable[..., SchemaPage]


@pytest.fixture
def open_page(
    qtbot: QtBot, tasks: TaskRunner, open_workspace: Callable[..., Workspace]
) -> Iterator[OpenPage]:
    """Opens a page on one of its views and waits for it."""
    pages: list[SchemaPage] = []

    def open_it(path: Path, tab: Tab = Tab.OBJECTS) -> SchemaPage:
        page = SchemaPage(open_workspace(path))
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        page.widget.setCurrentIndex(tab)
        page.activate()
        qtbot.waitUntil(lambda: tasks.is_idle)
        pages.append(page)
        return page

    yield open_it
    for page in pages:
        page.close()


@pytest.fixture
def core(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive-ai.db", "core-013")


def listed(page: SchemaPage) -> list[str]:
    model = page.widget.tables
    entries = (model.entry_at(line) for line in range(model.rowCount()))
    return [entry.name for entry in entries if entry is not None]


def go_to(page: SchemaPage, table: str, tasks: TaskRunner, qtbot: QtBot) -> None:
    page.show_table(table)
    qtbot.waitUntil(lambda: tasks.is_idle)


def test_an_object_is_shown_with_its_columns_indexes_and_sql(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    go_to(page, "messages", tasks, qtbot)
    with closing(sqlite3.connect(core)) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(messages)")]
        sql = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'messages'").fetchone()[0]
        indexes = {row[1] for row in raw.execute("PRAGMA index_list(messages)")}
        sizes = dict(raw.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    shown = page.widget.object
    assert [row[0] for row in shown.columns.texts.rows] == columns
    assert {row[0] for row in shown.indexes.texts.rows} == indexes
    assert shown.sql.toPlainText().startswith(sql)
    assert {sizes[row[0]] for row in shown.indexes.texts.rows} == {4096}
    assert {row[1] for row in shown.indexes.texts.rows} == {"4.0 KB"}


def test_a_table_is_found_by_the_name_of_a_column(open_page: OpenPage, core: Path) -> None:
    page = open_page(core)
    page.widget.list.field.setText("consensus_path")
    having = {
        table.name
        for table in blueprint("core-013").tables
        if any(column.name == "consensus_path" for column in table.columns)
    }
    assert set(listed(page)) == having


def test_a_reference_leads_to_its_table(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    go_to(page, "messages", tasks, qtbot)
    links = page.widget.object.links
    place = next(n for n, line in enumerate(links.lines) if "conversation_id" in line.text)
    links.button(place).click()
    qtbot.waitUntil(lambda: page.widget.object.shown == "conversations")


def test_a_table_is_taken_along_as_sql_model_and_markdown(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    go_to(page, "users", tasks, qtbot)
    texts = []
    for action in page.widget.object.copy_actions:
        action.trigger()
        texts.append(QGuiApplication.clipboard().text())
    assert texts[0].startswith('CREATE TABLE "users"')
    assert "class Users(Model):" in texts[1]
    assert texts[2].startswith("### users")


def test_the_diagram_shows_every_table_and_leads_to_it(
    open_page: OpenPage, core: Path, qtbot: QtBot
) -> None:
    page = open_page(core, Tab.DIAGRAM)
    view = page.widget.diagram.view
    view.choose("users")
    assert view.current == "users"
    view.table_opened.emit("users")
    assert page.widget.currentIndex() == Tab.OBJECTS
    qtbot.waitUntil(lambda: page.widget.object.shown == "users")


def test_the_detail_of_the_diagram_is_remembered(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core, Tab.DIAGRAM)
    before = page.widget.diagram.view.sceneRect()
    page.widget.diagram.detail_chosen.emit(Detail.COLUMNS)
    qtbot.waitUntil(lambda: tasks.is_idle)
    after = page.widget.diagram.view.sceneRect()
    assert after.width() * after.height() > before.width() * before.height()


def test_the_drawing_is_copied_as_a_picture(open_page: OpenPage, core: Path) -> None:
    page = open_page(core, Tab.DIAGRAM)
    page.widget.diagram.copy_action.trigger()
    image = QGuiApplication.clipboard().image()
    assert isinstance(image, QImage)
    assert image.width() > 1_000


def test_a_file_that_is_as_it_should_be_has_no_difference(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(make_lineage_file(tmp_path / "five.db", "core-005"), Tab.DIFFERENCES)
    assert "no difference" in page.widget.differences.state.text


def test_differences_say_what_they_break(open_page: OpenPage, tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "five.db",
        "core-005",
        ("DROP INDEX idx_messages_conversation", "ALTER TABLE users ADD COLUMN nick TEXT"),
    )
    page = open_page(path, Tab.DIFFERENCES)
    found = {one.compared.name: one for one in page.widget.differences.shown}
    assert set(found) == {"idx_messages_conversation", "users"}
    assert found["idx_messages_conversation"].severity is Severity.WARNING
    assert "Nothing is wrong, only slower." in found["idx_messages_conversation"].reasons
    assert found["users"].reasons[0].startswith("nick: ")


def test_a_reference_that_leads_nowhere_is_told_where_the_version_has_it_too(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(make_lineage_file(tmp_path / "six.db", "core-006"), Tab.DIFFERENCES)
    (one,) = page.widget.differences.shown
    assert one.compared.name == "conversations"
    assert one.severity is Severity.PROBLEM
    assert "consensus_profiles_backup" in one.reasons[0]


def test_two_versions_are_compared_without_a_verdict(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core, Tab.DIFFERENCES)
    panel = page.widget.differences
    panel.sides_chosen.emit("core-012", "core-013")
    qtbot.waitUntil(lambda: tasks.is_idle)
    added = {
        table.name
        for table in blueprint("core-013").tables
        if table.kind is TableKind.TABLE and blueprint("core-012").table(table.name) is None
    }
    assert added <= {one.compared.name for one in panel.shown}
    assert {one.severity for one in panel.shown} == {None}


def test_everything_known_can_stand_on_a_side() -> None:
    assert {name for name, _ in comparable()} == {"", *blueprint_names()}
    titles = [title for _, title in comparable()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("tab", Tab)
def test_a_file_without_tables_says_so(open_page: OpenPage, tmp_path: Path, tab: Tab) -> None:
    path = make_file(tmp_path / "empty.db", ("CREATE TABLE t (a)", "DROP TABLE t"))
    page = open_page(path, tab)
    if tab is Tab.OBJECTS:
        assert "no tables" in page.widget.state.text
    elif tab is Tab.DIAGRAM:
        assert "no tables" in page.widget.diagram.state.text


def test_a_view_that_fails_says_why(open_page: OpenPage, tmp_path: Path) -> None:
    path = make_file(tmp_path / "broken.db", ("CREATE VIEW v AS SELECT x FROM nowhere",))
    page = open_page(path)
    assert "nowhere" in page.widget.object.problem_text


def test_what_changed_meanwhile_is_shown_on_reload(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    with closing(sqlite3.connect(core)) as raw:
        raw.execute("CREATE TABLE brand_new (a)")
        raw.commit()
    page.reload()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert "brand_new" in listed(page)
