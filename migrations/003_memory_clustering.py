"""Which conversations belong together, and what each stage improved.

Adds two tables: `conversation_threads` links a conversation to the one that it follows up, and `improvement_patterns`
holds what changed between two stages of the pipeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

TABLES = {
    "conversation_threads": """
CREATE TABLE conversation_threads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  child_conversation_id TEXT NOT NULL REFERENCES conversations (id),
  parent_conversation_id TEXT NOT NULL REFERENCES conversations (id),
  thread_type TEXT CHECK (thread_type IN ('follow_up', 'clarification', 'list_reference', 'continuation')),
  reference_text TEXT,
  confidence_score REAL DEFAULT 1.0,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "improvement_patterns": """
CREATE TABLE improvement_patterns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  from_stage TEXT NOT NULL,
  to_stage TEXT NOT NULL,
  improvement_type TEXT NOT NULL,
  description TEXT NOT NULL,
  question_type TEXT NOT NULL,
  before_content TEXT,
  after_content TEXT,
  improvement_score REAL,
  meta_commentary TEXT,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
}
LOSES_DOWN = tuple((f"every row of {name}", f"SELECT count(*) FROM {name}") for name in TABLES)


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Create the two tables."""
    for declaration in TABLES.values():
        migrator.sql(declaration)


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Drop the two tables with everything in them."""
    for name in reversed(TABLES):
        migrator.drop_table(name)
