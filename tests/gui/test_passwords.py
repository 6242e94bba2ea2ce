"""An encrypted backup that is dropped on the window or chosen in it is asked its password there, until it opens."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.unpacking import pack
from hive_inspector.core.database.wrapping import Password, Wrapping
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.frame.password_dialog import PasswordDialog

SECRET = "correct horse battery"
PATIENCE_MS = 30_000


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    plain = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    path = tmp_path / "backup.db.enc"
    with path.open("w+b") as file:
        pack(plain, file, Wrapping.ENCRYPTED, Password(SECRET), lambda _done: None)
    return path


def _asked(program: Program, path: Path, qtbot: QtBot) -> PasswordDialog:
    program.window.path_chosen.emit(str(path))
    qtbot.waitUntil(lambda: program.passwords.dialog is not None, timeout=PATIENCE_MS)
    dialog = program.passwords.dialog
    assert dialog is not None
    return dialog


def _is_asking(program: Program) -> bool:
    return program.passwords.dialog is not None


def test_a_wrong_password_is_told_where_it_was_typed_and_the_right_one_opens(
    program: Program, backup: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    failures: list[object] = []
    program.desk.failed.connect(lambda *told: failures.append(told))
    dialog = _asked(program, backup, qtbot)
    assert dialog.isVisible()
    assert not dialog.open_button.isEnabled()
    dialog.field.setText("another")
    dialog.open_button.click()
    assert dialog.field.text() == ""
    qtbot.waitUntil(lambda: "does not open" in dialog.said.text(), timeout=PATIENCE_MS)
    assert dialog.isVisible()
    assert dialog.field.isEnabled()
    dialog.field.setText(SECRET)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: program.desk.session is not None, timeout=PATIENCE_MS)
    assert not _is_asking(program)
    assert failures == []
    assert SECRET not in caplog.text


def test_who_gives_up_has_what_was_there_before(
    program: Program, backup: Path, qtbot: QtBot
) -> None:
    dialog = _asked(program, backup, qtbot)
    dialog.leave.click()
    assert not _is_asking(program)
    assert program.desk.session is None
    assert program.window.area.current is None
    again = _asked(program, backup, qtbot)
    assert again.field.text() == ""
    again.reject()


def test_another_file_takes_the_place_of_the_question(
    program: Program, backup: Path, qtbot: QtBot
) -> None:
    _asked(program, backup, qtbot)
    program.window.path_chosen.emit(str(backup.with_name("hive-ai.db")))
    qtbot.waitUntil(lambda: program.desk.session is not None, timeout=PATIENCE_MS)
    assert not _is_asking(program)
