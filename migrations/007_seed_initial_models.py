"""The first providers and models, so that a profile can be made before the list has been fetched.

Adds five providers and thirteen models with their prices, those that are not listed yet. Rows that are there stay as
they are, except models that 006 had to add for a profile: they get their name, description and price here.

The way back removes what was added, where nobody changed it and nothing refers to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

STAGES = ("generator", "refiner", "validator", "curator")
PROVIDERS = (
    ("anthropic", "Anthropic"),
    ("openai", "OpenAI"),
    ("google", "Google"),
    ("meta-llama", "Meta Llama"),
    ("mistralai", "Mistral AI"),
)
MODELS = (
    # name at OpenRouter, name, description, price of input and of output, context window
    (
        "anthropic/claude-3.5-sonnet",
        "Claude 3.5 Sonnet",
        "Most intelligent Claude model",
        0.003,
        0.015,
        200_000,
    ),
    ("openai/gpt-4o", "GPT-4o", "OpenAI flagship multimodal model", 0.005, 0.015, 128_000),
    ("openai/gpt-4-turbo", "GPT-4 Turbo", "Latest GPT-4 Turbo model", 0.01, 0.03, 128_000),
    ("openai/gpt-4", "GPT-4", "Original GPT-4 model", 0.03, 0.06, 8_192),
    (
        "google/gemini-pro-1.5",
        "Gemini Pro 1.5",
        "Google Gemini Pro with large context",
        0.00125,
        0.005,
        2_097_152,
    ),
    (
        "anthropic/claude-3-opus",
        "Claude 3 Opus",
        "Powerful Claude model for complex tasks",
        0.015,
        0.075,
        200_000,
    ),
    (
        "anthropic/claude-3-sonnet",
        "Claude 3 Sonnet",
        "Balanced Claude model",
        0.003,
        0.015,
        200_000,
    ),
    (
        "anthropic/claude-3-haiku",
        "Claude 3 Haiku",
        "Fast and efficient Claude model",
        0.00025,
        0.00125,
        200_000,
    ),
    (
        "openai/gpt-3.5-turbo",
        "GPT-3.5 Turbo",
        "Fast and cost-effective model",
        0.0005,
        0.0015,
        16_385,
    ),
    ("google/gemini-pro", "Gemini Pro", "Google Gemini Pro model", 0.000125, 0.000375, 32_760),
    ("google/gemini-flash", "Gemini Flash", "Fast Gemini model", 7.5e-05, 0.0003, 1_048_576),
    (
        "meta-llama/llama-3-8b-instruct",
        "Llama 3 8B",
        "Open source Llama 3 model",
        6e-05,
        6e-05,
        8_192,
    ),
    ("mistralai/mistral-7b-instruct", "Mistral 7B", "Efficient open model", 6e-05, 6e-05, 32_768),
)
"""Prices in US dollars for a thousand tokens, windows in tokens."""
NOT_LISTED = "Named by a consensus profile, not in the list of models."
"""The description that 006 gives to models it adds."""
LISTED = ", ".join(f"'{model[0]}'" for model in MODELS)
LOSES_UP = (
    (
        "that 006 had added a model for a profile: its name, description and price are filled in",
        f"SELECT count(*) FROM openrouter_models WHERE description = '{NOT_LISTED}' AND openrouter_id IN ({LISTED})",
    ),
)
LOSES_DOWN = (
    (
        "when the first models and providers were listed, as far as they go",
        f"SELECT count(*) FROM openrouter_models WHERE openrouter_id IN ({LISTED})",
        ("openrouter_providers",),
    ),
)
REFERENCES = (
    *(("consensus_profiles", f"{stage}_model_id") for stage in STAGES),
    *(("pipeline_profiles", f"{stage}_model_internal_id") for stage in STAGES),
    ("model_rankings", "model_internal_id"),
    ("provider_performance", "model_internal_id"),
)
"""Columns that name a model by its number."""


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Add the providers and models that are not listed."""
    migrator.each(
        """
        INSERT INTO openrouter_providers (id, name, display_name, last_updated, created_at)
        SELECT ?1, ?1, ?2, ?3, ?3
        WHERE NOT EXISTS (SELECT 1 FROM openrouter_providers WHERE id = ?1 OR name = ?1)
        """,
        [(name, title, migrator.now) for name, title in PROVIDERS],
    )
    rows = [(*model, model[0].split("/")[0], migrator.now, NOT_LISTED) for model in MODELS]
    migrator.each(
        """
        UPDATE openrouter_models SET name = ?2, description = ?3, pricing_input = ?4, pricing_output = ?5,
               context_window = ?6, is_active = 1, last_updated = ?8
        WHERE openrouter_id = ?1 AND description = ?9 AND ?7 <> ''
        """,
        rows,
    )
    migrator.each(
        """
        INSERT INTO openrouter_models (openrouter_id, name, description, pricing_input, pricing_output,
               context_window, provider_id, provider_name, created_at, last_updated)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, id, ?7, CAST(strftime('%s', ?8) AS INTEGER), ?8
        FROM openrouter_providers
        WHERE (id = ?7 OR name = ?7) AND ?9 <> ''
        AND NOT EXISTS (SELECT 1 FROM openrouter_models WHERE openrouter_id = ?1)
        ORDER BY id <> ?7 LIMIT 1
        """,
        rows,
    )


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Remove what was added, is unchanged, and nothing refers to."""
    used = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in REFERENCES)
    ours = [
        internal_id
        for model in MODELS
        for (internal_id,) in database.rows(
            f"""
            SELECT internal_id FROM openrouter_models
            WHERE openrouter_id = ? AND name = ? AND description = ? AND pricing_input = ? AND pricing_output = ?
            AND context_window = ? AND is_active = 1 AND internal_id NOT IN ({used})
            """,
            *model,
        )
    ]
    marks = ", ".join("?" * len(ours))
    migrator.take_back("openrouter_models", "internal_id", f"internal_id IN ({marks})", *ours)
    migrator.each(
        """
        DELETE FROM openrouter_providers
        WHERE id = ?1 AND name = ?1 AND display_name = ?2 AND model_count = 0 AND is_active = 1
        AND NOT EXISTS (SELECT 1 FROM openrouter_models WHERE provider_id = ?1)
        """,
        PROVIDERS,
    )
