from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health.backups import (
    BackupSettings,
    LastBackup,
    last_backup,
    read_backup_settings,
)
from hive_inspector.core.health.thresholds import Level
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

NAME = "hive-ai-backup-{}T03-00-00-000Z.sqlite"
NOW = datetime(2025, 9, 20, 12, tzinfo=UTC)


def back_up(folder: Path, day: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME.format(day)).touch()


def settings_of(path: Path) -> BackupSettings:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_backup_settings(connection, read_schema(connection))


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T03:00:00+00:00")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / ".hive").mkdir(parents=True)
    return folder


@pytest.fixture
def installed(home: Path) -> Path:
    path = home / ".hive" / "hive-ai.db"
    path.touch()
    return path.resolve()


def test_the_settings_are_read_from_the_file(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "x.db",
        "core-013",
        (
            "INSERT INTO settings (key, value) VALUES ('backup.dir', '/elsewhere')",
            "INSERT INTO settings (key, value) VALUES ('backup.frequency', ' Daily ')",
            "INSERT INTO settings (key, value) VALUES ('backup.lastBackupAt', '2025-09-05T14:03:11.000Z')",
        ),
    )

    assert settings_of(path) == BackupSettings(
        "/elsewhere", "daily", datetime(2025, 9, 5, 14, 3, 11, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "statements", [("CREATE TABLE t (a)",), ("CREATE TABLE settings (other)",)]
)
def test_a_file_without_such_settings_says_nothing(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    assert settings_of(make_file(tmp_path / "x.db", statements)) == BackupSettings()


def test_the_install_of_this_computer_has_hives_backups(home: Path, installed: Path) -> None:
    back_up(home / ".hive" / "backups", "2025-09-18")
    back_up(home / "elsewhere", "2025-09-19")

    usual = last_backup(installed, BackupSettings(), {}, home)
    moved = last_backup(installed, BackupSettings(), {"HIVE_BACKUP_DIR": "~/elsewhere"}, home)

    assert usual.made_at == day("2025-09-18")
    assert moved.made_at == day("2025-09-19")


def test_the_backups_of_this_computer_are_not_taken_for_another_files(
    home: Path, installed: Path, tmp_path: Path
) -> None:
    back_up(home / ".hive" / "backups", "2025-09-18")
    back_up(home / "elsewhere", "2025-09-19")

    found = last_backup(
        tmp_path / "sent-in.db",
        BackupSettings(),
        {"HIVE_BACKUP_DIR": str(home / "elsewhere")},
        home,
    )

    assert found.made_at is None


def test_backups_beside_a_file_are_its_own(home: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backups", "2025-09-01")
    back_up(tmp_path / "backups", "2025-09-03")

    assert last_backup(tmp_path / "x.db", BackupSettings(), {}, home).made_at == day("2025-09-03")


def test_the_newest_of_all_that_is_known_counts(home: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backups", "2025-09-01")
    back_up(tmp_path / "named", "2025-09-10")
    settings = BackupSettings(folder=str(tmp_path / "named"), last_at=day("2025-09-08"))

    assert last_backup(tmp_path / "x.db", settings, {}, home).made_at == day("2025-09-10")


def test_a_backup_that_hive_noted_counts_without_its_file(home: Path, tmp_path: Path) -> None:
    settings = BackupSettings(folder="/gone", last_at=day("2025-09-08"))

    assert last_backup(tmp_path / "x.db", settings, {}, home).made_at == day("2025-09-08")


@pytest.mark.parametrize(
    ("frequency", "days", "level"),
    [
        ("daily", 1, Level.GOOD),
        ("daily", 3, Level.WATCH),
        ("daily", 9, Level.BAD),
        ("weekly", 7, Level.GOOD),
        ("weekly", 9, Level.WATCH),
        ("weekly", 30, Level.BAD),
        ("manual", 7, Level.GOOD),
        ("manual", 300, Level.WATCH),
        ("", 300, Level.WATCH),
    ],
)
def test_an_age_is_measured_by_how_often_one_is_expected(
    frequency: str, days: int, level: Level
) -> None:
    assert LastBackup(NOW - timedelta(days=days), frequency).level(NOW) is level


def test_a_missing_backup_matters_only_where_one_is_expected() -> None:
    assert LastBackup(None, "daily").level(NOW) is Level.WATCH
    assert LastBackup(None, "manual").level(NOW) is None
    assert LastBackup(None, "").level(NOW) is None
