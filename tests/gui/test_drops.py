"""Dropping a file on the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from hive_inspector.gui.frame.drop_veil import DropVeil
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.composition import Program


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive-ai.db", "core-013", wal=True)


def drop_data(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag_in(program: Program, data: QMimeData) -> bool:
    event = QDragEnterEvent(
        program.window.rect().center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.setAccepted(False)
    QApplication.sendEvent(program.window, event)
    return event.isAccepted()


def drop(program: Program, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(program.window.rect().center()),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(program.window, event)


def test_a_dropped_file_is_opened(program: Program, file: Path, qtbot: QtBot) -> None:
    data = drop_data(file)
    veil = program.window.findChild(DropVeil)
    assert isinstance(veil, DropVeil)
    assert drag_in(program, data)
    assert veil.isVisible()
    drop(program, data)
    assert not veil.isVisible()
    qtbot.waitUntil(lambda: program.desk.session is not None)


def test_two_files_or_a_text_are_not_taken(program: Program, file: Path) -> None:
    text = QMimeData()
    text.setText(str(file))
    assert not drag_in(program, drop_data(file, file))
    assert not drag_in(program, text)
    drop(program, text)
    assert program.desk.session is None


def test_a_file_that_is_dragged_away_again_leaves_the_window_as_it_was(
    program: Program, file: Path
) -> None:
    drag_in(program, drop_data(file))
    QApplication.sendEvent(program.window, QDragLeaveEvent())
    veil = program.window.findChild(DropVeil)
    assert isinstance(veil, DropVeil)
    assert not veil.isVisible()
