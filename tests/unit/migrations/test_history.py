"""Reading what other programs record about their migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.migrations.bookkeeping.history import Entry, History, read_history
from tests.support.lineage_files import make_file, make_lineage_file
from tests.support.migrated import COMPACT, EXTENDED

if TYPE_CHECKING:
    from pathlib import Path


def history_of(path: Path) -> History:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_history(connection, read_schema(connection))


def test_the_compact_dialect(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "hive.db",
        [
            COMPACT,
            "INSERT INTO schema_migrations VALUES (2, 'knowledge_tables', '2025-09-05T14:03:12+00:00')",
            "INSERT INTO schema_migrations VALUES (1, 'initial_schema', '2025-09-05T14:03:11.123456789+00:00')",
        ],
    )
    history = history_of(path)
    assert history == History(
        Bookkeeping.COMPACT,
        (
            Entry("1", 1, "initial_schema", "2025-09-05T14:03:11.123456789+00:00"),
            Entry("2", 2, "knowledge_tables", "2025-09-05T14:03:12+00:00"),
        ),
    )
    assert history.newest == 2


def test_the_extended_dialect_has_its_versions_as_text(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "hive.db",
        [
            EXTENDED,
            "INSERT INTO schema_migrations VALUES ('010', 'remove', 'd', 'abc', '2025-09-05T14:03:11Z', 12, NULL)",
            "INSERT INTO schema_migrations VALUES ('002', 'knowledge', NULL, 'def', '2025-09-05T14:03:10Z', 3, '')",
        ],
    )
    assert history_of(path) == History(
        Bookkeeping.EXTENDED,
        (
            Entry("002", 2, "knowledge", "2025-09-05T14:03:10Z", "def", 3),
            Entry("010", 10, "remove", "2025-09-05T14:03:11Z", "abc", 12),
        ),
    )


def test_the_knowledge_store_counts_in_its_own_way(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "hive.db",
        "knowledge",
        [
            (
                "INSERT INTO migration_history (migration_version, migration_timestamp, validation_checksum, notes)"
                " VALUES ('1.8.0', '2025-07-01 10:00:00', 'abc', 'from TypeScript')"
            )
        ],
    )
    assert history_of(path) == History(
        Bookkeeping.MIGRATION_HISTORY,
        (Entry("1.8.0", None, "from TypeScript", "2025-07-01 10:00:00", "abc"),),
    )


def test_the_enhanced_lineage_numbers_its_schema(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "hive.db",
        "enhanced",
        ["INSERT INTO schema_version (version, migrated_at) VALUES (2, '2025-07-01 10:00:00')"],
    )
    assert history_of(path) == History(
        Bookkeeping.SCHEMA_VERSION, (Entry("2", 2, None, "2025-07-01 10:00:00"),)
    )


@pytest.mark.parametrize(
    ("kind", "declaration", "insertion"),
    [
        (
            Bookkeeping.PEEWEE_MIGRATE,
            "CREATE TABLE migratehistory (id INTEGER PRIMARY KEY, name TEXT, migrated_at DATETIME)",
            "INSERT INTO migratehistory (name, migrated_at) VALUES ('003_more', '2025-07-01 10:00:00')",
        ),
        (
            Bookkeeping.PEEWEE,
            "CREATE TABLE schema_migration (name TEXT UNIQUE, applied DATETIME)",
            "INSERT INTO schema_migration (name, applied) VALUES ('003_more', '2025-07-01 10:00:00')",
        ),
    ],
)
def test_the_tools_of_python_name_files(
    tmp_path: Path, kind: Bookkeeping, declaration: str, insertion: str
) -> None:
    path = make_file(tmp_path / "hive.db", [declaration, insertion])
    assert history_of(path) == History(
        kind, (Entry("003_more", 3, "003_more", "2025-07-01 10:00:00"),)
    )


@pytest.mark.parametrize("lineage", ["desktop", "desktop-memory", "core-013"])
def test_a_file_without_a_history(tmp_path: Path, lineage: str) -> None:
    history = history_of(make_lineage_file(tmp_path / "hive.db", lineage))
    assert history == History(Bookkeeping.NONE)
    assert history.newest is None


def test_an_empty_history_has_no_newest(tmp_path: Path) -> None:
    history = history_of(make_file(tmp_path / "hive.db", [COMPACT]))
    assert (history.kind, history.entries, history.newest) == (Bookkeeping.COMPACT, (), None)


def test_nonsense_in_any_column_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "hive.db",
        [
            "CREATE TABLE schema_migrations (version, name, checksum, executed_at, execution_time_ms)",
            "INSERT INTO schema_migrations VALUES (NULL, NULL, NULL, NULL, NULL)",
            "INSERT INTO schema_migrations VALUES (x'00ff', x'00ff', x'00ff', x'00ff', x'00ff')",
            "INSERT INTO schema_migrations VALUES ('next', 7, 1.5, 1700000000, 'slow')",
            "INSERT INTO schema_migrations VALUES (4.0, '', '', '', 2)",
            "INSERT INTO schema_migrations VALUES (2.5, 'half', '', '', 2)",
            "INSERT INTO schema_migrations VALUES (' 003 ', 'spaces', '', '', 2)",
            "INSERT INTO schema_migrations VALUES ('20250101120000', 'a date', '', '', 2)",
            "INSERT INTO schema_migrations VALUES (-1, 'below', '', '', 2)",
        ],
    )
    assert history_of(path).entries == (
        Entry("-1", -1, "below", "", "", 2),
        Entry(" 003 ", 3, "spaces", "", "", 2),
        Entry("4.0", 4, "", "", "", 2),
        Entry("", None),
        Entry("", None),
        Entry("next", None, "7", "1700000000", "1.5"),
        Entry("2.5", None, "half", "", "", 2),
        Entry("20250101120000", None, "a date", "", "", 2),
    )


def test_a_table_of_that_name_in_another_form_gives_what_it_has(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "hive.db",
        [
            "CREATE TABLE schema_migrations (Version TEXT)",
            "INSERT INTO schema_migrations VALUES ('5')",
        ],
    )
    assert history_of(path) == History(Bookkeeping.UNUSUAL, (Entry("5", 5),))


def test_a_name_of_a_megabyte_is_not_loaded(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "hive.db",
        [
            COMPACT,
            "INSERT INTO schema_migrations VALUES (1, replace(hex(zeroblob(500000)), '0', 'x'), '')",
        ],
    )
    (entry,) = history_of(path).entries
    assert entry.name == "x" * 200
