"""What is hidden, and what is only private."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.hive.catalogue import Trait, column_note
from hive_inspector.core.hive.privacy import Mask, masks, names_a_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.values import Cell

SECRET = [
    ("licenses", "key"),
    ("users", "license_key"),
    ("conversation_usage", "license_key"),
    ("conversation_usage", "conversation_token"),
    ("pending_sync", "conversation_token"),
]
PERSONAL = [("users", "email"), ("licenses", "email")]
PRIVATE = [
    ("messages", "content"),
    ("knowledge_conversations", "question"),
    ("knowledge_conversations", "answer"),
    ("knowledge_conversations", "final_answer"),
    ("knowledge_conversations", "source_of_truth"),
    ("knowledge_conversations", "conversation_context"),
    ("curator_truths", "curator_output"),
    ("improvement_patterns", "before_content"),
    ("improvement_patterns", "after_content"),
    ("consensus_metrics", "baseline_result"),
    ("consensus_metrics", "consensus_result"),
    ("consensus_facts", "content"),
    ("memory_context_logs", "memory_search_query"),
    ("sessions", "folder_path"),
    ("recent_folders", "folder_path"),
    ("ai_tool_launches", "repository_path"),
]
CONFIGURATIONS = ("key", "value", "encrypted", "user_id", "created_at", "updated_at")


def masked(table: str, *columns: str) -> list[str]:
    return [mask.column for mask in masks(table, columns)]


def only_mask(table: str, *columns: str) -> Mask:
    (mask,) = masks(table, columns)
    return mask


@pytest.mark.parametrize(("table", "column"), SECRET)
def test_secrets_of_hive_are_known_and_always_hidden(table: str, column: str) -> None:
    assert Trait.SECRET in column_note(table, column).traits
    mask = only_mask(table, "id", column, "created_at")
    assert (mask.column, mask.reads) == (column, ())
    assert mask.hides({})


@pytest.mark.parametrize(("table", "column"), PERSONAL)
def test_personal_columns_are_known_and_not_hidden(table: str, column: str) -> None:
    assert Trait.PERSONAL in column_note(table, column).traits
    assert masked(table, "id", column) == []


@pytest.mark.parametrize(("table", "column"), PRIVATE)
def test_private_content_is_known_and_not_hidden(table: str, column: str) -> None:
    assert Trait.PRIVATE in column_note(table, column).traits
    assert masked(table, "id", column) == []


@pytest.mark.parametrize(
    ("row", "hidden"),
    [
        ({"key": "openrouter_api_key", "encrypted": 0}, True),
        ({"key": "hive_license_key", "encrypted": 0}, True),
        ({"key": "theme", "encrypted": 1}, True),
        ({"key": "theme", "encrypted": "1"}, True),
        ({"key": "theme", "encrypted": "true"}, True),
        ({"key": "theme", "encrypted": 0}, False),
        ({"key": "theme", "encrypted": "0"}, False),
        ({"key": "theme", "encrypted": None}, False),
        ({"key": "max_tokens", "encrypted": 0}, False),
        ({"key": None, "encrypted": 0}, False),
        ({"key": 7, "encrypted": 0}, False),
    ],
)
def test_a_configuration_is_hidden_by_its_key_or_where_it_is_encrypted(
    row: Mapping[str, Cell], *, hidden: bool
) -> None:
    mask = only_mask("configurations", *CONFIGURATIONS)
    assert (mask.column, mask.reads) == ("value", ("key", "encrypted"))
    assert mask.hides(row) is hidden


def test_a_secret_that_is_not_there_is_not_hidden() -> None:
    assert not only_mask("users", "license_key").hides({"license_key": None})
    assert only_mask("users", "license_key").hides({"license_key": ""})
    row: dict[str, Cell] = {"key": "openrouter_api_key", "encrypted": 0, "value": None}
    assert not only_mask("configurations", *CONFIGURATIONS).hides(row)


def test_a_configuration_whose_key_cannot_be_seen_is_always_hidden() -> None:
    mask = only_mask("configurations", "value")
    assert (mask.column, mask.reads) == ("value", ())
    assert mask.hides({})


def test_without_a_column_that_tells_of_encryption_the_key_decides() -> None:
    mask = only_mask("settings", "key", "value", "updated_at")
    assert mask.reads == ("key",)
    assert mask.hides({"key": "github.token"})
    assert not mask.hides({"key": "backup.dir"})


@pytest.mark.parametrize(
    ("table", "columns", "row"),
    [
        ("configuration", ("key", "value", "is_encrypted"), {"key": "x", "is_encrypted": 1}),
        ("user_settings", ("setting_key", "setting_value"), {"setting_key": "api_key"}),
        ("tui_state", ("state_key", "state_value"), {"state_key": "session_token"}),
        ("wp_options", ("name", "value"), {"name": "smtpPassword"}),
        ("settings", ("key", "value"), {"key": "openrouter.apiKeys"}),
        ("settings", ("key", "value"), {"key": "smtp_passwords"}),
    ],
)
def test_settings_of_other_lineages_and_programs_are_hidden_likewise(
    table: str, columns: tuple[str, ...], row: Mapping[str, Cell]
) -> None:
    assert only_mask(table, *columns).hides(row)


def test_names_are_found_whatever_their_case_and_given_back_as_they_are_spelled() -> None:
    mask = only_mask("CONFIGURATIONS", "Key", "Value", "Encrypted")
    assert (mask.column, mask.reads) == ("Value", ("Key", "Encrypted"))
    assert masked("Licenses", "ID", "KEY") == ["KEY"]


@pytest.mark.parametrize(
    "name",
    [
        "api_key",
        "apiKey",
        "APIKey",
        "apikey",
        "OPENROUTER_API_KEY",
        "openrouter-api-key",
        "openai_key",
        "license_key",
        "licence_key",
        "private_key",
        "api_key_2",
        "openrouter_api_key_v2",
        "api_key_old",
        "apiKeyBackup",
        "password_new",
        "password",
        "Password",
        "user_password",
        "password_hash",
        "passwordSalt",
        "passwd",
        "passphrase",
        "secret",
        "client_secret",
        "secret_value",
        "credentials",
        "token",
        "access_token",
        "accessToken",
        "accesstoken",
        "refresh_token",
        "conversation_token",
        "csrfToken",
        "token_hash",
        "jwt",
        "api_keys",
        "apiKeys",
        "apikeys",
        "access_tokens",
        "refresh_tokens",
        "auth_tokens",
        "bearer_tokens",
        "passwords",
        "secrets",
        "private_keys",
        "groq_key",
        "mistral_key",
        "xai_key",
        "deepseek_key",
        "cohere_key",
        "perplexity_key",
        "provider_key",
        "session_key",
        "license_code",
        "activation_code",
        "recovery_codes",
        "authorization",
        "bearer",
        "cookie",
        "cookies",
        "otp",
        "pin",
        "mnemonic",
        "connection_string",
        "connectionString",
        "smtp_pass",
        "openrouter_apiKeys",
        "smtp_passwords",
    ],
)
def test_a_telling_name_hides_its_column_in_any_database(name: str) -> None:
    assert names_a_secret(name)
    assert masked("anything", "id", name) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "token_count",
        "input_tokens",
        "output_tokens",
        "total_tokens",
        "max_tokens",
        "tokens",
        "tokens_used",
        "cost_per_token",
        "eos_token",
        "token_type",
        "tokenizer",
        "keyword",
        "keywords",
        "key",
        "primary_key",
        "foreign_key",
        "sort_key",
        "cache_key",
        "setting_key",
        "key_entities",
        "monkey",
        "password_changed_at",
        "password_reset_required",
        "secretary",
        "hash",
        "question_hash",
        "value",
        "semantic_fingerprint",
        "",
        "$",
        "ключ",
        "foreign_keys",
        "sort_keys",
        "partition_key",
        "index_key",
        "lookup_key",
        "unique_key",
        "config_key",
        "public_key",
        "hot_key",
        "short_key",
        "state_key",
        "keys",
        "country_code",
        "lines_of_code",
        "stop_tokens",
        "prompt_tokens",
        "tokens_per_stage",
        "has_password",
        "pinned",
        "opinion",
        "bypass",
        "first_pass",
        "query_string",
        "session_id",
    ],
)
def test_a_name_that_only_sounds_like_one_hides_nothing(name: str) -> None:
    assert not names_a_secret(name)
    assert masked("anything", "id", name) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("api_keys", "key"),
        ("ApiKey", "key"),
        ("secrets", "value"),
        ("user_passwords", "hash"),
        ("access_tokens", "value"),
        ("credentials", "data"),
    ],
)
def test_a_table_of_secrets_hides_what_it_is_for(table: str, column: str) -> None:
    assert masked(table, "id", "name", column, "created_at") == [column]
    assert only_mask(table, "id", "name", column).hides({})


@pytest.mark.parametrize(
    "table", ["tokens", "pins", "keys", "foreign_keys", "stop_tokens", "licenses"]
)
def test_a_table_whose_name_only_sounds_like_secrets_hides_nothing(table: str) -> None:
    assert masked(table, "id", "value", "hash") == []


def test_in_all_lineages_together_nothing_else_is_hidden() -> None:
    found = {
        (table.name, mask.column, mask.reads)
        for name in blueprint_names()
        for table in blueprint(name).tables
        for mask in masks(table.name, [column.name for column in table.columns])
    }
    always = {*SECRET, ("user_profiles", "license_key")}
    by_row = {
        ("configurations", "value", ("key", "encrypted")),
        ("configuration", "value", ("key", "is_encrypted")),
        ("settings", "value", ("key",)),
        ("consensus_settings", "value", ("key",)),
        ("user_settings", "setting_value", ("setting_key",)),
        ("tui_state", "state_value", ("state_key",)),
    }
    assert found == {(table, column, ()) for table, column in always} | by_row
