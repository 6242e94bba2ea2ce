"""Recognising files of every lineage and version, in order and out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.lineages import Identity, Lineage, identify
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

COMPACT = (
    "CREATE TABLE schema_migrations"
    " (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
)
EXTENDED = (
    "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT,"
    " checksum TEXT NOT NULL, executed_at TEXT NOT NULL, execution_time_ms INTEGER NOT NULL,"
    " rollback_sql TEXT)"
)
SOMETHING = "PRAGMA user_version = 1"
"""Makes even a database without tables a file that is not empty."""


def compact(newest: int) -> Iterator[str]:
    yield COMPACT
    for version in range(1, newest + 1):
        yield f"INSERT INTO schema_migrations VALUES ({version}, 'unknown', '2025-09-05T14:03:11Z')"


def extended(newest: int) -> Iterator[str]:
    yield EXTENDED
    for version in range(1, newest + 1):
        yield (
            "INSERT INTO schema_migrations VALUES"
            f" ('{version:03}', 'unknown', NULL, 'c', '2025-09-05', 7, NULL)"
        )


def identity_of(path: Path, file_name: str = "") -> Identity:
    with (
        open_database(DatabaseTarget(path)) as database,
        database.reading() as connection,
    ):
        return identify(connection, read_schema(connection), file_name=file_name)


class Files:
    """Recognises files that it makes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, blueprint: str, statements: Iterable[str] = ()) -> Identity:
        return identity_of(make_lineage_file(self._folder / "made.db", blueprint, statements))

    def made_by(self, *statements: str, file_name: str = "") -> Identity:
        path = make_file(self._folder / "made.db", (SOMETHING, *statements))
        return identity_of(path, file_name)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.mark.parametrize("version", range(1, 14))
def test_a_core_file_is_known_by_its_bookkeeping_and_its_objects(
    files: Files, version: int
) -> None:
    identity = files.of(f"core-{version:03}", compact(version))
    assert (identity.lineage, identity.version, identity.known_version) == (
        Lineage.CORE,
        version,
        13,
    )
    assert identity.bookkeeping == "schema_migrations (compact)"
    assert identity.blueprint == f"core-{version:03}"
    assert identity.label == f"core · v{version}"
    assert identity.evidence[0] == f"The table schema_migrations records version {version}."
    assert identity.evidence[-1] == f"Tables, columns and indexes are those of version {version}."


@pytest.mark.parametrize("version", range(1, 14))
def test_without_bookkeeping_a_core_file_is_known_by_its_objects(
    files: Files, version: int
) -> None:
    identity = files.of(f"core-{version:03}")
    by_rows_only = 8 if version in {6, 7} else version
    assert (identity.lineage, identity.version) == (Lineage.CORE, by_rows_only)
    assert identity.bookkeeping == "none"
    assert identity.evidence[0] == "Nothing in the file records Hive's migrations."


def test_versions_that_differ_in_rows_only_are_all_named(files: Files) -> None:
    assert files.of("core-007").evidence[1] == (
        "Its objects fit versions 6, 7 and 8 best, without a difference."
    )


def test_the_extended_bookkeeping_counts_its_text_versions_as_numbers(files: Files) -> None:
    identity = files.of("core-012", extended(12))
    assert (identity.lineage, identity.version) == (Lineage.CORE, 12)
    assert identity.bookkeeping == "schema_migrations (extended)"


@pytest.mark.parametrize(
    ("blueprint", "lineage", "bookkeeping"),
    [
        ("desktop", Lineage.DESKTOP, "none"),
        ("desktop-memory", Lineage.DESKTOP_MEMORY, "none"),
        ("knowledge", Lineage.KNOWLEDGE, "migration_history"),
        ("enhanced", Lineage.ENHANCED, "schema_version"),
    ],
)
def test_the_other_lineages_are_known_by_their_own_tables(
    files: Files, blueprint: str, lineage: Lineage, bookkeeping: str
) -> None:
    identity = files.of(blueprint)
    assert (identity.lineage, identity.version, identity.known_version) == (lineage, None, None)
    assert (identity.bookkeeping, identity.blueprint) == (bookkeeping, blueprint)
    assert identity.label == blueprint
    assert identity.evidence[0].startswith("It has the tables ")
    assert identity.evidence[-1] == "Tables, columns and indexes are exactly those of this lineage."


def test_an_enhanced_file_has_the_version_that_it_records(files: Files) -> None:
    insert = "INSERT INTO schema_version (version) VALUES (2)"
    identity = files.of("enhanced", [insert])
    assert (identity.version, identity.label) == (2, "enhanced · v2")


def test_a_core_file_that_the_desktop_app_uses_is_a_hybrid(files: Files) -> None:
    identity = files.of("hybrid", compact(13))
    assert (identity.lineage, identity.version, identity.known_version) == (
        Lineage.HYBRID,
        13,
        13,
    )
    assert identity.blueprint == "hybrid"
    assert identity.evidence == (
        "The table schema_migrations records version 13.",
        "Tables, columns and indexes are those of version 13.",
        "The desktop app has added tables of its own.",
    )


def test_a_hybrid_is_one_without_its_bookkeeping_too(files: Files) -> None:
    identity = files.of("hybrid")
    assert (identity.lineage, identity.version) == (Lineage.HYBRID, 13)


def test_a_hybrid_of_an_older_version_should_be_what_that_version_is(files: Files) -> None:
    desktop = [
        "CREATE TABLE sessions (id INTEGER PRIMARY KEY)",
        "CREATE TABLE welcome_analytics (id INTEGER PRIMARY KEY)",
        "ALTER TABLE messages ADD COLUMN tokens_used INTEGER DEFAULT 0",
    ]
    identity = files.of("core-010", [*compact(10), *desktop])
    assert (identity.lineage, identity.version, identity.blueprint) == (
        Lineage.HYBRID,
        10,
        "core-010",
    )
    assert "Tables, columns and indexes are those of version 10." in identity.evidence


def test_a_file_at_version_10_may_be_half_way_through_hives_two_tens(files: Files) -> None:
    identity = files.of("core-010", compact(10))
    assert identity.evidence[1] == (
        "Hive has two migrations numbered 10 and stops once at the second;"
        " its next start goes on with 11."
    )


def test_a_migration_that_stopped_half_way_shows_in_the_objects(files: Files) -> None:
    identity = files.of("core-009", compact(10))
    assert (identity.version, identity.blueprint) == (10, "core-010")
    assert identity.evidence[-1] == (
        "The objects fit version 9 better than version 10: a migration may have stopped half-way."
    )


def test_a_file_that_fits_its_version_best_but_not_exactly_says_by_how_much(
    files: Files,
) -> None:
    one = files.of("core-013", [*compact(13), "DROP INDEX idx_messages_conversation"])
    assert one.evidence[-1] == "The objects fit version 13 best, with one difference."


def test_more_differences_are_counted(files: Files) -> None:
    changes = ["DROP INDEX idx_messages_conversation", "ALTER TABLE users ADD COLUMN mood TEXT"]
    identity = files.of("core-013", [*compact(13), *changes])
    assert identity.evidence[-1] == "The objects fit version 13 best, with 2 differences."


def test_a_version_that_no_script_has_is_newer_than_the_program(files: Files) -> None:
    identity = files.of("core-013", compact(15))
    assert (identity.version, identity.known_version, identity.blueprint) == (15, 13, "core-013")
    assert identity.evidence == (
        "The table schema_migrations records version 15.",
        "This program knows versions up to 13.",
        "Tables, columns and indexes are those of version 13.",
    )


def test_a_version_14_that_made_nothing_may_be_the_one_that_hive_withdrew(files: Files) -> None:
    withdrawn = "Hive once withdrew a version 14 that made nothing; this may be it."
    assert files.of("core-013", compact(14)).evidence[-1] == withdrawn


def test_a_version_14_that_made_a_table_is_a_newer_one(files: Files) -> None:
    identity = files.of("core-013", [*compact(14), "CREATE TABLE answers (id)"])
    assert identity.evidence[2:] == (
        "Tables, columns and indexes are those of version 13.",
        "One table does not belong to this lineage: answers.",
    )


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        (["recipes"], "One table does not belong to this lineage: recipes."),
        (["b", "a"], "2 tables do not belong to this lineage: a and b."),
        (list("edcba"), "5 tables do not belong to this lineage: a, b, c, d and 1 more."),
    ],
)
def test_tables_that_the_user_added_are_named(
    files: Files, tables: list[str], sentence: str
) -> None:
    created = [f"CREATE TABLE {name} (id)" for name in tables]
    identity = files.of("core-013", [*compact(13), *created])
    assert identity.lineage is Lineage.CORE
    assert identity.evidence[1:] == (
        "Tables, columns and indexes are those of version 13.",
        sentence,
    )


def test_the_inspectors_own_table_is_not_taken_for_the_users(files: Files) -> None:
    own = "CREATE TABLE _hive_inspector_migrations (seq INTEGER PRIMARY KEY)"
    assert files.of("core-013", [*compact(13), own]).evidence[-1] == (
        "Tables, columns and indexes are those of version 13."
    )


def test_a_core_file_with_empty_bookkeeping_is_known_by_its_objects(files: Files) -> None:
    identity = files.of("core-011", [COMPACT])
    assert (identity.lineage, identity.version) == (Lineage.CORE, 11)
    assert identity.evidence[0] == "The table schema_migrations is empty."


def test_a_database_without_tables_is_nothing_yet(files: Files) -> None:
    identity = files.made_by()
    assert (identity.lineage, identity.version, identity.blueprint) == (
        Lineage.OTHER,
        None,
        None,
    )
    assert identity.evidence == ("The database has no tables yet.",)


def test_a_core_file_before_its_first_migration_is_at_version_0(files: Files) -> None:
    identity = files.made_by(COMPACT)
    assert (identity.lineage, identity.version, identity.blueprint) == (Lineage.CORE, 0, None)
    assert identity.label == "core · v0"


def test_a_core_file_that_lost_its_tables_still_is_what_it_records(files: Files) -> None:
    identity = files.made_by(*compact(13))
    assert (identity.lineage, identity.version, identity.blueprint) == (
        Lineage.CORE,
        13,
        "core-013",
    )
    assert identity.evidence[-1] == "All of Hive's tables are missing."


@pytest.mark.parametrize(
    "name",
    ["hive-ai-knowledge.db", "hive-ai-context.db", "openrouter-data.db", "secure-pipeline.db"],
)
def test_an_older_file_is_known_by_its_name(files: Files, name: str) -> None:
    identity = files.made_by("CREATE TABLE anything (id)", file_name=name)
    assert (identity.lineage, identity.version, identity.blueprint) == (
        Lineage.OLDER,
        None,
        None,
    )
    assert identity.evidence == (f"{name} is what the TypeScript version of Hive called its file.",)


def test_an_older_file_under_another_name_is_known_by_hives_tables(files: Files) -> None:
    identity = files.made_by(
        "CREATE TABLE openrouter_models (id)", "CREATE TABLE openrouter_providers (id)"
    )
    assert identity.lineage is Lineage.OLDER
    assert identity.evidence[0] == "It has the tables openrouter_models and openrouter_providers."


def test_a_known_schema_counts_more_than_an_older_files_name(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive-ai-knowledge.db", "knowledge")
    assert identity_of(path, path.name).lineage is Lineage.KNOWLEDGE


def test_names_that_any_program_uses_do_not_make_a_hive_file(files: Files) -> None:
    names = ("users", "sessions", "messages", "conversations", "settings", "openrouter_models")
    identity = files.made_by(*(f"CREATE TABLE {name} (id)" for name in names))
    assert identity.lineage is Lineage.OTHER
    assert identity.evidence == ("None of its 6 tables and views tells of Hive.",)


def test_another_programs_database_with_one_table_is_none_of_hives(files: Files) -> None:
    identity = files.made_by("CREATE TABLE recipes (id)")
    assert identity.lineage is Lineage.OTHER
    assert identity.evidence == ("Its only table tells nothing of Hive.",)


def test_another_programs_bookkeeping_does_not_make_a_hive_file(files: Files) -> None:
    recipes = [f"CREATE TABLE recipes_{number} (id)" for number in range(20)]
    rails = files.made_by("CREATE TABLE schema_migrations (version TEXT)", *recipes)
    assert (rails.lineage, rails.bookkeeping) == (
        Lineage.OTHER,
        "schema_migrations (unknown form)",
    )


def test_another_program_may_even_keep_its_books_as_hive_does(files: Files) -> None:
    identity = files.made_by(*compact(13), "CREATE TABLE recipes (id)", "CREATE TABLE x (id)")
    assert (identity.lineage, identity.version) == (Lineage.OTHER, None)


def test_a_desktop_file_that_was_changed_says_by_how_much(files: Files) -> None:
    identity = files.of("desktop", ["ALTER TABLE users ADD COLUMN mood TEXT"])
    assert identity.lineage is Lineage.DESKTOP
    assert identity.evidence[-1] == "It is not exactly what this lineage has, with one difference."


def test_one_table_of_its_memory_makes_a_desktop_file_one_with_memory(files: Files) -> None:
    identity = files.of("desktop", ["CREATE TABLE memory_context_logs (log_id TEXT)"])
    assert identity.lineage is Lineage.DESKTOP_MEMORY
    assert identity.evidence[1] == "It has the tables memory_context_logs."


@pytest.mark.parametrize("lineage", Lineage)
def test_every_lineage_has_a_title(lineage: Lineage) -> None:
    assert lineage.title
