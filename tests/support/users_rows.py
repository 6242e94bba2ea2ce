"""Rows as a user of version 5 has them: profiles by name, conversations and settings that name them."""

from __future__ import annotations

LISTED_MODEL = """
INSERT INTO openrouter_models (internal_id, openrouter_id, name, provider_id, provider_name, created_at, last_updated)
VALUES (40, 'anthropic/claude-3-opus', 'Opus', 'anthropic', 'anthropic', 1700000000, '2025-08-01')
"""
AT_5 = (
    "INSERT INTO users (id, email) VALUES ('u1', 'ada@example.org')",
    (
        "INSERT INTO openrouter_providers (id, name, display_name, last_updated)"
        " VALUES ('anthropic', 'anthropic', 'Anthropic', '2025-08-01')"
    ),
    LISTED_MODEL,
    (
        "INSERT INTO pipeline_profiles (id, name, user_id, is_default, generator_model_internal_id,"
        " generator_temperature, refiner_model_internal_id, validator_model_internal_id,"
        " curator_model_internal_id, curator_temperature)"
        " VALUES ('pipe', 'Pipe', 'u1', 1, 40, 0.2, 40, 40, 40, 1.5)"
    ),
    (
        "INSERT INTO consensus_profiles (id, profile_name, pipeline_profile_id, generator_model, refiner_model,"
        " validator_model, curator_model, created_at) VALUES"
        " ('mine', 'Mine', 'pipe', 'anthropic/claude-3-opus', 'openai/gpt-4o', 'local-model',"
        " 'openai/gpt-4o', '2025-01-02'),"
        " ('7', 'Seven', NULL, 'anthropic/claude-3-opus', 'anthropic/claude-3-opus', 'anthropic/claude-3-opus',"
        " 'anthropic/claude-3-opus', '2025-01-03'),"
        " ('other', 'Other', NULL, 'x-ai/grok', 'x-ai/grok', 'x-ai/grok', 'x-ai/grok', '2025-01-04')"
    ),
    (
        "INSERT INTO conversations (id, consensus_profile_id)"
        " VALUES ('c1', 'mine'), ('c2', '7'), ('c3', 'other'), ('c4', NULL)"
    ),
    (
        "INSERT INTO knowledge_conversations (id, question, final_answer, source_of_truth, profile_id)"
        " VALUES ('k1', '?', '!', '.', 'mine')"
    ),
    "INSERT INTO consensus_settings (key, value) VALUES ('active_profile_id', 'other')",
)
