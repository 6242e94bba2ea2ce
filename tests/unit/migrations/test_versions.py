"""The thirteen scripts against what is known of Hive's files, each version forwards and back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.resources import resource_text
from tests.support.migrated import NEWEST, NOON, migrated, move
from tests.support.schema_facts import declared, known_facts, rows_of, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.migrations.scripts.loading import Loss

VERSIONS = range(1, NEWEST + 1)
SEEDS = json.loads((Path(__file__).parents[2] / "data" / "core_seed_rows.json").read_text("utf-8"))


def expected_facts(version: int) -> dict[str, Any]:
    """What Hive's files have, but with a reference that is valid (Hive's own points to a table it dropped)."""
    facts = known_facts(f"core-{version:03}")
    if version >= 6:
        to_a_dropped_table = [
            reference
            for table in facts["tables"].values()
            for reference in table.get("references", ())
            if reference["table"] == "consensus_profiles_backup"
        ]
        assert len(to_a_dropped_table) == 1
        to_a_dropped_table[0]["table"] = "consensus_profiles"
    return facts


@pytest.mark.parametrize("version", VERSIONS)
def test_a_new_file_is_what_hives_own_files_are(tmp_path: Path, version: int) -> None:
    assert declared(migrated(tmp_path / "hive.db", version)) == expected_facts(version)


@pytest.mark.parametrize("version", VERSIONS)
def test_rolling_back_returns_the_version_before_byte_for_byte(
    tmp_path: Path, version: int
) -> None:
    path = migrated(tmp_path / "hive.db", version)
    before = migrated(tmp_path / "before.db", version - 1)
    move(path, version, version - 1)
    assert statements_of(path) == statements_of(before)
    assert rows_of(path) == rows_of(before)


@pytest.mark.parametrize("version", VERSIONS)
def test_up_down_up_is_the_same_as_up(tmp_path: Path, version: int) -> None:
    path = migrated(tmp_path / "hive.db", version)
    once = migrated(tmp_path / "once.db", version)
    move(path, version, version - 1)
    move(path, version - 1, version)
    assert statements_of(path) == statements_of(once)
    assert rows_of(path) == rows_of(once)


def test_all_the_way_back_leaves_nothing(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", NEWEST)
    move(path, NEWEST, 0)
    assert statements_of(path) == []
    assert rows_of(path) == {}


def test_each_version_is_recorded_as_hive_records_it(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", NEWEST)
    versions = json.loads(resource_text("lineages/versions.json"))
    with closing(sqlite3.connect(path)) as raw:
        recorded = raw.execute("SELECT * FROM schema_migrations ORDER BY version").fetchall()
        columns = [row[1:] for row in raw.execute("PRAGMA table_info(schema_migrations)")]
    assert recorded == [
        (known["version"], known["header_name"] or "unknown", "2025-09-05T12:00:00+00:00")
        for known in versions
    ]
    assert columns == [
        ("version", "INTEGER", 0, None, 1),
        ("name", "TEXT", 1, None, 0),
        ("applied_at", "TEXT", 1, None, 0),
    ]


def test_the_scripts_bear_the_names_of_hives_own() -> None:
    known = json.loads(resource_text("lineages/versions.json"))
    assert [(script.version, script.name) for script in load_scripts()] == [
        (version["version"], version["name"]) for version in known
    ]


def test_rolling_back_takes_the_record_away(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", NEWEST)
    move(path, NEWEST, 11)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT max(version) FROM schema_migrations").fetchone() == (11,)


@pytest.mark.parametrize(
    ("version", "tables"),
    [
        (6, []),
        (7, ["openrouter_models", "openrouter_providers"]),
        (8, ["openrouter_models", "openrouter_providers"]),
        (9, list(SEEDS)),
        (NEWEST, list(SEEDS)),
    ],
)
def test_a_new_file_has_the_rows_that_hives_own_has(
    tmp_path: Path, version: int, tables: list[str]
) -> None:
    path = migrated(tmp_path / "hive.db", version)
    assert set(rows_of(path)) - {"sqlite_sequence"} == set(tables)
    with closing(sqlite3.connect(path)) as raw:
        for table in tables:
            columns = list(SEEDS[table][0])
            found = raw.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
            wanted = [tuple(row[column] for column in columns) for row in SEEDS[table]]
            assert sorted(found) == sorted(wanted)


def test_rows_of_a_script_carry_the_moment_of_the_step(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", NEWEST)
    with closing(sqlite3.connect(path)) as raw:
        times = raw.execute("SELECT DISTINCT created_at, last_updated FROM openrouter_models")
        assert times.fetchall() == [(int(NOON.timestamp()), "2025-09-05 12:00:00")]
        times = raw.execute("SELECT DISTINCT created_at, updated_at FROM consensus_profiles")
        assert times.fetchall() == [("2025-09-05 12:00:00", "2025-09-05 12:00:00")]


@pytest.mark.parametrize("version", VERSIONS)
def test_conversations_can_be_written_with_foreign_keys_on(tmp_path: Path, version: int) -> None:
    path = migrated(tmp_path / "hive.db", version)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = 1")
        raw.execute("INSERT INTO conversations (id) VALUES ('c1')")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            raw.execute(
                "INSERT INTO conversations (id, consensus_profile_id) VALUES ('c2', 'nobody')"
            )
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_conversation_can_use_a_profile_that_came_with_009(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        NEWEST,
        ["INSERT INTO conversations (id, consensus_profile_id) VALUES ('c1', 'startup-mvp')"],
    )
    assert [row[0] for row in rows_of(path)["conversations"]] == ["c1"]


def test_every_declared_loss_can_be_counted_before_its_step(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 0)
    for script in load_scripts():
        count_losses(path, script.loses_up)
        move(path, script.version - 1, script.version)
        count_losses(path, script.loses_down)


def count_losses(path: Path, losses: Iterable[Loss]) -> None:
    with closing(sqlite3.connect(path)) as raw:
        for loss in losses:
            assert isinstance(raw.execute(loss.count_sql).fetchone()[0], int), loss.what


def test_dropping_a_table_is_declared_as_a_loss() -> None:
    for script in load_scripts():
        below = (
            known_facts(f"core-{script.version - 1:03}") if script.version > 1 else {"tables": {}}
        )
        added = set(known_facts(f"core-{script.version:03}")["tables"]) - set(below["tables"])
        declared_losses = {loss.what for loss in script.loses_down}
        assert {f"every row of {table}" for table in added} <= declared_losses
