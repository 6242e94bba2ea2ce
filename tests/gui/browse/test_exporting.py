from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.browsing.copying import Block
from hive_inspector.core.browsing.export import Format
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.gui.exporting.dialog import ExportDialog
from hive_inspector.gui.exporting.subject import Extent
from hive_inspector.gui.pages.browse.copying import on_screen
from hive_inspector.gui.pages.browse.layout import Layout
from tests.support.browse_page import ROWS, SECRET, change, clipboard, words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.browse_page import Browsed


def opened(browsed: Browsed) -> ExportDialog:
    """The dialog, opened by its key."""
    grid = browsed.view.rows.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = browsed.page.exporting.dialog
    assert dialog is not None
    return dialog


def awaited(browsed: Browsed) -> ExportDialog:
    """The dialog, asked for while the rows are still those of before."""
    browsed.page.exporting.open()
    assert not browsed.view.findChildren(ExportDialog)
    browsed.qtbot.waitUntil(lambda: bool(browsed.view.findChildren(ExportDialog)))
    return browsed.view.findChildren(ExportDialog)[0]


def export(browsed: Browsed, dialog: ExportDialog, path: Path, of: Format = Format.CSV) -> None:
    dialog.format.choose(of)
    dialog.file.set_path(path)
    dialog.export_button.click()
    browsed.settle()


def read_csv(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_a_whole_table_is_exported_and_the_dialog_says_so(browsed: Browsed, tmp_path: Path) -> None:
    dialog = opened(browsed)
    export(browsed, dialog, tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")
    assert len(rows) == ROWS + 1
    assert rows[0] == ["id", "content", "cost", "timestamp", "data"]
    assert f"{ROWS} rows written to" in words_of(dialog)
    assert dialog.outcome.folder.isVisible()


def test_what_a_filter_found_is_exported_in_its_order(browsed: Browsed, tmp_path: Path) -> None:
    browsed.page.presenter.filters.edit("id", ">=398")
    browsed.settle()
    browsed.page.presenter.filters.sort("id", added=False)
    browsed.page.presenter.filters.sort("id", added=False)
    browsed.settle()
    dialog = opened(browsed)
    assert dialog.extent.chosen is Extent.RESULT
    export(browsed, dialog, tmp_path / "out.json", Format.JSON)
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [row["id"] for row in found] == [400, 399, 398]


@pytest.mark.parametrize("former", ["<=3", "=400"])
def test_an_export_right_after_clearing_a_filter_writes_all_rows(
    browsed: Browsed, tmp_path: Path, former: str
) -> None:
    browsed.page.presenter.filters.edit("id", former)
    browsed.settle()
    browsed.page.presenter.filters.clear()
    export(browsed, awaited(browsed), tmp_path / "out.csv")
    assert len(read_csv(tmp_path / "out.csv")) == ROWS + 1


def test_an_export_takes_what_was_just_typed_under_a_title(
    browsed: Browsed, tmp_path: Path
) -> None:
    filters = browsed.view.rows.grid.header.filters
    filters._pause.setInterval(3_600_000)
    field = filters._fields[0]
    QTest.keyClicks(field, "<=2")
    assert browsed.page.presenter.filters.choices.filters == ()
    dialog = awaited(browsed)
    assert dialog.extent.chosen is Extent.RESULT
    export(browsed, dialog, tmp_path / "out.csv")
    assert [row[0] for row in read_csv(tmp_path / "out.csv")] == ["id", "1", "2"]


def test_an_export_of_rows_that_do_not_come_is_not_asked_for_later(browsed: Browsed) -> None:
    browsed.page.presenter.filters.edit("id", "=7")
    browsed.page.exporting.open()
    browsed.page.presenter.stop_selecting()
    browsed.settle()
    was_stopped = browsed.page.presenter.filters.choices.filters == ()
    browsed.page.presenter.filters.edit("id", "=8")
    browsed.settle()
    assert (browsed.page.exporting.dialog is None) == was_stopped


def test_an_export_does_not_follow_to_another_table(browsed: Browsed) -> None:
    browsed.page.presenter.filters.edit("id", "=7")
    browsed.page.exporting.open()
    browsed.page.show_table("configurations")
    browsed.settle()
    assert browsed.page.exporting.dialog is None


def test_selected_rows_are_exported(browsed: Browsed, tmp_path: Path) -> None:
    grid = browsed.view.rows.grid
    browsed.go_to(4, 0)
    grid.setFocus()
    for _ in range(2):
        QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    browsed.settle()
    dialog = opened(browsed)
    dialog.extent.choose(Extent.SELECTION)
    export(browsed, dialog, tmp_path / "out.csv")
    assert [row[0] for row in read_csv(tmp_path / "out.csv")] == ["id", "5", "6", "7"]


def test_hidden_columns_are_left_out_where_wanted(browsed: Browsed, tmp_path: Path) -> None:
    order = ("cost", "id", "content", "timestamp", "data")
    browsed.view.rows.take_layout(Layout(order, frozenset({"content", "data"})))
    export(browsed, opened(browsed), tmp_path / "out.csv")
    assert read_csv(tmp_path / "out.csv")[0] == ["cost", "id", "timestamp"]


def test_secrets_stay_dots_unless_asked_for_and_asking_is_recorded(
    open_page: Callable[..., Browsed], path: Path, tmp_path: Path
) -> None:
    trail = AuditTrail(tmp_path / "audit")
    browsed = open_page(path, audit=trail).show("configurations")
    dialog = opened(browsed)
    assert "Otherwise dots stand for what value hides." in words_of(dialog)
    export(browsed, dialog, tmp_path / "masked.csv")
    assert read_csv(tmp_path / "masked.csv")[1][1] == MASK_TEXT
    assert list(trail.entries()) == []
    dialog.options.reveal.setChecked(True)
    export(browsed, dialog, tmp_path / "told.csv")
    assert read_csv(tmp_path / "told.csv")[1][1] == SECRET
    (entry,) = trail.entries()
    assert entry.what == "export.secrets"
    assert entry.details["columns"] == "value"


def test_a_secret_is_not_written_where_that_cannot_be_recorded(
    open_page: Callable[..., Browsed], path: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    trail = AuditTrail(tmp_path / "file" / "audit")
    browsed = open_page(path, audit=trail).show("configurations")
    dialog = opened(browsed)
    dialog.options.reveal.setChecked(True)
    export(browsed, dialog, tmp_path / "told.csv")
    assert not (tmp_path / "told.csv").exists()
    assert "could not be recorded" in words_of(dialog)


def test_formulas_are_defused_unless_that_is_switched_off(browsed: Browsed, tmp_path: Path) -> None:
    change(browsed.workspace.opened.database.real_path, "UPDATE messages SET content = '=1+1'")
    dialog = opened(browsed)
    export(browsed, dialog, tmp_path / "safe.csv")
    assert read_csv(tmp_path / "safe.csv")[1][1] == "'=1+1"
    dialog.options.defuse.setChecked(False)
    export(browsed, dialog, tmp_path / "raw.csv")
    assert read_csv(tmp_path / "raw.csv")[1][1] == "=1+1"


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(
    browsed: Browsed, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    dialog = opened(browsed)
    export(browsed, dialog, path)
    assert path.read_text() == "mine"
    assert "There is already a file" in words_of(dialog)
    dialog.outcome._replace.setChecked(True)
    dialog.export_button.click()
    browsed.settle()
    assert len(read_csv(path)) == ROWS + 1


def test_a_format_whose_library_is_missing_says_what_to_install(browsed: Browsed) -> None:
    dialog = opened(browsed)
    missing = [info for info in dialog._infos if info.missing]
    for info in missing:
        dialog.format.choose(info.format)
        assert "pip install" in words_of(dialog)
        assert not dialog.export_button.isEnabled()
    dialog.format.choose(Format.CSV)
    assert dialog.export_button.isEnabled()


def test_the_name_of_the_file_follows_the_format(browsed: Browsed) -> None:
    dialog = opened(browsed)
    assert dialog.file.path.name == "messages.csv"
    dialog.format.choose(Format.EXCEL)
    assert dialog.file.path.name == "messages.xlsx"


def test_a_closed_dialog_leaves_the_export_running_and_a_message_tells(
    browsed: Browsed, tmp_path: Path
) -> None:
    heard: list[str] = []
    browsed.workspace.notifications.posted.connect(lambda note: heard.append(note.text))
    dialog = opened(browsed)
    dialog.file.set_path(tmp_path / "out.csv")
    dialog.export_button.click()
    dialog.close()
    browsed.settle()
    assert len(read_csv(tmp_path / "out.csv")) == ROWS + 1
    assert heard[0].startswith(f"{ROWS} rows written to ")


def test_a_cancelled_export_leaves_no_file_and_a_late_cancel_says_what_is_there(
    browsed: Browsed, tmp_path: Path
) -> None:
    dialog = opened(browsed)
    dialog.file.set_path(tmp_path / "out.csv")
    dialog.export_button.click()
    dialog.export_button.click()
    browsed.settle()
    says_nothing = "nothing was written" in words_of(dialog)
    assert says_nothing != (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (Format.CSV, 'id,content\r\n7,"text 7\nsecond line"\r\n'),
        (Format.JSON, None),
        (Format.MARKDOWN, "| id | content |\n|"),
        (Format.SQL, 'INSERT INTO "messages"'),
    ],
)
def test_chosen_cells_are_copied_in_other_forms(
    browsed: Browsed, of: Format, expected: str | None
) -> None:
    browsed.go_to(6, 0)
    grid = browsed.view.rows.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    browsed.page.exporting.menu.format_chosen.emit(of)
    browsed.settle()
    if expected is None:
        assert json.loads(clipboard()) == [{"id": 7, "content": "text 7\nsecond line"}]
    else:
        assert clipboard().startswith(expected)


def test_the_menu_of_the_rows_offers_the_forms(browsed: Browsed) -> None:
    menu = browsed.page.exporting.menu
    assert [action.text() for action in menu.actions()] == [
        "CSV",
        "JSON",
        "JSON lines",
        "Markdown",
        "SQL INSERT",
    ]
    assert menu.menuAction() in browsed.view.rows.grid.actions()


def test_copying_follows_the_screen_and_leaves_hidden_columns_out(browsed: Browsed) -> None:
    order = ("cost", "id", "content", "timestamp", "data")
    browsed.view.rows.take_layout(Layout(order, frozenset({"content"})))
    browsed.view.rows.grid.setFocus()
    flag = QItemSelectionModel.SelectionFlag
    whole_row = flag.ClearAndSelect | flag.Rows
    browsed.view.rows.grid.selectionModel().select(browsed.model.index(7, 0), whole_row)
    QTest.keyClick(browsed.view.rows.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    browsed.settle()
    assert clipboard() == "1.0\t8\t2025-09-05T14:03:11Z\tX'89504E47'"


def test_blocks_are_counted_as_they_stand_on_screen() -> None:
    names, shown = tuple("abcdef"), tuple("fbca")
    assert on_screen((Block(1, 2, 0, 3),), names, shown) == (Block(1, 2, 1, 3),)
    assert on_screen((Block(0, 0, 0, 0), Block(3, 4, 5, 5)), names, shown) == (
        Block(0, 0, 3, 3),
        Block(3, 4, 0, 0),
    )
    assert on_screen((Block(0, 0, 3, 4),), names, shown) == ()
