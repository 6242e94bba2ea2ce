"""What users had in their files is there afterwards: through 006 and 009, which Hive's own versions empty, and back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.migrations.performing.runner import MigrationStopped
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.lineage_files import make_lineage_file
from tests.support.migrated import COMPACT, NEWEST, migrated, move
from tests.support.schema_facts import declared, known_facts, rows_of, statements_of
from tests.support.users_rows import AT_5

if TYPE_CHECKING:
    from pathlib import Path

PROFILES_OF_CONVERSATIONS = """
SELECT c.id, {name} FROM conversations AS c LEFT JOIN consensus_profiles AS p ON p.id = c.consensus_profile_id
ORDER BY c.id
"""


def fetched(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


@pytest.fixture
def at_5(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 5, AT_5)


def test_006_keeps_every_profile(at_5: Path) -> None:
    move(at_5, 5, 6)
    models = dict(fetched(at_5, "SELECT internal_id, openrouter_id FROM openrouter_models"))
    profiles = fetched(at_5, "SELECT * FROM consensus_profiles ORDER BY id")
    named = [
        tuple(
            models[value] if position in {3, 5, 7, 9} else value
            for position, value in enumerate(profile[:-1])
        )
        for profile in profiles
    ]
    opus, gpt, grok = "anthropic/claude-3-opus", "openai/gpt-4o", "x-ai/grok"
    assert named == [
        (7, "Seven", None, opus, 0.7, opus, 0.7, opus, 0.7, opus, 0.7, 0, "2025-01-03"),
        (8, "Mine", "u1", opus, 0.2, gpt, 0.7, "local-model", 0.7, gpt, 1.5, 1, "2025-01-02"),
        (9, "Other", None, grok, 0.7, grok, 0.7, grok, 0.7, grok, 0.7, 0, "2025-01-04"),
    ]


@pytest.mark.parametrize(
    ("version", "name"), [(6, "name"), (8, "name"), (9, "profile_name"), (NEWEST, "profile_name")]
)
def test_conversations_keep_their_profile(at_5: Path, version: int, name: str) -> None:
    move(at_5, 5, version)
    assert fetched(at_5, PROFILES_OF_CONVERSATIONS.format(name=name)) == [
        ("c1", "Mine"),
        ("c2", "Seven"),
        ("c3", "Other"),
        ("c4", None),
    ]
    assert fetched(at_5, "PRAGMA foreign_key_check") == []
    assert fetched(at_5, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(("version", "name"), [(6, "name"), (NEWEST, "profile_name")])
def test_learned_answers_and_the_active_profile_follow(at_5: Path, version: int, name: str) -> None:
    move(at_5, 5, version)
    assert fetched(
        at_5,
        f"SELECT p.{name} FROM knowledge_conversations AS k JOIN consensus_profiles AS p ON p.id = k.profile_id",
    ) == [("Mine",)]
    assert fetched(
        at_5,
        f"SELECT p.{name} FROM consensus_settings AS s JOIN consensus_profiles AS p ON p.id = s.value"
        " WHERE s.key = 'active_profile_id'",
    ) == [("Other",)]


def test_profiles_come_out_of_009_with_the_models_they_had_before_006(at_5: Path) -> None:
    columns = (
        "profile_name, generator_model, refiner_model, validator_model, curator_model, created_at"
    )
    before = fetched(at_5, f"SELECT {columns} FROM consensus_profiles ORDER BY profile_name")
    move(at_5, 5, NEWEST)
    after = fetched(
        at_5,
        f"SELECT {columns} FROM consensus_profiles WHERE id IN ('7', '8', '9') ORDER BY profile_name",
    )
    assert after == before
    assert fetched(at_5, "SELECT count(*) FROM consensus_profiles") == [(13,)]


def test_a_model_that_only_a_profile_names_is_listed_as_not_active(at_5: Path) -> None:
    move(at_5, 5, 6)
    assert fetched(
        at_5,
        "SELECT openrouter_id, provider_id, is_active FROM openrouter_models WHERE internal_id <> 40"
        " ORDER BY internal_id",
    ) == [("local-model", "unknown", 0), ("openai/gpt-4o", "openai", 0), ("x-ai/grok", "x-ai", 0)]


def test_007_completes_a_model_that_006_had_listed(at_5: Path) -> None:
    move(at_5, 5, 7)
    assert fetched(
        at_5,
        "SELECT name, pricing_input, is_active FROM openrouter_models WHERE openrouter_id = 'openai/gpt-4o'",
    ) == [("GPT-4o", 0.005, 1)]


def test_007_leaves_models_that_are_listed_alone(at_5: Path) -> None:
    move(at_5, 5, 7)
    assert fetched(
        at_5, "SELECT name FROM openrouter_models WHERE openrouter_id = 'anthropic/claude-3-opus'"
    ) == [("Opus",)]
    move(at_5, 7, 6)
    assert fetched(
        at_5, "SELECT internal_id, name FROM openrouter_models WHERE internal_id = 40"
    ) == [(40, "Opus")]


def test_a_provider_listed_under_another_id_is_used(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        6,
        [
            (
                "INSERT INTO openrouter_providers (id, name, display_name, last_updated)"
                " VALUES ('p-1', 'openai', 'OpenAI', '2025-08-01')"
            )
        ],
    )
    move(path, 6, 7)
    assert fetched(
        path,
        "SELECT DISTINCT provider_id FROM openrouter_models WHERE openrouter_id LIKE 'openai/%'",
    ) == [("p-1",)]
    assert fetched(path, "PRAGMA foreign_key_check") == []


def test_006_and_back_loses_what_it_declares_and_nothing_else(at_5: Path) -> None:
    (script,) = (script for script in load_scripts() if script.version == 6)
    expected = rows_of(at_5)
    counted = {loss.what: fetched(at_5, loss.count_sql)[0][0] for loss in script.loses_up}
    assert counted == {
        "ids of profiles that are not numbers": 2,
        "links from a profile to its pipeline profile": 1,
    }
    text = statements_of(at_5)
    move(at_5, 5, 6)
    move(at_5, 6, 5)
    assert statements_of(at_5) == text
    ids = {"mine": "8", "other": "9"}
    expected["consensus_profiles"] = sorted(
        (ids.get(key, key), name, None, *rest)
        for key, name, _, *rest in expected["consensus_profiles"]
    )
    expected["conversations"] = [
        (key, user, ids.get(profile, profile), *rest)
        for key, user, profile, *rest in expected["conversations"]
    ]
    expected["knowledge_conversations"] = [
        tuple(ids.get(value, value) for value in row) for row in expected["knowledge_conversations"]
    ]
    expected["consensus_settings"] = [
        (key, ids.get(value, value), *rest) for key, value, *rest in expected["consensus_settings"]
    ]
    assert rows_of(at_5) == expected


def test_numbers_stay_when_006_is_applied_again(at_5: Path) -> None:
    move(at_5, 5, 6)
    once = rows_of(at_5)["consensus_profiles"]
    move(at_5, 6, 5)
    move(at_5, 5, 6)
    assert [row[0] for row in rows_of(at_5)["consensus_profiles"]] == [row[0] for row in once]


AT_8 = (
    "INSERT INTO users (id) VALUES ('u1')",
    (
        "INSERT INTO consensus_profiles (id, name, user_id, generator_model_id, refiner_model_id, validator_model_id,"
        " curator_model_id, curator_temperature, is_default) VALUES"
        " (3, 'Three', NULL, 1, 2, 3, 4, 0.7, 0), (5, 'Five', 'u1', 4, 3, 2, 1, 0.1, 1)"
    ),
    "INSERT INTO conversations (id, consensus_profile_id) VALUES ('c3', '3'), ('c5', '5')",
)


def test_009_keeps_every_profile_and_makes_the_default_active(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 8, AT_8)
    move(path, 8, 9)
    assert fetched(
        path,
        "SELECT id, profile_name, generator_model FROM consensus_profiles WHERE id IN ('3', '5')",
    ) == [
        ("3", "Three", "anthropic/claude-3.5-sonnet"),
        ("5", "Five", "openai/gpt-4"),
    ]
    assert fetched(
        path, "SELECT value FROM consensus_settings WHERE key = 'active_profile_id'"
    ) == [("5",)]


def test_009_leaves_a_choice_that_was_made_alone(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        8,
        [*AT_8, "INSERT INTO consensus_settings (key, value) VALUES ('active_profile_id', '3')"],
    )
    move(path, 8, 9)
    assert fetched(
        path, "SELECT value FROM consensus_settings WHERE key = 'active_profile_id'"
    ) == [("3",)]


def test_009_and_back_loses_what_it_declares_and_nothing_else(tmp_path: Path) -> None:
    (script,) = (script for script in load_scripts() if script.version == 9)
    path = migrated(
        tmp_path / "hive.db",
        8,
        [*AT_8, "INSERT INTO consensus_settings (key, value) VALUES ('active_profile_id', '3')"],
    )
    counted = {loss.what: fetched(path, loss.count_sql)[0][0] for loss in script.loses_up}
    assert counted == {
        "owners of profiles": 1,
        "temperatures of a profile's stages": 1,
        "the default mark, where another profile is active": 1,
    }
    text, expected = statements_of(path), rows_of(path)
    move(path, 8, 9)
    move(path, 9, 8)
    assert statements_of(path) == text
    three, five = expected["consensus_profiles"]
    expected["consensus_profiles"] = [
        (*three[:11], 1, *three[12:]),
        (*five[:2], None, *five[3:10], 0.7, 0, *five[12:]),
    ]
    assert rows_of(path) == expected


def test_a_profile_whose_model_is_gone_keeps_its_number(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 8, AT_8)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM openrouter_models WHERE internal_id = 4")
        raw.commit()
    move(path, 8, 9)
    assert fetched(path, "SELECT id, generator_model FROM consensus_profiles WHERE id = '5'") == [
        ("5", "4")
    ]


AT_13 = (
    "UPDATE consensus_profiles SET curator_model = 'me/my-model' WHERE id = 'creative-innovator'",
    (
        "INSERT INTO consensus_profiles (id, profile_name, generator_model, refiner_model, validator_model,"
        " curator_model)"
        " VALUES ('2', 'Startup MVP', 'openai/gpt-4o', 'openai/gpt-4o', 'openai/gpt-4o', 'openai/gpt-4o')"
    ),
    "INSERT INTO conversations (id, consensus_profile_id) VALUES ('c1', 'startup-mvp'), ('c2', '2')",
)


def test_rolling_back_009_keeps_the_profiles_that_somebody_uses_or_changed(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", NEWEST, AT_13)
    move(path, NEWEST, 8)
    assert fetched(path, "SELECT id, name FROM consensus_profiles ORDER BY id") == [
        (2, "Startup MVP (2)"),
        (3, "Startup MVP"),
        (4, "Creative Innovator"),
    ]
    assert fetched(path, PROFILES_OF_CONVERSATIONS.format(name="name")) == [
        ("c1", "Startup MVP"),
        ("c2", "Startup MVP (2)"),
    ]
    assert fetched(path, "SELECT * FROM consensus_settings") == []
    assert fetched(path, "PRAGMA foreign_key_check") == []
    expected = migrated(tmp_path / "expected.db", 8)
    assert statements_of(path) == statements_of(expected)


def test_a_file_in_use_goes_all_the_way_back_and_forth(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", NEWEST, AT_13)
    text = statements_of(path)
    move(path, NEWEST, 5)
    assert declared(path) == declared(migrated(tmp_path / "five.db", 5))
    move(path, 5, NEWEST)
    assert statements_of(path) == text
    assert fetched(path, PROFILES_OF_CONVERSATIONS.format(name="profile_name")) == [
        ("c1", "Startup MVP"),
        ("c2", "Startup MVP (2)"),
    ]
    assert fetched(path, "PRAGMA foreign_key_check") == []


def test_rolling_back_007_keeps_models_in_use(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 8, AT_8)
    move(path, 8, 6)
    assert [
        row[0] for row in fetched(path, "SELECT internal_id FROM openrouter_models ORDER BY 1")
    ] == [1, 2, 3, 4]
    assert fetched(path, "SELECT id FROM openrouter_providers ORDER BY 1") == [
        ("anthropic",),
        ("openai",),
    ]
    assert fetched(path, "SELECT seq FROM sqlite_sequence WHERE name = 'openrouter_models'") == [
        (4,)
    ]
    assert fetched(path, "PRAGMA foreign_key_check") == []


def test_008_marks_the_oldest_profile_only_where_none_is_marked(tmp_path: Path) -> None:
    for name, mark, expected in (("none", 0, [(3,)]), ("five", 1, [(5,)])):
        path = migrated(tmp_path / f"{name}.db", 7, AT_8)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE consensus_profiles SET is_default = ? WHERE id = 5", (mark,))
            raw.commit()
        move(path, 7, 8)
        assert fetched(path, "SELECT id FROM consensus_profiles WHERE is_default = 1") == expected
        move(path, 8, 7)
        assert fetched(path, "SELECT id FROM consensus_profiles WHERE is_default = 1") == expected


def test_010_and_back_keeps_the_rows(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        9,
        [
            "INSERT INTO users (id, email) VALUES ('u1', 'ada@example.org')",
            "INSERT INTO conversations (id) VALUES ('c1')",
            "INSERT INTO conversation_usage (conversation_id, user_id) VALUES ('c1', 'u1')",
        ],
    )
    before = rows_of(path)
    move(path, 9, 10)
    assert fetched(path, "SELECT verified, license_key FROM conversation_usage") == [(0, None)]
    assert fetched(path, "SELECT subscription_tier FROM users") == [("free",)]
    move(path, 10, 9)
    assert rows_of(path) == before


def left_by_hive(version: int) -> dict[str, Any]:
    """What Hive's own files have, the reference to a dropped table included."""
    return known_facts(f"core-{version:03}")


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_a_file_that_hive_made_goes_on_to_the_newest_version(tmp_path: Path, version: int) -> None:
    path = make_lineage_file(tmp_path / "hive.db", f"core-{version:03}", wal=True)
    move(path, version, NEWEST)
    expected = left_by_hive(NEWEST)
    if version < 6:
        reference = expected["tables"]["conversations"]["references"][0]
        assert reference["table"] == "consensus_profiles_backup"
        reference["table"] = "consensus_profiles"
    assert declared(path) == expected


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_a_file_that_hive_made_goes_back(tmp_path: Path, version: int) -> None:
    path = make_lineage_file(tmp_path / "hive.db", f"core-{NEWEST:03}", [COMPACT], wal=True)
    move(path, NEWEST, version)
    expected = left_by_hive(version)
    if version < 6:
        reference = expected["tables"]["conversations"]["references"][0]
        assert reference["table"] == "consensus_profiles"
        reference["table"] = "consensus_profiles_backup"
    assert declared(path) == expected


def test_what_the_desktop_app_added_to_profiles_is_not_lost_on_the_way_back(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "hybrid", [COMPACT])
    move(path, NEWEST, 9)
    text = statements_of(path)
    with pytest.raises(
        MigrationStopped, match=r"009 .* would be lost: max_consensus_rounds"
    ) as caught:
        move(path, 9, 8)
    assert "drop them first" in caught.value.hint
    assert statements_of(path) == text
