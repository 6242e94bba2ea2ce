"""Support in the whole window: from a backup to what is in it."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.wrapping import Password, Wrapping
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.progress import silent
from hive_inspector.core.requests import WindowRequest
from hive_inspector.gui.desk import Opening, _Known
from hive_inspector.gui.pages.support.making_dialog import MakingDialog
from hive_inspector.gui.pages.support.view import Tab
from tests.support.demos import small_demo
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.pages.support.compare_panel import ComparePanel
    from hive_inspector.gui.pages.support.page import SupportPage
    from hive_inspector.gui.session import Session

SECRET = "a pass phrase"


def support_of(session: Session) -> SupportPage:
    page = next(page for page in session.pages if page.id == "support")
    body: SupportPage = page.body  # type: ignore[attr-defined]
    return body


def _is_compared(panel: ComparePanel) -> bool:
    """Whether the comparison is over, so that something else can begin."""
    return not panel.again.isHidden() and panel.again.isEnabled()


def open_path(program: Program) -> Path | None:
    session = program.desk.session
    return None if session is None else session.workspace.opened.database.target.path


def test_an_encrypted_backup_opens_in_the_window_and_again_when_it_is_reopened(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    core = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    program.begin(WindowRequest(path=core, page="support"))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    session = program.desk.session
    assert session is not None
    page = support_of(session)
    qtbot.waitUntil(lambda: session.workspace.tasks.is_idle)
    page.presenter.backups.ask_to_make()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, MakingDialog)
    dialog.forms[Wrapping.ENCRYPTED_GZIP].setChecked(True)
    dialog.first.setText(SECRET)
    dialog.second.setText(SECRET)
    dialog.make.click()
    qtbot.waitUntil(lambda: len(page.widget.backups.copies) == 1)
    backup = page.widget.backups.copies[0].path
    page.widget.backups.detail.open.click()
    page.widget.backups.detail.asking.password.setText(SECRET)
    page.widget.backups.detail.asking.go.click()
    qtbot.waitUntil(lambda: open_path(program) == backup)
    opened = program.desk.session
    assert opened is not None
    assert opened.workspace.opened.identity.version == 13
    assert opened.workspace.opened.database.target.password == Password(SECRET)
    program.desk.reopen()
    qtbot.waitUntil(lambda: program.desk.session is not opened)
    again = program.desk.session
    assert again is not None
    assert again.workspace.opened.database.target.path == backup
    program.window.area.turn_to("support")
    panel = support_of(again).widget.backups
    qtbot.waitUntil(lambda: bool(panel.state.text) and again.workspace.tasks.is_idle)
    assert panel.state.text == "There is no backup of this file yet."


def test_a_damaged_file_is_bundled_restored_from_its_backup_and_found_the_same(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    core = tmp_path / "hive-ai.db"
    small_demo(core)
    program.begin(WindowRequest(path=core, page="support", writable=True))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    session = program.desk.session
    assert session is not None
    page = support_of(session)
    qtbot.waitUntil(lambda: session.workspace.tasks.is_idle)
    page.presenter.backups.ask_to_make()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, MakingDialog)
    dialog.make.click()
    qtbot.waitUntil(lambda: len(page.widget.backups.copies) == 1)
    backup = page.widget.backups.copies[0].path
    with closing(sqlite3.connect(core)) as connection, connection:
        connection.execute("DELETE FROM conversations")
    bundle = tmp_path / "bundle.zip"
    page.presenter.bundle.gather()
    qtbot.waitUntil(lambda: page.widget.bundle.has_content)
    page.presenter.bundle.write(bundle)
    qtbot.waitUntil(bundle.exists)
    page.widget.backups.detail.compare.click()
    panel = page.widget.compare
    qtbot.waitUntil(lambda: _is_compared(panel))
    assert [row[0] for row in panel.tables.texts.rows] == ["conversations"]
    page.widget.setCurrentIndex(Tab.BACKUPS)
    page.widget.backups.detail.restore.click()
    page.widget.backups.detail.asking.go.click()
    qtbot.waitUntil(lambda: program.desk.session not in (None, session))
    again = program.desk.session
    assert again is not None
    restored = support_of(again)
    restored.presenter.compare.compare_with(backup)
    shown = restored.widget.compare
    qtbot.waitUntil(lambda: _is_compared(shown))
    rows = [row[0] for row in shown.tables.texts.rows if not row[0].startswith("Schema")]
    assert rows == ["_hive_inspector_migrations"]  # the record of the restore, and nothing else
    qtbot.waitUntil(lambda: again.workspace.tasks.is_idle)


def test_that_a_backup_was_opened_is_on_record_and_that_a_database_was_is_not(
    tmp_path: Path,
) -> None:
    core = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    packed = tmp_path / "hive-ai.db.gz"
    packed.write_bytes(gzip.compress(core.read_bytes()))
    trail = AuditTrail(tmp_path / "audit")
    for path in (core, packed):
        opening = Opening(
            _Known(path),
            Access.READ_ONLY,
            lambda target, token, progress: open_hive(target, token=token, progress=progress),
            audit=trail,
        )
        opening(CancelToken(), silent)
        opening.discard()
    assert [(one.what, one.file) for one in trail.entries()] == [("backup.open", str(packed))]
