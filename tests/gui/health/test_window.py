"""Health among the other pages: its mark in the navigation, the way from Overview, the file anew after a repair."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.health.findings import Place
from hive_inspector.core.requests import WindowRequest
from hive_inspector.gui.frame.navigation import NavigationButton
from hive_inspector.gui.pages.browse.view import BrowseView
from hive_inspector.gui.pages.health.view import HealthView
from hive_inspector.gui.pages.overview.view import OverviewView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program


@pytest.fixture
def open_file(program: Program, qtbot: QtBot) -> Callable[..., Program]:
    """Opens a file in the window and waits for its quick checks."""

    def open_and_wait(path: Path, **how: Any) -> Program:
        program.window.resize(1440, 900)
        program.begin(WindowRequest(path=path, **how))
        qtbot.waitUntil(lambda: mark(program) != "Health")
        return program

    return open_and_wait


def mark(program: Program) -> str:
    """What the navigation says of Health."""
    buttons = program.window.findChildren(NavigationButton)
    return next((b.accessibleName() for b in buttons if b.text() == "Health"), "Health")


def front(program: Program) -> str:
    page = program.window.area.current
    return page.id if page is not None else ""


def view_of(program: Program, kind: type[Any]) -> Any:
    """The page's view in the file that is open now."""
    return program.window.findChildren(kind)[-1]


def test_problems_are_counted_in_the_navigation_whatever_page_is_in_front(
    open_file: Callable[..., Program], defects_file: Path
) -> None:
    program = open_file(defects_file, page="browse")

    assert front(program) == "browse"
    assert mark(program).startswith("Health, ")
    assert "problem" in mark(program)


def test_overviews_verdict_shows_the_findings_and_leads_to_their_repair(
    open_file: Callable[..., Program], defects_file: Path, qtbot: QtBot
) -> None:
    program = open_file(defects_file, page="overview")
    verdict = view_of(program, OverviewView).verdict
    qtbot.waitUntil(lambda: any(row.line.finding for row in verdict.rows))
    row = next(row for row in verdict.rows if row.line.action == "Repair…")

    row.link.click()

    assert front(program) == "health"
    card = view_of(program, HealthView).repair
    qtbot.waitUntil(lambda: card.has_content)
    assert card.title_label.text() == "Mend the reference"


def test_after_a_repair_every_page_shows_what_the_file_is_now(
    open_file: Callable[..., Program], defects_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "hive-ai.db"
    shutil.copy(defects_file, path)
    program = open_file(path, page="health", writable=True)
    session = program.desk.session
    card = view_of(program, HealthView).repair
    page = next(page for page in program.window.area._pages if page.id == "health")
    page.body.presenter.want_repair("dangling-reference")  # type: ignore[attr-defined]
    qtbot.waitUntil(card.rehearse.isEnabled)
    card.rehearse.click()
    qtbot.waitUntil(card.go.isEnabled)
    card.go.click()

    qtbot.waitUntil(
        lambda: program.desk.session is not None and program.desk.session is not session,
    )
    assert front(program) == "health"
    qtbot.waitUntil(
        lambda: "finds nothing any more" in view_of(program, HealthView).repair.ending_text,
    )
    with closing(sqlite3.connect(path)) as raw:
        targets = {row[2] for row in raw.execute("PRAGMA foreign_key_list(conversations)")}
    assert "consensus_profiles_backup" not in targets

    view_of(program, HealthView).repair.undo.click()
    assert front(program) == "migrations"


def test_a_finding_leads_to_its_rows_in_browse(
    open_file: Callable[..., Program], defects_file: Path, qtbot: QtBot
) -> None:
    program = open_file(defects_file, page="health")
    detail = view_of(program, HealthView).detail

    detail.rows_requested.emit(Place("conversations", (("total_cost", "<0"),)))

    qtbot.waitUntil(lambda: front(program) == "browse")
    shown = view_of(program, BrowseView)
    with closing(sqlite3.connect(defects_file)) as raw:
        (rows,) = raw.execute("SELECT count(*) FROM conversations WHERE total_cost < 0").fetchone()
    assert rows > 0

    def shown_rows() -> int:
        model = shown.rows.grid.model()
        return 0 if model is None else int(model.rowCount())

    qtbot.waitUntil(lambda: shown_rows() == rows)
