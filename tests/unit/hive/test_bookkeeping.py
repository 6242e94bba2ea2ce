"""The dialects in which files record their migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.bookkeeping import (
    Bookkeeping,
    bookkeeping_of,
    is_bookkeeping,
    recorded_version,
)
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from pathlib import Path

COMPACT = "CREATE TABLE Schema_Migrations (VERSION INTEGER PRIMARY KEY, name TEXT, applied_at TEXT)"
EXTENDED = (
    "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, name TEXT, description TEXT,"
    " checksum TEXT, executed_at TEXT, execution_time_ms INTEGER, rollback_sql TEXT)"
)
VERSIONS = "CREATE TABLE schema_version (id INTEGER PRIMARY KEY, version INTEGER, migrated_at TEXT)"


@pytest.mark.parametrize(
    ("statements", "kind", "version"),
    [
        ([COMPACT], Bookkeeping.COMPACT, 0),
        (
            [COMPACT, "INSERT INTO schema_migrations VALUES (9, 'n', 't'), (10, 'n', 't')"],
            Bookkeeping.COMPACT,
            10,
        ),
        ([EXTENDED], Bookkeeping.EXTENDED, 0),
        (
            [
                EXTENDED,
                "INSERT INTO schema_migrations (version) VALUES ('009'), ('010'), ('011_rollback')",
            ],
            Bookkeeping.EXTENDED,
            11,
        ),
        ([COMPACT, "INSERT INTO schema_migrations VALUES (-3, 'n', 't')"], Bookkeeping.COMPACT, 0),
        (["CREATE TABLE schema_migrations (version TEXT)"], Bookkeeping.UNUSUAL, None),
        (
            ["CREATE TABLE migration_history (id INTEGER, migration_version TEXT)"],
            Bookkeeping.MIGRATION_HISTORY,
            None,
        ),
        (
            [VERSIONS, "INSERT INTO schema_version (version) VALUES (3), (2)"],
            Bookkeeping.SCHEMA_VERSION,
            3,
        ),
        (
            ["CREATE TABLE migratehistory (id INTEGER, name TEXT, migrated_at TEXT)"],
            Bookkeeping.PEEWEE_MIGRATE,
            None,
        ),
        (
            ["CREATE TABLE schema_migration (name TEXT, applied TEXT)"],
            Bookkeeping.PEEWEE,
            None,
        ),
        (["CREATE TABLE migratehistory (recipe TEXT)"], Bookkeeping.NONE, None),
        ([VERSIONS, COMPACT], Bookkeeping.COMPACT, 0),
        (["CREATE TABLE t (id)"], Bookkeeping.NONE, None),
    ],
)
def test_a_dialect_is_known_by_its_columns(
    tmp_path: Path, statements: list[str], kind: Bookkeeping, version: int | None
) -> None:
    path = make_file(tmp_path / "made.db", statements)
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        found = bookkeeping_of(read_schema(connection))
        assert (found, recorded_version(connection, found)) == (kind, version)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("schema_migrations", True),
        ("Migration_History", True),
        ("_hive_inspector_migrations", True),
        ("messages", False),
        ("hive_inspector", False),
    ],
)
def test_bookkeeping_is_told_from_content(table: str, *, expected: bool) -> None:
    assert is_bookkeeping(table) is expected
