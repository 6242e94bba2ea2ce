"""Profiles by name again, as the desktop app reads them, and ten of them to begin with.

Gives `consensus_profiles` another shape: `id` is text, `name` becomes `profile_name`, models stand there by name, and
owner, temperatures and default mark are gone, with their two indexes. Adds ten profiles and makes `lightning-fast` the
active one.

Rows are kept. A profile keeps its number as text, so that conversations stay with it, and its models by name. Where no
profile is active yet and one carries the default mark, that one becomes active. (Hive's own version of this step drops
all profiles that were there.)

The way back removes those of the ten that nobody changed and nothing refers to, gives all others a number, and lets
conversations follow. A name that is there twice gets a number behind it; the active profile becomes the default. A
model that a profile names and the list of models lacks is added to that list as not active.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.migrations.migrator import Migrator, Reader

RECORDED_AS = "unknown"
STAGES = ("generator", "refiner", "validator", "curator")
ACTIVE = "lightning-fast"
PROFILES = (
    # id, name, then the models of generator, refiner, validator and curator
    (
        "lightning-fast",
        "Lightning Fast",
        "anthropic/claude-3-haiku",
        "openai/gpt-3.5-turbo",
        "google/gemini-flash",
        "anthropic/claude-3-haiku",
    ),
    (
        "precision-architect",
        "Precision Architect",
        "anthropic/claude-3.5-sonnet",
        "openai/gpt-4o",
        "google/gemini-pro-1.5",
        "anthropic/claude-3-opus",
    ),
    (
        "budget-optimizer",
        "Budget Optimizer",
        "meta-llama/llama-3.1-8b-instruct",
        "mistralai/mistral-7b-instruct",
        "google/gemini-flash",
        "meta-llama/llama-3.1-8b-instruct",
    ),
    (
        "research-deep-dive",
        "Research Deep Dive",
        "anthropic/claude-3-opus",
        "openai/gpt-4-turbo",
        "google/gemini-pro-1.5",
        "anthropic/claude-3-opus",
    ),
    (
        "startup-mvp",
        "Startup MVP",
        "anthropic/claude-3-haiku",
        "openai/gpt-4o-mini",
        "google/gemini-flash",
        "openai/gpt-3.5-turbo",
    ),
    (
        "enterprise-grade",
        "Enterprise Grade",
        "anthropic/claude-3.5-sonnet",
        "openai/gpt-4o",
        "google/gemini-pro-1.5",
        "anthropic/claude-3-opus",
    ),
    (
        "creative-innovator",
        "Creative Innovator",
        "anthropic/claude-3-sonnet",
        "openai/gpt-4o",
        "google/gemini-pro",
        "anthropic/claude-3-opus",
    ),
    (
        "security-focused",
        "Security Focused",
        "anthropic/claude-3-opus",
        "openai/gpt-4-turbo",
        "anthropic/claude-3.5-sonnet",
        "openai/gpt-4o",
    ),
    (
        "ml-ai-specialist",
        "ML/AI Specialist",
        "anthropic/claude-3.5-sonnet",
        "openai/gpt-4o",
        "google/gemini-pro-1.5",
        "anthropic/claude-3-opus",
    ),
    (
        "debugging-detective",
        "Debugging Detective",
        "anthropic/claude-3.5-sonnet",
        "openai/gpt-4o",
        "anthropic/claude-3-haiku",
        "openai/gpt-4-turbo",
    ),
)
BY_NAME = """
CREATE TABLE consensus_profiles (
  id TEXT PRIMARY KEY,
  profile_name TEXT NOT NULL,
  generator_model TEXT NOT NULL,
  refiner_model TEXT NOT NULL,
  validator_model TEXT NOT NULL,
  curator_model TEXT NOT NULL,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)"""
BY_NUMBER = """
CREATE TABLE consensus_profiles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  user_id TEXT REFERENCES users (id),
  generator_model_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  generator_temperature REAL NOT NULL DEFAULT 0.7,
  refiner_model_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  refiner_temperature REAL NOT NULL DEFAULT 0.7,
  validator_model_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  validator_temperature REAL NOT NULL DEFAULT 0.7,
  curator_model_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  curator_temperature REAL NOT NULL DEFAULT 0.7,
  is_default BOOLEAN NOT NULL DEFAULT 0,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)"""
COLUMNS_BY_NUMBER = (
    *("id", "name", "user_id", "is_default", "created_at", "updated_at"),
    *(f"{stage}_model_id" for stage in STAGES),
    *(f"{stage}_temperature" for stage in STAGES),
)
COLUMNS_BY_NAME = (
    *("id", "profile_name", "created_at", "updated_at"),
    *(f"{stage}_model" for stage in STAGES),
)
IS_A_NUMBER = (
    "id = CAST(CAST(id AS INTEGER) AS TEXT) AND CAST(id AS INTEGER) BETWEEN 1 AND 999999999"
)
LOSES_UP = (
    ("owners of profiles", "SELECT count(*) FROM consensus_profiles WHERE user_id IS NOT NULL"),
    (
        "temperatures of a profile's stages",
        (
            "SELECT count(*) FROM consensus_profiles WHERE generator_temperature <> 0.7 OR refiner_temperature <> 0.7"
            " OR validator_temperature <> 0.7 OR curator_temperature <> 0.7"
        ),
    ),
    (
        "the default mark, where another profile is active",
        (
            "SELECT count(*) FROM consensus_profiles WHERE is_default <> 0 AND CAST(id AS TEXT) IS NOT"
            " (SELECT value FROM consensus_settings WHERE key = 'active_profile_id')"
        ),
    ),
)
LOSES_DOWN = (
    (
        "ids of profiles that are not numbers, as far as the profiles stay",
        f"SELECT count(*) FROM consensus_profiles WHERE NOT ({IS_A_NUMBER})",
        ("conversations", "knowledge_conversations", "consensus_settings"),
    ),
)
NOT_LISTED = "Named by a consensus profile, not in the list of models."
"""The description by which models that this step adds are known."""


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Carry the profiles over into the shape with names, then add the ten."""
    models = ", ".join(
        f"ifnull((SELECT openrouter_id FROM openrouter_models WHERE internal_id = old.{stage}_model_id),"
        f" CAST(old.{stage}_model_id AS TEXT))"
        for stage in STAGES
    )
    migrator.sql(
        """
        INSERT INTO consensus_settings (key, value, updated_at)
        SELECT 'active_profile_id', CAST(id AS TEXT), ? FROM consensus_profiles WHERE is_default <> 0
        ORDER BY id LIMIT 1
        ON CONFLICT DO NOTHING
        """,
        migrator.now,
    )
    migrator.drop_index("idx_consensus_profiles_user_id")
    migrator.drop_index("idx_consensus_profiles_is_default")
    with migrator.replacing("consensus_profiles", BY_NAME, known=COLUMNS_BY_NUMBER) as old:
        migrator.sql(
            f"""
            INSERT INTO consensus_profiles
            SELECT CAST(id AS TEXT), name, {models}, created_at, updated_at FROM {old} AS old ORDER BY id
            """
        )
    migrator.each(
        "INSERT INTO consensus_profiles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        [(*profile, migrator.now) for profile in PROFILES],
    )
    migrator.sql(
        "INSERT INTO consensus_settings VALUES ('active_profile_id', ?, ?) ON CONFLICT DO NOTHING",
        ACTIVE,
        migrator.now,
    )


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Remove the ten where they are untouched, then carry the other profiles back into the shape with numbers."""
    _remove_untouched(migrator)
    _list_missing_models(migrator, database)
    numbers = _numbers(database)
    models = ", ".join(
        f"(SELECT internal_id FROM openrouter_models WHERE openrouter_id = old.{stage}_model), 0.7"
        for stage in STAGES
    )
    with migrator.replacing("consensus_profiles", BY_NUMBER, known=COLUMNS_BY_NAME) as old:
        migrator.each(
            f"""
            INSERT INTO consensus_profiles
            SELECT ?, ?, NULL, {models},
                   id IN (SELECT value FROM consensus_settings WHERE key = 'active_profile_id'), created_at, updated_at
            FROM {old} AS old WHERE rowid = ?
            """,
            [(number, title, place) for place, _, number, title in numbers],
        )
    _follow(migrator, [(str(number), name) for _, name, number, _ in numbers])
    migrator.create_index("idx_consensus_profiles_user_id", "consensus_profiles", "user_id")
    migrator.create_index("idx_consensus_profiles_is_default", "consensus_profiles", "is_default")


def _remove_untouched(migrator: Migrator) -> None:
    """Delete those of the ten profiles that are as they came and that nothing but the setting of this step names."""
    migrator.each(
        f"""
        DELETE FROM consensus_profiles
        WHERE id = ? AND profile_name = ? AND generator_model = ? AND refiner_model = ? AND validator_model = ?
        AND curator_model = ?
        AND NOT EXISTS (SELECT 1 FROM conversations WHERE consensus_profile_id = consensus_profiles.id)
        AND NOT EXISTS (SELECT 1 FROM knowledge_conversations WHERE profile_id = consensus_profiles.id)
        AND (id = '{ACTIVE}' OR id NOT IN (SELECT value FROM consensus_settings WHERE key = 'active_profile_id'))
        """,
        PROFILES,
    )
    migrator.sql(
        "DELETE FROM consensus_settings WHERE key = 'active_profile_id' AND value = ?"
        " AND value NOT IN (SELECT id FROM consensus_profiles WHERE id IS NOT NULL)",
        ACTIVE,
    )


def _numbers(database: Reader) -> list[tuple[Cell, Cell, int, str]]:
    """Rowid, present id, future number and future name of every profile."""
    profiles = database.rows(
        f"SELECT rowid, id, CASE WHEN {IS_A_NUMBER} THEN CAST(id AS INTEGER) END, profile_name"
        " FROM consensus_profiles ORDER BY rowid"
    )
    free = count(
        1 + max((number for _, _, number, _ in profiles if isinstance(number, int)), default=0)
    )
    taken = {str(title) for *_, title in profiles}
    given: set[str] = set()
    numbers = []
    for place, name, number, title in profiles:
        numbers.append(
            (
                place,
                name,
                number if isinstance(number, int) else next(free),
                _unlike(str(title), given, taken),
            )
        )
    return numbers


def _unlike(title: str, given: set[str], taken: set[str]) -> str:
    """The title, with a number behind it where an earlier profile has been given the same."""
    chosen = title
    if chosen in given:
        chosen = next(other for n in count(2) if (other := f"{title} ({n})") not in given | taken)
    given.add(chosen)
    return chosen


def _follow(migrator: Migrator, renamed: list[tuple[Cell, Cell]]) -> None:
    """Let everything that named a profile by its old id name it by the new one (pairs of new and old)."""
    for table, column in (
        ("conversations", "consensus_profile_id"),
        ("knowledge_conversations", "profile_id"),
    ):
        migrator.each(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", renamed)
    migrator.each(
        "UPDATE consensus_settings SET value = ? WHERE key = 'active_profile_id' AND value = ?",
        renamed,
    )


def _list_missing_models(migrator: Migrator, database: Reader) -> None:
    """Add the models that profiles name to the list of models, and their providers to the list of providers."""
    named = " UNION ".join(
        f"SELECT {stage}_model AS model FROM consensus_profiles" for stage in STAGES
    )
    missing = [
        (model, str(model).partition("/")[0] if "/" in str(model) else "unknown", migrator.now)
        for (model,) in database.rows(
            f"SELECT model FROM ({named})"
            " WHERE model NOT IN (SELECT openrouter_id FROM openrouter_models) ORDER BY model"
        )
    ]
    migrator.each(
        """
        INSERT INTO openrouter_providers (id, name, display_name, last_updated, created_at)
        SELECT ?1, ?1, ?1, ?2, ?2
        WHERE NOT EXISTS (SELECT 1 FROM openrouter_providers WHERE id = ?1 OR name = ?1)
        """,
        [(provider, now) for _, provider, now in missing],
    )
    migrator.each(
        f"""
        INSERT INTO openrouter_models
          (openrouter_id, name, provider_id, provider_name, description, is_active, created_at, last_updated)
        SELECT ?1, ?1, id, ?2, '{NOT_LISTED}', 0, CAST(strftime('%s', ?3) AS INTEGER), ?3
        FROM openrouter_providers WHERE id = ?2 OR name = ?2 ORDER BY id <> ?2 LIMIT 1
        """,
        missing,
    )
