"""Settings are changed on the window's thread and saved on another."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from hive_inspector.core.settings import Settings, ThemeMode, load_settings, save_settings
from hive_inspector.gui import remembered as module
from hive_inspector.gui.remembered import Remembered

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner


def test_changes_are_saved_a_moment_later_on_a_worker(
    tasks: TaskRunner, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_on: list[int] = []

    def noting(folder: Path, settings: Settings, base: Settings) -> None:
        saved_on.append(threading.get_ident())
        save_settings(folder, settings, base)

    monkeypatch.setattr(module, "save_settings", noting)
    monkeypatch.setattr(module, "SAVE_DELAY_MS", 1)
    remembered = Remembered(Settings(), tmp_path, tasks)
    with qtbot.waitSignal(remembered.recent_changed):
        remembered.note_opened(tmp_path / "hive-ai.db")
    remembered.note_theme(ThemeMode.LIGHT)
    remembered.note_geometry("AdnQ")
    remembered.note_file_values(tmp_path / "hive-ai.db", {"window.page": "browse"})
    qtbot.waitUntil(lambda: load_settings(tmp_path) == remembered.settings)
    assert threading.get_ident() not in saved_on
    assert len(saved_on) == 1


def test_what_was_not_saved_yet_is_saved_at_the_end(tasks: TaskRunner, tmp_path: Path) -> None:
    remembered = Remembered(Settings(), tmp_path, tasks)
    remembered.note_theme(ThemeMode.DARK)
    remembered.stop()
    tasks.shutdown()
    remembered.save_now()
    assert load_settings(tmp_path).theme is ThemeMode.DARK


def test_nothing_is_written_when_nothing_changed(tasks: TaskRunner, tmp_path: Path) -> None:
    Remembered(Settings(), tmp_path, tasks).save_now()
    assert list(tmp_path.glob("*.json")) == []


def test_a_folder_that_cannot_be_written_costs_only_the_memory(
    tasks: TaskRunner,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(module, "SAVE_DELAY_MS", 1)
    remembered = Remembered(Settings(), tmp_path / "file", tasks)
    remembered.forget_recent("/nothing")
    qtbot.waitUntil(lambda: "cannot be saved" in caplog.text)
    remembered.note_theme(ThemeMode.DARK)
    remembered.stop()
    remembered.save_now()
    assert remembered.settings.theme is ThemeMode.DARK


def test_without_a_folder_all_stays_in_memory(tasks: TaskRunner, tmp_path: Path) -> None:
    remembered = Remembered(Settings(), None, tasks)
    remembered.note_file_values(tmp_path, {"a": 1})
    remembered.save_now()
    assert remembered.file_values(tmp_path) == {"a": 1}
    assert remembered.file_values(tmp_path / "other") == {}
