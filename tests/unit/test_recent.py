"""Recent files and the usual place are looked at from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.paths import shown_path
from hive_inspector.core.recent import look_at_recent, look_at_usual_place
from hive_inspector.core.settings import RecentFile

if TYPE_CHECKING:
    from pathlib import Path


def test_a_recent_file_has_its_present_size(tmp_path: Path) -> None:
    file = tmp_path / "hive-ai.db"
    file.write_bytes(b"12345")
    (found,) = look_at_recent((RecentFile(str(file), 9.0),))
    assert (found.path, found.size_bytes, found.opened_at) == (file, 5, 9.0)


def test_what_is_gone_or_no_file_has_no_size(tmp_path: Path) -> None:
    files = (RecentFile(str(tmp_path / "gone"), 1.0), RecentFile(str(tmp_path), 2.0))
    assert [file.size_bytes for file in look_at_recent(files)] == [None, None]


def test_a_path_that_no_file_can_have_has_no_size() -> None:
    (found,) = look_at_recent((RecentFile("a\0b", 1.0),))
    assert found.size_bytes is None


def test_the_usual_place_follows_hives_own_variable(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.db"
    file.write_bytes(b"x")
    found = look_at_usual_place({"HIVE_DB_PATH": str(file)}, tmp_path)
    assert (found.path, found.size_bytes, found.opened_at) == (file, 1, None)


def test_the_usual_place_is_named_although_nothing_is_there(tmp_path: Path) -> None:
    found = look_at_usual_place({}, tmp_path)
    assert found.path == tmp_path / ".hive" / "hive-ai.db"
    assert found.size_bytes is None


def test_the_home_folder_is_shown_as_a_tilde(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "a" / "b.db", tmp_path) == "~/a/b.db"
    assert shown_path(tmp_path / "a", tmp_path / "other") == str(tmp_path / "a")
