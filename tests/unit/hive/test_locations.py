"""Where an installation's files are looked for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive import locations
from hive_inspector.core.hive.locations import (
    backup_folder,
    backups,
    database_path,
    newest_backup,
    older_installs,
)

HOME = Path("/home/ada")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, HOME / ".hive" / "hive-ai.db"),
        ({"HIVE_DB_PATH": ""}, HOME / ".hive" / "hive-ai.db"),
        ({"HIVE_DB_PATH": "  "}, HOME / ".hive" / "hive-ai.db"),
        ({"HIVE_DB_PATH": "/srv/hive.db"}, Path("/srv/hive.db")),
        ({"HIVE_DB_PATH": "~/hive.db"}, HOME / "hive.db"),
        ({"HIVE_DB_PATH": "~"}, HOME),
        ({"HIVE_DB_PATH": "~other/hive.db"}, Path("~other/hive.db")),
    ],
)
def test_the_database_is_where_the_variable_says_or_in_the_home_folder(
    environ: dict[str, str], expected: Path
) -> None:
    assert database_path(environ, HOME) == expected


def test_the_link_in_the_home_folder_leads_to_a_database_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    elsewhere.touch()
    (tmp_path / ".hive-ai.db").symlink_to(elsewhere)
    assert database_path({}, tmp_path) == tmp_path / ".hive-ai.db"
    usual = tmp_path / ".hive" / "hive-ai.db"
    usual.parent.mkdir()
    usual.touch()
    assert database_path({}, tmp_path) == usual


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".hive-ai.db").symlink_to(tmp_path / "gone.db")
    assert database_path({}, tmp_path) == tmp_path / ".hive" / "hive-ai.db"


@pytest.mark.parametrize(
    ("setting", "environ", "expected"),
    [
        (None, {}, HOME / ".hive" / "backups"),
        (None, {"HIVE_BACKUP_DIR": "/mnt/backups"}, Path("/mnt/backups")),
        ("/data/backups", {"HIVE_BACKUP_DIR": "/mnt/backups"}, Path("/data/backups")),
        ("~/backups", {}, HOME / "backups"),
        (" ", {}, HOME / ".hive" / "backups"),
    ],
)
def test_backups_lie_where_the_setting_says_then_the_variable_then_the_home_folder(
    setting: str | None, environ: dict[str, str], expected: Path
) -> None:
    assert backup_folder(environ, HOME, setting) == expected


def put(path: Path, content: bytes = b"", *, at: datetime | None = None) -> Path:
    path.write_bytes(content)
    if at is not None:
        os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_the_newest_backup_is_the_one_whose_name_says_so(tmp_path: Path) -> None:
    put(tmp_path / "hive-ai-backup-2025-09-05T14-03-11-123Z.sqlite.gz", b"abc")
    put(tmp_path / "hive-ai-backup-2025-09-04T23-59-59-000Z.sqlite", b"longer")
    found = newest_backup(tmp_path)
    assert found is not None
    assert found.path.name == "hive-ai-backup-2025-09-05T14-03-11-123Z.sqlite.gz"
    assert found.made_at == datetime(2025, 9, 5, 14, 3, 11, 123000, tzinfo=UTC)
    assert (found.size, found.compressed) == (3, True)


def test_a_backup_without_a_time_in_its_name_counts_by_its_own_time(tmp_path: Path) -> None:
    when = datetime(2025, 9, 6, 8, 0, tzinfo=UTC)
    put(tmp_path / "hive-ai-backup-before-update.sqlite", at=when)
    put(tmp_path / "hive-ai-backup-2025-13-45T14-03-11Z.sqlite", at=when.replace(day=7))
    put(tmp_path / "hive-ai-backup-2025-09-05T14-03-11Z.sqlite")
    assert [(one.made_at.day, one.compressed) for one in backups(tmp_path)] == [
        (7, False),
        (6, False),
        (5, False),
    ]


def test_other_files_are_no_backups(tmp_path: Path) -> None:
    put(tmp_path / "notes.sqlite")
    put(tmp_path / "hive-ai-backup-2025-09-05T14-03-11Z.sqlite.part")
    (tmp_path / "hive-ai-backup-2025-09-05T14-03-11Z.sqlite").mkdir()
    assert backups(tmp_path) == ()
    assert newest_backup(tmp_path) is None


def test_without_a_folder_there_are_no_backups(tmp_path: Path) -> None:
    assert backups(tmp_path / "gone") == ()
    assert backups(put(tmp_path / "file")) == ()


def test_a_folder_that_cannot_be_listed_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(locations, "_backups", refuse)
    with pytest.raises(EnvironmentProblem) as problem:
        backups(tmp_path)
    assert problem.value.message == f"The backup folder {tmp_path} cannot be read."
    assert "Permission denied" in problem.value.detail


def test_older_installs_are_found_by_their_files(tmp_path: Path) -> None:
    assert older_installs(tmp_path) == ()
    folder = tmp_path / ".hive-ai"
    folder.mkdir()
    put(folder / "cache.json")
    assert older_installs(tmp_path) == ()
    put(folder / "secure-pipeline.db")
    put(folder / "hive-ai-knowledge.db")
    (install,) = older_installs(tmp_path)
    assert install.folder == folder
    assert install.files == (folder / "hive-ai-knowledge.db", folder / "secure-pipeline.db")
