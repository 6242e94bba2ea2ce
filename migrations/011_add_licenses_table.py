"""The licences known on this computer.

Adds the table `licenses` (key, tier, daily limit, owner, until when it is valid) and two indexes on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

TABLES = {
    "licenses": """
CREATE TABLE licenses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  tier TEXT NOT NULL,
  daily_limit INTEGER NOT NULL,
  features TEXT,
  user_id TEXT NOT NULL,
  email TEXT,
  expires_at TEXT,
  validated_at TEXT NOT NULL,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
}
INDEXES = (
    ("idx_licenses_key", "licenses", "key"),
    ("idx_licenses_user_id", "licenses", "user_id"),
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
