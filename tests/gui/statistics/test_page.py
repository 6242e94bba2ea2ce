"""The page Statistics on real files: what stands on it, periods, what is kept, where clicks lead, what is taken."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.statistics.charts import RowsWanted, Series
from hive_inspector.core.statistics.periods import Bucket, Choice, Span
from hive_inspector.core.statistics.reading import StatisticsReader
from hive_inspector.gui.pages.statistics.page import StatisticsPage
from hive_inspector.gui.pages.statistics.presenter import read_choice
from hive_inspector.gui.statistics_source import StatisticsSource
from hive_inspector.gui.widgets.charts.bars_chart import BarsChart
from hive_inspector.gui.widgets.charts.chart_card import Take
from hive_inspector.gui.widgets.charts.charted import Style
from hive_inspector.gui.widgets.charts.hover_card import Sign
from hive_inspector.gui.widgets.charts.xy_chart import XYChart
from hive_inspector.gui.workspace import FileState
from tests.support.demos import small_demo
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace

    OpenPage = Callable[..., StatisticsPage]

LOCKED = DatabaseLocked("Another program is writing to the database.", "Try again in a moment.")


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("statistics") / "hive-ai.db"
    small_demo(path, lineage="hybrid")
    return path


@pytest.fixture
def open_page(
    qtbot: QtBot, tasks: TaskRunner, open_workspace: Callable[..., Workspace]
) -> Iterator[OpenPage]:
    """Opens a page and waits until everything has been read."""
    pages: list[StatisticsPage] = []

    def open_it(path: Path, values: dict[str, object] | None = None) -> StatisticsPage:
        workspace = open_workspace(path, values or {})
        page = StatisticsPage(workspace, StatisticsSource(workspace.opened.database))
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        page.widget.show()
        pages.append(page)
        page.activate()
        qtbot.waitUntil(lambda: tasks.is_idle)
        return page

    yield open_it
    for page in pages:
        page.close()
        page.widget.close()


def choose(page: StatisticsPage, choice: Choice, qtbot: QtBot) -> None:
    page.presenter.choose(choice)
    qtbot.waitUntil(lambda: not page.presenter.is_reading)


def plain(path: Path, sql: str) -> object:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchone()[0]


def xy(page: StatisticsPage, id_: str) -> XYChart:
    widget = page.widget.seats[id_].widget
    assert isinstance(widget, XYChart)
    return widget


def bars(page: StatisticsPage, id_: str) -> BarsChart:
    widget = page.widget.seats[id_].widget
    assert isinstance(widget, BarsChart)
    return widget


def card_text(page: StatisticsPage, number: str) -> str:
    row = page.widget.row_of(number)
    assert row is not None
    return row.numbers[number].value_text


def test_everything_of_a_hive_stands_on_the_page(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = open_page(demo_file)
    choose(page, Choice(Span.ALL), qtbot)

    messages = plain(demo_file, "SELECT count(*) FROM messages")
    models = plain(
        demo_file, "SELECT count(DISTINCT model) FROM stage_outputs WHERE cost IS NOT NULL"
    )
    assert card_text(page, "message_count") == f"{messages:,}"
    charted = xy(page, "messages").charted
    assert [layer.name for layer in charted.layers] == ["Messages", "Conversations"]
    assert sum(value or 0 for value in charted.layers[0].values) == messages
    assert page.widget.seats["cost_by_model"].card.has_content
    assert len(page.widget.seats["cost_by_model"].card.values.rows) == models
    assert "conversations" not in page.widget.shown
    assert {"week", "rounds", "response_times", "table_sizes"} <= {*page.widget.shown}


def test_a_period_shows_its_days_and_what_was_before(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = open_page(demo_file)
    choose(page, Choice(Span.WEEK, Bucket.DAY), qtbot)

    assert len(xy(page, "messages").charted.names) == 7
    row = page.widget.row_of("message_count")
    assert row is not None
    card = row.numbers["message_count"]
    assert "% on 7 days before" in card.note_text
    cost = page.widget.seats["cost_over_time"].card
    assert "the 7 days before" in cost.summary_text
    layers = [(layer.name, layer.style) for layer in xy(page, "messages").charted.layers]
    assert layers[2:] == [
        ("Messages before", Style.EARLIER),
        ("Conversations before", Style.EARLIER),
    ]
    assert cost.values.columns[-1] == "Cost before"
    legend = page.widget.seats["messages"].card.legend
    assert [entry.sign for entry in legend.entries] == [Sign.SQUARE, Sign.DASHES, Sign.DASHES]
    assert legend.entries[-1].name == "7 days before"
    page.widget.periods.compare.setChecked(False)
    assert card.note_text == ""
    assert "before" not in cost.summary_text
    assert len(xy(page, "messages").charted.layers) == 2
    assert "Cost before" not in cost.values.columns
    assert page.widget.period_text.text().endswith("by day · up to the file's newest entry")


def test_what_was_before_is_told_beside_and_never_clicked(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = open_page(demo_file)
    choose(page, Choice(Span.MONTH, Bucket.DAY), qtbot)
    asked: list[RowsWanted] = []
    page.rows_requested.connect(asked.append)
    chart = xy(page, "messages")
    layer = next(one for one in chart.charted.layers if one.name == "Messages before")
    place = max(range(30), key=lambda number: layer.values[number] or 0)
    assert any(line.name == "Messages before" for line in chart.values_at(place))
    edges = chart.charted.edges
    x, y = chart.place_of((edges[place] + edges[place + 1]) / 2, layer.values[place] or 0)
    QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(x), int(y) + 3))
    assert {rows.table for rows in asked} <= {"messages", "conversations"}
    assert asked


def test_a_chart_from_another_table_than_its_number_says_so(
    open_page: OpenPage, demo_file: Path
) -> None:
    page = open_page(demo_file)
    assert page.widget.seats["cost_by_model"].card.note_text == ""
    assert page.widget.seats["tokens_by_stage"].card.note_text == (
        "From stage_outputs.tokens_used; the number above is from conversations."
    )


def test_a_period_seen_before_is_drawn_at_once_and_reads_nothing(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(demo_file)
    choose(page, Choice(Span.WEEK), qtbot)
    choose(page, Choice(Span.ALL), qtbot)
    monkeypatch.setattr(StatisticsReader, "read", _no_reading)

    page.presenter.choose(Choice(Span.WEEK))

    assert not page.presenter.is_reading
    assert len(xy(page, "messages").charted.names) == 7


def _no_reading(*_: object, **__: object) -> object:
    raise AssertionError


def test_what_was_written_since_is_read_when_the_page_comes_back(
    open_page: OpenPage, demo_file: Path, tmp_path: Path, qtbot: QtBot, tasks: TaskRunner
) -> None:
    path = tmp_path / "hive-ai.db"
    path.write_bytes(demo_file.read_bytes())
    page = open_page(path, {"statistics.period": ["all"]})
    before = card_text(page, "conversation_count")
    qtbot.waitUntil(lambda: page.presenter.is_current)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM conversations WHERE id IN (SELECT id FROM conversations LIMIT 5)")
        raw.commit()
    page.deactivate()
    page.activate()
    qtbot.waitUntil(lambda: card_text(page, "conversation_count") != before)
    left = plain(path, "SELECT count(*) FROM conversations")
    assert card_text(page, "conversation_count") == f"{left:,}"


def test_a_click_on_a_bar_asks_for_its_rows(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = open_page(demo_file)
    choose(page, Choice(Span.ALL), qtbot)
    row = bars(page, "cost_by_model").bars.rows[0]
    with qtbot.waitSignal(page.rows_requested) as wanted:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    rows = wanted.args[0]
    assert isinstance(rows, RowsWanted)
    assert rows.table == "stage_outputs"
    assert row.bar.name in dict(rows.filters)["model"]


def test_a_click_in_a_series_asks_for_the_rows_of_that_day(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = open_page(demo_file)
    choose(page, Choice(Span.QUARTER, Bucket.DAY), qtbot)
    seat = page.widget.seats["messages"]
    assert isinstance(seat.chart, Series)
    with qtbot.waitSignal(page.rows_requested) as wanted:
        xy(page, "messages").chosen.emit(89, 0)
    assert wanted.args[0] == seat.chart.rows(89, 0)
    assert wanted.args[0].table == "messages"


def test_a_desktop_file_says_at_the_end_what_it_lacks(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(make_lineage_file(tmp_path / "x.db", "desktop"))
    absent = dict(page.widget.absent.lines)
    assert absent["Errors by kind"].startswith("needs activity_log")
    assert not any("error_count" in row.shown for row in page.widget.numbers)
    assert "errors" not in page.widget.shown


def test_a_file_without_rows_names_its_empty_charts_once(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(make_lineage_file(tmp_path / "x.db", "core-013"))
    assert "Messages and conversations" in page.widget.nothing.text
    assert page.widget.shown == ("table_sizes", "growth")
    assert card_text(page, "conversation_count") == "0"


def test_another_programs_file_is_told_of_as_a_file(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(make_file(tmp_path / "x.db", ("CREATE TABLE songs (a)",)))
    assert page.widget.shown == ("table_sizes", "growth")
    assert page.widget.periods.isHidden()
    assert page.widget.absent.isHidden()
    assert page.widget.period_text.text().startswith("This is not a database of Hive's")


def test_a_file_that_cannot_be_read_says_so_and_can_be_tried_again(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> object:
        raise LOCKED

    with monkeypatch.context() as patched:
        patched.setattr(StatisticsReader, "read", locked)
        page = open_page(demo_file)
        card = page.widget.seats["messages"].card
        assert not card.has_content
    page.reload()
    qtbot.waitUntil(lambda: card.has_content)


def test_what_is_shown_says_of_when_it_is_until_it_was_read_anew(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = open_page(demo_file)
    period = page.widget.period_text.text()
    assert " · as of " not in period

    page.reload()
    assert page.widget.period_text.text().startswith(f"{period} · as of ")
    assert page.widget.seats["messages"].card.has_content
    page.presenter.stop()
    qtbot.waitUntil(lambda: not page.presenter.is_reading)
    assert " · as of " in page.widget.period_text.text()

    choose(page, page.presenter.choice, qtbot)
    assert page.widget.period_text.text() == period


def test_stopping_keeps_what_is_shown(open_page: OpenPage, demo_file: Path, qtbot: QtBot) -> None:
    page = open_page(demo_file)
    page.presenter.choose(Choice(Span.QUARTER))
    page.presenter.stop()
    qtbot.waitUntil(lambda: not page.presenter.is_reading)
    assert page.widget.seats["messages"].card.has_content


@pytest.mark.parametrize("take", [Take.PNG, Take.SVG, Take.CSV])
def test_a_chart_is_written_into_a_file(
    open_page: OpenPage,
    demo_file: Path,
    tmp_path: Path,
    qtbot: QtBot,
    tasks: TaskRunner,
    take: Take,
) -> None:
    page = open_page(demo_file)
    path = tmp_path / "chart.bin"
    page.presenter.taking.write(page.widget.seats["messages"], take, path)
    qtbot.waitUntil(lambda: tasks.is_idle)
    starts = {Take.PNG: b"\x89PNG", Take.SVG: b"<?xml", Take.CSV: b"\xef\xbb\xbfDay,Messages"}
    assert path.read_bytes().startswith(starts[take])


def test_a_folder_that_cannot_be_written_is_told(
    open_page: OpenPage, demo_file: Path, tmp_path: Path, qtbot: QtBot, tasks: TaskRunner
) -> None:
    page = open_page(demo_file)
    with qtbot.waitSignal(tasks.failed) as failed:
        path = tmp_path / "missing" / "chart.csv"
        page.presenter.taking.write(page.widget.seats["messages"], Take.CSV, path)
    assert failed.args[0].message.startswith("There is no folder ")


def test_a_chart_never_takes_the_place_of_the_database(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot, tasks: TaskRunner
) -> None:
    page = open_page(demo_file)
    with qtbot.waitSignal(tasks.failed) as failed:
        page.presenter.taking.write(page.widget.seats["messages"], Take.PNG, demo_file)
    assert "database itself" in failed.args[0].message


def test_values_are_copied(open_page: OpenPage, demo_file: Path) -> None:
    page = open_page(demo_file)
    seat = page.widget.seats["cost_by_model"]
    page.presenter.taking.take(seat, Take.COPY_VALUES)
    assert QGuiApplication.clipboard().text().startswith("Name\tCost by model\n")
    page.presenter.taking.take(seat, Take.COPY_PICTURE)
    assert not QGuiApplication.clipboard().image().isNull()


@pytest.mark.parametrize(
    ("kept", "choice"),
    [
        (None, Choice(Span.MONTH)),
        (["7d", "hour"], Choice(Span.WEEK, Bucket.HOUR)),
        (["custom", "", "rubbish", ""], Choice(Span.MONTH)),
        (["never"], Choice(Span.MONTH)),
        ("7d", Choice(Span.MONTH)),
        ([7, None], Choice(Span.MONTH)),
    ],
)
def test_a_period_that_is_remembered_is_shown_again_as_far_as_it_makes_sense(
    kept: object, choice: Choice
) -> None:
    assert read_choice(FileState({"statistics.period": kept})) == choice  # type: ignore[dict-item]


def test_dates_are_asked_for_and_checked(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    page = open_page(demo_file)
    bar = page.widget.periods
    bar.dates.first.setText("2025-11-10")
    bar.dates.last.setText("2025-11-0")
    bar.dates.accept()
    assert "is no date" in bar.dates.problem.text()
    bar.dates.last.setText("2025-11-09")
    bar.dates.accept()
    assert "before the first" in bar.dates.problem.text()
    bar.dates.last.setText("2025-11-12")
    with qtbot.waitSignal(bar.chosen):
        bar.dates.accept()
    qtbot.waitUntil(lambda: len(xy(page, "messages").charted.names) == 72)
    assert bar.button(Span.CUSTOM).isChecked()


def test_many_switches_make_no_new_widgets(
    open_page: OpenPage, demo_file: Path, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QWidget

    page = open_page(demo_file)
    choices = [Choice(Span.WEEK), Choice(Span.MONTH), Choice(Span.QUARTER), Choice(Span.ALL)]
    for choice in choices:
        choose(page, choice, qtbot)
    widgets = len(page.widget.findChildren(QWidget))
    items = [len(xy(page, "messages").scene().items())]
    for _ in range(2):
        for choice in choices:
            choose(page, choice, qtbot)
            page.deactivate()
            page.activate()
    assert len(page.widget.findChildren(QWidget)) == widgets
    assert len(xy(page, "messages").scene().items()) == items[0]
