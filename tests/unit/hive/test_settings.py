"""Settings that Hive keeps in its own database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.settings import read_setting
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

BACKUP_FOLDER = "INSERT INTO settings (key, value) VALUES ('backup.dir', '/mnt/backups')"


def setting_of(path: Path, key: str) -> str | None:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_setting(connection, read_schema(connection), key)


@pytest.mark.parametrize("blueprint", ["core-001", "core-013", "desktop", "hybrid"])
def test_a_setting_is_read_by_its_key(tmp_path: Path, blueprint: str) -> None:
    path = make_lineage_file(tmp_path / "hive.db", blueprint, [BACKUP_FOLDER])
    assert setting_of(path, "backup.dir") == "/mnt/backups"
    assert setting_of(path, "backup.frequency") is None


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE t (id)"],
        ["CREATE TABLE settings (id, theme TEXT)"],
        ["CREATE TABLE settings (key, value)", "INSERT INTO settings VALUES ('backup.dir', NULL)"],
        ["CREATE TABLE settings (key, value)", "INSERT INTO settings VALUES ('backup.dir', 7)"],
    ],
)
def test_where_there_is_no_such_text_there_is_no_setting(
    tmp_path: Path, statements: list[str]
) -> None:
    assert setting_of(make_file(tmp_path / "made.db", statements), "backup.dir") is None
