"""A bundle opened like a file: its pages are the inspector's own, and none offers what only the file could do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.support.bundle.writing import write_bundle
from hive_inspector.core.supporting.bundled import open_bundle
from hive_inspector.core.supporting.bundling import prepare
from hive_inspector.gui.pages.browse.told_view import NO_VALUES, ToldView
from hive_inspector.gui.pages.health.checks_list import ChecksList
from hive_inspector.gui.pages.health.view import HealthView
from hive_inspector.gui.pages.migrations.view import MigrationsView
from hive_inspector.gui.pages.overview.view import OverviewView
from hive_inspector.gui.pages.statistics.view import StatisticsView
from hive_inspector.gui.pages.support.bundle_panel import BundlePanel
from tests.support.accessible import come_to_front, faults_of, faults_of_way, tabs_of
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.support.bundle.parts import Prepared
    from hive_inspector.gui.composition import Program

_Widget = TypeVar("_Widget", bound=QWidget)
PAGES = ["overview", "browse", "schema", "migrations", "health", "statistics", "support"]
NEEDS_THE_FILE = {
    *("Repair…", "Restore…", "Roll back…", "Rehearse", "Gather", "Write…", "Open a bundle…"),
    *("Quick checks", "Check everything", "Run", "Run again", "Show rows", "Read-only", "Writable"),
    "Profile this column",
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    path = tmp_path_factory.mktemp("demo") / "hive.db"
    small_demo(path, lineage="hybrid", with_defects=True)
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        return prepare(hive)


def _written(prepared: Prepared, folder: Path, without: Collection[PartId] = ()) -> Path:
    path = folder / "sent.hivebundle"
    chosen = [one for one in PartId if one not in without]
    write_bundle(prepared, chosen, path, folder / "hive.db")
    return path


def _open(program: Program, path: Path, qtbot: QtBot) -> None:
    program.window.show()
    program.begin(WindowRequest(path=path))
    qtbot.waitUntil(lambda: program.desk.session is not None)


def _turn(program: Program, page: str, qtbot: QtBot) -> None:
    program.window.area.turn_to(page)
    session = program.desk.session
    assert session is not None
    qtbot.waitUntil(lambda: session.workspace.tasks.is_idle)


def _of(program: Program, kind: type[_Widget]) -> _Widget:
    found = program.window.findChild(kind)
    assert isinstance(found, kind)
    return found


def _offered(widget: QWidget) -> set[str]:
    """What the visible buttons say."""
    return {
        one.text() for one in widget.findChildren(QAbstractButton) if one.isVisible() and one.text()
    }


def test_the_pages_show_what_the_bundle_tells_and_offer_nothing_else(
    program: Program, prepared: Prepared, tmp_path: Path, qtbot: QtBot
) -> None:
    path = _written(prepared, tmp_path)
    told = open_bundle(path)
    assert told.checks is not None
    assert told.schema is not None
    assert told.tables is not None
    _open(program, path, qtbot)
    window = program.window
    assert program.desk.session is not None
    assert [page.id for page in program.desk.session.pages] == PAGES
    assert window.top_bar.bundle.isVisible()
    assert not window.top_bar.mode.isVisible()
    assert "made" in window.top_bar.bundle.toolTip()
    assert window.area.banner.isVisible()
    for page in PAGES:
        _turn(program, page, qtbot)
        assert not _offered(window) & NEEDS_THE_FILE, page
    overview = _of(program, OverviewView)
    counted = {one.table: one.rows for one in told.tables}
    assert overview.numbers["message_count"].value_text == f"{counted['messages']:,}"
    health = _of(program, HealthView)
    rows = {row.check.id: row.verdict for row in health.checks.checks.rows}
    assert set(rows) == {one.check.id for one in told.checks}
    assert not [one for one in rows.values() if one == "not run"]
    versions = _of(program, MigrationsView).versions
    assert versions.model().rowCount() == len(told.migrations)
    assert len(_of(program, StatisticsView).shown) > 5
    parts = _of(program, BundlePanel)
    assert [row.part.id for row in parts.rows] == list(PartId)


def test_browse_tells_of_columns_without_a_value(
    program: Program, prepared: Prepared, tmp_path: Path, qtbot: QtBot
) -> None:
    path = _written(prepared, tmp_path)
    told = open_bundle(path)
    messages = next(one for one in told.tables or () if one.table == "messages")
    _open(program, path, qtbot)
    _turn(program, "schema", qtbot)
    schema_rows = [
        one for one in program.window.findChildren(QPushButton) if one.text() == "Show columns"
    ]
    assert schema_rows
    _turn(program, "browse", qtbot)
    view = _of(program, ToldView)
    view.tables.chosen.emit("messages")
    assert view.name.text() == "messages"
    assert view.count.text() == f"{messages.rows:,} rows"
    assert NO_VALUES in view.note.text()
    shown = {row[0]: row for row in view.columns.texts.rows}
    assert set(shown) == {one.column for one in messages.columns}
    assert f"{messages.rows:,}" in shown["id"][2]
    assert view.note.text().startswith(NO_VALUES)


@pytest.mark.parametrize(
    "without",
    [frozenset(PartId) - {PartId.VERSIONS}, frozenset(PartId) - {PartId.STATUS, PartId.SCHEMA}],
)
def test_a_bundle_of_a_few_parts_shows_every_page(
    program: Program,
    prepared: Prepared,
    tmp_path: Path,
    qtbot: QtBot,
    without: Collection[PartId],
) -> None:
    _open(program, _written(prepared, tmp_path, without), qtbot)
    for page in PAGES:
        _turn(program, page, qtbot)
    assert "left out" in program.window.top_bar.bundle.toolTip()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 200), "damaged|no bundle"),
        (lambda path: path.write_bytes(b"PK\x05\x06" + b"\0" * 18), "database|no bundle"),
    ],
)
def test_what_is_no_bundle_is_refused_with_a_sentence(
    program: Program, tmp_path: Path, qtbot: QtBot, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "sent.zip"
    make(path)
    failures: list[str] = []
    program.desk.failed.connect(lambda _name, error: failures.append(error.message))
    program.begin(WindowRequest(path=path))
    qtbot.waitUntil(lambda: bool(failures))
    assert any(word in failures[0] for word in said.split("|"))
    assert program.desk.session is None


def test_a_bundle_cannot_be_opened_for_writing(
    program: Program, prepared: Prepared, tmp_path: Path, qtbot: QtBot
) -> None:
    path = _written(prepared, tmp_path)
    before = path.read_bytes()
    failures: list[str] = []
    program.desk.failed.connect(lambda _name, error: failures.append(error.message))
    program.begin(WindowRequest(path=path, writable=True))
    qtbot.waitUntil(lambda: bool(failures))
    assert "bundle cannot be changed" in failures[0]
    assert path.read_bytes() == before


def test_every_flipped_byte_of_a_bundle_is_refused_or_harmless(
    program: Program, prepared: Prepared, tmp_path: Path, qtbot: QtBot
) -> None:
    path = _written(prepared, tmp_path)
    data = path.read_bytes()
    ends: list[str] = []
    program.desk.failed.connect(lambda _name, error: ends.append(error.message))
    program.desk.opened.connect(lambda _session: ends.append(""))
    places = range(40, len(data), len(data) // 4)
    for done, at in enumerate(places):
        path.write_bytes(data[:at] + bytes((data[at] ^ 0xFF,)) + data[at + 1 :])
        program.window.path_chosen.emit(str(path))
        qtbot.waitUntil(partial(_has_more, ends, done))
    assert any(ends)


def _has_more(ends: list[str], than: int) -> bool:
    return len(ends) > than


def test_a_bundle_can_be_read_by_keys_alone(
    program: Program, prepared: Prepared, tmp_path: Path, qtbot: QtBot
) -> None:
    _open(program, _written(prepared, tmp_path), qtbot)
    come_to_front(program.window, qtbot)
    found: dict[str, list[str]] = {}
    for page in PAGES:
        _turn(program, page, qtbot)
        for tab in tabs_of(program.window):
            _turn(program, page, qtbot)
            window = program.window
            found[f"{page} {tab}"] = faults_of(window) + faults_of_way(window)
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_keys_that_need_the_file_say_why_nothing_happens(
    program: Program, prepared: Prepared, tmp_path: Path, qtbot: QtBot
) -> None:
    _open(program, _written(prepared, tmp_path), qtbot)
    come_to_front(program.window, qtbot)
    told: list[str] = []
    program.notifications.posted.connect(lambda one: told.append(one.text))
    _turn(program, "health", qtbot)
    checks = _of(program, ChecksList)
    checks.setFocus()
    qtbot.waitUntil(checks.hasFocus)
    assert told == []
    QTest.keyClick(checks, Qt.Key.Key_Return)
    QTest.keyClick(checks, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == ["A check needs the file itself.", "A bundle does not change."]
