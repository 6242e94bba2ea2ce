"""What is remembered survives kills, newer programs and broken files."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from hive_inspector.core.preferences import QUERY_ROWS, QUERY_SECONDS
from hive_inspector.core.settings import (
    FILE_NAME,
    MOST_FILE_STATES,
    MOST_RECENT_FILES,
    RecentFile,
    Settings,
    ThemeMode,
    load_settings,
    read_settings,
    save_settings,
)


def some_settings() -> Settings:
    return (
        Settings(theme=ThemeMode.LIGHT, geometry="AdnQ")
        .with_opened("/somewhere/hive-ai.db", 1000.0)
        .with_file_values("/somewhere/hive-ai.db", {"browse.table": "messages", "n": 3})
    )


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    save_settings(tmp_path, some_settings())
    assert load_settings(tmp_path) == some_settings()


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "nowhere") == Settings()


def test_saving_makes_the_folder(tmp_path: Path) -> None:
    save_settings(tmp_path / "a" / "b", Settings())
    assert (tmp_path / "a" / "b" / FILE_NAME).is_file()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"format": 2, "theme": "dark", "recent": [], "geometry": "", "files": {}}',
        '{"format": 1, "theme": "pink", "recent": [], "geometry": "", "files": {}}',
        '{"format": 1, "theme": "dark", "recent": [1], "geometry": "", "files": {}}',
        '{"format": 1, "theme": "dark", "recent": [], "geometry": "", "files": []}',
        '{"format": 1, "theme": "dark", "recent": [], "geometry": "", "files": {"a": 1}}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_not_understood_is_set_aside_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert load_settings(tmp_path) == Settings()
    assert not (tmp_path / FILE_NAME).exists()
    assert (tmp_path / f"{FILE_NAME}.not-understood").read_text() == text


def test_bytes_that_are_no_text_are_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\x00")
    assert load_settings(tmp_path) == Settings()
    assert (tmp_path / f"{FILE_NAME}.not-understood").exists()


def test_settings_that_cannot_be_read_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert load_settings(tmp_path) == Settings()
    assert (tmp_path / FILE_NAME).is_dir()


def test_a_failure_to_set_aside_is_no_failure_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError

    (tmp_path / FILE_NAME).write_text("{")
    monkeypatch.setattr(Path, "rename", refuse)
    assert load_settings(tmp_path) == Settings()


def test_a_kill_while_saving_leaves_the_old_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(tmp_path, some_settings())

    def killed(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        save_settings(tmp_path, Settings())
    assert load_settings(tmp_path) == some_settings()
    files = {file.name for file in tmp_path.iterdir() if file.is_file()}
    assert files == {FILE_NAME, f"{FILE_NAME}.lock"}


def test_a_second_file_that_is_not_understood_takes_nothing_from_the_first(tmp_path: Path) -> None:
    for text in ("first", "second"):
        (tmp_path / FILE_NAME).write_text(text)
        loaded = read_settings(tmp_path)
        assert loaded.told.endswith(".")
        assert "set aside" in loaded.hint
        assert loaded.may_save
    kept = sorted(tmp_path.glob("*.not-understood*"))
    assert [file.read_text() for file in kept] == ["first", "second"]


def test_what_can_be_neither_read_nor_set_aside_is_not_saved_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("{")

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "rename", refuse)
    loaded = read_settings(tmp_path)
    assert not loaded.may_save
    assert loaded.told
    with pytest.raises(OSError, match="set aside"):
        save_settings(tmp_path, some_settings(), Settings())
    assert path.read_text() == "{"
    path.unlink()
    path.mkdir()
    assert not read_settings(tmp_path).may_save


def test_what_another_program_saved_meanwhile_is_kept(tmp_path: Path) -> None:
    base = some_settings().with_file_values("/both", {"n": 0}).with_opened("/gone", 1.0)
    save_settings(tmp_path, base)
    theirs = base.with_file_values("/theirs", {"n": 1}).with_file_values("/both", {"n": 1})
    theirs = replace(theirs.with_opened("/theirs", 3000.0), theme=ThemeMode.DARK)
    save_settings(tmp_path, theirs, base)
    ours = base.with_file_values("/ours", {"n": 2}).with_file_values("/both", {"n": 2})
    ours = replace(ours.with_opened("/ours", 2000.0), geometry="x").without_recent("/gone")
    saved = save_settings(tmp_path, ours, base)
    assert load_settings(tmp_path) == saved
    assert [file.path for file in saved.recent] == ["/theirs", "/ours", "/somewhere/hive-ai.db"]
    assert saved.theme is ThemeMode.DARK
    assert saved.geometry == "x"
    numbers = {name: values["n"] for name, values in saved.files.items()}
    assert numbers == {"/somewhere/hive-ai.db": 3, "/both": 2, "/ours": 2, "/theirs": 1}


def test_the_folder_and_the_file_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "left open by an older program"
    folder.mkdir(mode=0o755)
    save_settings(folder, Settings())
    assert {file.name: file.stat().st_mode & 0o777 for file in (folder, *folder.iterdir())} == {
        folder.name: 0o700,
        FILE_NAME: 0o600,
        f"{FILE_NAME}.lock": 0o600,
    }


def test_the_file_is_plain_json_with_its_format(tmp_path: Path) -> None:
    save_settings(tmp_path, some_settings())
    document = json.loads((tmp_path / FILE_NAME).read_text())
    assert document["format"] == 1
    assert document["recent"] == [{"path": "/somewhere/hive-ai.db", "opened_at": 1000.0}]


def test_the_newest_file_comes_first_and_once() -> None:
    settings = Settings().with_opened("/a", 1.0).with_opened("/b", 2.0).with_opened("/a", 3.0)
    assert settings.recent == (RecentFile("/a", 3.0), RecentFile("/b", 2.0))


def test_only_so_many_recent_files_are_kept() -> None:
    settings = Settings()
    for number in range(MOST_RECENT_FILES + 5):
        settings = settings.with_opened(f"/{number}", float(number))
    assert len(settings.recent) == MOST_RECENT_FILES
    assert settings.recent[0].path == f"/{MOST_RECENT_FILES + 4}"


def test_a_recent_file_can_be_struck_off() -> None:
    settings = Settings().with_opened("/a", 1.0).with_opened("/b", 2.0).without_recent("/a")
    assert [file.path for file in settings.recent] == ["/b"]


def test_the_files_left_longest_ago_are_forgotten() -> None:
    settings = Settings()
    for number in range(MOST_FILE_STATES):
        settings = settings.with_file_values(f"/{number}", {"n": number})
    settings = settings.with_file_values("/0", {"n": 0}).with_file_values("/new", {})
    assert len(settings.files) == MOST_FILE_STATES
    assert "/0" in settings.files
    assert "/1" not in settings.files


def test_changing_settings_leaves_the_old_ones_as_they_were() -> None:
    before = some_settings()
    replace(before.with_opened("/b", 2.0), theme=ThemeMode.DARK)
    assert before == some_settings()


def test_a_pinned_file_stays_above_the_others_and_never_falls_off() -> None:
    settings = Settings().with_opened("/pinned.db", 1.0).with_pin("/pinned.db", pinned=True)
    for number in range(MOST_RECENT_FILES + 3):
        settings = settings.with_opened(f"/{number}.db", 2.0 + number)
    assert settings.recent[0] == RecentFile("/pinned.db", 1.0, pinned=True)
    assert len(settings.recent) == MOST_RECENT_FILES
    assert settings.with_opened("/pinned.db", 99.0).recent[0].pinned
    assert settings.with_pin("/pinned.db", pinned=False).recent[-1].path == "/pinned.db"


def test_pins_and_preferences_come_back_from_the_disk(tmp_path: Path) -> None:
    settings = Settings().with_opened("/a.db", 1.0).with_pin("/a.db", pinned=True)
    settings = settings.with_preference(QUERY_SECONDS, 120)
    save_settings(tmp_path, settings)
    assert load_settings(tmp_path) == settings


def test_two_programs_keep_each_others_pins_and_preferences(tmp_path: Path) -> None:
    base = Settings().with_opened("/a.db", 1.0).with_opened("/b.db", 2.0)
    save_settings(tmp_path, base)
    theirs = base.with_pin("/a.db", pinned=True).with_preference(QUERY_SECONDS, 120)
    ours = base.with_pin("/b.db", pinned=True).with_preference(QUERY_ROWS, 1_000)
    save_settings(tmp_path, theirs, base)
    save_settings(tmp_path, ours, base)
    kept = load_settings(tmp_path)
    assert all(file.pinned for file in kept.recent)
    assert kept.preferences == {QUERY_SECONDS: 120, QUERY_ROWS: 1_000}
