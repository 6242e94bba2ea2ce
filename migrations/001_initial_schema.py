"""The first tables: who uses Hive, what was asked, which models answered, what it cost.

Adds fourteen tables, without indexes of their own:

- users, their settings and configurations (`users`, `settings`, `configurations`);
- the catalogue of models and where it came from (`openrouter_providers`, `openrouter_models`, `sync_metadata`);
- which models take which stage (`pipeline_profiles`, `consensus_profiles`, `consensus_settings`);
- conversations and their messages (`conversations`, `messages`);
- use and cost (`conversation_usage`, `usage_records`, `budget_limits`).

`conversations` keeps its double-quoted defaults: Hive's files have them, and SQLite reads them as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

TABLES = {
    "users": """
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  email TEXT UNIQUE,
  license_key TEXT,
  tier TEXT DEFAULT 'FREE',
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "settings": """
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  description TEXT,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "configurations": """
CREATE TABLE configurations (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  encrypted BOOLEAN DEFAULT 0,
  user_id TEXT REFERENCES users (id),
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "openrouter_providers": """
CREATE TABLE openrouter_providers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  model_count INTEGER DEFAULT 0,
  average_cost REAL DEFAULT 0.0,
  capabilities TEXT DEFAULT '[]',
  last_updated TEXT NOT NULL,
  is_active BOOLEAN DEFAULT 1,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "openrouter_models": """
CREATE TABLE openrouter_models (
  internal_id INTEGER PRIMARY KEY AUTOINCREMENT,
  openrouter_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  provider_id TEXT NOT NULL REFERENCES openrouter_providers (id),
  provider_name TEXT NOT NULL,
  description TEXT DEFAULT '',
  capabilities TEXT DEFAULT '[]',
  pricing_input REAL DEFAULT 0.0,
  pricing_output REAL DEFAULT 0.0,
  pricing_image REAL,
  pricing_request REAL,
  context_window INTEGER DEFAULT 4096,
  created_at INTEGER NOT NULL,
  input_modalities TEXT DEFAULT '["text"]',
  output_modalities TEXT DEFAULT '["text"]',
  is_active BOOLEAN DEFAULT 1,
  last_updated TEXT NOT NULL
)""",
    "sync_metadata": """
CREATE TABLE sync_metadata (
  id TEXT PRIMARY KEY,
  sync_type TEXT NOT NULL,
  started_at TEXT NOT NULL,
  completed_at TEXT,
  status TEXT NOT NULL,
  providers_synced INTEGER DEFAULT 0,
  models_synced INTEGER DEFAULT 0,
  error_message TEXT,
  next_sync_due TEXT NOT NULL,
  rankings_last_synced TEXT,
  provider_performance_synced TEXT,
  intelligence_version TEXT DEFAULT '1.7.0',
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "pipeline_profiles": """
CREATE TABLE pipeline_profiles (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  user_id TEXT REFERENCES users (id),
  is_default BOOLEAN DEFAULT 0,
  generator_model_internal_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  generator_temperature REAL DEFAULT 0.7,
  refiner_model_internal_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  refiner_temperature REAL DEFAULT 0.7,
  validator_model_internal_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  validator_temperature REAL DEFAULT 0.7,
  curator_model_internal_id INTEGER NOT NULL REFERENCES openrouter_models (internal_id),
  curator_temperature REAL DEFAULT 0.7,
  generator_provider TEXT,
  generator_model TEXT,
  refiner_provider TEXT,
  refiner_model TEXT,
  validator_provider TEXT,
  validator_model TEXT,
  curator_provider TEXT,
  curator_model TEXT,
  is_dynamic_template BOOLEAN DEFAULT 0,
  selection_criteria TEXT,
  routing_preferences TEXT,
  cost_controls TEXT,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "consensus_profiles": """
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
)""",
    "consensus_settings": """
CREATE TABLE consensus_settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "conversations": """
CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users (id),
  consensus_profile_id TEXT REFERENCES consensus_profiles (id),
  total_cost REAL DEFAULT 0,
  input_tokens INTEGER DEFAULT 0,
  output_tokens INTEGER DEFAULT 0,
  start_time TEXT,
  end_time TEXT,
  success_rate TEXT DEFAULT "100",
  quality_score REAL DEFAULT 0.95,
  consensus_improvement INTEGER DEFAULT 15,
  confidence_level TEXT DEFAULT "High",
  success INTEGER DEFAULT 1,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "messages": """
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  role TEXT NOT NULL,
  content TEXT NOT NULL,
  stage TEXT,
  model_used TEXT,
  timestamp TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "conversation_usage": """
CREATE TABLE conversation_usage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL UNIQUE REFERENCES conversations (id),
  user_id TEXT REFERENCES users (id),
  timestamp TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "usage_records": """
CREATE TABLE usage_records (
  id TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users (id),
  conversation_id TEXT REFERENCES conversations (id),
  action_type TEXT NOT NULL,
  cost REAL DEFAULT 0.0,
  tokens_input INTEGER DEFAULT 0,
  tokens_output INTEGER DEFAULT 0,
  model_used TEXT,
  timestamp TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "budget_limits": """
CREATE TABLE budget_limits (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  period_type TEXT NOT NULL,
  limit_amount REAL NOT NULL,
  current_spent REAL DEFAULT 0.0,
  period_start TEXT NOT NULL,
  period_end TEXT NOT NULL,
  is_active BOOLEAN DEFAULT 1,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
}
LOSES_DOWN = tuple((f"every row of {name}", f"SELECT count(*) FROM {name}") for name in TABLES)


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Create the fourteen tables."""
    for declaration in TABLES.values():
        migrator.sql(declaration)


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Drop the fourteen tables with everything in them."""
    for name in reversed(TABLES):
        migrator.drop_table(name)
