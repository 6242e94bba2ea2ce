"""The Support page: comparing with another file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.database.values import CellKind, CellText
from hive_inspector.core.database.wrapping import Wrapping
from hive_inspector.core.support.comparing.differences import (
    CellDifference,
    Comparison,
    RowDifference,
    TableDifference,
)
from hive_inspector.core.support.comparing.matching import MatchedBy
from hive_inspector.core.support.comparing.merging import Side
from hive_inspector.gui.pages.support.compare_words import cell_pairs
from hive_inspector.gui.pages.support.view import Tab
from tests.support.lineage_files import make_lineage_file
from tests.support.support_pages import (
    make,
    set_theme,
    setting,
    wait_for_comparison,
    write,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner
    from tests.support.support_pages import OpenPage


def test_what_another_file_holds_differently_is_shown_by_table_row_and_cell(
    open_page: OpenPage, core: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = make_lineage_file(tmp_path / "other.db", "core-013")
    set_theme(core, "dark")
    set_theme(other, "light")
    write(core, "INSERT INTO configurations (key, value) VALUES ('here', '1')")
    page = open_page(core, Tab.COMPARE)
    panel = page.widget.compare
    assert panel.state.text == "Choose a file to compare this one with."
    page.presenter.compare.compare_with(other)
    wait_for_comparison(page, qtbot)
    assert ("configurations", "1", "", "1") in panel.tables.texts.rows
    place = panel.tables.texts.rows.index(("configurations", "1", "", "1"))
    panel.tables.selectRow(place)
    assert [row[1] for row in panel.rows.texts.rows] == ["only here", "changed"]
    panel.rows.selectRow(1)
    texts = [
        "".join(piece.text for piece in pieces if piece.differs)
        for pair in panel.sides.sides.pairs
        for pieces in (pair.left, pair.right)
    ]
    assert "dark" in texts
    assert "light" in texts


def test_two_equal_files_show_no_difference_and_nothing_to_export(
    open_page: OpenPage, core: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "same.db"
    other.write_bytes(core.read_bytes())
    page = open_page(core, Tab.COMPARE)
    panel = page.widget.compare
    page.presenter.compare.compare_with(other)
    qtbot.waitUntil(lambda: panel.state.text == "There is no difference.")
    assert panel.export.isHidden()


def test_a_file_that_cannot_be_compared_says_why(
    open_page: OpenPage, core: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    stranger = tmp_path / "notes.txt"
    stranger.write_text("no database")
    page = open_page(core, Tab.COMPARE)
    page.presenter.compare.compare_with(stranger)
    panel = page.widget.compare
    qtbot.waitUntil(lambda: "not" in panel.state.text)
    assert not panel.has_content


def test_the_sql_of_a_difference_makes_the_file_like_the_other(
    open_page: OpenPage, core: Path, tmp_path: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    other = make_lineage_file(tmp_path / "other.db", "core-013")
    set_theme(core, "dark")
    set_theme(other, "light")
    page = open_page(core, Tab.COMPARE)
    page.presenter.compare.compare_with(other)
    wait_for_comparison(page, qtbot)
    sql, report = tmp_path / "difference.sql", tmp_path / "difference.md"
    page.presenter.compare.write_sql(sql)
    qtbot.waitUntil(lambda: sql.exists() and tasks.is_idle)
    page.presenter.compare.write_report(report)
    qtbot.waitUntil(lambda: report.exists() and tasks.is_idle)
    with closing(sqlite3.connect(core)) as connection:
        connection.executescript(sql.read_text())
    assert setting(core) == "light"
    assert "configurations" in report.read_text()


def test_a_backup_in_the_list_is_compared_with_the_file(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    set_theme(core, "before")
    page = open_page(core)
    make(page, Wrapping.GZIP, tasks, qtbot)
    set_theme(core, "after")
    page.widget.backups.detail.compare.click()
    panel = wait_for_comparison(page, qtbot)
    assert page.widget.currentIndex() == Tab.COMPARE
    assert [row[0] for row in panel.tables.texts.rows] == ["configurations"]


def found(*names: str, awaited: tuple[str, ...] = ()) -> Comparison:
    """A comparison that has come as far as these tables, each with one row that only this file has."""
    cell = CellDifference("k", CellText("1", CellKind.INTEGER), CellText("", CellKind.NULL))
    row = RowDifference(Side.LEFT, (CellText("1", CellKind.INTEGER),), (cell,))
    tables = tuple(
        TableDifference(name, MatchedBy.PRIMARY_KEY, ("k",), 2, 1, 0, 0, (row,)) for name in names
    )
    return Comparison(Path("here.db"), Path("there.db"), (), tables, awaited)


def test_tables_are_shown_as_they_come_and_the_user_stays_where_he_went(
    open_page: OpenPage, core: Path
) -> None:
    panel = open_page(core, Tab.COMPARE).widget.compare
    panel.show_running()
    panel.show_comparison(found(awaited=("a", "b", "c")))
    assert not panel.has_content
    panel.show_comparison(found("a", "b", awaited=("c",)))
    assert [row[0] for row in panel.tables.texts.rows] == ["a", "b"]
    assert panel.summary == "2 of 3 tables compared, 2 differ so far"
    assert panel.export.isHidden()
    panel.tables.selectRow(1)
    panel.show_comparison(found("a", "b", "c"))
    assert [row[0] for row in panel.tables.texts.rows] == ["a", "b", "c"]
    assert panel.tables.currentIndex().row() == 1
    assert panel.summary == "3 tables differ"
    assert not panel.export.isHidden()


def test_what_was_found_before_a_comparison_was_stopped_stays(
    open_page: OpenPage, core: Path
) -> None:
    panel = open_page(core, Tab.COMPARE).widget.compare
    panel.show_running()
    panel.show_comparison(found("a", awaited=("b",)))
    panel.show_stopped()
    assert panel.has_content
    assert panel.summary == "Stopped: 1 of 2 tables compared, 1 differs so far."
    assert panel.export.isHidden()
    assert not panel.again.isHidden()
    panel.show_running()
    panel.show_comparison(found(awaited=("a", "b")))
    panel.show_stopped()
    assert panel.state.text == "Comparing was stopped."
    assert panel.tables.texts.rows == ()


def test_a_long_text_is_shown_from_where_it_differs() -> None:
    same = "x" * 300
    cell = CellDifference(
        "content",
        CellText(f"{same} one end", CellKind.TEXT),
        CellText(f"{same} another end", CellKind.TEXT),
    )
    (pair,) = cell_pairs(RowDifference(Side.BOTH, (), (cell,)))
    assert [piece.text for piece in pair.left if piece.differs] == ["one"]
    assert [piece.text for piece in pair.right if piece.differs] == ["another"]
    assert max(len(piece.text) for piece in pair.left) < 40
