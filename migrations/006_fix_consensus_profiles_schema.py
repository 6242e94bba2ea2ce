"""Profiles by number, with models by number, an owner and a temperature for each stage.

Gives `consensus_profiles` another shape: `id` is a number, `profile_name` becomes `name`, the four models are numbers
from `openrouter_models`, and there are an owner, four temperatures and a default mark. Its index on the pipeline
profile goes; two come, on owner and default mark.

Rows are kept. A profile gets the next free number (an id that already is a number stays), and conversations, learned
answers and the setting for the active profile follow. Owner, temperatures and default mark come from the pipeline
profile that it names. A model that a profile names and the list of models lacks is added to that list as not active.

The reference from `conversations` goes on meaning `consensus_profiles`. (Hive's own version of this step leaves it
pointing to a table that it then drops, and drops all profiles that were there.)
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.migrations.migrator import Migrator, Reader

STAGES = ("generator", "refiner", "validator", "curator")
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
BY_NAME = """
CREATE TABLE consensus_profiles (
  id TEXT PRIMARY KEY,
  profile_name TEXT NOT NULL UNIQUE,
  pipeline_profile_id TEXT REFERENCES pipeline_profiles (id),
  generator_model TEXT NOT NULL,
  refiner_model TEXT NOT NULL,
  validator_model TEXT NOT NULL,
  curator_model TEXT NOT NULL,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)"""
COLUMNS_BY_NUMBER = (
    *("id", "name", "user_id", "is_default", "created_at", "updated_at"),
    *(f"{stage}_model_id" for stage in STAGES),
    *(f"{stage}_temperature" for stage in STAGES),
)
COLUMNS_BY_NAME = (
    *("id", "profile_name", "pipeline_profile_id", "created_at", "updated_at"),
    *(f"{stage}_model" for stage in STAGES),
)
IS_A_NUMBER = (
    "id = CAST(CAST(id AS INTEGER) AS TEXT) AND CAST(id AS INTEGER) BETWEEN 1 AND 999999999"
)
LOSES_UP = (
    (
        "ids of profiles that are not numbers",
        f"SELECT count(*) FROM consensus_profiles WHERE NOT ({IS_A_NUMBER})",
        ("conversations", "knowledge_conversations", "consensus_settings"),
    ),
    (
        "links from a profile to its pipeline profile",
        "SELECT count(*) FROM consensus_profiles WHERE pipeline_profile_id IS NOT NULL",
    ),
)
LOSES_DOWN = (
    ("owners of profiles", "SELECT count(*) FROM consensus_profiles WHERE user_id IS NOT NULL"),
    (
        "temperatures of a profile's stages",
        (
            "SELECT count(*) FROM consensus_profiles WHERE generator_temperature <> 0.7 OR refiner_temperature <> 0.7"
            " OR validator_temperature <> 0.7 OR curator_temperature <> 0.7"
        ),
    ),
    ("the default mark", "SELECT count(*) FROM consensus_profiles WHERE is_default <> 0"),
)
NOT_LISTED = "Named by a consensus profile, not in the list of models."
"""The description by which models that this step adds are known."""


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Carry the profiles over into the shape with numbers."""
    _list_missing_models(migrator, database)
    numbers = _numbers(database)
    stages = ", ".join(
        f"(SELECT internal_id FROM openrouter_models WHERE openrouter_id = old.{stage}_model),"
        f" ifnull(pipeline.{stage}_temperature, 0.7)"
        for stage in STAGES
    )
    migrator.drop_index("idx_consensus_profiles_pipeline")
    with migrator.replacing("consensus_profiles", BY_NUMBER, known=COLUMNS_BY_NAME) as old:
        migrator.each(
            f"""
            INSERT INTO consensus_profiles
            SELECT ?, old.profile_name, pipeline.user_id, {stages},
                   ifnull(pipeline.is_default, 0), old.created_at, old.updated_at
            FROM {old} AS old LEFT JOIN pipeline_profiles AS pipeline ON pipeline.id = old.pipeline_profile_id
            WHERE old.rowid = ?
            """,
            [(number, place) for place, _, number in numbers],
        )
    _follow(migrator, [(str(number), name) for _, name, number in numbers])
    migrator.create_index("idx_consensus_profiles_user_id", "consensus_profiles", "user_id")
    migrator.create_index("idx_consensus_profiles_is_default", "consensus_profiles", "is_default")


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Carry the profiles back into the shape with names; a number stays as text."""
    stages = ", ".join(
        f"ifnull((SELECT openrouter_id FROM openrouter_models WHERE internal_id = old.{stage}_model_id),"
        f" CAST(old.{stage}_model_id AS TEXT))"
        for stage in STAGES
    )
    migrator.drop_index("idx_consensus_profiles_user_id")
    migrator.drop_index("idx_consensus_profiles_is_default")
    with migrator.replacing("consensus_profiles", BY_NAME, known=COLUMNS_BY_NUMBER) as old:
        migrator.sql(
            f"""
            INSERT INTO consensus_profiles
            SELECT CAST(id AS TEXT), name, NULL, {stages}, created_at, updated_at
            FROM {old} AS old ORDER BY id
            """
        )
    migrator.create_index(
        "idx_consensus_profiles_pipeline", "consensus_profiles", "pipeline_profile_id"
    )
    _take_back_models(migrator)


def _numbers(database: Reader) -> list[tuple[Cell, Cell, int]]:
    """Rowid, present id and future number of every profile."""
    profiles = database.rows(
        f"SELECT rowid, id, CASE WHEN {IS_A_NUMBER} THEN CAST(id AS INTEGER) END"
        " FROM consensus_profiles ORDER BY rowid"
    )
    free = count(1 + max((number for *_, number in profiles if isinstance(number, int)), default=0))
    return [
        (place, name, number if isinstance(number, int) else next(free))
        for place, name, number in profiles
    ]


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


def _take_back_models(migrator: Migrator) -> None:
    """Remove what `_list_missing_models` had added and nothing refers to by number."""
    references = " UNION ".join(
        f"SELECT {column} FROM {table}"
        for table, column in (
            *(("pipeline_profiles", f"{stage}_model_internal_id") for stage in STAGES),
            ("model_rankings", "model_internal_id"),
            ("provider_performance", "model_internal_id"),
        )
    )
    migrator.sql(
        f"""
        DELETE FROM openrouter_providers
        WHERE name = id AND display_name = id AND last_updated IN (
          SELECT last_updated FROM openrouter_models WHERE provider_id = openrouter_providers.id
        ) AND NOT EXISTS (
          SELECT 1 FROM openrouter_models WHERE provider_id = openrouter_providers.id
          AND (description IS NOT ?1 OR internal_id IN ({references}))
        )
        """,
        NOT_LISTED,
    )
    migrator.take_back(
        "openrouter_models",
        "internal_id",
        f"description IS ?1 AND is_active = 0 AND internal_id NOT IN ({references})",
        NOT_LISTED,
    )
