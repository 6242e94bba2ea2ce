"""What the start page offers for a file that could not be opened: to read it, or to have a backup back."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from hive_inspector.core.database import opening
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.wrapping import Password, Wrapping
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.supporting.backups import back_up
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.pages.start.restore_card import RestoreCard

NONSENSE = b"\xff" * 4096
SECRET = "a pass phrase"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive-ai.db", "core-013")


def backed_up(file: Path, wrapping: Wrapping = Wrapping.PLAIN) -> Path:
    hive = open_hive(DatabaseTarget(file))
    password = Password(SECRET) if wrapping.is_encrypted else None
    with hive.database:
        return back_up(hive, wrapping=wrapping, password=password).path


def spoil(file: Path) -> bytes:
    """Make it something that cannot be opened; what it is then."""
    file.write_bytes(NONSENSE + file.read_bytes()[len(NONSENSE) :])
    return file.read_bytes()


def settle(program: Program, qtbot: QtBot) -> None:
    def is_calm() -> bool:
        session = program.desk.session
        return program.tasks.is_idle and (session is None or session.workspace.tasks.is_idle)

    qtbot.waitUntil(is_calm, timeout=60_000)


def begin(program: Program, file: Path, qtbot: QtBot, *, writable: bool = False) -> None:
    program.window.show()
    program.begin(WindowRequest(path=file, writable=writable))
    settle(program, qtbot)


def offered(program: Program) -> dict[str, QPushButton]:
    buttons = program.start.widget.findChildren(QPushButton)
    return {one.text(): one for one in buttons if one.isVisible()}


def card_of(program: Program, qtbot: QtBot) -> RestoreCard:
    offered(program)["Restore a backup…"].click()
    settle(program, qtbot)
    assert program.unopened.restoring is not None
    assert program.unopened.restoring.card.isVisible()
    return program.unopened.restoring.card


def kept(folder: Path) -> list[bytes]:
    """What lies beside the file and is no backup."""
    return [one.read_bytes() for one in folder.rglob("*") if one.is_file()]


def test_a_backup_is_chosen_looked_into_and_had_back(
    program: Program, file: Path, qtbot: QtBot
) -> None:
    backup = backed_up(file)
    damaged = spoil(file)
    begin(program, file, qtbot)
    card = card_of(program, qtbot)
    assert [row[-1] for row in card.table.texts.rows] == [backup.name]

    card.table.selectRow(0)
    settle(program, qtbot)
    assert card.said.startswith("It is whole: Hive core, of ")
    assert file.read_bytes() == damaged, "nothing was done yet"

    said_and_done = next(
        text for text in offered(program) if text.startswith("Restore what it was")
    )
    offered(program)[said_and_done].click()
    qtbot.waitUntil(lambda: program.desk.session is not None, timeout=60_000)
    settle(program, qtbot)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert damaged in kept(file.parent)
    assert not card.isVisible()


def test_an_encrypted_backup_is_looked_into_with_its_password(
    program: Program, file: Path, qtbot: QtBot
) -> None:
    backup = backed_up(file, Wrapping.ENCRYPTED)
    spoil(file)
    begin(program, file, qtbot)
    card = card_of(program, qtbot)
    card.table.selectRow(0)
    assert card.asking.password.isVisible()
    card.asking.password.setText("another")
    offered(program)["Look inside"].click()
    settle(program, qtbot)
    assert "password" in card.said

    card.chosen.emit(card.sources[0])
    card.asking.password.setText(SECRET)
    offered(program)["Look inside"].click()
    settle(program, qtbot)
    assert card.said.startswith("It is whole")
    assert any(text.startswith("Restore what it was") for text in offered(program))
    assert backup.name in card.asking.words.text()


def test_a_backup_that_lies_elsewhere_is_chosen_and_one_that_is_damaged_is_not_restored(
    program: Program, file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    broken = elsewhere / "broken.db.gz"
    broken.write_bytes(gzip.compress(file.read_bytes())[:-200])
    damaged = spoil(file)
    begin(program, file, qtbot)
    card = card_of(program, qtbot)
    assert not card.table.isVisible()
    assert program.unopened.restoring is not None
    program.unopened.restoring.add(str(broken))
    settle(program, qtbot)
    qtbot.waitUntil(lambda: bool(card.said), timeout=60_000)
    assert not [text for text in offered(program) if text.startswith("Restore what it was")]
    assert file.read_bytes() == damaged

    offered(program)["Not now"].click()
    assert not card.isVisible()


def test_a_file_that_may_not_be_written_is_opened_for_reading(
    program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(real_path: Path, _found: object) -> None:
        raise EnvironmentProblem(f"{real_path} may not be written.", "Copy it.")

    monkeypatch.setattr(opening, "require_writable", refuse)
    begin(program, file, qtbot, writable=True)
    assert "Restore a backup…" not in offered(program)
    offered(program)["Open for reading"].click()
    settle(program, qtbot)
    assert program.desk.session is not None
    target = program.desk.session.workspace.opened.database.target
    assert target.access is Access.READ_ONLY


def test_a_picture_that_was_opened_by_mistake_is_offered_no_other_content(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 5000)
    begin(program, picture, qtbot)
    assert not {"Open for reading", "Restore a backup…"} & set(offered(program))


def test_another_file_that_is_opened_puts_the_offer_away(
    program: Program, file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    spoil(file)
    begin(program, file, qtbot)
    card = card_of(program, qtbot)
    program.desk.open_file(tmp_path / "missing.db")
    settle(program, qtbot)
    assert not card.isVisible()
    assert "Restore a backup…" not in offered(program)
