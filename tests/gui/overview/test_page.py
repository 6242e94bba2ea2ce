from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.health import probes
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.checkup import Checkup
from hive_inspector.gui.pages.overview import work
from hive_inspector.gui.pages.overview.page import OverviewPage
from hive_inspector.gui.sampling import Sampler
from hive_inspector.gui.statistics_source import StatisticsSource
from hive_inspector.gui.widgets.charts.hover_card import Sign
from tests.support.demos import small_demo
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme
    from hive_inspector.gui.workspace import Workspace

    OpenPage = Callable[[Path], OverviewPage]


class CalmCheckup(Checkup):
    """Runs nothing by itself: what checks find is told by their own tests."""

    def run_quick(self) -> None:
        """Leave it."""


LOCKED = DatabaseLocked("Another program is writing to the database.", "Try again in a moment.")


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("overview") / "hive-ai.db"
    small_demo(path)
    return path


@pytest.fixture
def open_page(qtbot: QtBot, open_workspace: Callable[[Path], Workspace]) -> Iterator[OpenPage]:
    pages: list[OverviewPage] = []

    def open_it(path: Path) -> OverviewPage:
        workspace = open_workspace(path)
        checkup = CalmCheckup(workspace, workspace.state)
        sampler = Sampler(workspace, workspace.state)
        source = StatisticsSource(workspace.opened.database)
        answers = work.FileAnswers(workspace.opened.database, source)
        page = OverviewPage(workspace, sampler, checkup, answers)
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        pages.append(page)
        return page

    yield open_it
    for page in pages:
        page.close()


@pytest.fixture
def loaded(qtbot: QtBot, open_page: OpenPage, tasks: TaskRunner) -> OpenPage:
    """Opens a page, and waits until every part of it has arrived."""

    def open_and_wait(path: Path) -> OverviewPage:
        page = open_page(path)
        page.activate()
        qtbot.waitUntil(lambda: tasks.is_idle and has_arrived(page))
        return page

    return open_and_wait


def has_arrived(page: OverviewPage) -> bool:
    """Whether nothing waits any more; the gauges are measured quietly, so the runner does not count them."""
    return all(gauge.reading is not None for gauge in page.widget.gauges.values())


def texts_with(view: QWidget, part: str) -> list[str]:
    return [x.text() for x in view.findChildren(QLabel) if part in x.text()]


def plain(path: Path, sql: str) -> object:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchone()[0]


def test_before_anything_arrived_every_part_stands_and_waits(
    open_page: OpenPage, demo_file: Path
) -> None:
    view = open_page(demo_file).widget

    assert view.title_text == "Hive core · version 13"
    assert {card.value_text for card in view.numbers.values()} == {"…"}
    assert all(gauge.reading is None for gauge in view.gauges.values())
    assert not view.sizes.has_content


def test_every_part_shows_what_the_file_holds(loaded: OpenPage, demo_file: Path) -> None:
    view = loaded(demo_file).widget

    messages = plain(demo_file, "SELECT count(*) FROM messages")
    cost = plain(demo_file, "SELECT sum(total_cost) FROM conversations")
    assert view.numbers["message_count"].value_text == f"{messages:,}"
    assert view.numbers["total_cost"].value_text == f"$ {cost:,.2f}"
    assert view.verdict.title_label.text() == "Nothing wrong at first sight"
    assert view.verdict.rows == ()
    assert "All 13 migrations are applied." in view.verdict.assurances
    assert view.migrations.chip_text == "13 of 13 applied"
    assert len(view.migrations.timeline.steps) == 13
    assert view.sizes.bars.rows[0].bar.name == "messages"
    assert view.sizes.bars.rows[0].bar.fraction == 1
    assert dict(view.facts.facts)["Folder"] == str(demo_file.parent)


def test_the_gauges_show_the_vitals(loaded: OpenPage, demo_file: Path) -> None:
    gauges = loaded(demo_file).widget.gauges
    values = {name: gauge.reading.value for name, gauge in gauges.items() if gauge.reading}

    references = plain(
        demo_file,
        "SELECT count(DISTINCT m.name || f.id) FROM sqlite_master m, pragma_foreign_key_list(m.name) f",
    )
    assert values["response"].endswith(" ms")
    assert values["pool"].endswith(" / 10")
    assert values["wal"] == "empty"
    assert values["references"] == f"{references} / {references}"


def test_a_file_with_a_dangling_reference_says_so_first(loaded: OpenPage, tmp_path: Path) -> None:
    books = (
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT, applied_at TEXT)"
    )
    rows = tuple(f"INSERT INTO schema_migrations VALUES ({n}, 'x', 'y')" for n in range(1, 14))
    view = loaded(make_lineage_file(tmp_path / "x.db", "core-013", (books, *rows))).widget

    assert view.verdict.title_label.text() == "1 problem needs attention"
    assert view.verdict.rows[0].remark.title == "Writes to conversations fail"
    reading = view.gauges["references"].reading
    assert reading is not None
    assert (reading.value, reading.word) == ("33 / 34", "bad")


def test_more_than_four_remarks_are_shown_on_demand(loaded: OpenPage, tmp_path: Path) -> None:
    tables = [f"CREATE TABLE t{n} (a REFERENCES gone{n})" for n in range(6)]
    view = loaded(make_file(tmp_path / "x.db", tables)).widget
    more = next(b for b in view.findChildren(QAbstractButton) if b.text() == "and 2 more")

    counts, texts = [len(view.verdict.rows)], [more.text()]
    for _ in range(2):
        more.click()
        counts.append(len(view.verdict.rows))
        texts.append(more.text())

    assert counts == [4, 6, 4]
    assert texts == ["and 2 more", "Show fewer", "and 2 more"]


def test_another_database_is_shown_as_what_it_is(loaded: OpenPage, tmp_path: Path) -> None:
    view = loaded(make_file(tmp_path / "x.db", ("CREATE TABLE songs (a)",))).widget

    assert view.title_text == "Not a Hive database"
    assert [*view.numbers] == ["tables", "views", "indexes", "triggers", "database_size_bytes"]
    assert view.numbers["tables"].value_text == "1"
    assert not view.migrations.has_content
    assert texts_with(view.migrations, "No migrations")


def test_an_empty_database_is_shown_as_empty(loaded: OpenPage, tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)", "DROP TABLE t"))

    view = loaded(path).widget

    assert view.title_text == "An empty database"
    assert texts_with(view.sizes, "No tables yet")


@pytest.mark.parametrize("lineage", ["desktop", "knowledge", "enhanced"])
def test_a_lineage_without_a_line_says_what_it_keeps_instead(
    loaded: OpenPage, tmp_path: Path, lineage: str
) -> None:
    view = loaded(make_lineage_file(tmp_path / "x.db", lineage)).widget

    assert view.migrations.chip_text == ""
    assert not view.migrations.has_content
    assert texts_with(view.migrations, "This kind of Hive database")
    assert view.verdict.rows == ()


def test_what_a_lineage_does_not_have_is_said_and_never_zero(
    loaded: OpenPage, tmp_path: Path
) -> None:
    card = loaded(make_lineage_file(tmp_path / "x.db", "knowledge")).widget.numbers["message_count"]

    assert (card.value_text, card.note_text) == ("–", "not in this database")
    assert card.toolTip() == "It needs table messages or table conversation_messages."


@pytest.mark.parametrize(
    ("function", "part"),
    [("look_at", "verdict"), ("find_largest", "sizes")],
)
def test_a_part_that_fails_says_why_and_can_be_tried_again(
    open_page: OpenPage,
    demo_file: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    part: str,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(work, function, fail)
        page = open_page(demo_file)
        page.activate()
        card = getattr(page.widget, part)
        qtbot.waitUntil(lambda: bool(texts_with(card, LOCKED.message)))
        qtbot.waitUntil(lambda: page.widget.numbers["message_count"].value_text != "…")
    again = next(b for b in card.findChildren(QAbstractButton) if b.text() == "Try again")

    again.click()

    qtbot.waitUntil(lambda: card.has_content)


def fail(*_: object) -> None:
    raise LOCKED


def test_numbers_that_cannot_be_read_say_so_on_their_cards(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "count_up", fail)
    page = open_page(demo_file)
    page.activate()
    card = page.widget.numbers["message_count"]

    qtbot.waitUntil(lambda: card.note_text == "could not be read")

    assert LOCKED.message in card.toolTip()


def test_gauges_that_cannot_be_read_say_so_and_recover(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(probes, "probe_inside", fail)
        page = open_page(demo_file)
        page.activate()
        gauges = page.widget.gauges
        qtbot.waitUntil(lambda: all(gauges[name].reading for name in ("free", "backup")))
        for name in ("response", "free", "backup"):
            assert f"{LOCKED.message} {LOCKED.hint}" in gauges[name].toolTip()
    page.deactivate()
    page.activate()

    qtbot.waitUntil(lambda: "pages" in gauges["free"].toolTip())


def test_without_sizes_the_rows_are_counted_and_the_page_says_so(
    loaded: OpenPage, demo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "object_sizes", lambda _connection: None)

    view = loaded(demo_file).widget

    rows = {row.bar.name: row.bar.size for row in view.sizes.bars.rows}
    messages = plain(demo_file, "SELECT count(*) FROM messages")
    assert view.sizes.title_label.text() == "Tables with most rows"
    assert view.sizes.note_text == "sizes cannot be told by this SQLite library"
    assert rows["messages"] == f"{messages:,} rows"


def test_a_bar_opens_its_table_by_mouse_and_by_keyboard(
    loaded: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = loaded(demo_file)
    rows = page.widget.sizes.bars.rows
    index = next(row for row in rows if row.bar.name == "idx_messages_conversation")

    with qtbot.waitSignal(page.table_requested) as clicked:
        QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.table_requested) as entered:
        QTest.keyClick(index, Qt.Key.Key_Return)

    assert clicked.args == [rows[1].bar.name]
    assert entered.args == ["messages"]


def test_measuring_can_be_stopped_and_begun_again(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as endless:
        endless.setattr(work, "find_largest", lambda _database, token, _progress: token.wait(60))
        page = open_page(demo_file)
        page.activate()
        stop = next(b for b in page.widget.findChildren(QAbstractButton) if b.text() == "Stop")
        assert not stop.isHidden()
        stop.click()
        qtbot.waitUntil(lambda: bool(texts_with(page.widget.sizes, "Not measured")))
        assert stop.isHidden()
    page.reload()

    qtbot.waitUntil(lambda: page.widget.sizes.has_content)


def test_reloading_while_it_loads_is_not_taken_for_stopping(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot, tasks: TaskRunner
) -> None:
    page = open_page(demo_file)
    page.activate()
    page.reload()
    qtbot.waitUntil(lambda: tasks.is_idle and has_arrived(page))

    assert page.widget.sizes.has_content
    assert page.widget.numbers["message_count"].note_text != "not counted"


def test_counting_that_is_cancelled_says_that_it_was(
    open_page: OpenPage,
    demo_file: Path,
    qtbot: QtBot,
    tasks: TaskRunner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work, "count_up", lambda _database, token: token.wait(60))
    page = open_page(demo_file)
    page.activate()
    task = next(t for t in tasks.running if t.title == "Counting")

    task.handle.cancel()

    qtbot.waitUntil(lambda: page.widget.numbers["user_count"].note_text == "not counted")


def test_reloading_shows_what_was_written_since(
    loaded: OpenPage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = make_lineage_file(tmp_path / "x.db", "desktop")
    page = loaded(path)
    assert page.widget.numbers["user_count"].value_text == "0"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("INSERT INTO users (id, email) VALUES ('a', 'b')")

    page.reload()

    qtbot.waitUntil(lambda: page.widget.numbers["user_count"].value_text == "1")


def test_a_file_that_has_become_hives_gets_hives_numbers(
    loaded: OpenPage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)", "DROP TABLE t"))
    page = loaded(path)
    make_lineage_file(path, "desktop")

    page.reload()

    qtbot.waitUntil(lambda: page.widget.title_text == "Hive desktop app")
    qtbot.waitUntil(lambda: page.widget.numbers["message_count"].value_text == "0")


def test_a_hidden_page_measures_nothing(loaded: OpenPage, demo_file: Path) -> None:
    page = loaded(demo_file)
    sampling = [page.is_sampling]
    for step in (page.deactivate, page.activate, page.close):
        step()
        sampling.append(page.is_sampling)

    assert sampling == [True, False, True, False]


def test_everything_that_can_be_reached_has_a_name(loaded: OpenPage, demo_file: Path) -> None:
    view = loaded(demo_file).widget
    reachable = [
        widget
        for widget in view.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.isHidden()
    ]
    named = [
        *view.gauges.values(),
        *view.numbers.values(),
        *view.sizes.bars.rows,
        view.migrations.timeline,
    ]

    assert len(reachable) >= 7
    for widget in named:
        assert widget.accessibleName(), widget
    for widget in reachable:
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert widget.accessibleName() or text or widget.objectName().startswith("qt_"), widget
    assert view.gauges["wal"].accessibleName() == "WAL: empty, good, limit 64 MB"
    assert view.numbers["user_count"].accessibleName() == "Users: 12"


@pytest.mark.parametrize(
    ("width", "columns"), [(1260, [2, 6, 5, 2, 1]), (966, [2, 6, 5, 2, 1]), (640, [1, 3, 3, 1, 1])]
)
def test_fewer_cards_stand_in_a_row_when_there_is_less_room(
    loaded: OpenPage, demo_file: Path, width: int, columns: list[int]
) -> None:
    from hive_inspector.gui.widgets.card_grid import CardGrid

    view = loaded(demo_file).widget
    view.resize(width, 600)
    view.show()
    grids = sorted(view.findChildren(CardGrid), key=lambda grid: grid.y())

    assert [grid.in_a_row for grid in grids] == columns
    body = view.widget()
    assert body is not None
    assert body.width() <= view.viewport().width()
    assert body.height() > view.viewport().height()
    view.hide()


def test_a_change_of_theme_repaints_what_is_drawn_by_hand(
    loaded: OpenPage, demo_file: Path, theme: Theme
) -> None:
    view = loaded(demo_file).widget
    parts = (view.gauges["wal"], view.sizes.bars.rows[0], view.migrations.timeline, view.verdict)
    dark = [part.grab().toImage() for part in parts]

    theme.set_mode(ThemeMode.LIGHT)

    for part, before in zip(parts, dark, strict=True):
        assert part.grab().toImage() != before


def test_activity_is_drawn_and_numbers_have_their_course(
    loaded: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    view = loaded(demo_file).widget
    qtbot.waitUntil(lambda: view.activity.has_content)

    charted = view.activity.sketch.charted
    assert [layer.name for layer in charted.layers] == ["Messages", "Conversations"]
    assert len(charted.names) == 90
    assert view.activity.note_text.startswith("messages and conversations a day, 90 days to ")
    assert [entry.sign for entry in view.activity.legend.entries] == [Sign.SQUARE, Sign.DASHES]
    course = view.numbers["message_count"].course
    assert course is not None
    assert len(course.points) == 30
    assert course.points == charted.layers[0].values[-30:]


def test_every_card_leads_to_its_page(loaded: OpenPage, demo_file: Path, qtbot: QtBot) -> None:
    page = loaded(demo_file)
    view = page.widget
    pages: list[str] = []
    tables: list[str] = []
    page.page_requested.connect(pages.append)
    page.table_requested.connect(tables.append)

    for card in (view.gauges["wal"], view.migrations, view.activity, view.numbers["total_cost"]):
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    QTest.keyClick(view.numbers["model_count"], Qt.Key.Key_Return)

    assert pages == ["health", "migrations", "statistics", "statistics"]
    assert tables == ["openrouter_models"]


def test_without_messages_activity_says_so(loaded: OpenPage, tmp_path: Path, qtbot: QtBot) -> None:
    view = loaded(make_file(tmp_path / "x.db", ("CREATE TABLE songs (a)",))).widget
    qtbot.waitUntil(lambda: bool(texts_with(view.activity, "Not in this database")))
