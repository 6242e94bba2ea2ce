"""A file whose names and cells are HTML, or hold characters that act: the window shows what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from hive_inspector.core.requests import WindowRequest
from hive_inspector.gui.pages.browse.page import BrowsePage
from hive_inspector.gui.pages.schema.page import SchemaPage
from tests.support.spoofed import make_spoofed, said_raw
from tests.support.spoofs import ACTING, HTML, SPOOFS

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program


STATEMENTS = (
    "SELECT * FROM carrier",
    "SELECT * FROM wanting",
    "SELECT * FROM messages; SELECT key, value FROM configurations",
    "SELECT name, sql FROM sqlite_master",
    "SELECT a.*, b.* FROM carrier a JOIN carrier b USING (id_that_is_not_there)",
)


def settle(program: Program, qtbot: QtBot) -> None:
    def is_calm() -> bool:
        session = program.desk.session
        return program.tasks.is_idle and (session is None or session.workspace.tasks.is_idle)

    qtbot.waitUntil(is_calm, timeout=60_000)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """All texts that the program's own widgets draw."""
    texts: set[str] = set()
    draw = QPainter.drawText

    def noting(painter: QPainter, *arguments: Any) -> Any:
        texts.update(one for one in arguments if isinstance(one, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", noting)
    return texts


def test_every_page_shows_names_and_cells_as_they_are(
    program: Program, tmp_path: Path, qtbot: QtBot, drawn: set[str]
) -> None:
    folder = tmp_path / "users <b>files\u202e"
    folder.mkdir()
    program.begin(WindowRequest(path=make_spoofed(folder, "<img src=x>\u202e\x07.db")))
    settle(program, qtbot)
    assert program.desk.session is not None
    found: set[str] = set()
    for page in program.desk.session.pages:
        program.window.area.turn_to(page.id)
        settle(program, qtbot)
        found |= {f"{page.id}: {one}" for one in look(program, drawn)}
        if isinstance(body := getattr(page, "body", None), BrowsePage | SchemaPage):
            for spoof in SPOOFS.values():
                body.show_table(spoof)
                settle(program, qtbot)
                found |= {f"{page.id}: {one}" for one in look(program, drawn)}
    assert not found, "\n".join(sorted(found))


def test_results_dialogs_and_the_palette_show_them_as_they_are_too(
    program: Program, tmp_path: Path, qtbot: QtBot, drawn: set[str]
) -> None:
    folder = tmp_path / "users <b>files\u202e"
    folder.mkdir()
    program.begin(WindowRequest(path=make_spoofed(folder, "<img src=x>\u202e\x07.db")))
    settle(program, qtbot)
    found: set[str] = set()

    def looked(what: str) -> None:
        settle(program, qtbot)
        found.update(f"{what}: {one}" for one in look(program, drawn))

    query = page_of(program, "query")
    for statement in STATEMENTS:
        query.widget.editors.editor.replace_all(statement)
        query.presenter.run_all()
        looked(statement)
        query.presenter.plan()
        looked(f"the plan of {statement}")
    browse = page_of(program, "browse")
    for spoof in SPOOFS.values():
        browse.show_table(spoof)
        settle(program, qtbot)
        grid = browse.view.rows
        for column in browse.presenter.model.names:
            browse.presenter.filters.edit(column, "x")
            menu = grid.actions_of_column.menu_of(column)
            looked("a column's menu")
            menu.deleteLater()
        browse.presenter.filters.clear()
        settle(program, qtbot)
        browse.exporting.open()
        qtbot.waitUntil(lambda: browse.exporting.dialog is not None)
        looked("exporting")
        browse.exporting.dialog.close()
        browse.presenter.everywhere.search(spoof[:12])
        looked("searching everywhere")
    for text in ("", "a", "annual", "img", "red"):
        program.palette.open()
        program.window.palette_view.field.setText(text)
        qtbot.waitUntil(lambda: program.palette.is_settled)
        looked(f"the palette with {text!r}")
        program.window.palette_view.close_again()
    program.window.show_about()
    looked("about")
    assert not found, "\n".join(sorted(found))


def page_of(program: Program, page_id: str) -> Any:
    program.window.area.turn_to(page_id)
    current: Any = program.window.area.current
    return current.body


def look(program: Program, drawn: set[str]) -> set[str]:
    """What of the window acts instead of being shown."""
    program.window.grab()
    acting = {text for text in drawn if ACTING & set(text)}
    drawn.clear()
    return {*said_raw(program.window), *(f"drawn {text[:80]!r}" for text in acting)}


def test_a_tooltip_shows_tags_as_they_are(program: Program, qtbot: QtBot) -> None:
    QToolTip.showText(QPoint(5, 5), HTML, program.window)
    (tip,) = [one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel")]
    assert isinstance(tip, QLabel)
    assert tip.text() == HTML
    assert tip.textFormat() is Qt.TextFormat.PlainText
    QToolTip.hideText()
    tip.hide()
