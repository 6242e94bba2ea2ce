"""What was learned in a conversation, so that a later one can draw on it.

Adds five tables: `knowledge_conversations` with question and final answer, `curator_truths` with what the curator stood
by, `conversation_topics` and `conversation_keywords` to find them again, and `conversation_context` for which
conversation was drawn on by which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

TABLES = {
    "knowledge_conversations": """
CREATE TABLE knowledge_conversations (
  id TEXT PRIMARY KEY,
  conversation_id TEXT REFERENCES conversations (id),
  question TEXT NOT NULL,
  final_answer TEXT NOT NULL,
  source_of_truth TEXT NOT NULL,
  conversation_context TEXT,
  profile_id TEXT,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP,
  last_updated TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "curator_truths": """
CREATE TABLE curator_truths (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL UNIQUE REFERENCES conversations (id),
  curator_output TEXT NOT NULL,
  confidence_score REAL NOT NULL,
  topic_summary TEXT,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "conversation_topics": """
CREATE TABLE conversation_topics (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  topic TEXT NOT NULL,
  relevance_score REAL DEFAULT 1.0,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "conversation_keywords": """
CREATE TABLE conversation_keywords (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  keyword TEXT NOT NULL,
  frequency INTEGER DEFAULT 1,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
    "conversation_context": """
CREATE TABLE conversation_context (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  referenced_conversation_id TEXT NOT NULL REFERENCES conversations (id),
  relevance_score REAL DEFAULT 1.0,
  context_type TEXT CHECK (context_type IN ('recent_24h', 'thematic', 'direct_reference')),
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
)""",
}
LOSES_DOWN = tuple((f"every row of {name}", f"SELECT count(*) FROM {name}") for name in TABLES)


def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Create the five tables."""
    for declaration in TABLES.values():
        migrator.sql(declaration)


def rollback(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
    """Drop the five tables with everything in them."""
    for name in reversed(TABLES):
        migrator.drop_table(name)
