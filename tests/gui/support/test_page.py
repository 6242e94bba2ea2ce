"""The Support page: copies of the file."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from hive_inspector.core.database.target import Access
from hive_inspector.core.database.wrapping import Password, Wrapping
from hive_inspector.gui.pages.support.clearing_dialog import ClearingDialog
from hive_inspector.gui.pages.support.making_dialog import MakingDialog
from tests.support.lineage_files import cut_off
from tests.support.support_pages import (
    make,
    row_texts,
    set_theme,
    setting,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.gui.tasks import TaskRunner
    from tests.support.support_pages import OpenPage

SECRET = "a pass phrase"


def test_a_file_without_copies_says_so_and_can_get_one(open_page: OpenPage, core: Path) -> None:
    page = open_page(core)
    panel = page.widget.backups
    assert panel.state.text == "There is no backup of this file yet."
    assert not panel.has_content
    assert panel.make.isEnabled()


def test_a_backup_that_is_made_is_listed_and_chosen(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot, trail: AuditTrail
) -> None:
    page = open_page(core)
    copy = make(page, Wrapping.GZIP, tasks, qtbot)
    assert page.widget.backups.has_content
    assert [row[0] for row in row_texts(page)] == ["Hive Inspector"]
    assert row_texts(page)[0][3:] == ("gzip", "not verified", "")
    assert gzip.decompress(copy.path.read_bytes()).startswith(b"SQLite format 3\x00")
    assert [(one.what, one.outcome) for one in trail.entries()] == [("backup.make", "done")]


def test_the_dialog_makes_an_encrypted_backup_only_with_the_same_password_twice(
    open_page: OpenPage, core: Path, qtbot: QtBot
) -> None:
    page = open_page(core)
    page.presenter.backups.ask_to_make()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, MakingDialog)
    assert dialog.make.isEnabled()
    dialog.forms[Wrapping.ENCRYPTED].setChecked(True)
    assert not dialog.make.isEnabled()
    dialog.first.setText("one")
    dialog.second.setText("two")
    assert not dialog.make.isEnabled()
    assert dialog.said == "The two passwords are not the same."
    dialog.second.setText("one")
    assert dialog.make.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: page.presenter.backups.dialog is None)


def test_verifying_an_encrypted_backup_asks_for_its_password(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    make(page, Wrapping.ENCRYPTED, tasks, qtbot, SECRET)
    detail = page.widget.backups.detail
    detail.verify.click()
    assert detail.asking.isVisible()
    assert not detail.asking.go.isEnabled()
    detail.asking.password.setText("wrong")
    detail.asking.go.click()
    qtbot.waitUntil(lambda: "does not open" in detail.outcome.text())
    assert row_texts(page)[0][4] == "not verified"
    detail.verify.click()
    assert detail.asking.password.text() == ""
    detail.asking.password.setText(SECRET)
    detail.asking.go.click()
    qtbot.waitUntil(lambda: row_texts(page)[0][4] == "whole" and tasks.is_idle)
    assert "sound" in detail.outcome.text()


def test_a_tampered_backup_is_called_damaged(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    copy = make(page, Wrapping.PLAIN, tasks, qtbot)
    content = bytearray(copy.path.read_bytes())
    content[-1] ^= 1
    copy.path.write_bytes(content)
    page.widget.backups.detail.verify.click()
    qtbot.waitUntil(lambda: row_texts(page)[0][4] == "damaged" and tasks.is_idle)
    problems = [one.text for one in page.widget.backups.detail.lines.lines if one.name == "Problem"]
    assert "The file is no longer what it was when it was made." in problems


def test_a_backup_is_opened_in_the_window_with_its_password(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    copy = make(page, Wrapping.ENCRYPTED_GZIP, tasks, qtbot, SECRET)
    detail = page.widget.backups.detail
    detail.open.click()
    detail.asking.password.setText(SECRET)
    with qtbot.waitSignal(page.open_wanted) as wanted:
        detail.asking.go.click()
    assert wanted.args == [copy.path, Password(SECRET)]


def test_a_file_open_for_reading_is_opened_for_writing_before_a_restore(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    make(page, Wrapping.PLAIN, tasks, qtbot)
    detail = page.widget.backups.detail
    detail.restore.click()
    assert detail.asking.go.text() == "Open for writing"
    with qtbot.waitSignal(page.reopen_wanted) as wanted:
        detail.asking.go.click()
    assert wanted.args == [True]


def test_a_file_too_damaged_to_be_written_is_led_to_what_can_restore_it(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    make(open_page(core), Wrapping.PLAIN, tasks, qtbot)
    cut_off(core)
    page = open_page(core)
    backups = page.widget.backups
    backups.detail.restore.click()

    assert "hive-inspector restore" in backups.detail.outcome.text()
    assert backups.detail.asking.isHidden()


def test_a_restore_brings_the_content_back_and_keeps_what_was_there(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot, trail: AuditTrail
) -> None:
    set_theme(core, "yesterday")
    page = open_page(core, access=Access.WRITABLE)
    make(page, Wrapping.GZIP, tasks, qtbot)
    set_theme(core, "today")
    detail = page.widget.backups.detail
    detail.restore.click()
    assert "restore point" in detail.asking.words.text()
    with qtbot.waitSignal(page.reopen_wanted) as wanted:
        detail.asking.go.click()
    assert wanted.args == [None]
    assert setting(core) == "yesterday"
    page.reload()
    qtbot.waitUntil(lambda: any(copy.point for copy in page.widget.backups.copies))
    point = next(copy for copy in page.widget.backups.copies if copy.point)
    assert setting(point.path) == "today"
    assert [one.what for one in trail.entries()] == ["backup.make", "backup.restore"]


def test_backups_that_are_too_old_by_hives_settings_are_shown_and_removed_when_that_is_confirmed(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot, trail: AuditTrail
) -> None:
    keep_one = "INSERT OR REPLACE INTO settings (key, value) VALUES ('backup.retentionCount', '1')"
    write(core, keep_one)
    page = open_page(core)
    panel = page.widget.backups
    older = make(page, Wrapping.PLAIN, tasks, qtbot)
    assert panel.clear.isHidden()
    newer = make(page, Wrapping.GZIP, tasks, qtbot)
    assert panel.clear.text() == "Remove 1 too old…"
    place = [copy.path for copy in panel.copies].index(older.path)
    assert [row[5] for row in row_texts(page)] == ["", "too old"]
    panel.list.selectRow(place)
    kept = next(line.text for line in panel.detail.lines.lines if line.name == "Kept")
    assert kept == "no longer: Hive's settings keep 1 newer one by Hive Inspector"

    panel.clear.click()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, ClearingDialog)
    assert [row[0] for row in dialog.list.texts.rows] == [older.path.name]
    dialog.leave.click()
    qtbot.waitUntil(lambda: page.presenter.backups.dialog is None)
    assert older.path.exists()

    panel.clear.click()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, ClearingDialog)
    dialog.remove.click()
    qtbot.waitUntil(lambda: len(panel.copies) == 1 and tasks.is_idle)
    assert not older.path.exists()
    assert [copy.path for copy in panel.copies] == [newer.path]
    assert panel.clear.isHidden()
    assert [one.what for one in trail.entries()] == [*["backup.make"] * 2, "backup.remove"]


def test_a_restore_point_is_restored_where_that_is_told_beforehand(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core, access=Access.WRITABLE)
    make(page, Wrapping.PLAIN, tasks, qtbot)
    detail = page.widget.backups.detail
    detail.restore.click()
    with qtbot.waitSignal(page.reopen_wanted):
        detail.asking.go.click()
    page.reload()
    qtbot.waitUntil(lambda: any(copy.point for copy in page.widget.backups.copies))
    panel = page.widget.backups
    place = next(at for at, copy in enumerate(panel.copies) if copy.point)
    panel.list.selectRow(place)
    with qtbot.waitSignal(page.undo_wanted) as wanted:
        detail.restore.click()
    assert wanted.args == [panel.copies[place].point]
