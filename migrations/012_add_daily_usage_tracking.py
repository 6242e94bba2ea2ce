"""How much each user asked on each day.

Adds the table `daily_usage_summary` with one row for a user and a day, deleted together with the user, and two indexes
on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

RECORDED_AS = "Add daily usage tracking for plan recommendations"
TABLES = {
    "daily_usage_summary": """
CREATE TABLE daily_usage_summary (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  date DATE NOT NULL,
  conversation_count INTEGER NOT NULL DEFAULT 0,
  total_cost REAL NOT NULL DEFAULT 0.0,
  total_tokens INTEGER NOT NULL DEFAULT 0,
  average_response_time REAL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (user_id, date)
)""",
}
INDEXES = (
    ("idx_daily_usage_date", "daily_usage_summary", "date"),
    ("idx_daily_usage_user_date", "daily_usage_summary", "user_id, date"),
)
LOSES_DOWN = tuple((f"every row of {name}", f"SELECT count(*) FROM {name}") for name in TABLES)


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Create the table and its indexes."""
    for declaration in TABLES.values():
        migrator.sql(declaration)
    for name, table, columns in INDEXES:
        migrator.create_index(name, table, columns)


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Drop the table, and its indexes and rows with it."""
    for name in reversed(TABLES):
        migrator.drop_table(name)
