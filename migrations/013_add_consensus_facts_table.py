"""Facts that the curator confirmed, found again by their fingerprint.

Adds the table `consensus_facts` and five indexes on it. Topics, entities, stages and related facts are JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.migrator import Migrator, Reader

RECORDED_AS = "unknown"
TABLES = {
    "consensus_facts": """
CREATE TABLE consensus_facts (
  id TEXT PRIMARY KEY,
  semantic_fingerprint TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL,
  curator_confidence REAL NOT NULL DEFAULT 0.0,
  source_question TEXT NOT NULL,
  source_conversation_id TEXT,
  consensus_stages TEXT NOT NULL DEFAULT '[]',
  created_at TEXT NOT NULL,
  last_accessed TEXT NOT NULL,
  access_count INTEGER NOT NULL DEFAULT 0,
  related_facts TEXT NOT NULL DEFAULT '[]',
  topics TEXT NOT NULL DEFAULT '[]',
  entities TEXT NOT NULL DEFAULT '[]',
  metadata TEXT NOT NULL DEFAULT '{}'
)""",
}
INDEXES = (
    ("idx_consensus_facts_access_count", "consensus_facts", "access_count"),
    ("idx_consensus_facts_confidence", "consensus_facts", "curator_confidence"),
    ("idx_consensus_facts_created_at", "consensus_facts", "created_at"),
    ("idx_consensus_facts_fingerprint", "consensus_facts", "semantic_fingerprint"),
    ("idx_consensus_facts_topics", "consensus_facts", "topics"),
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
